"""Pages that stand alone: one HTML file without script, picture or address outside it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from scheduler.views import words

_HERE = Path(__file__).parent


def page(template: str, sheets: tuple[str, ...], marking: str, **context: object) -> bytes:
    """Return a page rendered from a template beside this module.

    A template asks one of its macros once for values that are alike: ``{% set shown = once(macro) %}``, and then
    ``{{ values|each(shown) }}``. Everything a template writes is escaped, and the page's own policy lets a browser use nothing but the one style
    sheet inside it, so that a name that is meant to be a script stays a name.

    Parameters
    ----------
    template
        Name of the template.
    sheets
        Names of its style sheets.
    marking
        Protective marking; also on every printed sheet where the browser prints page margins.
    """
    style = "".join((_HERE / name).read_text(encoding="utf-8") for name in sheets) + _margins(marking)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    rendered = template_of(template).render(style=style, policy=policy, marking=marking, **context)
    return rendered.encode()


@cache
def template_of(name: str) -> Template:
    """Return a template beside this module, made ready to be rendered."""
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["once"] = cache
    environment.filters["each"] = _each
    environment.filters["money"] = words.money
    environment.filters["day_words"] = words.day_words
    return environment.get_template(name)


def _each(values: Iterable[object], form: Callable[[Any], Markup]) -> Markup:
    """Return what a macro makes of each value, one after the other."""
    return Markup("".join(map(form, values)))


def _margins(marking: str) -> str:
    """Return the rules that print the marking and the page number in the margins of every sheet."""
    text = "".join(char if char.isascii() and char.isalnum() else f"\\{ord(char):x} " for char in marking)
    bold = 'font: 700 8pt system-ui, "Segoe UI", Arial, sans-serif'
    small = 'font: 7pt system-ui, "Segoe UI", Arial, sans-serif; color: #555'
    return (
        f'@page {{ @top-center {{ content: "{text}"; {bold} }} @bottom-center {{ content: "{text}"; {bold} }} '
        f'@bottom-right {{ content: counter(page) " / " counter(pages); {small} }} }}\n'
    )
