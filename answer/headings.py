"""The plans by what stands in their headings, numbers and file names: looked up, for there may be thousands."""

from collections.abc import Collection, Iterable, Sequence

from answer.rank import called
from answer.titled import numbers_of
from index.row import PlanRow
from ingest.agencies import spelled_out
from ingest.vietnamese import fold


class Headings:
    """What `rows` are called by; all sets are of their ids."""

    def __init__(self, rows: Sequence[PlanRow]) -> None:
        self.given = rows
        self._numbered: dict[str, list[int]] = {}
        self._filed: dict[str, list[int]] = {}
        self._headed: dict[str, list[int]] = {}
        for row in rows:
            for number in numbers_of(row):
                self._numbered.setdefault(number, []).append(row.id)
            for name in _file_names(row):
                self._filed.setdefault(name, []).append(row.id)
            for word in set(spelled_out(called(row)).split()):
                self._headed.setdefault(word, []).append(row.id)

    def numbered(self, numbers: Iterable[str]) -> set[int]:
        """The plans of one of these `numbers`."""
        return {each for number in numbers for each in self._numbered.get(number, ())}

    def filed(self, said: str) -> set[int]:
        """The plans of which a part of the file's name stands in `said`, and nothing in them says their place."""
        return {each for name, ids in self._filed.items() if f" {name} " in f" {said} " for each in ids}

    def hold(self, word: str, ids: Collection[int]) -> bool:
        """Whether the heading of any plan of `ids` holds `word`."""
        return any(each in ids for each in self._headed.get(word, ()))

    def sums(self, words: Iterable[tuple[str, float]], ids: Collection[int]) -> dict[int, float]:
        """What the heading of each plan of `ids` holds of `words` with their weights; no entry where it holds none."""
        found: dict[int, float] = {}
        for word, weight in words:
            for each in self._headed.get(word, ()):
                if each in ids:
                    found[each] = found.get(each, 0.0) + weight
        return found


def _file_names(row: PlanRow) -> list[str]:
    """The parts of the name of its file of more than a word, where nothing in the plan says its place."""
    parts = (fold(part).split("-") for part in row.source.rpartition(".")[0].split("_")) if row.place is None else ()
    return [" ".join(part) for part in parts if len(part) > 1]


_last: list[Headings] = []


def headings(rows: Sequence[PlanRow]) -> Headings:
    """The headings of `rows`; made once for as long as the same rows are given."""
    if not _last or _last[0].given is not rows:
        _last[:] = [Headings(rows)]
    return _last[0]
