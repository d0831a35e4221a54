"""A Dask cluster of processes of this machine: a scheduler and two workers, over TLS."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SETTING = "DASK_DISTRIBUTED__COMM__TLS__"


@dataclass(frozen=True)
class Cluster:
    """A scheduler's address, and its process and the workers'."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: tuple[subprocess.Popen[bytes], ...]


def certificate(folder: Path) -> dict[str, str]:
    """Make a certificate that vouches for itself and return the settings that name it."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"]
    subprocess.run([*made, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    named = {"CA_FILE": cert}
    for who in ("SCHEDULER", "WORKER", "CLIENT"):
        named |= {f"{who}__KEY": key, f"{who}__CERT": cert}
    return {f"{SETTING}{name}": str(path) for name, path in named.items()}


@contextmanager
def cluster(folder: Path, settings: dict[str, str]) -> Iterator[Cluster]:
    """Give a cluster of two workers of one thread each, which ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"{'tls' if settings else 'tcp'}://127.0.0.1:{port}"
    quiet = {"DASK_DISTRIBUTED__DIAGNOSTICS__NVML": "False", "DASK_CONFIG": str(folder)}
    environment = {**os.environ, **settings, **quiet}
    logs = (folder / "cluster.log").open("wb")

    def begun(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments]
        return subprocess.Popen(command, env=environment, cwd=folder, stdout=logs, stderr=logs)

    protocol = ("--protocol", address.partition(":")[0])
    one = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1", "--local-directory", str(folder))
    processes = [begun("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", *protocol)]
    processes += [begun("worker", address, *one, *protocol) for _ in range(2)]
    try:
        yield Cluster(address, processes[0], tuple(processes[1:]))
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()
        logs.close()
