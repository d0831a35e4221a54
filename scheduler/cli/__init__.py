"""The rota command, one file a command; nothing heavy is loaded before a command needs it."""

from __future__ import annotations

import click

from scheduler import __version__
from scheduler.cli.collector import leave
from scheduler.cli.group import OnDemand, RotaGroup

_COMMANDS = {
    "init": "init",
    "import-table": "import_table",
    "check": "check",
    "plan": "plan",
    "audit": "audit",
    "rules": "rules",
    "explain": "explain",
    "ask": "ask",
    "sheet": "sheet",
    "report": "report",
    "diff": "diff",
    "amend": "amend",
    "publish": "publish",
    "notify": "notify",
    "log": "log",
    "ledger": "ledger",
    "now": "now",
    "feed": "feed",
    "register": "register",
    "deployments": "deployments",
    "readiness": "readiness",
    "study": "study",
}
"""Name of each command, in the order in which they are used -> the module of this room that has it."""


@click.group(
    cls=RotaGroup,
    commands=OnDemand(_COMMANDS),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="rota")
def rota() -> None:
    """Plan, prove and explain 24/7 rotas of firearms commanders and armed response crews.

    SCENARIO is a scenario folder or an .xlsx workbook. RUN is the folder a plan was written to.
    """


def main() -> None:
    """Run the command line."""
    try:
        rota.main(prog_name="rota")
    except SystemExit as left:
        leave(left.code)
        raise
