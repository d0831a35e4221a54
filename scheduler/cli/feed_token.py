"""`rota feed token`: who may see which duties, by an address that is theirs alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from scheduler.cli.arguments import NamedPath, number_option
from scheduler.cli.exits import Exit
from scheduler.cli.feed_token_told import Made, checked_address, show_made, token_document, tokens_text, write_cards
from scheduler.cli.group import RotaGroup
from scheduler.cli.output import emit, json_option
from scheduler.cli.stores import now, one_roster, roster_option, store_option
from scheduler.domain.errors import BadInputError
from scheduler.domain.feeds import MOST_ALARM_MINUTES, Feed, FeedKind, FeedStyle, FeedToken, Redaction
from scheduler.domain.findings import Problem

if TYPE_CHECKING:
    from scheduler.domain.publication import PublishedRota
    from scheduler.feeds.ledger import Tokens

_NAME = re.compile(r"[0-9a-f]{8,64}")

url_option = click.option("--url", metavar="URL", help="Address of the server, such as https://feeds.example.org.")
card_option = click.option(
    "--card", type=NamedPath(), metavar="DIR", help="Folder for a page to print for each token: a QR code and how to."
)
leaked_option = click.option("--leaked", is_flag=True, help="Others may have it: it opens nothing from now on.")


DASHED = {"ignore_unknown_options": True}
"""A token may begin with a dash: typed for its name, it is not to be repeated as an option that is not known."""


@click.group(name="token", cls=RotaGroup, short_help="Make, list, replace and end the addresses of calendars.")
def token_command() -> None:
    """Make, list, replace and end the tokens by which calendars are found.

    A token is 256 random bits and shown once; the ledger keeps its hash. NAME is the first eight digits of the hash or
    more, as list and the server's log show them.
    """


@token_command.command(name="create", short_help="Make a token for a feed, and show it once.")
@click.option("--officer", "officers", multiple=True, metavar="ID", help="An officer's duties; may be given again.")
@click.option("--post", "posts", multiple=True, metavar="CODE", help="A post's tours, whoever holds them.")
@click.option("--force", "forces", multiple=True, metavar="CODE", help="The tours of all seats of a force.")
@click.option("--wall", is_flag=True, help="The roster's wallboard: who is on, of every post.")
@roster_option("The roster; by default the only one published.")
@number_option("--days", "Days until it expires.", click.IntRange(1, 1098), default=365)
@click.option(
    "--redaction",
    type=click.Choice(get_args(Redaction)),
    default="minimal",
    show_default=True,
    help='What entries tell: "Duty", the role as well, or role, post and tour. Never a name.',
)
@number_option("--alarm", "Minutes before each duty at which a reminder sounds.", click.IntRange(0, MOST_ALARM_MINUTES))
@click.option("--no-tombstones", is_flag=True, help="Leave cancelled duties out instead of showing them as cancelled.")
@click.option("--tzid", is_flag=True, help="Times on London's clock with its rules, for calendars that want no UTC.")
@click.option("--without-duty", is_flag=True, help="Also for an officer, post or force of which nothing is published.")
@url_option
@card_option
@store_option
@json_option
def create_command(
    *,
    officers: tuple[str, ...],
    posts: tuple[str, ...],
    forces: tuple[str, ...],
    wall: bool,
    roster: str | None,
    days: int,
    redaction: Redaction,
    alarm: int | None,
    no_tombstones: bool,
    tzid: bool,
    without_duty: bool,
    url: str | None,
    card: Path | None,
    store: Path | None,
) -> Exit:
    """Make a token for an officer's, a post's or a force's feed or for the wallboard, and show it once.

    Hand it over as you would a key. It is not shown again: one that is lost is replaced (rotate).
    """
    from scheduler.cli.feed_key import feed_key, ledger_folder
    from scheduler.feeds.ledger import end_and_add
    from scheduler.feeds.tokens import new_token
    from scheduler.publication.reading import published
    from scheduler.publication.store import opened

    named: list[tuple[FeedKind, str]] = [
        *(("officer", one) for one in officers),
        *(("post", one) for one in posts),
        *(("force", one) for one in forces),
    ]
    if wall:
        named.append(("wall", ""))
    if not named:
        message = "Name whose feed it is: --officer, --post, --force or --wall."
        raise click.UsageError(message)
    address = checked_address(url)
    style = FeedStyle(redaction, alarm, not no_tombstones, tzid)
    with opened(store, write=True) as ledger:
        rota = published(ledger, one_roster(ledger, roster))
        if not without_duty:
            _refuse_unknown(rota, named)
        at = now()
        with feed_key(ledger_folder(ledger)) as key:
            secret = bytes.fromhex(key)
            feeds = [Feed(rota.version.roster, kind, subject) for kind, subject in named]
            made = [Made(*new_token(secret, feed, style, at, days)) for feed in feeds]
            write_cards(card, made, address, rota)
            end_and_add(ledger, lambda _: ((), [one.kept for one in made]), at)
    show_made(made, address)
    return Exit.DONE


@token_command.command(name="list", short_help="List the tokens, their feeds and whether they open them.")
@roster_option("Only this roster's; all by default.")
@click.option("--all", "dead_too", is_flag=True, help="Also those that open nothing any more.")
@store_option
@json_option
def list_command(roster: str | None, dead_too: bool, store: Path | None) -> Exit:
    """List the tokens by name: whose feed each opens, how much that tells, since when and until when."""
    from scheduler.feeds.ledger import known
    from scheduler.publication.store import opened

    at = now()
    with opened(store) as ledger:
        tokens = [one for one in known(ledger).tokens.values() if roster in (None, one.feed.roster)]
    shown = [one for one in tokens if dead_too or one.standing(at) != "dead"]
    emit({"tokens": [token_document(one, at) for one in shown]}, lambda: tokens_text(shown, at))
    return Exit.DONE


@token_command.command(
    name="rotate", context_settings=DASHED, short_help="Replace a token by a new one for the same feed."
)
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@number_option("--days", "Days until the new one expires.", click.IntRange(1, 1098), default=365)
@leaked_option
@url_option
@card_option
@store_option
@json_option
def rotate_command(
    *, names: tuple[str, ...], days: int, leaked: bool, url: str | None, card: Path | None, store: Path | None
) -> Exit:
    """Replace tokens by new ones for the same feeds, and show those once.

    The old address warns its subscribers for 14 days not to rely on it; with --leaked it opens nothing from now on.
    """
    from scheduler.cli.feed_key import ledger_key
    from scheduler.feeds.ledger import end_and_add, known
    from scheduler.feeds.tokens import ended, new_token
    from scheduler.publication.store import opened

    address, at, made = checked_address(url), now(), list[Made]()
    with opened(store, write=True) as ledger:
        key, rotas = ledger_key(ledger), known(ledger).rotas

        def ending(tokens: Tokens) -> tuple[Sequence[FeedToken], Sequence[FeedToken]]:
            olds = _named(tokens, names)
            made.extend(Made(*new_token(key, old.feed, old.style, at, days)) for old in olds)
            write_cards(card, made, address, rotas.get(made[0].kept.feed.roster))
            return [ended(old, at, leaked=leaked) for old in olds], [one.kept for one in made]

        end_and_add(ledger, ending, at)
    show_made(made, address)
    return Exit.DONE


@token_command.command(name="revoke", context_settings=DASHED, short_help="End a token.")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@leaked_option
@store_option
@json_option
def revoke_command(names: tuple[str, ...], leaked: bool, store: Path | None) -> Exit:
    """End tokens: their addresses warn subscribers for 14 days not to rely on them, and then open nothing.

    With --leaked they open nothing from now on, as if they had never been.
    """
    from scheduler.feeds.ledger import end_and_add
    from scheduler.feeds.tokens import ended
    from scheduler.publication.store import opened

    at, done = now(), list[FeedToken]()

    def ending(tokens: Tokens) -> tuple[Sequence[FeedToken], Sequence[FeedToken]]:
        done.extend(ended(old, at, leaked=leaked) for old in _named(tokens, names))
        return done, ()

    with opened(store, write=True) as ledger:
        end_and_add(ledger, ending, at)
    emit({"tokens": [token_document(one, at) for one in done]}, lambda: tokens_text(done, at))
    return Exit.DONE


def _refuse_unknown(rota: PublishedRota, named: Sequence[tuple[FeedKind, str]]) -> None:
    """Refuse feeds of whom nothing is published, since a mistyped name would be an empty calendar for ever."""
    from scheduler.scenario_io.text import nearest, shown

    there: dict[FeedKind, set[str]] = {
        "officer": {duty.key.officer for duty in rota.duties},
        "post": {duty.post for duty in rota.duties if duty.post},
        "force": {duty.force for duty in rota.duties if duty.post},
        "wall": {""},
    }
    problems = [
        Problem(
            f"--{kind}", shown(name), f"one of whom a duty is published (else --without-duty: no {kind} is checked then)",
            nearest(name, sorted(there[kind])),
        )
        for kind, name in named
        if name not in there[kind]
    ]  # fmt: skip
    if problems:
        raise BadInputError(problems)


def _named(tokens: Tokens, names: Sequence[str]) -> list[FeedToken]:
    """Return the tokens of names, each once; whatever is wrong with any is told, and then nothing is done."""
    found: dict[str, FeedToken] = {}
    problems = []
    for name in names:
        fits = [
            one for one in tokens.values() if _NAME.fullmatch(name.lower()) and one.token_hash.startswith(name.lower())
        ]
        if len(fits) == 1:
            found[fits[0].token_hash] = fits[0]
        else:
            # What was typed may be the token itself, which no message repeats.
            expected = (
                "more digits of the name"
                if fits
                else "the name of a token, eight digits or more; see rota feed token list"
            )
            problems.append(Problem("NAME", name if _NAME.fullmatch(name.lower()) else "", expected))
    if problems:
        raise BadInputError(problems)
    return list(found.values())
