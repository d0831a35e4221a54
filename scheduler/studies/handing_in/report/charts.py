"""Charts of a hand-in study, drawn by matplotlib as SVG that is the same to the byte each time."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib import rcParams
from matplotlib.figure import Figure

KINDS = (("command", "a command seat falls"), ("crew", "a crew falls below its minimum"))
COLOURS = ("#b93a00", "#14304f", "#00664c", "#8a5a00", "#6b2f7a", "#4d6f99", "#5c5c5c", "#a8326b")
MARKS = ("o", "s", "^", "D", "v", "P", "X", "h")
SALT = "armed-rota"


def curve(breaks: Sequence[Mapping[str, Any]], words: Mapping[str, str]) -> str:
    """Return the break-point curve: in what share of samples something fails, by share of people who handed in.

    A point at which some sample is not settled is drawn hollow, with a whisker up to where it would be if all of those
    failed.
    """
    figure = _figure(10, 3.6)
    axes = figure.subplots(1, len(KINDS), sharey=True)
    for axis, (kind, title) in zip(axes, KINDS, strict=True):
        for number, response in enumerate(words):
            counts = sorted(
                (one for one in breaks if (one["response"], one["kind"]) == (response, kind)),
                key=lambda one: one["share"],
            )
            if counts:
                _line(axis, counts, number, words[response])
        axis.set_title(title)
        axis.set_xlabel("handed in, % of people")
        axis.set_ylim(-3, 103)
    axes[0].set_ylabel("% of samples")
    _legend(figure, axes[-1])
    return _svg(figure)


def _line(axis: Any, counts: Sequence[Mapping[str, Any]], number: int, label: str) -> None:  # noqa: ANN401
    colour, mark = COLOURS[number], MARKS[number]
    across = [100 * one["share"] for one in counts]
    up = [100 * one["fails"] / one["samples"] for one in counts]
    # The legend shows the mark as well: some lines lie on others.
    axis.plot(across, up, color=colour, marker=mark, markersize=5, label=label)
    for place, one in enumerate(counts):
        whisker = 100 * one["not_settled"] / one["samples"]
        face = "white" if whisker else colour
        axis.plot(across[place], up[place], mark, color=colour, markerfacecolor=face, markersize=5)
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


def ladder(
    steps: Sequence[Mapping[str, Any]],
    shares: Sequence[Mapping[str, Any]],
    words: Mapping[str, str],
    days: Sequence[str],
) -> str | None:
    """Return the ladder over time: when each lever and rung is first used, and the own part of armed hours by force day.

    Each step is a line from its first day in the earliest sample to that in the latest, with a mark at the middle one.
    None where nothing is used.
    """
    if not steps:
        return None
    used = [response for response in words if any(one["response"] == response for one in steps)]
    figure = _figure(10, 2.6 + 0.3 * len(steps))
    parts, rows = figure.subplots(2, 1, sharex=True, height_ratios=(7, 2 + len(steps)))
    for response in used:
        own = {one["force_day"]: 100 * one["own_share"] for one in shares if one["response"] == response}
        place = list(words).index(response)
        there = [(number, own[day]) for number, day in enumerate(days) if day in own]
        parts.plot(
            *zip(*there, strict=True), color=COLOURS[place], marker=MARKS[place], markersize=3, label=words[response]
        )
    parts.set_ylabel("own part of\narmed hours, %")
    parts.set_ylim(-3, 103)
    for row, one in enumerate(steps):
        place = list(words).index(one["response"])
        earliest, middle, latest = (days.index(one[name]) for name in ("earliest", "middle", "latest"))
        rows.hlines(row, earliest, latest, color=COLOURS[place])
        rows.plot([middle], [row], MARKS[place], color=COLOURS[place], markersize=6)
    rows.set_yticks(range(len(steps)), [f"{_step_words(one)}: {one['used_in']} of {one['samples']}" for one in steps])
    rows.set_ylim(len(steps) - 0.5, -0.5)
    rows.set_xlim(-0.5, len(days) - 0.5)
    rows.set_xticks(range(0, len(days), 7), days[::7])
    rows.grid(axis="x", linewidth=0.3)
    _legend(figure, parts)
    return _svg(figure)


def _legend(figure: Figure, axis: Any) -> None:  # noqa: ANN401
    """Say below a figure what its lines are, where it covers none of them."""
    handles, labels = axis.get_legend_handles_labels()
    figure.legend(handles, labels, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2, frameon=False)


def _step_words(step: Mapping[str, Any]) -> str:
    return str(step["step"]).replace("_", " ") if step["kind"] == "lever" else f"help: {step['step']}"


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
