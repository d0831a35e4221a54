"""What was measured, as ``docs/benchmarks.md``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from scheduler.domain.price import LEVEL_NAMES, N_LEVELS
from tests.benchmarks.benches import BENCHES, Bench, Cases, medians, result_of, short_seeds
from tests.benchmarks.measure import Case
from tests.benchmarks.record import ASKED, PEERS

NOT_MEASURED = "not measured"
QUICK = "**A quick run: small scenarios and short times, only to see that everything works.**\n"

HEAD = """# Benchmarks

Made by `make bench` (`python -m tests.benchmarks`); `--only NAME` measures one bench anew, `--render` writes this page
from what was measured last. Each case runs in a process of its own. *Seconds* are wall-clock from the first rule read to
the audited plan, without reading the scenario's files; *MiB* is the most memory that the case and the processes it
forked were seen to hold, looked at twice a second; *load* is the machine's one-minute load average before and after the
case, to be read beside the seconds: on two processors, anything above about 0.5 before a case began took time away from
it.

A level that is not exact is shown as price (bound). The gap is the distance of L6 to its bound as a share of what can
be planned away: (price - bound) / (price - sum of each officer's own least price).
"""


def page(cases_of: Callable[[str], Cases], *, quick: bool = False, before: str = "") -> str:
    """Return the whole page.

    Parameters
    ----------
    cases_of
        What is kept of a bench, by its name.
    before
        The page as it was: what nothing is kept of here, measured on another machine or in another folder, stays as it
        was told.
    """
    kept = {bench.name: cases_of(bench.name) for bench in BENCHES}
    stays = {bench.name: _told_before(bench, before) for bench in BENCHES if not kept[bench.name]}
    sections = (stays.get(bench.name) or _section(bench, kept) for bench in BENCHES)
    return "\n".join([HEAD, *([QUICK] if quick else []), _overview(kept, stays), *sections])


def _told_before(bench: Bench, before: str) -> str:
    """Return a bench's section of a page; empty where it has none, or none of what is asked now."""
    begin = before.find(_heading(bench))
    if begin < 0:
        return ""
    end = before.find("\n## ", begin)
    section = before[begin:] if end < 0 else before[begin:end]
    measured = "\nMeasured " in section
    return section if measured and (not bench.asked or f"Asked: {bench.asked}. Reached: " in section) else ""


def _verdict_told(section: str) -> str:
    """Return the verdict a section tells."""
    begin = section.find("Reached: ")
    return "measured" if begin < 0 else section[begin + len("Reached: ") : section.index("\n", begin)].rstrip(".")


def _overview(kept: Mapping[str, Cases], stays: Mapping[str, str]) -> str:
    rows = [
        (
            f"[{bench.title}](#{bench.name.replace('_', '-')})",
            bench.asked or "nothing: for comparison",
            _verdict_told(stays[bench.name]) if stays.get(bench.name) else verdict(bench, kept[bench.name]),
        )
        for bench in BENCHES
    ]
    return _table(("bench", "asked", "reached"), rows)


def _heading(bench: Bench) -> str:
    return f'## <a id="{bench.name.replace("_", "-")}"></a>{bench.title}\n'


def verdict(bench: Bench, cases: Cases) -> str:
    """Return in a word or two whether what was asked of a bench was reached."""
    known = [cases[label] for label in bench.labels if label in cases]
    if not known:
        return NOT_MEASURED
    if any(case["result"] is None for case in known):
        return "**no**: a case failed" if bench.asked else "in part: a case failed"
    met = bench.met(cases)
    if met is None:
        return "measured in part" if bench.asked else "measured"
    return "yes" if met else "**no**"


def _section(bench: Bench, kept: Mapping[str, Cases]) -> str:
    cases = kept[bench.name]
    lines = [_heading(bench)]
    if bench.asked:
        lines += [f"Asked: {bench.asked}. Reached: {verdict(bench, cases)}.", ""]
    lines += [f"`python -m tests.benchmarks --only {bench.name}`", ""]
    lines += [TABLES[bench.table](bench, cases, kept)]
    for paragraph in (*_notes(bench, cases), *_circumstances(bench, cases)):
        lines += [paragraph, ""]
    return "\n".join(lines)


def _circumstances(bench: Bench, cases: Cases) -> list[str]:
    """Return when, on what and with which versions the cases were measured, each once."""
    found = dict.fromkeys(
        f"Measured {case['measured_at'][:10]} on {case['n_processors']} x {case['processor']}, "
        f"{case['memory_mb'] / 1024:.0f} GiB; "
        + ", ".join(f"{name} {version}" for name, version in case["versions"].items())
        + "."
        for label in bench.labels
        if (case := cases.get(label))
    )
    return list(found)


def _plans(bench: Bench, cases: Cases, kept: Mapping[str, Cases]) -> str:
    head = (
        "case", "officers", "days", "status", "L1 to L5", "L6 pence", "bound", "gap", "seconds", "gap 0.02 at",
        "0.01 at", "0.005 at", "below minimum", "MiB", "load",
    )  # fmt: skip
    rows = []
    for label in bench.labels:
        case = cases.get(label)
        if case is None and ", gap" in label and label.startswith("seed"):
            continue  # measured only where the proof took longer than a minute
        rows.append((label, *(_plan_cells(case) if case and case["result"] else _missing(case, len(head) - 1))))
    return _table(head, rows)


def _plan_cells(case: Case) -> tuple[str, ...]:
    result = case["result"]
    return (
        f"{result['n_officers']:,}",
        str(result["n_days"]),
        result["status"],
        upper_words(result["levels"]),
        f"{result['levels'][-1][0]:,}",
        f"{result['levels'][-1][1]:,}",
        _gap(result["gap"]),
        f"{result['seconds']:.1f}",
        *(_seconds(result["reached"][gap]) for gap in ("0.02", "0.01", "0.005")),
        _below(result),
        f"{case['peak_rss_mb']:,}",
        _load(case),
    )


def upper_words(levels: Sequence[Sequence[Any]]) -> str:
    """Return the levels above the last that are not nought, each exact or with its bound."""
    open_ones = [number for number, level in enumerate(levels[:-1]) if level[0] != level[1]]
    shown = [
        f"L{number + 1} {level[0]:,}" + (f" ({level[1]:,})" if number in open_ones else "")
        for number, level in enumerate(levels[:-1])
        if level[0]
    ]
    return f"{', '.join(shown) or 'all 0'}{'' if open_ones else ', exact'}"


def _below(result: Mapping[str, Any]) -> str:
    tail = result["below_minimum_provisional"]
    return f"{result['below_minimum'] - tail:,}" + (f" (tail {tail:,})" if tail else "")


def _rolling(bench: Bench, cases: Cases, kept: Mapping[str, Cases]) -> str:
    head = ("rota", "L1 to L5", "L6 pence", "of the one", "status", "seconds", "faults", "MiB", "load")
    case = cases.get(bench.labels[0])
    if case is None or not case["result"]:
        return _table(head, [(bench.labels[0], *_missing(case, len(head) - 1))])
    result = case["result"]
    once, rolled = result["at_once_price"], result["rolling_price"]
    statuses = f"{result['first']['status']}, {result['second']['status']}"
    seconds = f"{result['first']['seconds']:.1f} + {result['second']['seconds']:.1f}"
    faults = ", ".join(f"{rule} {count}" for rule, count in result["faults"].items()) or "none"
    memory, load = f"{case['peak_rss_mb']:,}", _load(case)
    return _table(
        head,
        [
            (f"one plan of {result['at_once']['n_days']} days", _prices(once), f"{once[-1]:,}", "100.0 %",
             result["at_once"]["status"], f"{result['at_once']['seconds']:.1f}", "none", memory, load),
            (f"two plans of {result['first']['n_days']} days", _prices(rolled), f"{rolled[-1]:,}",
             f"{100 * rolled[-1] / once[-1]:.1f} %" if once[-1] else "", statuses, seconds, faults, memory, load),
        ],
    )  # fmt: skip


def _prices(price: Sequence[int]) -> str:
    return ", ".join(f"L{number + 1} {value:,}" for number, value in enumerate(price[:-1]) if value) or "all 0"


def _monolith(bench: Bench, cases: Cases, kept: Mapping[str, Cases]) -> str:
    head = ("model", "status", "L1 to L5", "L6 pence", "weighted sum", "bound on it", "gap", "build s", "seconds",
            "variables", "constraints", "MiB", "load")  # fmt: skip
    rows = []
    ours = kept["metropolitan"].get("300 s")
    if ours and ours["result"]:
        rows.append(_beside(ours, cases))
    for label in bench.labels:
        case = cases.get(label)
        least = ours["result"]["officers_least_pence"] if ours and ours["result"] else None
        cells = _monolith_cells(case, least) if case and case["result"] else _missing(case, len(head) - 1)
        rows.append((label, *cells))
    return _table(head, rows)


def _monolith_cells(case: Case, least: int | None) -> tuple[str, ...]:
    result = case["result"]
    price = result["price"]
    span = price[-1] - least if price and least is not None else 0
    return (
        result["status"] + (f", {result['faults']} faults" if result["faults"] else ""),
        _prices(price) if price else "none found",
        f"{price[-1]:,}" if price else "",
        f"{result['combined']:,}" if price else "",
        f"{result['bound']:,}",
        _gap((result["combined"] - result["bound"]) / span if span > 0 else None),
        f"{result['build_seconds']:.0f}",
        f"{result['seconds']:.0f}",
        f"{result['n_variables']:,}",
        f"{result['n_constraints']:,}",
        f"{case['peak_rss_mb']:,}",
        _load(case),
    )


def _beside(ours: Case, cases: Cases) -> tuple[str, ...]:
    """Return the row of rota's own plan of the scenario, in the same weighted sum."""
    result = ours["result"]
    weights = next((case["result"]["weights"] for case in cases.values() if case["result"]), None)
    sums = ["", ""]
    if weights:
        sums = [
            f"{sum(weight * level[side] for weight, level in zip(weights, result['levels'], strict=True)):,}"
            for side in (0, 1)
        ]
    return ("rota", result["status"], upper_words(result["levels"]), f"{result['levels'][-1][0]:,}", *sums,
            _gap(result["gap"]), "", f"{result['seconds']:.0f}", "", "", f"{ours['peak_rss_mb']:,}", _load(ours))  # fmt: skip


def _help(bench: Bench, cases: Cases, kept: Mapping[str, Cases]) -> str:
    head = ("case", "median seconds", "all", "imports of ortools and pandas", "load")
    case = cases.get(bench.labels[0])
    if case is None or not case["result"]:
        return _table(head, [(bench.labels[0], *_missing(case, len(head) - 1))])
    result = case["result"]
    every = ", ".join(f"{one:.3f}" for one in sorted(result["all_seconds"]))
    return _table(
        head,
        [(bench.labels[0], f"{result['seconds']:.3f}", every, ", ".join(result["imported"]) or "none", _load(case))],
    )


def _record(bench: Bench, cases: Cases, kept: Mapping[str, Cases]) -> str:
    head = (
        "case", "asked reached", "ours", "bound", "status", "seconds", "best at", "checked", "CP-SAT", "its bound",
        "CP-SAT max_lp", "its bound", "open column generation", "Gurobi 60 min", "IP and VNS 60 min",
        "ejection chain 60 min", "best known", "ours to best known", "MiB", "load",
    )  # fmt: skip
    rows = []
    for number, label in zip(ASKED, bench.labels, strict=True):
        case = cases.get(label)
        found = case and case["result"]
        rows.append((label, *(_record_cells(number, case) if case and found else _missing(case, len(head) - 1))))
    return _table(head, rows)


def _record_cells(number: int, case: Case) -> tuple[str, ...]:
    result = case["result"]
    ours, published = result["ours"], result["published"]
    best = published["best_known"]
    told = ("open_colgen_value", "gurobi_60min", "ip_vns_60min", "ejection_chain_60min", "best_known")
    return (
        "yes" if ASKED[number].met(result) else "**no**",
        _told(ours["objective"]),
        _told(ours["bound"]),
        ours["status"],
        f"{ours['seconds']:.1f} of {case['job']['seconds']:.0f}",
        f"{ours['seconds_to_best']:.1f}",
        "yes" if result["checked"] == ours["objective"] else "**no**",
        *(_told(result[peer][name]) for peer in PEERS for name in ("objective", "bound")),
        *(_told(published[name]) for name in told),
        f"{ours['objective'] / best:.3f}" if best else "",
        f"{case['peak_rss_mb']:,}",
        _load(case),
    )


def _told(value: int | None) -> str:
    return "none" if value is None else f"{value:,}"


def _register(bench: Bench, cases: Cases, kept: Mapping[str, Cases]) -> str:
    head = ("case", "events", "median seconds", "all", "added in s", "verified in s", "MiB", "load")
    case = cases.get(bench.labels[0])
    if case is None or not case["result"]:
        return _table(head, [(bench.labels[0], *_missing(case, len(head) - 1))])
    result = case["result"]
    every = ", ".join(f"{one:.3f}" for one in sorted(result["all_seconds"]))
    cells = (f"{result['n_events']:,}", f"{result['seconds']:.3f}", every, f"{result['append_seconds']:.1f}",
             f"{result['verify_seconds']:.1f}", f"{case['peak_rss_mb']:,}", _load(case))  # fmt: skip
    return _table(head, [(f"{result['n_officers']:,} officers", *cells)])


def _ladder(bench: Bench, cases: Cases, kept: Mapping[str, Cases]) -> str:
    head = ("rung", "seconds", "command seats uncovered", "crews uncovered", "L1", "L2", "L3 to L5", "load")
    case = cases.get(bench.labels[0])
    if case is None or not case["result"]:
        return _table(head, [(bench.labels[0], *_missing(case, len(head) - 1))])
    rows = [
        (" ".join((one["rung"], one["lever"])).strip(), f"{one['seconds']:.0f}", f"{one['command']}", f"{one['crews']}",
         *(f"{price} (bound {bound})" for price, bound in one["levels"][:2]),
         ", ".join(f"{price} ({bound})" for price, bound in one["levels"][2:5]), _load(case))
        for one in case["result"]["steps"]
    ]  # fmt: skip
    return _table(head, rows) + f"\nIn all {case['result']['seconds']:.0f} s.\n"


def _replan(bench: Bench, cases: Cases, kept: Mapping[str, Cases]) -> str:
    head = ("sick", "seconds", "of it the plan", "status", "people to tell", "with other tours", "at least", "load")
    case = cases.get(bench.labels[0])
    if case is None or not case["result"]:
        return _table(head, [(bench.labels[0], *_missing(case, len(head) - 1))])
    rows = [
        (one["officer"], f"{one['seconds']:.1f}", f"{one['plan_seconds']:.1f}", one["status"], f"{one['people']}",
         f"{one['other_tours']}", "not known" if one["at_least"] is None else f"{one['at_least']}", _load(case))
        for one in case["result"]["replans"]
    ]  # fmt: skip
    return _table(head, rows)


def _feeds(bench: Bench, cases: Cases, kept: Mapping[str, Cases]) -> str:
    head = (
        "case",
        "requests a second",
        "errors",
        "p50 ms",
        "p99 ms",
        "bare p50 ms",
        "bare p99 ms",
        "p99 to bare",
        "load",
    )
    case = cases.get(bench.labels[0])
    if case is None or not case["result"]:
        return _table(head, [(bench.labels[0], *_missing(case, len(head) - 1))])
    result = case["result"]
    times = [f"{1000 * result[which][name]:.2f}" for which in ("ours", "bare") for name in ("p50", "p99")]
    cells = (str(result["rate"]), str(result["errors"]), *times, f"{result['ratio']:.2f}", _load(case))
    return _table(head, [(f"{result['n_tokens']:,} tokens", *cells)])


def _telling(bench: Bench, cases: Cases, kept: Mapping[str, Cases]) -> str:
    head = ("case", "officers", "median seconds", "all", "load")

    def cells(result: Any) -> tuple[str, ...]:
        every = ", ".join(f"{one:.2f}" for one in sorted(result["all_seconds"]))
        return f"{result['n_officers']:,}", f"{result['seconds']:.2f}", every

    return _by_label(head, bench, cases, cells)


def _by_label(head: Sequence[str], bench: Bench, cases: Cases, cells: Callable[[Any], tuple[str, ...]]) -> str:
    """Return a table of a row for each case: its label, what its result has to tell, and the load."""
    rows = []
    for label in bench.labels:
        case = cases.get(label)
        if case is None or not case["result"]:
            rows.append((label, *_missing(case, len(head) - 1)))
        else:
            rows.append((label, *cells(case["result"]), _load(case)))
    return _table(head, rows)


def _hand_in(bench: Bench, cases: Cases, kept: Mapping[str, Cases]) -> str:
    head = ("study", "people", "shares", "samples", "of them planned", "seconds", "of it the rota before",
            "settled cheaply", "proved", "bounded", "timed out", "load")  # fmt: skip

    def cells(result: Any) -> tuple[str, ...]:
        cheaply, of = result["cheaply"]
        statuses = (f"{result['statuses'].get(status, 0):,}" for status in ("proved", "bounded", "timed_out"))
        return (f"{result['n_people']:,}", f"{result['n_shares']}", f"{result['n_samples']}", f"{result['measured']}",
                f"{result['seconds']:,.0f}", f"{result['baseline_seconds']:.0f}",
                f"{cheaply:,} of {of:,} ({100 * cheaply / max(1, of):.0f} %)", *statuses)  # fmt: skip

    return _by_label(head, bench, cases, cells)


TABLES: Mapping[str, Callable[[Bench, Cases, Mapping[str, Cases]], str]] = MappingProxyType(
    {
        "plans": _plans,
        "rolling": _rolling,
        "monolith": _monolith,
        "help": _help,
        "register": _register,
        "record": _record,
        "ladder": _ladder,
        "replan": _replan,
        "feeds": _feeds,
        "telling": _telling,
        "hand_in": _hand_in,
    }
)


def _notes(bench: Bench, cases: Cases) -> list[str]:
    notes = []
    if bench.name == "county_seeds":
        found = medians(cases)
        if found:
            notes.append(f"Median: gap 0.005 after {_seconds(found[0])} s, proved after {_seconds(found[1])} s.")
        short = ", ".join(str(seed) for seed in short_seeds(cases))
        if cases:
            notes.append(f"Seeds with duties uncovered at the minimum in the days asked for: {short or 'none'}.")
    result = result_of(cases, "300 s") if bench.name == "metropolitan" else None
    if result:
        n_cars, n_short = result["cars"]
        notes.append(f"Car duties below target: {n_short:,} of {n_cars:,} ({100 * n_short / max(1, n_cars):.1f} %).")
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in result["binding"].items())
        notes.append(f"Shared rows with a price in the bound of L6, by kind: {kinds or 'none'}.")
        notes += [
            f"Open: {LEVEL_NAMES[number]}, price {level[0]:,}, bound {level[1]:,}."
            for number, level in enumerate(result["levels"][: N_LEVELS - 1])
            if level[0] != level[1]
        ]
    if bench.table == "rolling":
        notes.append(
            "The second plan starts where the first ends and has the first's rota as history. Both rotas are priced by the"
            " audit under the scenario of all the days and its tail; the two plans have half the time of the one each."
        )
    if bench.table == "monolith":
        notes.append(MONOLITH)
    return notes


MONOLITH = """The model has a variable for each officer, day and option and leaves no rule out: cover and crew rules, vehicles and
seats are the same rows; rules on one day are prices or bars; sums over days (hours, shares, rest days) are linear sums;
every other line rule is stated from its own state machine, as windows of days refused or priced together where few of
them say all, else by a variable for each state and day. A test holds its optimum equal to the plan's price on a small
scenario. The levels are one weighted sum, so its gap is the whole sum's distance to the bound over rota's denominator;
no hints are given. The time to state the model comes on top of its 300 s."""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _missing(case: Case | None, n_cells: int) -> tuple[str, ...]:
    why = NOT_MEASURED if case is None else f"{case['ended']} after {case['wall_seconds']:.0f} s"
    return (why, *([""] * (n_cells - 1)))


def _load(case: Case) -> str:
    return f"{case['load_before']:.2f}, {case['load_after']:.2f}"


def _seconds(seconds: float | None) -> str:
    return "never" if seconds is None or seconds == float("inf") else f"{seconds:.1f}"


def _gap(gap: float | None) -> str:
    return "" if gap is None else "above 10" if gap > 10 else f"{gap:.4f}"
