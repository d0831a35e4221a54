"""Changes of the store's tables, one file in ``versions`` each; run by the store when it is opened."""

APPLICATION_ID = 0x524F5441
"""``ROTA``, by which an SQLite file is known as a register's store."""
