"""A study on a Dask cluster: the same table, also where a worker is killed; what leaves the machine, and over which line."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import zlib
from dataclasses import replace
from pathlib import Path

import distributed  # noqa: F401 - its settings are there once it is
import pytest
from dask import config

from scheduler.cli.exits import Exit
from scheduler.domain.errors import BadInputError
from scheduler.studies.handing_in.report.files import files_of
from scheduler.studies.handing_in.report.told import document
from scheduler.studies.handing_in.runner import cluster_task
from scheduler.studies.handing_in.runner.dask_cluster import DaskCluster
from scheduler.studies.handing_in.runner.local_processes import LocalProcesses
from scheduler.studies.handing_in.runner.run import StudyProgress
from scheduler.studies.handing_in.runner.sent import packed, unpacked
from scheduler.studies.handing_in.sample import Baseline
from scheduler.studies.handing_in.study import baseline_of, study_hand_in
from tests.cli.conftest import tiny, write
from tests.studies.handing_in.clusters import certificate, cluster
from tests.studies.handing_in.test_hand_in import ASKED, armed
from tests.worlds import tiny_scenario

MANY = replace(ASKED, samples=12)


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    """Return the rota of a tiny force, of which files and names are told."""
    tiny = armed(tiny_scenario())
    said = replace(
        tiny,
        name="Operation Secret",
        posts=tuple(replace(post, name="Secret base", phone="0000 secret") for post in tiny.posts),
        officers=tuple(replace(officer, source="/home/secret/officers.csv:2") for officer in tiny.officers),
    )
    return baseline_of(said, 5.0)


@pytest.mark.slow
def test_the_table_is_the_same_where_a_worker_is_killed(baseline: Baseline, tmp_path: Path) -> None:
    """Over TLS with two workers, one of them killed once the first sample is done: to the byte as on one process and two."""
    settings = certificate(tmp_path)
    with config.set(_named(settings)), cluster(tmp_path, settings) as begun:

        def kill_one(now: StudyProgress) -> None:
            if now.done == 1:
                assert all(worker.poll() is None for worker in begun.workers)
                begun.workers[0].kill()
                begun.workers[0].wait()

        far = study_hand_in(baseline, MANY, tmp_path / "kept", DaskCluster(begun.address), kill_one)
        assert begun.workers[0].returncode == -9
    tables = [files_of(document(far, "planner"))]
    tables += [files_of(document(study_hand_in(baseline, MANY, None, LocalProcesses(n)), "planner")) for n in (1, 2)]
    assert tables[0] == tables[1] == tables[2]
    assert len(list((tmp_path / "kept").glob("*.json"))) == MANY.samples


@pytest.mark.slow
def test_a_scheduler_lost_in_the_middle_keeps_what_was_done(baseline: Baseline, tmp_path: Path) -> None:
    """Killed after the second sample: one message that says so and what to do, samples kept, and the study goes on here."""
    kept = tmp_path / "kept"
    with cluster(tmp_path, {}) as begun:

        def kill_it(now: StudyProgress) -> None:
            if now.done == 2:
                begun.scheduler.kill()
                begun.scheduler.wait()

        with pytest.raises(BadInputError, match="the cluster was lost: samples that are done are kept"):
            study_hand_in(baseline, MANY, kept, DaskCluster(begun.address), kill_it)
    done = len(list(kept.glob("*.json")))
    assert 2 <= done < MANY.samples
    told: list[StudyProgress] = []
    whole = study_hand_in(baseline, MANY, kept, report=told.append)
    assert (told[0].kept, whole.complete) == (done, True)
    assert whole.points == study_hand_in(baseline, MANY).points


@pytest.mark.slow
def test_a_stop_on_a_cluster_leaves_a_report_of_what_is_done(baseline: Baseline, tmp_path: Path) -> None:
    """Asked to stop after the second sample it ends with what came back; every file of a report is made of those alone."""
    stop = threading.Event()
    with cluster(tmp_path, {}) as begun:

        def stop_it(now: StudyProgress) -> None:
            if now.done == 2:
                stop.set()

        found = study_hand_in(baseline, MANY, tmp_path / "kept", DaskCluster(begun.address), stop_it, stop)
        assert all(process.poll() is None for process in (begun.scheduler, *begun.workers))
    assert 2 <= found.n_samples < MANY.samples
    assert not found.complete
    assert len(list((tmp_path / "kept").glob("*.json"))) == found.n_samples
    page = files_of(document(found, "chief"))["report.html"].decode()
    assert f"{found.n_samples} of {MANY.samples} samples done" in page
    assert "The study was stopped" in page


@pytest.mark.slow
def test_ctrl_c_at_the_command_leaves_a_report(tmp_path: Path) -> None:
    """Interrupted while a cluster works, the command ends with exit 130, its folder has a report, and the next run goes on."""
    folder = write(tmp_path / "tiny", tiny())
    run = [sys.executable, "-m", "scheduler.cli", "study", "hand-in", str(folder), "--shares", "0,50,100"]
    run += ["--measured", "0", "--samples", "200", "--kept", str(tmp_path / "kept")]
    with cluster(tmp_path, {}) as begun:
        command = [*run, "--dask", begun.address, "-o", str(tmp_path / "one")]
        with subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stderr is not None
            for line in process.stderr:
                if re.match(r"[1-9]\d* of 200 samples", line):
                    process.send_signal(signal.SIGINT)
                    break
            told, errors = process.communicate(timeout=120)
        assert process.returncode == Exit.INTERRUPTED, errors
        done = int(re.search(r"(\d+) of 200 samples", told)[1])  # type: ignore[index]
    assert 0 < done < 200
    assert "The study was stopped" in (tmp_path / "one" / "report.html").read_text()
    assert len(list((tmp_path / "kept").glob("*.json"))) == done


def _named(settings: dict[str, str]) -> dict[str, str]:
    """Return settings of the environment as Dask names them in this process."""
    short = {name.rpartition("TLS__")[2].lower().replace("_file", "-file"): path for name, path in settings.items()}
    return {f"distributed.comm.tls.{name.replace('__', '.')}": path for name, path in short.items()}


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("tcp://192.0.2.1:8786", "use tls://"),
        ("tcp://scheduler.example:8786", "use tls://"),
        ("tls://192.0.2.1:8786", "DASK_DISTRIBUTED__COMM__TLS__CA_FILE"),
        ("192.0.2.1:8786", "tls://scheduler.example:8786"),
        ("tls://192.0.2.1", "tls://scheduler.example:8786"),
        ("tcp://127.0.0.1:99999", "tls://scheduler.example:8786"),
    ],
)
def test_no_other_line_is_used(address: str, told: str) -> None:
    """Plain tcp to another machine, TLS without certificates, and what is no address: refused with the remedy."""
    with pytest.raises(BadInputError, match=told):
        DaskCluster(address).check()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "tcp://[::1]:8786", "tcp://localhost:8786"])
def test_plain_tcp_stays_on_this_machine(address: str) -> None:
    """Loopback may be used as it is, and is not taken for encrypted."""
    begun = DaskCluster(address)
    begun.check()
    assert not begun.encrypted


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra by its name."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadInputError, match=r"pip install 'armed-rota\[dask\]'"):
        DaskCluster("tls://192.0.2.1:8786").check()


def test_what_is_sent_tells_ids_and_no_words(baseline: Baseline) -> None:
    """Names, files and telephone numbers stay here; the points are the same with what arrives; a log shows none of it."""
    sent = packed(baseline, ASKED)
    text = zlib.decompress(sent).decode()
    assert "secret" not in text.lower()
    assert baseline.scenario.officers[0].officer in text
    assert study_hand_in(*unpacked(sent)).points == study_hand_in(baseline, ASKED).points
    job = cluster_task.Job("rota", sent)
    assert repr(job) == "Job(program='rota')"


def test_nothing_but_values_of_the_program_is_read(baseline: Baseline) -> None:
    """A class of somebody else's, or a function, is refused."""
    for module, name in (("subprocess", "Popen"), ("scheduler.cli", "main")):
        with pytest.raises(ValueError, match="no value of this program"):
            unpacked(zlib.compress(json.dumps(["value", module, name, []]).encode()))
    with pytest.raises(TypeError, match="not sent"):
        packed(replace(baseline, left=object()), ASKED)  # type: ignore[arg-type]


def test_another_program_gives_no_points(baseline: Baseline) -> None:
    """A worker with other source or libraries says so, and works nothing out."""
    answer = cluster_task.read(cluster_task.points_of(cluster_task.Job("other", packed(baseline, ASKED)), 0))
    assert answer == cluster_task.program()
