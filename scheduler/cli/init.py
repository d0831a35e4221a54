"""`rota init`: a new scenario folder from a template."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.arguments import DAYS, SEEDS, NamedPath, number_option
from scheduler.cli.exits import Exit
from scheduler.cli.output import counted, emit, json_option

TEMPLATES = ("county", "metropolitan", "region", "met-september-2023")


@click.command(short_help="Make a scenario folder from a template.")
@click.argument("folder", type=NamedPath(), metavar="DIR")
@click.option("--template", type=click.Choice(TEMPLATES), required=True, help="What kind of force to make up.")
@number_option("--seed", "Another seed, other people and dates.", SEEDS)
@number_option(
    "--officers",
    "Authorised firearms officers to make up, firearms tactical advisers of a county among them; posts, cars and cover "
    "grow with them. Control room and commanders come on top. For region: commanders in all.",
    click.IntRange(1),
)
@number_option("--days", "Force days to plan.", DAYS)
@json_option
def init_command(folder: Path, template: str, seed: int | None, officers: int | None, days: int | None) -> Exit:
    """Make a scenario folder DIR from a template; every person in it is made up. The scenario is named as the folder."""
    from scheduler.scenario_io.templates import files_beside, named
    from scheduler.scenario_io.templates import template as made_from
    from scheduler.scenario_io.writer import write_folder

    settings, tables = made_from(template, seed=seed, officers=officers, days=days)
    settings = named(settings, folder)
    beside = files_beside(template, settings, tables)
    write_folder(folder, settings, tables, beside)
    overlays = sorted(name for name in beside if name.endswith(".toml"))
    rows = {name: len(table) for name, table in tables.items()}
    emit(
        {"folder": str(folder), "template": template, "rows": rows, "overlays": overlays},
        lambda: "\n".join(
            [
                f"{folder}: {counted(rows.get('officers', 0), 'officer') or 'no officer'} in {counted(len(rows), 'table')}",
                *([f"{folder / 'overlays'}: {counted(len(overlays), 'overlay')}"] if overlays else []),
                f"next: rota check {folder}",
            ]
        ),
    )
    return Exit.DONE
