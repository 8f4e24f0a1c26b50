"""What day it is at the office."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.config import OfficeSettings
from bot.errors import WrongUseError
from ingest.heading import parse_date


def today(office: OfficeSettings) -> date:
    """The day that it is now where the office is, wherever this machine has its own clock."""
    return datetime.now(ZoneInfo(office.timezone)).date()


def said_day(text: str) -> date:
    """The day that somebody typed: 2025-10-31 or 31/10/2025. Raises WrongUseError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        found = parse_date(text)
    if found is None:
        raise WrongUseError(f"“{text}” không phải một ngày. Xin ghi như 31/10/2025 hoặc 2025-10-31.")
    return found
