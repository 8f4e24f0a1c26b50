"""What an ingest has to do: which files are new, which plans stay, and which have lost their file."""

import os
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.options import require_path
from bot.errors import CommandError
from index.row import Origin, PlanRow
from ingest.document import UnreadableError, first_of

if TYPE_CHECKING:
    from ingest.read import Unreadable

_UNSEEN = ("Cc", "Cs", "Zl", "Zp")  # controls, halves of characters, line ends
_TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")  # make "fdp.exe" of a name's "exe.pdf"


@dataclass(frozen=True, slots=True)
class Listed:
    """A file below one of the paths given. `file` is `path`, absolute and without links on the way to its folder."""

    path: Path
    file: Path
    given: Path


@dataclass(frozen=True, slots=True)
class Found:
    """Something to read: a file, or what lies in an archive. `origin.source` is its path below the folder given.

    `before` is the plan that has that source now, `was` the source that it had when its name was another.
    """

    path: Path
    origin: Origin
    before: PlanRow | None = None
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The plans kept so far, and where those came from of which that is known; both by source."""

    rows: dict[str, PlanRow]
    origins: dict[str, Origin]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is told of a plan that was taken in; `tasks`, `contacts` and `procedures` are counts."""

    source: str
    number: str
    title: str
    place: str | None
    year: int | None
    tasks: int
    contacts: int
    warnings: tuple[str, ...]
    procedures: int = 0


@dataclass(slots=True)
class Report:
    """What became of each file.

    `origins` is where the plans `kept` came from. `renamed` holds (earlier, new) sources; `lost` (source, file) of
    plans that are in no file any more; `failed` the files behind `unreadable`; `versions` the codes of procedures that
    several files describe, each with these.
    """

    kept: list[Kept] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    versions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def removed(self) -> list[str]:
        """The sources whose plans leave. What a file held that can no longer be read may be in it still."""
        kept = {plan.source for plan in self.kept}
        return [source for source, file in self.lost if file not in self.failed and source not in kept]

    @property
    def files(self) -> int:
        """How many files were looked at."""
        taken = {first_of(plan.source) for plan in self.kept}
        return len(taken) + len(self.unchanged) + len(self.duplicates) + len(self.unreadable)

    @property
    def sums(self) -> dict[str, int]:
        """Of all plans taken in."""
        return {
            "tasks": sum(plan.tasks for plan in self.kept),
            "contacts": sum(plan.contacts for plan in self.kept),
            "procedures": sum(plan.procedures for plan in self.kept),
            "warnings": sum(len(plan.warnings) for plan in self.kept),
        }

    @property
    def as_json(self) -> dict[str, Any]:
        """What `cchc ingest --json` prints."""
        return {
            "files": self.files,
            "plans": [asdict(plan) for plan in self.kept],
            **self.sums,
            "unchanged": self.unchanged,
            "duplicates": [{"source": source, "same_as": same} for source, same in self.duplicates],
            "renamed": [{"source": source, "was": was} for was, source in self.renamed],
            "removed": self.removed,
            "versions": [{"code": code, "sources": held} for code, held in self.versions.items()],
            "unreadable": [{"source": source, "reason": reason} for source, reason in self.unreadable],
        }

    def repeats(self, found: Found, same: str, before: PlanRow | None) -> None:
        """`found` holds what `same` does; what was read under its name `before` is in no file any more."""
        self.duplicates.append((found.origin.source, same))
        if before:
            self.lost.append((found.origin.source, found.origin.file))

    @property
    def is_news(self) -> bool:
        """Whether anything happened."""
        return bool(self.kept or self.renamed or self.removed or self.unreadable)

    def leaving(self) -> Iterator[str]:
        """The sources to take out of the index; read it last, when it is known which files could be read."""
        yield from self.removed
        yield from (was for was, _ in self.renamed)

    def refuse(self, source: str, reason: str, file: str) -> None:
        """`source`, which is `file` or lies in it, cannot be read."""
        self.unreadable.append((source, reason))
        self.failed.add(file)


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done: files to read, and where the plans that stay as they are came from."""

    new: tuple[Found, ...]
    staying: tuple[Origin, ...]


def listing(paths: Iterable[Path], missed: "Callable[[Unreadable], object]" = lambda _: None) -> Iterator[Listed]:
    """The files that `paths` name or hold, those of one path in a stable order; what cannot be seen is `missed`."""
    from ingest.read import files

    for given in paths:
        top = given if given.is_dir() else given.parent
        for path in files(given, missed):
            yield Listed(path, _real(top) / path.relative_to(top), given)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def work(
    paths: list[Path],
    known: Known,
    scratch: Path,
    report: Report,
    *,
    place: str | None = None,
    keep: bool = False,
    skip: Collection[str] = (),
) -> Work:
    """What an ingest of `paths` has to do; what needs nothing done goes into `report`.

    Archives are unpacked to `scratch`. With `keep` no plan leaves because its file did. The files `skip` are left
    alone: they are there, so their plans stay.

    Raises:
        WrongUseError: a path is not there.
        CommandError: there are no files, or a folder lost all that it once held.
    """
    for path in paths:
        require_path(path)
    listed = tuple(listing(paths, lambda what: report.unreadable.append((_visible(what.source), what.reason))))
    _check(paths, listed, known.origins, report)
    found = _hashed((each for each in listed if str(each.file) not in skip), known.origins, scratch, report)
    gone = _gone(paths, found, known.origins, report)
    return _sorted_out(found, gone, known, place, keep, report)


def _check(paths: list[Path], listed: Collection[Listed], origins: Mapping[str, Origin], report: Report) -> None:
    """A share that is not connected looks like a folder whose files were all deleted."""
    from ingest.readers import READERS

    for folder in (path for path in paths if path.is_dir()):
        lost = [origin for origin in origins.values() if origin.folder and _lies_in(origin, [_real(folder)])]
        if lost and not any(each.given == folder for each in listed):
            raise CommandError(
                f"Thư mục {folder} đang trống hoặc không đọc được, trong khi {len(lost)} kế hoạch đã nạp từ đó. "
                "Không gỡ kế hoạch nào. Xin kiểm tra ổ đĩa hoặc kết nối mạng rồi chạy lại lệnh."
            )
    if not listed and not report.unreadable:
        where, kinds = ", ".join(map(str, paths)), " ".join(READERS)
        raise CommandError(f"Không có tệp kế hoạch nào ở {where}. Các đuôi tệp đọc được: {kinds}.")


def _hashed(
    listed: Iterable[Listed], origins: Mapping[str, Origin], scratch: Path, report: Report
) -> dict[str, Found | None]:
    """Source -> what is to be read there, None where it cannot be opened; archives and mails with what they hold."""
    from ingest.read import Unreadable, unpack, unreadable
    from ingest.readers.load import digest

    found: dict[str, Found | None] = {}
    for source, (each, folder) in _named(listed, origins).items():
        file = str(each.file)
        for part in unpack(each.path, source, scratch):
            found[part.source] = None
            if isinstance(part, Unreadable):
                report.refuse(part.source, part.reason, file)
                continue
            try:
                found[part.source] = Found(part.path, Origin(part.source, digest(part.path), file, folder))
            except UnreadableError as error:
                report.refuse(part.source, unreadable(part.source, error).reason, file)
    return found


def _named(listed: Iterable[Listed], origins: Mapping[str, Origin]) -> dict[str, tuple[Listed, str]]:
    """Source -> a file and the folder that it came with, empty where it was given by itself; each file once."""
    named: dict[str, tuple[Listed, str]] = {}
    files: set[Path] = set()
    for each in listed:
        if each.file not in files:
            files.add(each.file)
            folder = _folder(each, origins.values())
            taken = {name for name, (other, _) in named.items() if other.file != each.file}
            named[_source(each.file, folder or each.file.parent, origins, taken)] = each, str(folder or "")
    return named


def _folder(each: Listed, origins: Iterable[Origin]) -> Path | None:
    """The folder that a file came with. One given once with all below it goes before one inside it, or a single file:
    so that a file has one name whichever way it comes."""
    known = {Path(origin.folder) for origin in origins if origin.folder}
    holding = (folder for folder in each.file.parents[::-1] if folder in known)
    return next(holding, _real(each.given) if each.given.is_dir() else None)


def _source(file: Path, root: Path, origins: Mapping[str, Origin], taken: Collection[str]) -> str:
    """The path of `file` below `root`; with more of it where that already names a file of another folder."""
    below = file.relative_to(root).as_posix()
    names = [_visible(name) for name in (below, f"{root.name}/{below}", file.as_posix()) if _visible(name) not in taken]
    before = [name for name, origin in origins.items() if origin.file == str(file)]
    had = [name for name in names if any(f"{each}/".startswith(f"{name}/") for each in before)]
    held = {name for name, origin in origins.items() if origin.folder not in ("", str(root))}
    return next(iter((*had, *(name for name in names if name not in held), _visible(file.as_posix()))))


def _visible(name: str) -> str:
    """`name` on one line, with nothing in it that a terminal obeys or that no encoding can write."""

    def is_unseen(char: str) -> bool:
        return unicodedata.category(char) in _UNSEEN or unicodedata.bidirectional(char) in _TURNS

    return "".join(char.encode("unicode_escape").decode() if is_unseen(char) else char for char in name)


def _gone(
    paths: Iterable[Path], found: Mapping[str, Found | None], origins: Mapping[str, Origin], report: Report
) -> dict[str, Origin]:
    """The plans whose file, or whose place in an archive, is no more. Where that is in doubt they stay."""
    folders = [_real(path) for path in paths if path.is_dir()]
    read = {each.origin.file for each in found.values() if each} - report.failed
    contents = {each.origin.sha256 for each in found.values() if each}

    def is_gone(origin: Origin) -> bool:
        if origin.file in read or not _is_deleted(origin.file):
            return origin.file in read
        moved = origin.sha256 in contents
        return moved or bool(origin.folder and _lies_in(origin, folders))

    firsts = {source: origins.get(first_of(source), origin) for source, origin in origins.items()}
    return {
        source: origins[source] for source, first in firsts.items() if first_of(source) not in found and is_gone(first)
    }


def _lies_in(origin: Origin, folders: Iterable[Path]) -> bool:
    return any(Path(origin.file).is_relative_to(folder) for folder in folders)


def _is_deleted(file: str) -> bool:
    """Whether the system says so. A file that it cannot look at, on a share that hangs or without rights, is there."""
    try:
        os.lstat(file)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _sorted_out(
    found: Mapping[str, Found | None],
    gone: Mapping[str, Origin],
    known: Known,
    place: str | None,
    keep: bool,
    report: Report,
) -> Work:
    there = [each for each in found.values() if each]
    holders = _holders({each.origin.source: each.origin.sha256 for each in there}, gone, known.rows)
    earlier = {origin.sha256: source for source, origin in gone.items() if source == first_of(source)}
    beside: defaultdict[str, list[Origin]] = defaultdict(list)
    for name in (name for name in known.origins if name != first_of(name)):
        beside[first_of(name)].append(known.origins[name])
    new, staying = [], []
    for each in there:
        source, sha256 = each.origin.source, each.origin.sha256
        row = known.rows.get(source)
        if row and row.sha256 == sha256 and holders.get(sha256, source) == source and (row.place or not place):
            report.unchanged.append(source)
            staying += [each.origin, *beside[source]]
            continue
        report.lost += [(other.source, other.file) for other in beside[source]]
        if (same := holders.get(sha256, source)) != source:
            report.repeats(each, same, row)
        else:
            new.append(replace(each, before=row, was=earlier.get(sha256)))
    renamed = {each.was for each in new}
    report.lost += [(name, each.file) for name, each in gone.items() if name not in renamed and not keep]
    return Work(tuple(new), tuple(staying))


def _holders(contents: Mapping[str, str], gone: Collection[str], rows: Mapping[str, PlanRow]) -> dict[str, str]:
    """sha256 -> the source whose plan was read from that content and still stands."""
    still = [row for row in rows.values() if row.source not in gone]
    return {row.sha256: row.source for row in still[::-1] if contents.get(row.source, row.sha256) == row.sha256}
