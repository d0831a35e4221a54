"""Plan, prove and publish rotas of firearms commanders and armed response crews."""

__version__ = "0.1.0"
