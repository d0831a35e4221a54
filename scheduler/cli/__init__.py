"""The rota command, one file a command; nothing heavy is loaded before a command needs it."""

from __future__ import annotations

import click

from scheduler import __version__
from scheduler.cli.amend import amend_command
from scheduler.cli.ask import ask_command
from scheduler.cli.audit import audit_command
from scheduler.cli.check import check_command
from scheduler.cli.deployments import deployments_command
from scheduler.cli.diff import diff_command
from scheduler.cli.explain import explain_command
from scheduler.cli.feed import feed_command
from scheduler.cli.group import RotaGroup
from scheduler.cli.import_table import import_table_command
from scheduler.cli.init import init_command
from scheduler.cli.ledger import ledger_command
from scheduler.cli.log import log_command
from scheduler.cli.notify import notify_command
from scheduler.cli.now import now_command
from scheduler.cli.plan import plan_command
from scheduler.cli.publish import publish_command
from scheduler.cli.readiness import readiness_command
from scheduler.cli.register import register_command
from scheduler.cli.report import report_command
from scheduler.cli.rules import rules_command
from scheduler.cli.sheet import sheet_command
from scheduler.cli.study import study_command


@click.group(cls=RotaGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="rota")
def rota() -> None:
    """Plan, prove and explain 24/7 rotas of firearms commanders and armed response crews.

    SCENARIO is a scenario folder or an .xlsx workbook. RUN is the folder a plan was written to.
    """


for _command in (
    init_command,
    import_table_command,
    check_command,
    plan_command,
    audit_command,
    rules_command,
    explain_command,
    ask_command,
    sheet_command,
    report_command,
    diff_command,
    amend_command,
    publish_command,
    notify_command,
    log_command,
    ledger_command,
    now_command,
    feed_command,
    register_command,
    deployments_command,
    readiness_command,
    study_command,
):
    rota.add_command(_command)


def main() -> None:
    """Run the command line."""
    rota.main(prog_name="rota")
