"""Makes the pages of docs/reference that the program knows better than anybody: commands and rules."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from scheduler.cli import rota
from scheduler.cli.exits import Exit
from scheduler.cli.output import say

_NOTICE = "<!-- Made by `python -m scheduler.cli.reference --write`; edit the program instead. -->\n"
_WIDTH = 100


def command_page() -> str:
    """Return the page of every command's help and of the exit codes."""
    parts = ["# The command line\n", _NOTICE]
    parts.append(_help_block("rota", rota))
    parts.append("## Exit codes\n")
    parts.append("The first that holds, in the order 1, 2, 5, 4, 6, 3.\n")
    parts.append("| code | means |\n|---|---|\n" + "".join(f"| {code.value} | {code.meaning} |\n" for code in Exit))
    for path, command in commands():
        parts.append(f"## {path}\n")
        parts.append(_help_block(path, command))
    return "\n".join(parts)


def commands(group: click.Group = rota, path: str = "rota") -> Iterator[tuple[str, click.Command]]:
    """Yield every command below a group with its path, such as ``rota register import``; groups among them."""
    for name, command in group.commands.items():
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


def _help_block(path: str, command: click.Command) -> str:
    # The width is fixed, so that the page does not depend on the terminal it was made in.
    settings = {**rota.context_settings, "terminal_width": _WIDTH}
    with click.Context(command, info_name=path, **settings) as context:
        return f"```\n{command.get_help(context)}\n```\n"


def rules_page() -> str:
    """Return the page of every rule, its sentence with the defaults of each profile, and its source."""
    from scheduler.cli.rules import reference_table

    return "\n".join(["# The rules\n", _NOTICE, reference_table()])


PAGES: Mapping[str, Callable[[], str]] = {"cli.md": command_page, "rules.md": rules_page}
"""File in docs/reference -> what makes it."""


def stale(folder: Path) -> list[str]:
    """Return the pages of a folder that are not what the program would make of them."""
    return [
        name
        for name, page in PAGES.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != page()
    ]


@click.command()
@click.option("--write/--check", default=False, help="Write the pages, or only say which are out of date.")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("docs/reference"), show_default=True, metavar="DIR"
)
def reference_command(write: bool, folder: Path) -> None:
    """Make the pages of docs/reference, or check that they are up to date."""
    if write:
        for name, page in PAGES.items():
            (folder / name).write_text(page(), encoding="utf-8")
        return
    old = stale(folder)
    for name in old:
        say(f"{folder / name} is out of date: make docs DOCS=--write")
    sys.exit(bool(old))


if __name__ == "__main__":
    reference_command()
