"""Runs the subscription server until it is told to stop."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from scheduler.domain.errors import BadInputError
from scheduler.domain.findings import Problem

CONNECTIONS = 256
"""Connections at once; who comes on top is told to come back."""
HEAD_BYTES = 16 * 1024
IDLE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Binding:
    """Where the server listens.

    Attributes
    ----------
    certificate, private_key
        Files of a certificate of its own; None for none.
    behind_proxy
        Somebody else's server stands before it and speaks https to subscribers.
    """

    host: str
    port: int
    certificate: Path | None = None
    private_key: Path | None = None
    behind_proxy: bool = False

    @property
    def loopback(self) -> bool:
        """Whether nobody but this machine can reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def secure(self) -> bool:
        """Whether subscribers come by https."""
        return self.certificate is not None or self.behind_proxy

    @property
    def walls(self) -> bool:
        """Whether wallboards may be served: never straight over a network, even with a certificate."""
        return self.loopback or self.behind_proxy

    def check(self) -> None:
        """Refuse to send tokens and duties over a network in the clear.

        Raises
        ------
        BadInputError
            If others could reach it without a certificate or a proxy.
        """
        if not self.loopback and not self.secure:
            expected = "a certificate (--certificate), --behind-proxy, or a loopback address such as 127.0.0.1"
            raise BadInputError([Problem("--host", self.host, expected)])
        if (self.certificate is None) != (self.private_key is None):
            raise BadInputError([Problem("--certificate", "", "both --certificate and --private-key, or neither")])

    def listen(self) -> socket.socket:
        """Return the socket it listens on.

        Raises
        ------
        BadInputError
            If the address cannot be listened on.
        """
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            listening = socket.create_server((self.host, self.port), family=family, backlog=512)
            # Else head and body of an answer wait 40 ms for each other; connections take it from here.
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return listening
        except (OSError, OverflowError) as error:
            wrong = (error.strerror if isinstance(error, OSError) else str(error)) or str(error)
            wrong = wrong.partition(" (while")[0]
            place = f"{self.host}:{self.port}"
            raise BadInputError(
                [Problem(place, "", "an address of this machine and a port that is free", wrong=wrong)]
            ) from None


def prepared(application: Starlette, binding: Binding) -> uvicorn.Server:
    """Return a server that is ready to `run`.

    No log of requests is kept but the application's own, since addresses hold tokens.

    Raises
    ------
    BadInputError
        If the certificate cannot be used.
    """
    config = uvicorn.Config(
        application,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=HEAD_BYTES,
        http="h11",
        ws="none",
        ssl_certfile=binding.certificate,
        ssl_keyfile=binding.private_key,
    )
    try:
        config.load()
    except OSError as error:
        wrong = error.strerror or str(error)
        place = str(error.filename or binding.certificate)
        raise BadInputError([Problem(place, "", "a certificate and its private key, as PEM", wrong=wrong)]) from None
    return uvicorn.Server(config)


def run(server: uvicorn.Server, listening: socket.socket) -> None:
    """Serve until the process is told to stop; requests that have begun are finished."""
    server.run(sockets=[listening])
