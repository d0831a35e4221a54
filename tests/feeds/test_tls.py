"""`rota feed serve` with a certificate, as a commander's phone reaches it."""

from __future__ import annotations

import os
import shutil
import signal
import ssl
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import HTTPSHandler, OpenerDirector, ProxyHandler, build_opener

import pytest

from scheduler.publication.store import opened
from tests.feeds.ledgers import file, given, told
from tests.feeds.rotas import AT, KEY, both_changes


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a throw-away certificate of this machine and its key, or skip with the reason."""
    openssl = shutil.which("openssl") or pytest.skip("no openssl on this machine")
    folder = tmp_path_factory.mktemp("certificate")
    chain, key = folder / "chain.pem", folder / "key.pem"
    made = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    named = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    command = [openssl, *made, *named, "-keyout", str(key), "-out", str(chain)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return chain, key


def fetching(context: ssl.SSLContext) -> OpenerDirector:
    """Return what fetches addresses with some trust, through no proxy."""
    return build_opener(ProxyHandler({}), HTTPSHandler(context=context))


def test_a_calendar_is_fetched_over_tls_by_who_trusts_the_certificate(
    certificate: tuple[Path, Path], tmp_path: Path, root: Path
) -> None:
    """The calendar and the page come over https; without trust and without TLS nothing does, and no token is logged."""
    chain, key = certificate
    with opened(file(tmp_path), write=True) as ledger:
        told(ledger, both_changes())
        token, _ = given(ledger, "A2", at=AT - 1440 * 30, days=3650)
    command = [sys.executable, "-m", "scheduler.cli", "feed", "serve", "--store", str(file(tmp_path)), "--port", "0"]
    command += ["--certificate", str(chain), "--private-key", str(key)]
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(
            command,
            cwd=root,
            env={**os.environ, "ROTA_FEED_KEY": KEY.hex()},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[2].removesuffix(";")
            assert address.startswith("https://")
            trusting = fetching(ssl.create_default_context(cafile=str(chain)))
            with trusting.open(f"{address}/feeds/{token}.ics", timeout=10) as answer:
                calendar = answer.read()
            with trusting.open(f"{address}/feeds/{token}", timeout=10) as answer:
                page = answer.read().decode()
            careful = fetching(ssl.create_default_context())
            with pytest.raises(URLError, match="CERTIFICATE_VERIFY_FAILED"):
                careful.open(f"{address}/feeds/{token}.ics", timeout=10)
            with pytest.raises(OSError, match=r"closed|reset"):
                careful.open(f"{address.replace('https', 'http')}/feeds/{token}.ics", timeout=10)
        finally:
            process.send_signal(signal.SIGINT)
    assert calendar.startswith(b"BEGIN:VCALENDAR\r\n")
    assert f"{address}/feeds/{token}.ics" in page
    assert process.returncode == 0
    assert token not in (tmp_path / "log").read_text()
