"""`rota feed`: calendars of what is published, for those who subscribe, and a check of anybody's calendar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.arguments import NamedPath, number_option, output_option
from scheduler.cli.exits import Exit
from scheduler.cli.feed_token import token_command
from scheduler.cli.feed_token_told import checked_address
from scheduler.cli.group import RotaGroup
from scheduler.cli.output import counted, emit, json_option, say, table, wants_json
from scheduler.cli.stores import now, store_option

if TYPE_CHECKING:
    from scheduler.feeds.checking.rule import FeedFinding


@click.group(name="feed", cls=RotaGroup, short_help="Serve published duties as calendars, and check calendars.")
def feed_command() -> None:
    """Give officers their published duties as calendars they subscribe to, and check any calendar.

    A calendar is found by a token in its address (rota feed token). It is served (serve) or written into a folder for
    another web server (build). Calendars may show a change a day late: what changes soon is phoned.
    """


@feed_command.command(name="check", short_help="Find what is wrong with a calendar file or address.")
@click.argument("calendar", metavar="FILE|URL")
@click.option("--before", type=NamedPath(), metavar="FILE", help="The same calendar as it was served before.")
@json_option
def check_command(calendar: str, before: Path | None) -> Exit:
    """Find what is wrong with a calendar that others subscribe to, whoever made it.

    Each finding has its line, its rule and the section of the standard, or whose behaviour it is about. Of an address it
    is looked at as well how it is served. With --before it is found where entries went back behind what was served. The
    exit code is 6 where anything is found.
    """
    from scheduler.domain.files import read_named
    from scheduler.feeds.checking import check
    from scheduler.feeds.checking.fetching import fetched, is_address, shown_address
    from scheduler.feeds.checking.reading import MOST_BYTES

    served: list[FeedFinding] = []
    if is_address(calendar):
        data, served = fetched(calendar)
        name = shown_address(calendar)
    else:
        data, name = read_named(Path(calendar), MOST_BYTES), Path(calendar).name
    old = None if before is None else read_named(before, MOST_BYTES)
    findings = [*served, *check(data, old)]
    document = {
        "calendar": name,
        "findings": [
            {"line": one.line, "rule": one.rule, "message": one.message, "source": one.source} for one in findings
        ],
    }
    emit(document, lambda: _findings_text(name, findings))
    return Exit.BREACHES if findings else Exit.DONE


def _findings_text(name: str, findings: list[FeedFinding]) -> str:
    lines = [f"{name}:{one.line}: {one.rule}: {one.message} ({one.source})" for one in findings]
    return "\n".join([*lines, counted(len(findings), "finding") or f"{name}: nothing found"])


@feed_command.command(name="build", short_help="Write all calendars into a folder for a web server.")
@output_option("DIR", "Folder to write; it must not exist yet. `latest` beside it names it.")
@store_option
@json_option
def build_command(output: Path | None, store: Path | None) -> Exit:
    """Write the calendar of every token that is not dead into a folder, for any web server.

    Files are named by their token, so whoever can list the folder has them all: it has no index, and the web server must
    not make one. Point it at `latest` beside DIR, which names the newest folder in one step. Folders of before hold what
    was published and shared then: remove them.
    """
    from scheduler.cli.feed_key import ledger_key
    from scheduler.feeds.folder import folder_of
    from scheduler.feeds.ledger import known
    from scheduler.publication.store import opened
    from scheduler.views.outputs import write_outputs

    if output is None:
        message = "Missing option '-o': name the folder to write."
        raise click.UsageError(message)
    with opened(store) as ledger:
        made = folder_of(known(ledger), ledger_key(ledger), now())
    write_outputs(output, made.files)
    if made.left_out and not wants_json():
        names = ", ".join(made.left_out[:5])
        say(f"warning: {counted(len(made.left_out), 'token')} made with another feed key, without a file: {names}")
    emit(
        {"folder": str(output), "live": made.live, "expired": made.expired, "left_out": list(made.left_out)},
        lambda: f"{output}: {counted(made.live, 'calendar') or 'no calendar'}, {made.expired:,} that warn",
    )
    return Exit.DONE


@feed_command.command(name="serve", short_help="Serve calendars and pages by token.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen on.")
@number_option("--port", "Port to listen on; 0 for any that is free.", click.IntRange(0, 65535), default=8470)
@click.option("--certificate", type=NamedPath(), metavar="FILE", help="Certificate chain, as PEM.")
@click.option("--private-key", type=NamedPath(), metavar="FILE", help="Private key of the certificate, as PEM.")
@click.option("--behind-proxy", is_flag=True, help="A server that speaks https to subscribers stands before this one.")
@click.option("--url", metavar="URL", help="Address as subscribers know it, for links; else what each request names.")
@store_option
@json_option
def serve_command(
    *,
    host: str,
    port: int,
    certificate: Path | None,
    private_key: Path | None,
    behind_proxy: bool,
    url: str | None,
    store: Path | None,
) -> Exit:
    """Serve calendars at /feeds/TOKEN.ics, a page for phones at /feeds/TOKEN, wallboards and /health, until Ctrl-C.

    What is published, made or revoked shows within a second. On an address that others can reach a certificate or
    --behind-proxy is required. Wallboards, at /wall/TOKEN, are served on a loopback address or behind a proxy alone. The log on stderr has neither tokens nor addresses.
    """
    from scheduler.cli.feed_key import ledger_key
    from scheduler.feeds.following import Following
    from scheduler.feeds.server import FeedServer, Serving
    from scheduler.feeds.serving import Binding, prepared, run
    from scheduler.publication.store import opened

    binding = Binding(host, port, certificate, private_key, behind_proxy)
    binding.check()
    address = checked_address(url)
    with opened(store) as ledger:
        following = Following(ledger, ledger_key(ledger))
        server = prepared(FeedServer(following, Serving(address, binding.secure, binding.walls)).application(), binding)
        with binding.listen() as listening:
            _log_to_stderr()
            scheme = "https" if certificate else "http"
            at = f"{scheme}://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
            emit({"serving": at}, lambda: f"serving at {at}; Ctrl-C ends it")
            try:
                run(server, listening)
            except KeyboardInterrupt:
                say("ended")
    return Exit.DONE


def _log_to_stderr() -> None:
    import logging

    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    logging.getLogger("rota.feeds").setLevel(logging.INFO)


CLIENTS = (
    ("client", "sees a change after", "takes hints", "cancelled entries", "reminders"),
    ("Google Calendar", "8 to 24 h", "no", "disappear", "ignored"),
    ("Outlook on the web", "about 3 h, at times over 24 h", "no", "not established", "not established"),
    ("Outlook for Windows", "start, then 1 to 3 h", "yes", "not established", "not established"),
    ("Apple Calendar", "as set there, from 5 min", "seems to", "struck through", "unless removed there"),
)
"""How subscribed calendars behave, as others report it; none of it was tried here against the live service."""


@feed_command.command(name="doctor", short_help="Say how calendars of phones and offices treat a feed.")
@json_option
def doctor_command() -> Exit:
    """Say how the calendars that subscribe behave: how late they show a change, and what they drop.

    This is as others report it in the documents and issues of these clients, and may have changed. It was not tried
    against the live services.
    """
    head, *rows = CLIENTS
    document = {"verified": False, "clients": [dict(zip(head, row, strict=True)) for row in rows]}
    remarks = (
        "As reported by others, not verified here. A change inside 24 hours is phoned (rota notify).",
        "Subscribe by address; an imported copy never changes. A phone that shows the wrong hour: rota feed check URL.",
    )
    emit(document, lambda: "\n".join((table(CLIENTS), "", *remarks)))
    return Exit.DONE


feed_command.add_command(token_command)
