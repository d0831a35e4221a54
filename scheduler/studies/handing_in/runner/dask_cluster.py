"""Samples worked out by an existing Dask cluster: opaque ids only, over TLS or on this machine, the same table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem
from scheduler.studies.handing_in.point import Point
from scheduler.studies.handing_in.runner import cluster_task
from scheduler.studies.handing_in.runner.sent import packed
from scheduler.studies.handing_in.runner.workers import LOOK_SECONDS
from scheduler.studies.handing_in.sample import Baseline
from scheduler.studies.handing_in.settings import HandIn

if TYPE_CHECKING:
    from distributed import Client, Future, Security

CONNECT_SECONDS = 20
"""How long the scheduler may take to answer."""

ALONE_SECONDS = 60.0
"""How long a cluster may be without any worker before a study gives up."""

AHEAD = 2
"""Samples handed over for each thread of the cluster: the next is there when one is done, and a stop leaves few."""

_CERTIFICATES = "DASK_DISTRIBUTED__COMM__TLS__"


@dataclass(frozen=True, slots=True)
class DaskCluster:
    """A cluster by its scheduler's address.

    Attributes
    ----------
    address
        ``tls://HOST:PORT``, or ``tcp://`` of this machine's loopback.
    """

    address: str

    @property
    def encrypted(self) -> bool:
        """Whether what goes there is encrypted."""
        return self.address.startswith("tls://")

    def check(self) -> None:
        """See that the address may be used, before anything else is done.

        Raises
        ------
        BadInputError
            If it is no address, is plain tcp to anything but loopback, or Dask or the certificates are not there.
        """
        place = urlsplit(self.address)
        try:
            usable = place.scheme in ("tls", "tcp") and bool(place.hostname) and place.port is not None
        except ValueError:
            usable = False
        if not usable or place.path or place.query or place.username is not None:
            raise _refused(self.address, "an address such as tls://scheduler.example:8786")
        if not self.encrypted and not _loopback(self.address):
            wrong = "plain tcp would show who is on duty to anybody on the way: use tls://, or tcp://127.0.0.1 on this machine"
            raise _refused(self.address, wrong=wrong)
        self._security()

    def _security(self) -> Security:
        try:
            from distributed import Security
        except ImportError:
            raise _refused(self.address, "Dask on this machine: pip install 'armed-rota[dask]'") from None
        security = Security(require_encryption=self.encrypted)
        if self.encrypted:
            for setting, path in (("CA_FILE", security.tls_ca_file), ("CLIENT__CERT", security.tls_client_cert)):
                if not path or ("\n" not in path and not Path(path).is_file()):
                    expected = f"certificates: the path of a PEM file in {_CERTIFICATES}{setting}"
                    raise _refused(self.address, expected)
        return security

    def worked_out(
        self, baseline: Baseline, settings: HandIn, wanted: Sequence[int], stopped: Callable[[], bool]
    ) -> Iterator[tuple[int, list[Point]]]:
        """Yield samples as they are done, until somebody stops; what a worker lost with it is worked out by another.

        Raises
        ------
        BadInputError
            If the cluster cannot be reached, is lost, has no workers, has some that are not encrypted, or runs another program.
        As `HandInStudy`.
        """
        self.check()
        job = cluster_task.Job(cluster_task.program(), packed(baseline, settings))
        left = list(reversed(wanted))
        with self._client() as client:
            watch = _Watch(self, client)
            under_way: dict[Future, int] = {}
            while (left or under_way) and not stopped():
                while left and len(under_way) < AHEAD * watch.threads():
                    number = left.pop()
                    under_way[client.submit(cluster_task.points_of, job, number, pure=False)] = number
                for future in [future for future in under_way if future.done()]:
                    number = under_way.pop(future)
                    yield number, self._points(future)
                time.sleep(LOOK_SECONDS)
            client.cancel(list(under_way))

    @contextmanager
    def _client(self) -> Iterator[Client]:
        from distributed import Client
        from distributed.comm.core import CommClosedError

        security = self._security()
        lost = "the cluster was lost: samples that are done are kept, and the same command goes on from them"
        try:
            client = Client(self.address, security=security, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            expected = "the address of a Dask scheduler that answers and, over tls, takes the certificate"
            raise _refused(self.address, expected) from error
        try:
            yield client
        except (CommClosedError, CancelledError, ConnectionError, TimeoutError) as error:
            raise _refused(self.address, wrong=lost) from error
        finally:
            # What is lost cannot be told that it is no longer needed.
            with suppress(OSError):
                client.close(timeout=CONNECT_SECONDS)

    def _points(self, future: Future) -> list[Point]:
        from distributed import KilledWorker

        same = "workers with the same armed-rota, Python and libraries as here"
        try:
            answer = cluster_task.read(future.result())
        except ImportError as error:
            raise _refused(self.address, same) from error
        except KilledWorker as error:
            wrong = "one sample after the other took workers with it: give each more memory (--memory-limit)"
            raise _refused(self.address, wrong=wrong) from error
        if isinstance(answer, str):
            raise BadInputError([Problem(f"--dask {self.address}", answer, same)])
        return answer


class _Watch:
    """Sees who works for a cluster, again and again."""

    def __init__(self, cluster: DaskCluster, client: Client) -> None:
        self._cluster = cluster
        self._client = client
        self._seen = time.monotonic()

    def threads(self) -> int:
        """Return the threads that work, 0 where there are none for now.

        Raises
        ------
        BadInputError
            If the scheduler or a worker listens where others could read along, or no worker has come for a while.
        """
        asked: Any = self._client.sync(self._client.scheduler.identity, n_workers=-1)
        for place in (asked["address"], *asked["workers"]):
            safe = place.startswith("tls://") if self._cluster.encrypted else _loopback(place)
            if not safe:
                remedy = "--protocol tls" if self._cluster.encrypted else "--host 127.0.0.1, or use tls:// throughout"
                wrong = f"{place} of this cluster could be listened to: start scheduler and workers with {remedy}"
                raise _refused(self._cluster.address, wrong=wrong)
        found = sum(int(one["nthreads"]) for one in asked["workers"].values())
        if found:
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > ALONE_SECONDS:
            raise _refused(self._cluster.address, "a cluster with workers (dask worker)")
        return found


def _loopback(address: str) -> bool:
    """Whether an address is of this machine's loopback, as a number or as localhost."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(address: str, expected: str = "", wrong: str = "") -> BadInputError:
    return BadInputError([Problem("--dask", address, expected, wrong=wrong)])
