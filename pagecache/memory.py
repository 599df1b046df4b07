"""The pages that this process has at hand, bounded by their bytes; the least recently read one goes
first."""

import threading
from collections import OrderedDict

from pagecache.entry import Entry

MOST_BYTES = 32 * 1024 * 1024


class Memory:
    def __init__(self, most_bytes: int = MOST_BYTES):
        self.most_bytes = most_bytes
        self.lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        self.entries: OrderedDict[str, Entry] = OrderedDict()
        self.bytes = 0

    def get(self, key: str) -> Entry | None:
        with self.lock:
            if entry := self.entries.get(key):
                self.entries.move_to_end(key)
            return entry

    def put(self, key: str, entry: Entry) -> None:
        with self.lock:
            self._remove(key)
            self.entries[key] = entry
            self.bytes += entry.size
            while self.bytes > self.most_bytes:
                self._remove(next(iter(self.entries)))

    def drop(self, key: str) -> None:
        with self.lock:
            self._remove(key)

    def _remove(self, key: str) -> None:
        if entry := self.entries.pop(key, None):
            self.bytes -= entry.size


memory = Memory()
