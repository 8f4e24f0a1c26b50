"""Plans written by hand: each line of the text is a passage under the plan's one heading."""

import hashlib
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import TYPE_CHECKING, get_origin

from index.index import Index
from index.passage import Passage, PassageKind
from ingest.document import Span
from ingest.plan import Level, Plan, Quoted

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

BA_TO = (
    "Phòng Nội vụ chủ trì tổ chức hội thi tìm hiểu cải cách hành chính trong quý III",
    "Văn phòng HĐND và UBND huyện phối hợp niêm yết thủ tục hành chính",
    "Kinh phí thực hiện lấy từ ngân sách huyện",
)
DUC_PHO = (
    "Phòng Văn hóa và Thông tin tuyên truyền trên đài truyền thanh thị xã",
    "Báo cáo gửi về Phòng Nội vụ trước ngày 20/3/2023",
)


def plan(source: str, lines: tuple[str, ...], place: str = "Ba Tơ", year: int = 2025) -> Plan:
    """A plan that holds `lines`."""
    text = "\n".join(lines)
    facts = {
        "source": source,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "kind": "Kế hoạch",
        "title": f"Cải cách hành chính năm {year}",
        "number": Quoted("12/KH-UBND", (Span(source, 0, 1),)),
        "level": Level.DISTRICT,
        "place": place,
        "place_kind": "huyện",
        "province": "Quảng Ngãi",
        "year": year,
        "warnings": ("thiếu chữ ký",),
        "text": text,
    }
    return Plan(**{field.name: facts.get(field.name, _absent(field)) for field in fields(Plan)})


def _absent(field: Field[object]) -> object:
    if field.default is not MISSING:
        return field.default
    return () if get_origin(field.type) is tuple else None


def by_lines(plan: Plan) -> tuple[Passage, ...]:
    """A splitter: each line is a passage."""
    passages, start = [], 0
    for line in plan.text.split("\n"):
        piece = Quoted(line, (Span(plan.source, start, start + len(line)),))
        passages.append(Passage(PassageKind.TEXT, ("Nhiệm vụ",), "", (piece,), line))
        start += len(line) + 1
    return tuple(passages)


def open_index(data_dir: Path, embedder: "Embeddings | None" = None) -> Index:
    """The index of these tests, opened anew."""
    return Index.open(data_dir, lambda: embedder, splitter=by_lines)


BA_TO_PLAN = plan("ba-to.txt", BA_TO)
DUC_PHO_PLAN = plan("duc-pho.txt", DUC_PHO, "Đức Phổ", 2023)
