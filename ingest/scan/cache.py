"""What was read stays on the disk, a JSON file a page, so that an interrupted reading goes on where it stopped."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from ingest.scan.reading import Reading, from_json, to_json


@dataclass(frozen=True, slots=True)
class Cache:
    """The readings of one file under `folder`, by all that they depend on: its bytes, the page, the engine, `made_by`.

    Without a folder nothing is kept.
    """

    folder: Path | None
    sha256: str
    made_by: str

    def get(self, number: int) -> Reading | None:
        """Page `number` as read before; None where it was not, or what is there is damaged."""
        if self.folder is None:
            return None
        try:
            reading = from_json(self._file(self.folder, number).read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return reading if reading.number == number else None

    def put(self, reading: Reading) -> None:
        """Keep `reading`, whole or not at all. A disk that is full or locked costs the cache, not the reading."""
        if self.folder is None or reading.fault:  # what failed is tried again
            return
        file = self._file(self.folder, reading.number)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, suffix=".part", delete=False) as part:
                part.write(to_json(reading))
            os.replace(part.name, file)
        except OSError:
            return

    def _file(self, folder: Path, number: int) -> Path:
        stamp = hashlib.sha256(self.made_by.encode()).hexdigest()[:12]
        return folder / self.sha256[:2] / self.sha256 / f"{number}-{stamp}.json"
