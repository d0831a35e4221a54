"""Charts of a hand-in study, drawn by matplotlib as SVG that is the same to the byte each time."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib import rcParams
from matplotlib.figure import Figure

KINDS = (("command", "a command seat falls"), ("crew", "a crew falls below its minimum"))
COLOURS = ("#b93a00", "#14304f", "#00664c", "#8a5a00", "#6b2f7a")
SALT = "armed-rota"


def curve(breaks: Sequence[Mapping[str, Any]], words: Mapping[str, str]) -> str:
    """Return the break-point curve: in what share of samples something fails, by share of people who handed in.

    A point at which some sample is not settled is drawn hollow, with a whisker up to where it would be if all of those
    failed.
    """
    figure = _figure(10, 3.6)
    axes = figure.subplots(1, len(KINDS), sharey=True)
    for axis, (kind, title) in zip(axes, KINDS, strict=True):
        for colour, response in zip(COLOURS, words, strict=False):
            counts = sorted(
                (one for one in breaks if (one["response"], one["kind"]) == (response, kind)),
                key=lambda one: one["share"],
            )
            if counts:
                _line(axis, counts, colour, words[response])
        axis.set_title(title)
        axis.set_xlabel("handed in, % of people")
        axis.set_ylim(-3, 103)
    axes[0].set_ylabel("% of samples")
    axes[-1].legend(fontsize=7, loc="upper left")
    return _svg(figure)


def _line(axis: Any, counts: Sequence[Mapping[str, Any]], colour: str, label: str) -> None:  # noqa: ANN401
    across = [100 * one["share"] for one in counts]
    up = [100 * one["fails"] / one["samples"] for one in counts]
    axis.plot(across, up, color=colour, label=label)
    for place, one in enumerate(counts):
        whisker = 100 * one["not_settled"] / one["samples"]
        face = "white" if whisker else colour
        axis.plot(across[place], up[place], "o", color=colour, markerfacecolor=face, markersize=5)
        if whisker:
            axis.vlines(across[place], up[place], up[place] + whisker, color=colour, linewidth=1)


def heat(seats: Sequence[Mapping[str, Any]], response: str, share: float, days: Sequence[str]) -> str | None:
    """Return the heat map of one response and share: mean hours uncovered by seat and force day; None where none is."""
    shown = [one for one in seats if one["response"] == response and one["share"] == share]
    if not shown:
        return None
    names = sorted({one["seat"] for one in shown})
    values = [[0.0] * len(days) for _ in names]
    for one in shown:
        values[names.index(one["seat"])][days.index(one["force_day"])] = one["mean_hours"]
    figure = _figure(10, 0.6 + 0.42 * len(names))
    axis = figure.subplots()
    image = axis.pcolormesh(values, cmap="OrRd", edgecolors="white", linewidth=0.5, vmin=0)
    axis.set_yticks([place + 0.5 for place in range(len(names))], names)
    axis.set_xticks([place + 0.5 for place in range(0, len(days), 7)], days[::7])
    axis.invert_yaxis()
    bar = figure.colorbar(image, ax=axis, label="mean hours")
    if bar.solids is not None:  # a picture inside the drawing is not shown by a page that loads nothing
        bar.solids.set_rasterized(False)
    return _svg(figure)


def _figure(width: float, height: float) -> Figure:
    rcParams.update({"svg.hashsalt": SALT, "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9})
    return Figure(figsize=(width, height))


def _svg(figure: Figure) -> str:
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight")
    return _plain(file.getvalue())


def _plain(text: str) -> str:
    """Return an SVG without style sheets, which the policy of our pages refuses: each property an attribute instead."""
    body = text[text.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r"<style[^>]*>.*?</style>", "", body, flags=re.DOTALL)
    return re.sub(r'style="([^"]*)"', lambda found: _attributes(found[1]), body)


def _attributes(style: str) -> str:
    found: dict[str, str] = {}
    for stated in style.split(";"):
        name, _, value = (part.strip() for part in stated.partition(":"))
        if name == "font":
            size, _, family = value.partition(" ")
            found |= {"font-size": size, "font-family": family}
        elif name:
            found[name] = value
    return " ".join(f'{name}="{value.replace(chr(34), chr(39))}"' for name, value in sorted(found.items()))
