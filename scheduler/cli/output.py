"""What commands print: data on stdout, as text or as one JSON document; everything else on stderr."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

import click

from scheduler.domain.findings import Problem

_Command = TypeVar("_Command", bound=Callable[..., Any])
_META = "scheduler.cli.json"
_WIDEST = 400
"""Columns of text where no terminal says how wide it is."""


def json_option(command: _Command) -> _Command:
    """Give a command ``--json``: one JSON document instead of text, on stdout and for errors on stderr."""

    def remember(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
        # A group that is a command as well has the option too: whichever is given counts.
        context.meta[_META] = value or wants_json()

    return click.option(
        "--json",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=remember,
        help="Print one JSON document instead of text.",
    )(command)


def wants_json() -> bool:
    """Say whether the command that runs was asked for JSON."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_META))


def asks_for_json(arguments: Sequence[str]) -> bool:
    """Say whether a command line asks for JSON, also one that is wrong otherwise."""
    return "--json" in arguments[: arguments.index("--") if "--" in arguments else None]


def emit(document: Mapping[str, Any] | Sequence[Any], text: Callable[[], str]) -> None:
    """Print a command's data on stdout.

    Parameters
    ----------
    document
        What ``--json`` prints.
    text
        Called for the same in words, where JSON was not asked for.
    """
    if wants_json():
        click.echo(as_json(document))
    else:
        click.echo(printable(text()))


def as_json(document: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return a document as JSON, in the order it was built."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)


def printable(text: str) -> str:
    """Return text with control characters spelled out, so that no file can write to a terminal what it likes."""
    return "".join(
        character if character in "\n\t" or not unicodedata.category(character).startswith("C") else _spelled(character)
        for character in text
    )


def _spelled(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def say(text: str) -> None:
    """Print one remark for the person at the keyboard, on stderr."""
    click.echo(printable(text), err=True)


def problems_json(problems: Sequence[Problem]) -> str:
    """Return problems with an input as one JSON document."""
    return as_json({"problems": [asdict(problem) for problem in problems]})


def problems_text(problems: Sequence[Problem]) -> str:
    """Return problems in words, those of one file together, with a count at the end."""
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.place.partition(":")[0], []).append(problem)
    lines = []
    for group in by_file.values():
        lines += [f"{'warning: ' if problem.warning else ''}{problem}" for problem in group]
    n_warnings = sum(problem.warning for problem in problems)
    n_errors = len(problems) - n_warnings
    lines.append(", ".join(part for part in (counted(n_errors, "error"), counted(n_warnings, "warning")) if part))
    return "\n".join(lines)


def counted(number: int, noun: str) -> str:
    """Return ``3 errors``, ``1 error``, and nothing for none."""
    if not number:
        return ""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def table(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> str:
    """Return rows as columns padded with spaces; ``right`` names the columns that hold figures."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        cells = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def rich_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows under their heads, long cells folded to the width of the terminal; as wide as they need elsewhere.

    What repeats the first cell of the row above is left blank, so that rows about one thing read as one.
    """
    from io import StringIO

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = Console()
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        shown.add_column(head, overflow="fold")
    before = None
    for row in rows:
        first = "" if row[0] == before else row[0]
        shown.add_row(*(Text(printable(cell)) for cell in (first, *row[1:])))
        before = row[0]
    text = StringIO()
    width = terminal.width if terminal.is_terminal else _WIDEST
    Console(file=text, width=width, color_system=None).print(shown)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()).strip("\n")
