"""Work done in a process of its own while the command goes on."""

from __future__ import annotations

import os
from types import MappingProxyType

import pytest

from scheduler.cli.beside import beside


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr("threading.active_count", lambda: 1)


def test_what_came_of_it_is_given_and_it_ran_elsewhere() -> None:
    """Also mappings that cannot be changed come back as they were."""
    with beside(lambda: (os.getpid(), MappingProxyType({"a": 1}), b"x" * 3_000_000)) as made:
        where, mapping, data = made()
    assert where != os.getpid()
    assert isinstance(mapping, MappingProxyType)
    assert (dict(mapping), len(data)) == ({"a": 1}, 3_000_000)


@pytest.mark.filterwarnings("error")
def test_an_error_in_it_is_raised_here() -> None:
    """The work is done again where its error is understood; nothing is said by the other process."""

    def work() -> None:
        message = "wrong"
        raise ValueError(message)

    with beside(work) as made, pytest.raises(ValueError, match="wrong"):
        made()


def test_what_is_too_little_is_done_here() -> None:
    """No process is begun for it, nor on a machine with one core."""
    with beside(os.getpid, worth=False) as made:
        assert made() == os.getpid()


def test_a_process_that_is_no_longer_wanted_is_ended() -> None:
    """The command does not wait for it."""
    message = "refused"
    with pytest.raises(RuntimeError, match=message), beside(lambda: __import__("time").sleep(60)):
        raise RuntimeError(message)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
