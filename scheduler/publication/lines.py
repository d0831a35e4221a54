"""The lines of the ledger: what is added, and what is read again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from scheduler.stores.chain import hash_after

State = Literal["draft", "approved", "published"]

VERSION = "version"
DUTY = "duty"
RESTORED = "restored"
PRUNED = "pruned"
DRAFT = "draft"
APPROVED = "approved"
ACKNOWLEDGED = "acknowledged"
AMENDMENT = "amendment"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be a line of the ledger; lines of any kind stand in one chain.

    Attributes
    ----------
    kind
        What kind of line it is: ``version``, ``duty``, ``restored``, ``pruned``, ``draft``, ``approved``, ``amendment`` are the
        ledger's own, ``acknowledged`` is that of the call list; tokens bring kinds of their own.
    detail
        What it says, as values that JSON can hold. It is hashed, and what is secret does not belong into it.
    roster
        Roster it is about; empty for all.
    subject
        Whom or what it is about, such as an officer; empty for nothing in particular.
    day
        Force day it is about; None for none.
    item
        What tells it from others about the same subject and day.
    version
        Version it belongs to; None for none.
    """

    kind: str
    detail: Mapping[str, Any]
    roster: str = ""
    subject: str = ""
    day: int | None = None
    item: str = ""
    version: int | None = None


class Line(NamedTuple):
    """One line of the ledger; of one whose detail was pruned only its hash is left."""

    number: int
    kind: str
    roster: str
    subject: str
    day: int | None
    item: str
    version: int | None
    at: int
    account: str
    detail_sha256: str
    line_hash: str
    detail_text: str | None

    @property
    def pruned(self) -> bool:
        """Whether its detail is gone."""
        return self.detail_text is None

    @property
    def detail(self) -> dict[str, Any]:
        """What it says; nothing once that was pruned."""
        said: dict[str, Any] = json.loads(self.detail_text or "{}")
        return said

    def hash_after(self, before: str) -> str:
        """Return the hash it has to have after a line with the hash ``before``."""
        told = self.detail_sha256 if self.detail_text is None else sha256(self.detail_text)
        cells = (self.kind, self.roster, self.subject, self.day, self.item, self.version, self.at, self.account, told)
        return hash_after(before, cells)


def line_of(number: int, entry: Entry, at: int, account: str, before: str) -> Line:
    """Return the line that an entry becomes after the line with the hash ``before``."""
    text = json.dumps(entry.detail, separators=(",", ":"))
    about = (entry.kind, entry.roster, entry.subject, entry.day, entry.item, entry.version, at, account, sha256(text))
    return Line(number, *about, hash_after(before, about), text)


def sha256(text: str) -> str:
    """Return the hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
