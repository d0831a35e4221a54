"""Tokens: how one is made, known again and judged. What is kept of a token opens nothing."""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import replace
from hashlib import sha256

from scheduler.domain.feeds import Feed, FeedStyle, FeedToken
from scheduler.domain.time import MINUTES_PER_DAY

TOKEN_BYTES = 32
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
"""What a token looks like: 256 bits in base64 for addresses."""
DEFAULT_DAYS = 365
MOST_DAYS = 3 * 366
_PURPOSE = b"rota feed token\0"


def new_token(key: bytes, feed: Feed, style: FeedStyle, at: int, days: int) -> tuple[str, FeedToken]:
    """Return a new token and what is kept of it.

    It is drawn from chance and the feed key: who has what is kept but not the key cannot make it again, and who has both
    can name the files of a static folder by it. Nothing else shows it twice.

    Parameters
    ----------
    key
        The force's feed key.
    at
        UTC minute.
    days
        Days until it expires.
    """
    salt = secrets.token_hex(TOKEN_BYTES)
    token = _token(key, salt)
    return token, FeedToken(hash_of(token), salt, feed, style, at, at + days * MINUTES_PER_DAY)


def token_again(key: bytes, kept: FeedToken) -> str:
    """Return the token that a kept one was made as; empty where it was made with another key."""
    token = _token(key, kept.salt)
    return token if hmac.compare_digest(hash_of(token), kept.token_hash) else ""


def hash_of(token: str) -> str:
    """Return what is kept of a token: of 256 random bits nothing slower is needed than SHA-256."""
    return sha256(token.encode()).hexdigest()


def ended(kept: FeedToken, at: int, *, leaked: bool) -> FeedToken:
    """Return a token as it stands once it was revoked or replaced.

    Parameters
    ----------
    at
        UTC minute.
    leaked
        Whether others may have it: then it opens nothing from now on. Else it warns its subscribers for a while.
    """
    expires_at = min(kept.expires_at, at)
    return replace(kept, expires_at=expires_at, dead_at=at if leaked and kept.dead_at is None else kept.dead_at)


def _token(key: bytes, salt: str) -> str:
    digest = hmac.new(key, _PURPOSE + salt.encode(), sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
