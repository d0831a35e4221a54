"""What is wrong with a calendar that somebody else subscribes to; `check` looks, and `FEED_RULES` is what is looked for."""

from scheduler.feeds.checking.check import FEED_RULES, check

__all__ = ["FEED_RULES", "check"]
