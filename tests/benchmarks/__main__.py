"""Measure, keep and render: ``python -m tests.benchmarks [--only NAME[,NAME] [--case LABEL[,LABEL]]] [--quick] [--render]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection
from pathlib import Path

from tests.benchmarks.benches import BENCHES, Bench
from tests.benchmarks.jobs import ROOT, Job, say
from tests.benchmarks.measure import RESULTS, Case, InterruptedBenchError, Store
from tests.benchmarks.page import page

PAGE = ROOT / "docs" / "benchmarks.md"
INTERRUPTED, WRONG = 130, 2


def main(arguments: list[str]) -> int:
    """Run the benches asked for, and write the page where all were run or ``--render`` asks for it.

    A quick run has a page of its own and leaves that of the real figures alone.
    """
    given = _parser().parse_args(arguments)
    labels = {label for bench in given.only for label in bench.labels}
    if unknown := [label for label in given.case if label not in labels]:
        say(f"no case {', '.join(unknown)}; there are {', '.join(sorted(labels))}")
        return WRONG
    folder = RESULTS / "quick" if given.quick else RESULTS
    target = folder / "benchmarks.md" if given.quick else PAGE
    store = Store(folder)
    if not given.render:
        try:
            for bench in given.only:
                _measure(bench, store, given.case, quick=given.quick)
        except InterruptedBenchError:
            say("stopped; what was measured is kept, and --render shows it")
            return INTERRUPTED
    if given.render or given.quick or (given.only == BENCHES and not given.case):
        before = PAGE.read_text(encoding="utf-8") if PAGE.exists() and not given.quick else ""
        _write(target, page(store.cases, quick=given.quick, before=before))
    else:
        say("kept; --render writes the page")
    return 0


def _measure(bench: Bench, store: Store, cases: Collection[str], *, quick: bool) -> None:
    """Measure a bench, or some of its cases: the others stay as they were told."""
    labels: list[str] = []

    def run(label: str, job: Job) -> Case:
        labels.append(label)
        if cases and label not in cases:
            return store.cases(bench.name).get(label, {"result": None})
        return store.run(bench.name, label, job)

    bench.run(run, quick)
    if not cases:
        store.drop_others(bench.name, labels)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    names = ", ".join(bench.name for bench in BENCHES)
    parser.add_argument("--only", type=_benches, default=BENCHES, metavar="NAME[,NAME]", help=f"of {names}")
    parser.add_argument(
        "--case",
        type=lambda labels: labels.split(","),
        default=(),
        metavar="LABEL[,LABEL]",
        help="of a bench that takes hours, measure these cases now and keep what is known of the others",
    )
    parser.add_argument("--quick", action="store_true", help="small scenarios and short runs, to see that it works")
    parser.add_argument(
        "--render",
        action="store_true",
        help="measure nothing; write the page from what is kept, and from the page what is not",
    )
    return parser


def _benches(names: str) -> tuple[Bench, ...]:
    known = {bench.name: bench for bench in BENCHES}
    unknown = [name for name in names.split(",") if name not in known]
    if unknown:
        message = f"no bench {', '.join(unknown)}; there are {', '.join(known)}"
        raise argparse.ArgumentTypeError(message)
    return tuple(known[name] for name in names.split(","))


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    say(f"{target.relative_to(ROOT)} written")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
