"""The cover of one post as a drawing: filled against minimum and target over every hour of the planned days."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from scheduler.domain.rota import Uncovered
from scheduler.domain.time import date_of, instant, weekday
from scheduler.domain.work import Horizon
from scheduler.views.cover import PostCover, Stretch
from scheduler.views.words import MONTHS

_WIDTH = 1120
_LEFT = 30
_RIGHT = 8
_HEAD = 6
_FOOT = 22


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where instants and counts lie on the drawing, in its own units."""

    first_at: int
    last_at: int
    top: int
    height: int

    def x(self, minute: int) -> str:
        span = _WIDTH - _LEFT - _RIGHT
        kept = min(max(minute, self.first_at), self.last_at)
        return _number(_LEFT + span * (kept - self.first_at) / (self.last_at - self.first_at))

    def y(self, count: int) -> str:
        return _number(_HEAD + self.height * (1 - min(count, self.top) / self.top))


def cover_chart(cover: PostCover, horizon: Horizon, day_start: int, label: str) -> str:
    """Return the cover of a post as an SVG drawing.

    Parameters
    ----------
    day_start
        Minutes after midnight at which the post's force day begins.
    label
        What the drawing shows, for those who cannot see it; the one text in it that is not ours, and escaped.
    """
    frame = _Frame(
        min(instant(horizon.first_day, day_start, horizon.zone), *(part.start_at for part in cover.stretches[:1])),
        max(instant(horizon.until_day, day_start, horizon.zone), *(part.end_at for part in cover.stretches[-1:])),
        cover.top,
        min(96, 26 + 10 * cover.top),
    )
    height = _HEAD + frame.height + _FOOT
    parts = (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(label)}">',
        *_days(frame, horizon, day_start),
        *_scale(frame),
        f'<path class="filled" d="{_area(frame, cover.stretches)}"/>',
        *(_short(frame, item) for item in cover.uncovered),
        f'<path class="target" d="{_line(frame, cover.stretches, lambda part: part.target)}"/>',
        f'<path class="minimum" d="{_line(frame, cover.stretches, lambda part: part.minimum)}"/>',
        *_tail(frame, horizon, day_start),
        "</svg>",
    )
    return "".join(parts)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _days(frame: _Frame, horizon: Horizon, day_start: int) -> Iterable[str]:
    """Shade weekends, rule off each force day, and name the Mondays and the first day."""
    bottom = frame.y(0)
    for day in horizon.days:
        left = frame.x(instant(day, day_start, horizon.zone))
        if weekday(day) >= 5:
            right = frame.x(instant(day + 1, day_start, horizon.zone))
            width = _number(float(right) - float(left))
            yield f'<rect class="weekend" x="{left}" y="{_HEAD}" width="{width}" height="{frame.height}"/>'
        yield f'<path class="day" d="M{left} {_HEAD}V{bottom}"/>'
        if weekday(day) == 0 or day == horizon.first_day:
            on = date_of(day)
            name = f"{on.day} {MONTHS[on.month - 1]}"
            yield f'<path class="week" d="M{left} {_HEAD}v{frame.height + 6}"/>'
            yield f'<text x="{_number(float(left) + 3)}" y="{_HEAD + frame.height + 15}">{name}</text>'


def _scale(frame: _Frame) -> Iterable[str]:
    """Rule the counts, at most about five of them."""
    step = max(1, -(-frame.top // 4))
    for count in range(0, frame.top + 1, step):
        y = frame.y(count)
        yield f'<path class="rule" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/>'
        yield f'<text class="count" x="{_LEFT - 6}" y="{_number(float(y) + 4)}">{count}</text>'


def _area(frame: _Frame, stretches: tuple[Stretch, ...]) -> str:
    if not stretches:
        return ""
    path = [f"M{frame.x(stretches[0].start_at)} {frame.y(0)}"]
    for part in _merged(stretches, lambda part: part.filled):
        path.append(f"V{frame.y(part[2])}H{frame.x(part[1])}")
    return "".join(path) + f"V{frame.y(0)}Z"


def _line(frame: _Frame, stretches: tuple[Stretch, ...], height: Callable[[Stretch], int]) -> str:
    if not stretches:
        return ""
    merged = _merged(stretches, height)
    path = [f"M{frame.x(merged[0][0])} {frame.y(merged[0][2])}"]
    for _, end_at, count in merged:
        path.append(f"V{frame.y(count)}H{frame.x(end_at)}")
    return "".join(path)


def _merged(stretches: tuple[Stretch, ...], height: Callable[[Stretch], int]) -> list[tuple[int, int, int]]:
    """Return (start, end, count), stretches of equal count taken together."""
    merged: list[tuple[int, int, int]] = []
    for part in stretches:
        count = height(part)
        if merged and merged[-1][2] == count:
            merged[-1] = (merged[-1][0], part.end_at, count)
        else:
            merged.append((part.start_at, part.end_at, count))
    return merged


def _short(frame: _Frame, item: Uncovered) -> str:
    """Mark what is uncovered from what is filled up to what is needed; hatched where only the target is missed."""
    left, right = float(frame.x(item.start_at)), float(frame.x(item.end_at))
    top, bottom = float(frame.y(item.needed)), float(frame.y(item.filled))
    kind = "short-target" if item.grade == "target" else "short-minimum"
    return (
        f'<rect class="{kind}" x="{_number(left)}" y="{_number(top)}" '
        f'width="{_number(max(right - left, 1.5))}" height="{_number(max(bottom - top, 1.5))}"/>'
    )


def _tail(frame: _Frame, horizon: Horizon, day_start: int) -> Iterable[str]:
    """Veil the provisional days."""
    if horizon.n_tail_days:
        left = float(frame.x(instant(horizon.first_day + horizon.n_days, day_start, horizon.zone)))
        width = _number(_WIDTH - _RIGHT - left)
        yield f'<rect class="veil" x="{_number(left)}" y="{_HEAD}" width="{width}" height="{frame.height}"/>'
        yield f'<text class="tail" x="{_number(left + 5)}" y="{_HEAD + 11}">provisional</text>'
