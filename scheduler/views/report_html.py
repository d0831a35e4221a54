"""The report: one page that says what was decided, how well, and what is proved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from scheduler.domain.findings import Finding
from scheduler.domain.pay import Pay
from scheduler.domain.rota import Plan, Uncovered
from scheduler.domain.time import clock
from scheduler.domain.vehicles import asked_for
from scheduler.domain.work import Tour
from scheduler.views import words
from scheduler.views.cover import PostCover, cover_by_post
from scheduler.views.cover_chart import cover_chart
from scheduler.views.grid import KIND_CLASSES, KIND_WORDS, cells_of, columns, legend, months
from scheduler.views.page import page
from scheduler.views.planned_run import PlannedRun, duties
from scheduler.views.report_help import armed_shares, asked, levers, step_told
from scheduler.views.report_teams import FIGURES, fair, grid_teams, share_teams
from scheduler.views.run_json import n_breaches
from scheduler.views.uncovered_csv import gravest_first

TEMPLATE = "report.html.j2"
_OPEN_UNTIL = 200
"""Officers above which the grid is folded unit by unit, so that the page opens at once."""
_TITLES_UNTIL = 300
_TITLES = {"target": "Below the target", "aspirational": "Aspirational: below the target, without a minimum"}
_BROKEN = (
    ("breach", "Breaches", "Limits the rota does not keep."),
    ("ineligible", "Not eligible", "Seats held by officers who may not hold them."),
    ("mismatch", "Mismatches", "Figures of the plan the audit could not find again."),
    (
        "inherited",
        "Inherited",
        "What the days before this rota, or records that came after it was told, had already broken.",
    ),
    ("advice", "To look at", "What breaks no rule and costs nothing, but somebody should know."),
)


def render(planned: PlannedRun) -> bytes:
    """Return the report as one HTML file that needs nothing from outside."""
    n_officers = len(planned.scenario.officers)
    return page(
        TEMPLATE,
        ("base.css", "report.css"),
        planned.scenario.marking,
        **_heading(planned),
        levels=_levels(planned),
        ladder=[step_told(step) for step in planned.ladder],
        levers=levers(planned),
        asked=asked(planned),
        shares=armed_shares(planned),
        charts=_charts(planned),
        uncovered=_uncovered(planned),
        legend=[_legend(tour) for tour in legend(planned)],
        both=any("+" in option for contract in planned.scenario.contracts for option in contract.options),
        units=grid_teams(planned),
        months=months(planned),
        columns=columns(planned),
        cells=cells_of(planned),
        open=n_officers <= _OPEN_UNTIL,
        titles=n_officers <= _TITLES_UNTIL,
        fair_units=share_teams(planned),
        fair=partial(fair, planned),
        fair_heads=[head for _, head in FIGURES],
        costs=_costs(planned.plan.findings),
        total=planned.plan.levels[-1].price,
        replan=None if planned.replan is None else words.replan_words(planned.replan),
        changes=_changes(planned),
        broken=_broken(planned.plan.findings),
        pay=_pay(planned.pay),
        applied=[rule for rule in planned.run.rules if rule.applied],
        not_applied=[rule for rule in planned.run.rules if not rule.applied],
        method=_method(planned),
    )


def _heading(planned: PlannedRun) -> dict[str, Any]:
    scenario, run = planned.scenario, planned.run
    horizon = scenario.horizon
    tail = words.counted(horizon.n_tail_days, "provisional day") + " after them" if horizon.n_tail_days else ""
    return {
        "name": scenario.name,
        "period": f"{words.day_words(planned.first_day)} to {words.day_words(planned.last_day)}",
        "tail": tail,
        "n_days": horizon.n_days,
        "made": words.moment_words(run.stamp_at, horizon.zone),
        "run": run,
        "standing": planned.standing,
        "verdict": words.verdict(planned),
        "n_below_minimum": len(planned.below_minimum()),
        "cards": _cards(planned),
    }


def _cards(planned: PlannedRun) -> list[tuple[str, str, str]]:
    """Return the figures at the top: value, what it is, mood."""
    plan, horizon = planned.plan, planned.scenario.horizon
    below, short = duties(planned.below_minimum()), duties(planned.below_target())
    breaches = n_breaches(plan)
    return [
        (f"{below:,}", "duties below the minimum on the days asked for", "bad" if below else "good"),
        (f"{short:,}", "duties below the target on the days asked for", "warn" if short else "good"),
        (f"{breaches:,}", "breaches found by the audit", "bad" if breaches else "good"),
        (words.money(plan.levels[-1].price), f"price over {words.planned_days_words(planned)}", ""),
        _to_plan_away(plan),
        (f"{len(planned.scenario.officers):,}", f"officers, {words.counted(horizon.n_days, 'force day')}", ""),
        *_tracker_card(planned),
    ]


def _tracker_card(planned: PlannedRun) -> list[tuple[str, str, str]]:
    """Return the share of armed vehicle-hours with the asset tracker, rounded down, where any armed vehicle is out."""
    tracked, minutes = asked_for(planned.scenario, planned.plan.rota.crews)
    if not minutes:
        return []
    told = f"of {minutes / 60:,.0f} armed vehicle-hours with the asset tracker"
    return [(f"{tracked * 1000 // minutes / 10:g} %", told, "good" if tracked == minutes else "warn")]


def _to_plan_away(plan: Plan) -> tuple[str, str, str]:
    """Return how much of the price could be planned away, as a card."""
    if plan.gap_pence > 0 and plan.unbounded:
        return ("not known", "to be planned away: nothing is proved of the price", "")
    share = f" (gap {100 * plan.gap:.2f} %)" if 0 < plan.gap < float("inf") else ""
    return (words.money(max(0, plan.gap_pence)), f"at most to be planned away{share}", "")


def _levels(planned: PlannedRun) -> list[dict[str, Any]]:
    return [
        {
            "name": f"L{level + 1} {words.LEVEL_WORDS[level]}",
            "price": words.level_value(level, result.price),
            "bound": words.level_value(level, result.bound),
            "exact": result.exact,
            "words": words.proof_words(level, result),
        }
        for level, result in enumerate(planned.plan.levels)
    ]


def _changes(planned: PlannedRun) -> list[tuple[str, ...]]:
    """Return every changed force day in words; nothing where the roster was planned afresh."""
    changes = () if planned.replan is None else planned.replan.changes
    return [
        (
            words.day_words(change.day),
            change.officer,
            change.was,
            change.now,
            " ".join(filter(None, change.was_posts)),
            " ".join(filter(None, change.now_posts)),
            words.counted(change.clear_days, "clear day") + (", frozen" if change.frozen else ""),
        )
        for change in changes
    ]


def _charts(planned: PlannedRun) -> list[dict[str, Any]]:
    return [_chart(planned, cover) for cover in cover_by_post(planned)]


def _chart(planned: PlannedRun, cover: PostCover) -> dict[str, Any]:
    note, mood = _chart_note(cover.uncovered)
    unit = "cars with a whole crew" if cover.post.crewed else "officers in their seats"
    if cover.aspirational:
        unit += f"; aspirational, at its target {100 * cover.share_of_target:.0f} % of the time"
    if cover.clipped:
        unit += f", drawn up to {cover.top}"
    label = f"Cover of {cover.post.name} by hour, {unit}{': ' + note if note else ', target met throughout'}"
    return {
        "post": cover.post,
        "unit": unit,
        "note": note,
        "mood": mood,
        "drawing": cover_chart(cover, planned.scenario.horizon, planned.forces[cover.post.force].day_start, label),
    }


def _chart_note(uncovered: Sequence[Uncovered]) -> tuple[str, str]:
    below = duties(tuple(item for item in uncovered if item.grade != "target"))
    short = duties(tuple(item for item in uncovered if item.shown == "target"))
    aspired = duties(tuple(item for item in uncovered if item.duty.aspirational))
    later = any(item.provisional for item in uncovered)
    parts = []
    if below:
        parts.append(f"{words.counted(below, 'duty', 'duties')} below the minimum")
    if short:
        parts.append(f"{words.counted(short, 'duty', 'duties')} below the target")
    if aspired:
        parts.append(f"{words.counted(aspired, 'aspirational duty', 'aspirational duties')} below the target")
    return ", ".join(parts) + (", provisional days included" if later else ""), "bad" if below else "warn"


def _uncovered(planned: PlannedRun) -> list[dict[str, Any]]:
    """Return the uncovered duties in parts, below the minimum first."""
    parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    zone = planned.scenario.horizon.zone
    for item in sorted(planned.plan.uncovered, key=gravest_first):
        title = _TITLES.get(item.shown, "Below the minimum")
        parts[title].append(
            {
                "duty": item.duty.duty,
                "post": planned.posts[item.duty.post].name,
                "day": words.day_words(item.duty.day, year=False),
                "span": words.clock_span(item.start_at, item.end_at, zone),
                "needed": item.needed,
                "filled": item.filled,
                "proved": item.proved,
                "provisional": item.provisional,
            }
        )
    return [{"title": title, "rows": rows} for title, rows in parts.items()]


def _legend(tour: Tour) -> dict[str, str]:
    return {
        "tour": tour.tour,
        "css": KIND_CLASSES[tour.kind],
        "kind": KIND_WORDS[tour.kind],
        "hours": f"{clock(tour.start % 1440)} to {clock(tour.end % 1440)}",
    }


def _costs(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return the price by rule, the dearest first."""
    pence: dict[str, int] = defaultdict(int)
    number: dict[str, int] = defaultdict(int)
    for finding in findings:
        if finding.pence:
            pence[finding.rule] += finding.pence
            number[finding.rule] += 1
    return [
        {"rule": rule, "number": number[rule], "pence": pence[rule]}
        for rule in sorted(pence, key=lambda rule: (-pence[rule], rule))
    ]


def _pay(pay: Pay) -> dict[str, Any]:
    """Return the pounds by kind of work and rank, what is owed in time, and the rates behind them."""
    pence: dict[tuple[str, str], int] = defaultdict(int)
    owed: dict[tuple[str, str], int] = defaultdict(int)
    for item in pay.items:
        pence[item.item, item.rank] += item.pence
        if item.unit == "day owed":
            owed[item.item, item.rank] += item.quantity
    by_item = [(name, [pence[name, rank] for rank in pay.ranks], total) for name, total in pay.pence_by_item.items()]
    return {
        "ranks": pay.ranks,
        "rows": [(name.replace("_", " "), parts, total) for name, parts, total in by_item],
        "totals": [sum(parts[place] for _, parts, _ in by_item) for place in range(len(pay.ranks))],
        "total": pay.pence,
        "owed": [(name.replace("_", " "), rank, number) for (name, rank), number in sorted(owed.items())],
        "rates": pay.rates,
        "not_counted": pay.not_counted,
    }


def _broken(findings: Sequence[Finding]) -> list[tuple[str, str, list[Finding]]]:
    found = []
    for grade, title, text in _BROKEN:
        rows = [finding for finding in findings if finding.grade == grade]
        if rows:
            found.append((title, text, sorted(rows, key=lambda row: (row.rule, row.day, row.subject))))
    return found


def _method(planned: PlannedRun) -> list[tuple[str, str]]:
    scenario, plan, run = planned.scenario, planned.plan, planned.run
    return [
        ("Run", run.run_id),
        ("Made", words.moment_words(run.stamp_at, scenario.horizon.zone)),
        ("Scenario", scenario.name),
        ("Scenario, SHA-256", scenario.sha256),
        *((f"Overlay {overlay.name}, SHA-256", overlay.sha256) for overlay in run.overlays),
        ("Status", plan.status),
        ("Seed", str(run.seed)),
        ("Workers", f"{run.workers}{', reproducible' if run.reproducible else ''}"),
        ("Seconds", f"{plan.seconds:.1f} used, {run.seconds_allowed:.0f} allowed"),
        ("Load of the machine", ", ".join(f"{load:.2f}" for load in run.load)),
        ("Memory", f"{plan.peak_rss_mb:,} MB at most"),
        *sorted(("Version of " + name, version) for name, version in run.versions.items()),
    ]
