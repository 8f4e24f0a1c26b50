"""`cchc ingest`, `cchc reindex`: files become plans in the index."""

from collections import Counter
from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.ahead import ahead
from bot.commands.behind import complete, hint
from bot.commands.everyday import ask_everyday
from bot.commands.options import Json, require_path, settings_of
from bot.commands.sync import Found, Kept, Known, Report, Work, work
from bot.commands.watch import follow
from bot.errors import WrongUseError
from bot.terminal import Step, interrupted_once, json_line, progress, result, say, table
from bot.wiring import open_index, require_plans, scan_setting
from index.row import PlanRow
from ingest.document import UnreadableError
from ingest.plan import PROCEDURE, Plan
from ingest.vietnamese import folded_words, one_line

if TYPE_CHECKING:
    from index.index import Index
    from ingest.places import Place
    from ingest.scan.work import Setting

Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="ĐƯỜNG_DẪN...", help="Tệp hoặc thư mục kế hoạch.", show_default=False)
]
PlaceName = Annotated[
    str | None, typer.Option("--place", metavar="TÊN", help="Địa phương của các kế hoạch không tự nêu tên, vd. Ba Tơ.")
]
Keep = Annotated[bool, typer.Option("--keep", help="Giữ cả kế hoạch mà tệp đã bị xóa khỏi thư mục.")]
Wait = Annotated[bool, typer.Option("--wait", help="Lập luôn vector cho mọi đoạn rồi mới xong; không cần đường dẫn.")]
Watch = Annotated[bool, typer.Option("--watch", help="Theo dõi thư mục, nạp ngay khi có thay đổi. Ctrl-C để dừng.")]


@interrupted_once()
def ingest(
    context: typer.Context,
    paths: Paths = None,
    place: PlaceName = None,
    keep: Keep = False,
    wait: Wait = False,
    watch: Watch = False,
    as_json: Json = False,
) -> None:
    """Nạp kế hoạch từ tệp hoặc thư mục.

    Nạp lại một thư mục thì chỉ tệp mới hoặc đã sửa được đọc, kế hoạch của tệp đã xóa khỏi thư mục được gỡ. Tệp không
    đọc được sẽ được nêu tên cùng lý do, các tệp khác vẫn được nạp. Nạp xong là hỏi được ngay theo chữ; vector, để hiểu
    cả cách nói khác, do cchc serve lập dần, hoặc --wait lập ngay.
    """
    if not paths and (watch or not wait):
        raise WrongUseError("Xin cho ít nhất một tệp hoặc thư mục kế hoạch. Ví dụ: cchc ingest ke-hoach/")
    settings = settings_of(context)
    index = open_index(settings)

    told: set[str] = set()

    def run(skip: Collection[str] = ()) -> Report:
        with scan_setting(settings) as scans:
            report = _taken_in(index, paths or [], place, keep, skip, scans)
        if not watch or report.is_news:
            _show(report, as_json, told)
        if wait:
            complete(index, settings)
        elif report.is_news:
            hint(index)
        ask_everyday(index, settings)
        return report

    if not paths:
        complete(index, settings)
        return
    if not watch:
        if run().unreadable:
            raise typer.Exit(1)
        return
    for path in paths:
        require_path(path)
    say(f"Đang theo dõi {', '.join(map(str, paths))}. Nhấn Ctrl-C để dừng.")
    try:
        follow(paths, run)
    except KeyboardInterrupt:
        say("Đã dừng theo dõi. Các kế hoạch đã nạp vẫn còn nguyên.")


def reindex(context: typer.Context) -> None:
    """Lập lại chỉ mục, không cần tệp gốc."""
    index = open_index(settings_of(context))
    rows = require_plans(index)
    with progress("Lập chỉ mục", len(rows)) as step:
        index.reindex(progress=lambda source, _: step(source))
    result(f"Đã lập lại chỉ mục của {len(rows)} kế hoạch.")


def _taken_in(
    index: "Index", paths: list[Path], place: str | None, keep: bool, skip: Collection[str], scans: "Setting"
) -> Report:
    """Brings the index to what `paths` hold; scans are read as `scans` says. Raises CommandError, StoreError."""
    report = Report()
    known = Known({row.source: row for row in index.plans()}, index.origins())
    with TemporaryDirectory(prefix="cchc-") as scratch:
        todo = work(paths, known, Path(scratch), report, place=place, keep=keep, skip=skip)
        with (
            progress("Nạp kế hoạch", len(todo.new)) as step,
            closing(_understood(todo.new, place, report, scans, step)) as plans,
        ):
            first = next(plans, None)
            if first or report.removed:
                index.update(chain([first] if first else [], plans), report.leaving())
    _keep_origins(index, known, todo, report)
    report.versions = _versions(index, {plan.source for plan in report.kept if plan.procedures})
    return report


def _versions(index: "Index", new: Collection[str]) -> dict[str, list[str]]:
    """Code -> the files that describe that procedure, where one of `new` is among several; lists only name it."""
    if not new:
        return {}
    described = {row.id: row.source for row in index.plans() if row.kind == PROCEDURE}
    alone = Counter(row.plan_id for row in index.procedures())
    files: dict[str, list[str]] = {}
    for row in index.procedures():
        if row.code and row.plan_id in described and alone[row.plan_id] == 1:
            files.setdefault(row.code, []).append(described[row.plan_id])
    return {code: held for code, held in files.items() if len(held) > 1 and any(source in new for source in held)}


def _keep_origins(index: "Index", known: Known, todo: Work, report: Report) -> None:
    now = known.origins | {origin.source: origin for origin in (*todo.staying, *report.origins) if origin.is_kept}
    for source in report.leaving():
        now.pop(source, None)
    if now != known.origins:
        index.keep_origins(now.values())


def _understood(
    new: Iterable[Found], place: str | None, report: Report, scans: "Setting", step: Step
) -> Generator[Plan, None, None]:
    """The plans of `new`, one at a time, so that a thousand files need the memory of a few.

    Scanned pages are counted, since a file of them takes minutes, and kept: an ingest that was stopped goes on.
    """
    from ingest.understand import plans

    source_of: dict[str, str] = {}
    for found, read in ahead(new, scans):
        source, sha256 = found.origin.source, found.origin.sha256
        step.show(source)
        if same := source_of.get(sha256):
            report.repeats(found, same, found.before)
            step.count()
            continue
        try:
            held = list(plans(read(replace(scans, progress=partial(_show_pages, step, source)))))
        except UnreadableError as error:
            report.refuse(source, str(error), found.origin.file)
        else:
            source_of[sha256] = source
            report.renamed += [(found.was, source)] if found.was else []
            for plan in (_placed(plan, place) if place and not plan.place else plan for plan in held):
                report.kept.append(_told(plan, found.before if plan.source == source else None))
                report.origins.append(replace(found.origin, source=plan.source, sha256=plan.sha256))
                yield plan
        step.count()


def _show_pages(step: Step, source: str, done: int, of: int) -> None:
    step.show(f"trang {done}/{of} {source}")


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


def _show(report: Report, as_json: bool, told: set[str]) -> None:
    """What became of the files. A remark that was `told` at an earlier pass, and still holds, is not repeated."""
    remarks = tuple(_remarks(report))
    for line in remarks:
        if line not in told:
            say(line)
    told.clear()
    told.update(remarks)
    if as_json:
        json_line(report.as_json)
        return
    if report.kept:
        rows = [(p.source, p.number, p.place, p.year, p.tasks, p.contacts, len(p.warnings)) for p in report.kept]
        table(("Tệp", "Số", "Địa phương", "Năm", "Nhiệm vụ", "Liên hệ", "Lưu ý"), rows)
    for was, source in report.renamed:
        result(f"Đổi tên: {was} → {source}")
    for source in report.removed:
        result(f"Đã gỡ kế hoạch của {source}")
    sums = report.sums
    procedures = f"{sums['procedures']} thủ tục, " if sums["procedures"] else ""
    result(
        f"{report.files} tệp: {len(report.kept)} kế hoạch được nạp ({procedures}{sums['tasks']} nhiệm vụ, "
        f"{sums['contacts']} liên hệ, {sums['warnings']} lưu ý), {len(report.unchanged)} không đổi, "
        f"{len(report.duplicates)} trùng, {len(report.unreadable)} không đọc được, {len(report.removed)} đã gỡ."
    )


def _remarks(report: Report) -> Iterator[str]:
    """What deserves a look."""
    for source, reason in report.unreadable:
        yield f"Không nạp được {source}: {reason}"
    for source, same in report.duplicates:
        yield f"Bỏ qua {source}: nội dung trùng với {same}"
    for plan in report.kept:
        for warning in plan.warnings:
            yield f"Lưu ý {plan.source}: {warning}"
    for code, held in report.versions.items():
        yield f"Lưu ý thủ tục {code}: có trong {len(held)} tệp ({', '.join(held)}). Nên giữ một bản đang có hiệu lực."


def _told(plan: Plan, before: PlanRow | None) -> Kept:
    number = plan.number.text if plan.number else ""
    counts = len(plan.tasks), len(plan.contacts)
    warnings = (*plan.warnings, *_lacks(plan), *_ousted(plan, before))
    return Kept(plan.source, number, plan.title, plan.place, plan.year, *counts, warnings, len(plan.procedures))


def _lacks(plan: Plan) -> Iterator[str]:
    """What a question may ask for and this plan cannot tell, beside its number: it warns of that by itself."""
    if plan.kind == PROCEDURE:
        return
    facts = (("địa phương", plan.place), ("năm", plan.year), ("nhiệm vụ", plan.tasks))
    if missing := [name for name, fact in facts if not fact]:
        yield f"không thấy {', '.join(missing)}"


def _ousted(plan: Plan, before: PlanRow | None) -> Iterator[str]:
    """That `plan` took the name of a plan of another place or year: then it may be no new version of it."""
    if before and (before.place, before.year) != (plan.place, plan.year):
        whose = " ".join(filter(None, (before.place, str(before.year or ""))))
        yield (
            f"thay cho kế hoạch trước đó cùng tên tệp (“{before.title}”, {whose}); "
            "nếu cần cả hai, hãy đổi tên một tệp rồi nạp lại"
        )
