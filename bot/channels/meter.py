"""How many messages of a plan's month are used, both directions counted."""

import logging
from datetime import datetime, timedelta, timezone

from bot.chatstore import ChatStore

WARN_AT = 0.8
NOTHING_UNASKED_FROM = 0.95
_VIETNAM = timezone(timedelta(hours=7))
_log = logging.getLogger(__name__)


class Meter:
    """The count of `channel` in the running month; `total` is what its plan allows."""

    def __init__(self, store: ChatStore, channel: str, total: int) -> None:
        self._store, self._channel, self.total = store, channel, total

    def used(self) -> int:
        """The messages of this month so far."""
        with self._store.reading() as db:
            sql = "SELECT used FROM meters WHERE channel = ? AND period = ?"
            row = db.execute(sql, (self._channel, self._month())).fetchone()
        return int(row[0]) if row else 0

    def add(self, count: int) -> None:
        """Count `count` more. Says once a month that the limit is near. Raises sqlite3.Error."""
        if not count:
            return
        with self._store.writing(firm=False) as db:
            sql = """INSERT INTO meters VALUES (?, ?, ?, ?)
                     ON CONFLICT DO UPDATE SET used = used + excluded.used RETURNING used"""
            used = db.execute(sql, (self._channel, self._month(), count, self.total)).fetchone()[0]
        if used - count < WARN_AT * self.total <= used:
            _log.warning(
                "%s: đã dùng %d trong %d tin của tháng này, cả hai chiều. Xin nâng gói, hoặc sửa monthly_messages.",
                self._channel,
                used,
                self.total,
            )

    def is_near_its_end(self) -> bool:
        """Whether what is left is for answers only."""
        return self.used() >= NOTHING_UNASKED_FROM * self.total

    def _month(self) -> str:
        return datetime.fromtimestamp(self._store.now(), _VIETNAM).strftime("%Y-%m")
