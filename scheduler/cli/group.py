"""The top command: what happens to whatever goes wrong below it, so that no traceback reaches a user."""

from __future__ import annotations

import os
import sys
import traceback
from collections import UserDict
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from scheduler.cli.exits import Exit
from scheduler.cli.output import as_json, asks_for_json, problems_json, problems_text, say, wants_json
from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem


class OnDemand(UserDict[str, Any]):
    """Commands by name, each loaded with its module once somebody asks for it.

    Stated as name -> module of this room; ``some-thing`` is that module's ``some_thing_command``.
    """

    def __getitem__(self, name: str) -> click.Command:
        """Return a command."""
        module = import_module(f"scheduler.cli.{super().__getitem__(name)}")
        command: click.Command = getattr(module, f"{name.replace('-', '_')}_command")
        return command


class RotaGroup(click.Group):
    """A group whose commands return an ``Exit`` and whose errors become one clear message."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002
        **extra: Any,  # noqa: ANN401
    ) -> NoReturn:
        """Run a command and leave with its exit code."""
        given = list(sys.argv[1:] if args is None else args)
        try:
            code = super().main(given, prog_name, complete_var, standalone_mode=False, **extra)
        except click.ClickException as error:
            if asks_for_json(given):
                click.echo(problems_json([_usage_problem(error)]), err=True)
            else:
                error.show()
            code = Exit.USAGE
        except click.Abort:
            code = Exit.INTERRUPTED
        sys.exit(int(code or Exit.DONE))

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order in which they are used, not in that of the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        """Run a command; turn what it raises into a message and an exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BadInputError as error:
            _tell_problems(error)
            return Exit.BAD_INPUT
        except KeyboardInterrupt:
            _tell("interrupted; nothing was written")
            return Exit.INTERRUPTED
        except BrokenPipeError:
            # Python would complain once more when it flushes on the way out.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return Exit.PIPE_CLOSED
        except OSError as error:
            _tell_problems(
                BadInputError([Problem(str(error.filename or "rota"), "", wrong=error.strerror or str(error))])
            )
            return Exit.BAD_INPUT
        except Exception as error:  # noqa: BLE001  # the one place: a user gets a message, never a traceback
            return _tell_defect(error)


def _usage_problem(error: click.ClickException) -> Problem:
    """Return what is wrong with a command line as a problem; its place is the argument or option, or the command."""
    told = error.message
    if isinstance(error, click.NoSuchOption):
        near = error.possibilities[0] if error.possibilities else ""
        return Problem(_command(error), error.option_name, nearest=near, wrong="no such option")
    if isinstance(error, click.BadParameter) and error.param is not None:
        place = error.param.opts[-1] if error.param.param_type_name == "option" else str(error.param.metavar)
        missing = isinstance(error, click.MissingParameter)
        return Problem(place, "", wrong="it is missing" if missing else told)
    return Problem(_command(error) if isinstance(error, click.UsageError) else "rota", "", wrong=told)


def _command(error: click.UsageError) -> str:
    return error.ctx.command_path if error.ctx else "rota"


def _tell(message: str) -> None:
    if wants_json():
        click.echo(as_json({"error": message}), err=True)
    else:
        say(f"rota: {message}")


def _tell_problems(error: BadInputError) -> None:
    if wants_json():
        click.echo(problems_json(error.problems), err=True)
    else:
        say(problems_text(error.problems))


def _tell_defect(error: Exception) -> Exit:
    """Say in one line what broke and where; the whole account only where ``ROTA_DEBUG=1`` asks for it."""
    if os.environ.get("ROTA_DEBUG") == "1":
        click.echo("".join(traceback.format_exception(error)), err=True)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    said = " ".join(str(error).split())[:300]
    _tell(
        f"a defect of rota, not of your input: {type(error).__name__}{place}: {said}. "
        "Run it again with ROTA_DEBUG=1 for the whole account, and report that."
    )
    return Exit.DEFECT
