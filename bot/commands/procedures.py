"""`cchc procedures`: which procedures are known, from which file."""

from typing import Annotated, Any

import typer

from bot.commands.options import Json, settings_of
from bot.errors import CommandError
from bot.terminal import json_line, table
from bot.wiring import open_plans, require_plans
from index.row import PlanRow, ProcedureRow
from ingest.procedures.family import family
from ingest.vietnamese import fold

Domain = Annotated[str | None, typer.Option("--field", metavar="LĨNH_VỰC", help="Chỉ lĩnh vực này, ví dụ “hộ tịch”.")]
Level = Annotated[str | None, typer.Option("--level", metavar="CẤP", help="Chỉ cấp thực hiện này: xã, tỉnh, bộ.")]


def procedures(context: typer.Context, field: Domain = None, level: Level = None, as_json: Json = False) -> None:
    """Liệt kê các thủ tục hành chính đã nạp.

    Mã, tên, lĩnh vực, cấp thực hiện, quyết định công bố, tệp; một thủ tục có trong nhiều tệp thì mỗi tệp một dòng.
    """
    index = open_plans(settings_of(context))
    plans = {row.id: row for row in require_plans(index)}
    known = index.procedures()
    if not known:
        raise CommandError("Chưa có thủ tục nào. Hãy nạp: cchc ingest THƯ_MỤC_THỦ_TỤC")
    found = [row for row in known if _is_of(field, row.domain) and _is_of(level, row.level)]
    if not found:
        raise CommandError("Không có thủ tục nào hợp với điều kiện. Xin bớt --field hoặc --level.")
    if as_json:
        for row in found:
            json_line(_shown(row, plans[row.plan_id]))
        return
    columns = ("Mã", "Tên", "Lĩnh vực", "Cấp", "Quyết định", "Công bố", "Tệp")
    table(columns, [(r.code, r.name, r.domain, r.level, r.decision, r.change, plans[r.plan_id].source) for r in found])


def _is_of(wanted: str | None, told: str | None) -> bool:
    return wanted is None or f" {fold(wanted).strip()} " in f" {fold(told or '').replace(',', ' ')} "


def _shown(row: ProcedureRow, plan: PlanRow) -> dict[str, Any]:
    twins = family(row.name)
    named: dict[str, Any] = {
        "code": row.code,
        "name": row.name,
        "field": row.domain,
        "level": row.level,
        "decision": row.decision,
    }
    named |= {"family": twins.base, "variants": list(twins.variants)}
    return named | {"change": row.change, "source": plan.source, "place": plan.place}
