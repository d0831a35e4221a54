"""Whether a chain of lines is whole, as the commands that verify one ask and say it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from scheduler.stores.chain import Verdict

_Command = TypeVar("_Command", bound=Callable[..., Any])


def head_option(printed_by: str) -> Callable[[_Command], _Command]:
    """Return the option ``--head``, a hash that was kept elsewhere.

    Parameters
    ----------
    printed_by
        The command that printed it.
    """

    def read(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
        if value is None or re.fullmatch("[0-9a-f]{64}", value.lower()):
            return value and value.lower()
        message = f"{value!r}: expected the 64 hexadecimal digits that {printed_by} printed."
        raise click.BadParameter(message)

    return click.option(
        "--head", callback=read, metavar="HASH", help=f"HEAD that {printed_by} printed and that was kept elsewhere."
    )


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """Return what verifying says as plain values."""
    return {
        "whole": verdict.whole,
        "lines": verdict.n_lines,
        "head": verdict.head,
        "line": verdict.line,
        "damage": verdict.damage,
        "lines_after_head": verdict.after,
    }


def verdict_text(verdict: Verdict) -> str:
    """Return the same in words."""
    from scheduler.views.words import counted

    if not verdict.whole:
        place = "" if verdict.line is None else f"line {verdict.line} "
        return f"NOT WHOLE: {place}{verdict.damage}"
    after = "" if verdict.after is None else f"\n{counted(verdict.after, 'line')} came after the head that was noted"
    return f"whole: {counted(verdict.n_lines, 'line')}\nHEAD {verdict.head}{after}"
