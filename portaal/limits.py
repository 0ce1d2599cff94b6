"""How often something may happen: token buckets in memory. Addresses stay in memory only, and not for long."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

_MOST_KEYS = 20_000


class Limiter:
    """At most `count` in `seconds` for each key, in any rhythm; what is used comes back evenly."""

    def __init__(self, count: int, seconds: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.count = count
        self.pace = count / seconds
        self.clock = clock
        self._used: dict[str, tuple[float, float]] = {}

    def _level(self, key: str, now: float) -> float:
        used, since = self._used.get(key, (0.0, now))
        return max(0.0, used - (now - since) * self.pace)

    def wait(self, key: str) -> int:
        """Seconds until `key` may go on; 0 when it may now. Uses nothing up."""
        over = self._level(key, self.clock()) + 1 - self.count
        return math.ceil(over / self.pace) if over > 0 else 0

    def take(self, key: str) -> int:
        """As `wait`, and counts one when `key` may go on."""
        if seconds := self.wait(key):
            return seconds
        now = self.clock()
        self._used[key] = (self._level(key, now) + 1, now)
        if len(self._used) > _MOST_KEYS:
            self._used = {name: value for name, value in self._used.items() if self._level(name, now) > 0}
        return 0
