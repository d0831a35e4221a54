"""A PostgreSQL server for tests: a throw-away cluster in a temporary folder, reached through a socket there."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

_DEBIAN = Path("/usr/lib/postgresql")


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, or None where they are not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(_DEBIAN.glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


@contextmanager
def server(binaries: Path) -> Iterator[str]:
    """Start a server and give the URL of its database; PostgreSQL refuses to run as root, so then it runs as nobody."""
    with TemporaryDirectory(prefix="rota-postgres-") as name:
        folder = Path(name)
        who: dict[str, int | str | list[int]] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

        def run(*command: str) -> None:
            environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": name}
            subprocess.run(
                command,
                check=True,
                cwd=name,
                env=environment,
                stdout=subprocess.DEVNULL,
                timeout=60,
                **who,  # type: ignore[call-overload]
            )

        data = str(folder / "data")
        run(f"{binaries}/initdb", "-D", data, "-A", "trust", "-U", "rota", "-E", "UTF8", "--no-sync")
        settings = f"-c listen_addresses='' -c unix_socket_directories='{name}'"
        control = f"{binaries}/pg_ctl"
        run(control, "-D", data, "-w", "-l", str(folder / "log"), "-o", settings, "start")
        try:
            yield f"postgresql://rota@/postgres?host={quote(name, safe='')}"
        finally:
            run(control, "-D", data, "-w", "-m", "immediate", "stop")
