"""`cchc plans`, `search`, `text`: what is known, as it stands."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from answer.answer import Question
from bot.batch import each, lines, show
from bot.commands.options import Batch, Count, Json, Place, require_path, settings_of
from bot.errors import CommandError, WrongUseError
from bot.objects import plan_object, standing
from bot.terminal import json_line, result, table
from bot.wiring import assistant, office_place, open_index, open_plans, require_place, require_plans
from index.row import PlanRow
from index.split import cut_original
from ingest.plan import PROCEDURE, Plan

if TYPE_CHECKING:
    from answer.rank import Fit


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
    from ingest.printed import printed
    from ingest.read import read

    require_path(file)
    if text := printed(read(file)):
        result(text)


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
