"""`cchc plans`, `tasks`, `search`, `text`: what is known, as it stands."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from answer.answer import Question
from bot.batch import each, lines, show
from bot.commands.options import Batch, Count, Json, Place, Year, require_path, settings_of
from bot.errors import CommandError, WrongUseError
from bot.objects import plan_object, standing
from bot.output import write
from bot.terminal import json_line, result, say, table
from bot.wiring import assistant, office_place, open_index, open_plans, require_place, require_plans
from index.row import PlanRow
from index.split import cut_original
from ingest.agencies import spelled_out
from ingest.plan import PROCEDURE, Field, FieldKind, Plan, Quoted
from ingest.quoted import TASK_KINDS

if TYPE_CHECKING:
    from answer.rank import Fit

Agency = Annotated[str | None, typer.Option("--agency", metavar="TÊN", help="Cơ quan, viết tắt cũng được.")]
Xlsx = Annotated[Path | None, typer.Option("--xlsx", metavar="TỆP", help="Ghi ra tệp Excel (.xlsx) này.")]
_WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)


# What the Excel file shows of an entry: key, heading, width in characters.
_COLUMNS = (
    ("place", "Địa phương", 16),
    ("year", "Năm", 8),
    ("title", "Việc", 60),
    (FieldKind.LEAD, "Chủ trì", 28),
    (FieldKind.PERFORMER, "Thực hiện", 28),
    (FieldKind.COORDINATOR, "Phối hợp", 28),
    (FieldKind.TIME, "Thời gian", 20),
    (FieldKind.FREQUENCY, "Tần suất", 14),
    (FieldKind.PRODUCT, "Sản phẩm", 30),
    (FieldKind.METHOD, "Cách làm", 30),
    (FieldKind.BUDGET, "Kinh phí", 24),
    (FieldKind.NOTE, "Ghi chú", 24),
    ("section", "Mục", 30),
    ("plan", "Số kế hoạch", 18),
    ("source", "Tệp", 24),
)


def plans(context: typer.Context, as_json: Json = False) -> None:
    """Liệt kê các kế hoạch đã nạp.

    Số, tên, địa phương, năm, tệp, số nhiệm vụ, số liên hệ, hiệu lực và lưu ý; với --json cả ngày và người ký.
    """
    from answer.versions import Versions

    every = require_plans(open_plans(settings_of(context)))
    rows = tuple(row for row in every if row.kind != PROCEDURE)
    if not rows:
        raise CommandError(f"Chưa có kế hoạch nào, chỉ có {len(every)} tệp thủ tục hành chính: xem cchc procedures")
    versions = Versions(rows)
    told = standing(versions)
    if not as_json:
        columns = ("Số", "Tên", "Địa phương", "Năm", "Tệp", "Nhiệm vụ", "Liên hệ", "Hiệu lực", "Lưu ý")
        table(columns, [_row(row, told[row.id]) for row in rows])
        return
    in_force = {row.id for row in versions.in_force}
    for row in rows:
        json_line(plan_object(row, told[row.id], in_force=row.id in in_force))


def tasks(
    context: typer.Context,
    agency: Agency = None,
    place: Place = None,
    year: Year = None,
    as_json: Json = False,
    xlsx: Xlsx = None,
) -> None:
    """Liệt kê nhiệm vụ và việc giao cho từng cơ quan."""
    if xlsx and xlsx.suffix.lower() != ".xlsx":
        raise WrongUseError(f"Tên tệp {xlsx} phải kết thúc bằng .xlsx để Excel mở được.")
    index = open_plans(settings_of(context))
    rows = require_plans(index)
    wanted = [row for row in (require_place(place, rows) if place else rows) if not year or row.year == year]
    found = [entry for row in wanted for entry in _entries(row, index.plan(row.id)) if _concerns(entry, agency)]
    if not found:
        raise CommandError("Không tìm thấy nhiệm vụ nào hợp với điều kiện. Xin bớt --agency, --place hoặc --year.")
    if xlsx:
        _write_xlsx(xlsx, found)
    if as_json:
        for entry in found:
            json_line(entry)
    elif not xlsx:
        _print_tasks(found)


def _print_tasks(found: list[dict[str, Any]]) -> None:
    table(("Địa phương", "Năm", "Việc", "Cơ quan", "Thời gian", "Sản phẩm"), [_cells(entry) for entry in found])


def _write_xlsx(file: Path, found: list[dict[str, Any]]) -> None:
    from bot.workbook import Column, workbook

    columns = [Column(name, width) for _, name, width in _COLUMNS]
    rows = [[_cell(entry[key]) for key, _, _ in _COLUMNS] for entry in found]
    write(file, workbook("Nhiệm vụ", columns, rows))
    say(f"Đã ghi {len(found)} việc vào {file}.")


def _cell(value: str | int | list[str] | None) -> str | int | None:
    """What a cell shows: several values a line each."""
    return "\n".join(value) if isinstance(value, list) else value


def search(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(metavar="NỘI_DUNG", help="Điều cần tìm.")] = None,
    k: Count = 10,
    place: Place = None,
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """Tìm các đoạn trong kế hoạch.

    Thứ hạng, điểm, tệp, mục, trích dẫn.
    """
    if bool(text) == bool(batch):
        raise WrongUseError('Xin cho một điều cần tìm, hoặc --batch TỆP. Ví dụ: cchc search "hội thi CCHC"')
    settings = settings_of(context)
    index = open_index(settings)
    rows = require_plans(index)
    if place:
        require_place(place, rows)
    office = place or office_place(settings, rows)
    finder, sources = assistant(settings, index, "extract"), {row.id: row.source for row in rows}

    def found(question: Question) -> list[dict[str, Any]]:
        fits = enumerate(finder.find(question, k), 1)
        return [_hit(rank, fit, sources, index.plan(fit.hit.plan_id)) for rank, fit in fits]

    if batch:
        show(each(lines(batch), office, lambda number, question: {"id": number, "hits": found(question)}))
    else:
        _print_hits(found(Question(text or "", office)), as_json)


def text(
    context: typer.Context,  # noqa: ARG001 - commands have one form
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp kế hoạch.")],
) -> None:
    """In chữ của tệp như chương trình đọc được.

    Mỗi khối một dòng, chỗ hỏng đã được chữa.
    """
    from ingest.read import read

    require_path(file)
    for block in read(file).blocks:
        result(block.text)


def _print_hits(hits: list[dict[str, Any]], as_json: bool) -> None:
    if not hits:
        raise CommandError("Không tìm thấy đoạn nào. Xin thử từ khác, hoặc bỏ --place.")
    for hit in hits:
        if as_json:
            json_line(hit)
        else:
            result(f"{hit['rank']}. [{hit['score']:.2f}] {hit['source']} · {hit['section']}\n“{hit['quote']}”\n")


def _row(row: PlanRow, versions: Sequence[str]) -> tuple[object, ...]:
    counts = row.tasks, row.contacts, "; ".join(versions), "; ".join(row.warnings)
    return row.number, row.title, row.place, row.year, row.source, *counts


def _hit(rank: int, fit: "Fit", sources: dict[int, str], plan: Plan) -> dict[str, Any]:
    passage = fit.passage
    place = {"source": sources.get(fit.hit.plan_id, ""), "section": passage.section, "title": passage.title}
    return {"rank": rank, "score": round(fit.score, 4), **place, "quote": cut_original(plan, passage.spans)}


def _entries(row: PlanRow, plan: Plan) -> Iterator[dict[str, Any]]:
    """Tasks, then what agencies are told to do, in one form."""
    about = {"plan": row.number, "place": row.place, "year": row.year, "source": row.source}
    for task in plan.tasks:
        said = {kind.value: _values(task.fields, kind) for kind in TASK_KINDS}
        yield about | {"number": task.number, "title": task.title.text, "section": " > ".join(task.path)} | said
    for duty in plan.duties:
        for item in duty.items:
            yield about | _duty(duty.agency, item, duty.path)


def _duty(agency: Quoted, item: Quoted, path: tuple[str, ...]) -> dict[str, Any]:
    empty: dict[str, list[str]] = {kind.value: [] for kind in TASK_KINDS}
    return {"number": "", "title": item.text, "section": " > ".join(path)} | empty | {"performer": [agency.text]}


def _values(fields: tuple[Field, ...], kind: FieldKind) -> list[str]:
    return [field.value.text for field in fields if field.kind is kind]


def _concerns(entry: dict[str, Any], agency: str | None) -> bool:
    if not agency:
        return True
    said = " ".join(spelled_out(value) for kind in _WHO for value in entry[kind.value])
    return f" {spelled_out(agency)} " in f" {said} "


def _cells(entry: dict[str, Any]) -> tuple[object, ...]:
    who = "; ".join(value for kind in _WHO for value in entry[kind.value])
    return entry["place"], entry["year"], entry["title"], who, "; ".join(entry["time"]), "; ".join(entry["product"])
