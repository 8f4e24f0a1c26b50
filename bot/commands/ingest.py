"""`cchc ingest`, `cchc reindex`: files become plans in the index."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import Json, settings_of
from bot.errors import CommandError, WrongUseError
from bot.terminal import Step, json_line, progress, result, say, table
from bot.wiring import open_index, require_plans
from index.row import PlanRow
from ingest.document import UnreadableError
from ingest.plan import Plan
from ingest.vietnamese import folded_words, one_line

if TYPE_CHECKING:
    from ingest.places import Place

Paths = Annotated[list[Path], typer.Argument(metavar="ĐƯỜNG_DẪN...", help="Tệp hoặc thư mục kế hoạch.")]
PlaceName = Annotated[
    str | None, typer.Option("--place", metavar="TÊN", help="Địa phương của các kế hoạch không tự nêu tên, vd. Ba Tơ.")
]


@dataclass(frozen=True, slots=True)
class Found:
    """A file to ingest. `source` is its path below the folder that was given."""

    path: Path
    source: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What is told of a plan that was taken in; `tasks` and `contacts` are counts."""

    source: str
    number: str
    title: str
    place: str | None
    year: int | None
    tasks: int
    contacts: int
    warnings: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What became of each file."""

    kept: list[Kept] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)

    @property
    def files(self) -> int:
        """How many files were looked at."""
        return len(self.kept) + len(self.unchanged) + len(self.duplicates) + len(self.unreadable)


def ingest(context: typer.Context, paths: Paths, place: PlaceName = None, as_json: Json = False) -> None:
    """Nạp kế hoạch từ tệp hoặc thư mục.

    Tệp không đọc được sẽ được nêu tên cùng lý do, các tệp khác vẫn được nạp.
    """
    report = Report()
    index = open_index(settings_of(context))
    with TemporaryDirectory(prefix="cchc-") as scratch:
        new = _sort_out(_unpacked(_files(paths), Path(scratch), report), index.plans(), place, report)
        with progress("Nạp kế hoạch", len(new)) as step:
            plans = _understood(new, place, report, step)
            first = next(plans, None)
            if first:
                index.update(chain((first,), plans))
    _show(report, as_json)
    if report.unreadable:
        raise typer.Exit(1)


def reindex(context: typer.Context) -> None:
    """Lập lại chỉ mục, không cần tệp gốc."""
    index = open_index(settings_of(context))
    rows = require_plans(index)
    with progress("Lập chỉ mục", len(rows)) as step:
        index.reindex(progress=lambda source, _: step(source))
    result(f"Đã lập lại chỉ mục của {len(rows)} kế hoạch.")


def _files(paths: list[Path]) -> dict[str, Path]:
    """Source name -> file. Raises WrongUseError for a path that is not there, CommandError where there are no files."""
    from ingest.read import files
    from ingest.readers import READERS

    for missing in (path for path in paths if not path.exists()):
        raise WrongUseError(f"Không tìm thấy {missing}. Xin kiểm tra lại đường dẫn.")
    named: dict[str, Path] = {}
    for path in paths:
        for file in files(path):
            named.setdefault(_source(file, path if path.is_dir() else path.parent, named), file)
    if not named:
        where, kinds = ", ".join(map(str, paths)), " ".join(READERS)
        raise CommandError(f"Không có tệp kế hoạch nào ở {where}. Các đuôi tệp đọc được: {kinds}.")
    return named


def _unpacked(files: Mapping[str, Path], scratch: Path, report: Report) -> dict[str, Path]:
    """`files`, archives and mails with what they hold, laid out under `scratch`: "goi.zip/ke-hoach.docx"."""
    from ingest.read import Unreadable, unpack

    named: dict[str, Path] = {}
    for source, path in files.items():
        for part in unpack(path, source, scratch):
            if isinstance(part, Unreadable):
                report.unreadable.append((part.source, part.reason))
            else:
                named[part.source] = part.path
    return named


def _source(file: Path, root: Path, named: Mapping[str, Path]) -> str:
    """The path of `file` below `root`; with more of it where another file of this run has that name already."""
    below = file.relative_to(root).as_posix()
    longer = (below, f"{root.resolve().name}/{below}", file.resolve().as_posix())
    return next(name for name in longer if name not in named or named[name].samefile(file))


def _sort_out(files: Mapping[str, Path], rows: Iterable[PlanRow], place: str | None, report: Report) -> list[Found]:
    """The files that are new or changed; the rest goes into `report`."""
    known = {row.source: row for row in rows}
    first_of = {row.sha256: row.source for row in known.values()}
    new = []
    for source, path in files.items():
        try:
            sha256 = _sha256(path)
        except OSError as error:
            report.unreadable.append((source, f"không mở được tệp ({error.strerror})"))
            continue
        same = first_of.setdefault(sha256, source)
        row = known.get(source)
        if same != source:
            report.duplicates.append((source, same))
        elif row and row.sha256 == sha256 and (row.place or not place):
            report.unchanged.append(source)
        else:
            new.append(Found(path, source, sha256))
    return new


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _understood(new: Iterable[Found], place: str | None, report: Report, step: Step) -> Iterator[Plan]:
    """The plans of `new`, one at a time, so that a thousand files need the memory of one."""
    from ingest.read import read
    from ingest.understand import understand

    for found in new:
        try:
            plan = understand(read(found.path, found.source))
        except UnreadableError as error:
            report.unreadable.append((found.source, str(error)))
        else:
            plan = _placed(plan, place) if place and not plan.place else plan
            report.kept.append(_told(plan))
            yield plan
        step(found.source)


def _placed(plan: Plan, name: str) -> Plan:
    """`plan` with the place that `name` says, its kind and province where the official lists leave no doubt."""
    found = _official(name)
    if found is None:
        return replace(plan, place=one_line(name))
    return replace(plan, place=found.name, place_kind=found.kind, province=found.province)


def _official(name: str) -> "Place | None":
    """The one place of the official lists that `name` means: "huyện Ba Tơ", or "Ba Tơ" where there is but one."""
    from ingest.places import find_places, known

    of_that_name = known().get(" ".join(folded_words(name)), ())
    return next(find_places(name), of_that_name[0] if len(of_that_name) == 1 else None)


def _show(report: Report, as_json: bool) -> None:
    for source, reason in report.unreadable:
        say(f"Không nạp được {source}: {reason}")
    for source, same in report.duplicates:
        say(f"Bỏ qua {source}: nội dung trùng với {same}")
    for plan in report.kept:
        for warning in plan.warnings:
            say(f"Lưu ý {plan.source}: {warning}")
    if as_json:
        json_line(_as_json(report))
        return
    if report.kept:
        rows = [(p.source, p.number, p.place, p.year, p.tasks, p.contacts, len(p.warnings)) for p in report.kept]
        table(("Tệp", "Số", "Địa phương", "Năm", "Nhiệm vụ", "Liên hệ", "Lưu ý"), rows)
    sums = _sums(report)
    result(
        f"{report.files} tệp: {len(report.kept)} kế hoạch được nạp ({sums['tasks']} nhiệm vụ, "
        f"{sums['contacts']} liên hệ, {sums['warnings']} lưu ý), {len(report.unchanged)} không đổi, "
        f"{len(report.duplicates)} trùng, {len(report.unreadable)} không đọc được."
    )


def _told(plan: Plan) -> Kept:
    number = plan.number.text if plan.number else ""
    counts = len(plan.tasks), len(plan.contacts)
    return Kept(plan.source, number, plan.title, plan.place, plan.year, *counts, plan.warnings)


def _sums(report: Report) -> dict[str, int]:
    return {
        "tasks": sum(plan.tasks for plan in report.kept),
        "contacts": sum(plan.contacts for plan in report.kept),
        "warnings": sum(len(plan.warnings) for plan in report.kept),
    }


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "files": report.files,
        "plans": [asdict(plan) for plan in report.kept],
        **_sums(report),
        "unchanged": report.unchanged,
        "duplicates": [{"source": source, "same_as": same} for source, same in report.duplicates],
        "unreadable": [{"source": source, "reason": reason} for source, reason in report.unreadable],
    }
