"""The one place that asks what time it is, so that tests can say."""

from datetime import UTC, datetime

HOME = "Asia/Ho_Chi_Minh"
"""Whose days and hours are a company's until it says otherwise."""


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def stamp(at: datetime) -> str:
    """An instant as it is stored and shown: ISO 8601 in UTC with microseconds, so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
