"""How views write times, days, money and outcomes; no locale is asked, so that pages do not differ by machine."""

from __future__ import annotations

from functools import lru_cache

from scheduler.domain.aid import RUNGS
from scheduler.domain.ladder import Standing, Step
from scheduler.domain.price import LevelResult
from scheduler.domain.replanning import Replan
from scheduler.domain.rota import Plan, Uncovered
from scheduler.domain.time import date_of, local, utc, weekday
from scheduler.views.planned_run import PlannedRun, duties

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

RUNG_WORDS = {
    "own": "nowhere: the force's own officers",
    "neighbour": "neighbours and forces in collaboration",
    "region": "the region",
    "national": "the country",
    "military": "the army",
}
"""How far away help may come from, in words."""

STANDING_WORDS: dict[Standing, str] = {
    "pulled": "pulled",
    "held_back": "not in this rota",
    "nothing_to_bend": "nothing to bend",
    "refused": "refused",
}
"""Where a lever of the force's own stands on a step of the ladder, in words."""

LEVEL_WORDS = (
    "Command duties uncovered",
    "Crews below the minimum",
    "Military officer-days",
    "National officer-days",
    "Region and neighbour officer-days",
    "Price in money",
)
_MOST_KEPT = 1 << 14
"""Instants whose words are kept: a rota says the same few thousand again and again."""
GRADE_WORDS = {
    "command": "command duty below the minimum",
    "crew": "crew below the minimum",
    "target": "at the minimum, below the target",
    "aspirational": "aspirational: below the target, no minimum",
}


@lru_cache(_MOST_KEPT)
def utc_iso(minute: int) -> str:
    """Return an instant as YYYY-MM-DDTHH:MM:SSZ."""
    return utc(minute).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(_MOST_KEPT)
def local_iso(minute: int, zone: str) -> str:
    """Return an instant on the wall clock with its offset, which tells the two 01:30 of an autumn night apart."""
    return local(minute, zone).isoformat(timespec="minutes")


def day_words(day: int, *, year: bool = True) -> str:
    """Return a force day as ``Sat 24 Oct 2026``."""
    on = date_of(day)
    return f"{WEEKDAYS[weekday(day)]} {on.day} {MONTHS[on.month - 1]}" + (f" {on.year}" if year else "")


def clock_words(minute: int, zone: str) -> str:
    """Return an instant as ``07:00 GMT`` on the wall clock."""
    return local(minute, zone).strftime("%H:%M %Z")


def moment_words(minute: int, zone: str) -> str:
    """Return an instant as ``Sat 24 Oct 2026 19:00 BST`` on the wall clock."""
    return f"{day_words(local(minute, zone).toordinal())} {clock_words(minute, zone)}"


def span_words(start_at: int, end_at: int, zone: str) -> str:
    """Return a span as ``Sat 24 Oct 2026 19:00 BST to Sun 25 Oct 2026 07:00 GMT (13 h)``; hours are elapsed ones."""
    return f"{moment_words(start_at, zone)} to {moment_words(end_at, zone)} ({hours_words(end_at - start_at)})"


def clock_span(start_at: int, end_at: int, zone: str) -> str:
    """Return a span as ``19:00-07:00``, with the zone's short names where the clock changes inside it."""
    first, last = local(start_at, zone), local(end_at, zone)
    if first.utcoffset() != last.utcoffset():
        return f"{first.strftime('%H:%M %Z')} to {last.strftime('%H:%M %Z')}"
    return f"{first.strftime('%H:%M')} to {last.strftime('%H:%M')}"


def hours_words(minutes: int) -> str:
    """Return minutes as ``13 h`` or ``9 h 30 min``."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def money(pence: int) -> str:
    """Return pence as pounds, thousands apart."""
    sign = "-" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


def counted(number: int, one: str, several: str = "") -> str:
    """Return ``1 duty`` or ``3 duties``."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def level_value(level: int, value: int) -> str:
    """Return what a level's figure says, counting levels from 0; the last is money."""
    return money(value) if level == len(LEVEL_WORDS) - 1 else f"{value:,}"


def proof_words(level: int, result: LevelResult) -> str:
    """Return what is proved about a level, counting levels from 0."""
    given = " while the levels above stay as they are in this rota" if result.conditional else ""
    if result.exact:
        if result.price == 0:
            return "Nothing to improve."
        return f"No rota under these rules and data has less{given}."
    least, most = level_value(level, result.bound), level_value(level, result.price)
    if result.bound <= 0:
        return f"How much less than {most} is possible is open{given}."
    return f"Less than {least} is proved impossible{given}; from there to {most} is open."


NOT_BOUNDED = "how much of it could be planned away is not known, since nothing is proved of the rota as it stands"
"""What is true of a price without a bound, such as that of a rota amended by an absence."""


def gap_words(plan: Plan) -> str:
    """Return the distance of the price to its bound, in money and as a share."""
    if plan.gap_pence <= 0:
        return "nothing"
    if plan.unbounded:
        return "not known"
    share = "" if plan.gap == float("inf") else f" (gap {100 * plan.gap:.2f} %)"
    return f"{money(plan.gap_pence)}{share}"


def step_words(step: Step) -> str:
    """Return a step of the ladder: its rung, and of the own force the last lever pulled."""
    if step.rung != RUNGS[0]:
        return step.rung
    named = {lever.lever: lever.words for lever in step.levers}
    return f"own: {named.get(step.lever, 'the planned rota')}" if step.levers else "own"  # type: ignore[call-overload]


def allowed_words(step: Step) -> str:
    """Return what a step allows: levers pulled, and officers lent."""
    levers = sum(lever.standing == "pulled" for lever in step.levers)
    officers = sum(used.officers for used in step.help)
    told = [counted(levers, "lever")] * bool(levers) + [counted(officers, "officer")] * bool(officers)
    return ", ".join(told) or "none"


def used_words(step: Step) -> str:
    """Return what a rota uses of that: uses of levers, and officer-days of help."""
    uses = sum(lever.uses for lever in step.levers)
    days = sum(used.officer_days for used in step.help)
    told = [counted(uses, "lever use")] * bool(uses) + [counted(days, "officer-day")] * bool(days)
    return ", ".join(told) or "none"


def bound_words(result: LevelResult) -> str:
    """Return what is proved of a level that counts duties by priority: ``proved``, or ``at least 3``."""
    return "proved" if result.exact and not result.conditional else f"at least {result.bound:,} by priority"


def share_words(own: int, lent: int) -> str:
    """Return the share of armed hours that the force's own officers stand, such as ``92.3 %``."""
    return f"{100 * own / (own + lent):.1f} %" if own + lent else "none"


def verdict(planned: PlannedRun) -> tuple[str, ...]:
    """Return what was decided in a few sentences, the gravest first.

    Duties are counted on the days asked for; the provisional days after them, which price, bound and proof count as
    well, have a sentence of their own.
    """
    tail = _tail_sentence(planned)
    return (
        *_minimum_sentences(planned),
        *_target_sentences(planned.below_target(), others=bool(planned.below_minimum())),
        *((tail,) if tail else ()),
        _price_sentence(planned.plan),
    )


def planned_days_words(planned: PlannedRun) -> str:
    """Return the days the levels are about: ``35 planned days, 7 of them provisional``, or ``28 planned days``."""
    horizon = planned.scenario.horizon
    days = counted(len(horizon.days), "planned day")
    return f"{days}, {horizon.n_tail_days} of them provisional" if horizon.n_tail_days else days


def _minimum_sentences(planned: PlannedRun) -> tuple[str, ...]:
    horizon, short = planned.scenario.horizon, planned.below_minimum()
    days = f"On the {counted(horizon.n_days, 'day')} asked for"
    if not short:
        return (f"{days} every duty is covered at the minimum.",)
    parts = []
    for grade, word in (("command", "command duty|command duties"), ("crew", "crew duty|crew duties")):
        number = duties(tuple(item for item in short if item.grade == grade))
        if number:
            parts.append(counted(number, *word.split("|")))
    total = duties(short)
    over = f"over the {planned_days_words(planned)}, " if horizon.n_tail_days else ""
    return (
        f"{days} {counted(total, 'duty', 'duties')} {_plural('stay', total)} below the minimum: {' and '.join(parts)}.",
        f"It is proved that fewer is impossible {over}under these rules and data."
        if all(item.proved for item in short)
        else "For some of them it is not proved that fewer is impossible.",
    )


def _target_sentences(short: tuple[Uncovered, ...], *, others: bool) -> tuple[str, ...]:
    if not short:
        return (f"{'Every other' if others else 'Every'} duty of these days meets its target.",)
    aspired = duties(tuple(item for item in short if item.duty.aspirational))
    total = duties(short) - aspired
    told = f"{counted(total, 'duty', 'duties')} of these days {_plural('meet', total)} the minimum but not the target."
    hoped = f"{counted(aspired, 'aspirational duty', 'aspirational duties')}, without a minimum,"
    hoped += f" {_plural('stay', aspired)} below the target."
    return (*((told,) if total else ()), *((hoped,) if aspired else ()))


def _tail_sentence(planned: PlannedRun) -> str:
    """Say what is short on the provisional days, where there are any."""
    n_days = planned.scenario.horizon.n_tail_days
    if not n_days:
        return ""
    tail = [item for item in planned.plan.uncovered if item.provisional]
    below = duties(tuple(item for item in tail if item.grade != "target"))
    short = duties(tuple(item for item in tail if item.grade == "target"))
    parts = []
    if below:
        parts.append(f"{counted(below, 'duty', 'duties')} {_plural('stay', below)} below the minimum")
    if short:
        parts.append(f"{counted(short, 'duty', 'duties')} {_plural('miss', short)} the target")
    days = counted(n_days, "provisional day")
    return f"On the {days} after them, which the levels count as well, {' and '.join(parts) or 'no duty is short'}."


def _plural(verb: str, number: int) -> str:
    """Return a verb for so many: ``1 duty stays``, ``3 duties stay``."""
    if number != 1:
        return verb
    return f"{verb}es" if verb.endswith("s") else f"{verb}s"


def _price_sentence(plan: Plan) -> str:
    price = money(plan.levels[-1].price)
    if plan.status == "optimal":
        return f"The price is {price}, and no rota under these rules and data is better on any level: proved."
    if plan.gap_pence <= 0:
        return f"The price is {price}; a level above it is still open."
    if plan.unbounded:
        return f"The price is {price}; {NOT_BOUNDED}."
    return f"The price is {price}; at most {gap_words(plan)} could still be planned away."


def replan_words(made: Replan) -> list[str]:
    """Return how much a roster planned anew changes of what had been told, in sentences."""
    days, seats = len(made.changes), len(made.to_tell) - len(made.other_tours)
    if not days:
        told = [f"Nobody has to be told anything: {made.source} stands."]
    else:
        alone = f"; for {counted(seats, 'of them', 'of them')} only a seat changes" if seats else ""
        told = [
            f"{counted(len(made.to_tell), 'officer has', 'officers have')} to be told of "
            f"{counted(days, 'changed force day')}, against {made.source}{alone}."
        ]
    least = "" if made.at_least is None else f"with the same cover at least {made.at_least:,}, proved"
    if made.at_least is not None and made.at_least == made.fewest:
        least += ", and that is enough"
    elif made.fewest is not None:
        least += f"{'; ' if least else ''}the fewest found {made.fewest:,}"
    told.append(
        f"{counted(len(made.other_tours), 'officer has', 'officers have')} other tours; {least or 'the fewest was not looked for'}."
    )
    told += [f"Pin not kept: {officer} on {day_words(day)}." for officer, day in made.pins_lost]
    return told
