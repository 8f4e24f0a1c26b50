"""Whether a table assigns work: its columns say what is to be done, and by whom or by when."""

import re
from collections.abc import Sequence

from ingest.agencies import is_agency
from ingest.columns import Column
from ingest.labels import ORDER, TITLE
from ingest.plan import FieldKind
from ingest.rows import Row
from ingest.shapes import is_blank, is_figure, is_tick, is_worded
from ingest.vietnamese import fold

_WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)
_OFFICE = r"(?:co quan|don vi|to chuc|bo phan|phong|ban|nganh|nguoi|ca nhan|can bo|cong chuc|thanh vien|lanh dao|cap)"
_ROLE = re.compile(
    rf"{_OFFICE}\b.*\b(?:soan thao|trinh|tham tra|tham dinh|xay dung|theo doi|tong hop|bao cao|tham muu|don doc|xu ly"
    r"|duoc giao|giao|nhan nhiem vu)\b"
)
_ANYBODY = re.compile(rf"{_OFFICE}(?:\s?[,/-]\s?(?:va )?{_OFFICE}|\s(?:va|hoac) {_OFFICE})*")
_WORK = re.compile(
    r"(?:ten |danh muc |noi dung )?(?:cac )?(?:nhiem vu|cong viec|dau viec|hoat dong|giai phap|noi dung|viec|phan viec"
    r"|san pham|de an|chuong trinh|van ban|chuyen de)\b(?! don vi)"
)
_TASK = re.compile(r"(?:ten |danh muc |noi dung )?(?:cac )?(?:nhiem vu|cong viec|dau viec|hoat dong|giai phap)\b")
_DUE = re.compile(r"(?:thoi (?:han|gian) )?(?:hoan thanh|han|tien do|thoi han|lo trinh)\b")
_NAMED = re.compile(
    r"(?:ten )?(?:don vi|co quan|xa|phuong|thon|ban|to|truong|diem|vi tri|khu vuc|dia (?:diem|ban|phuong)|tuyen|noi)\b"
    r"|ho (?:va |, )?ten\b"
)
_PHONE = re.compile(r"(?:so )?(?:dien thoai|dt|di dong|may)\b|sdt\b")
_MOST = 0.5


def assigning(rows: Sequence[Row]) -> tuple[Column, ...] | None:
    """The columns of the table of `rows` that say whose work it is; none where only a day does.

    None where the table assigns no work, but tells of places, costs, hours, figures or people.
    """
    columns = list(dict.fromkeys(column for row in rows for column in row.columns if column.name.text))
    said = {column: _said(column, rows) for column in columns}
    who = [column for column in columns if _says_who(column, said[column])]
    work = [column for column in columns if column not in who and _is_worded(said[column])]
    return tuple(who) if _assigns(columns, said, who, work) else None


def _assigns(
    columns: Sequence[Column], said: dict[Column, list[str]], who: Sequence[Column], work: Sequence[Column]
) -> bool:
    tasks = [column for column in work if _WORK.match(_head(column))]
    if any(_is_role(column) or _is_ticked(column, said[column]) for column in who):
        others = [column for column in work if column.kind in ("", TITLE) and not _NAMED.match(_head(column))]
        return bool(tasks) or (bool(others) and not any(_PHONE.match(_head(column)) for column in columns))
    if who:
        return bool(tasks) and not _counts(columns, said)
    kinds = {column.kind for column in columns if said[column]}
    is_due = any(_DUE.match(_head(column)) for column in columns if column.kind == FieldKind.TIME and said[column])
    return any(_TASK.match(_head(column)) for column in work) and (is_due or FieldKind.PRODUCT in kinds)


def _said(column: Column, rows: Sequence[Row]) -> list[str]:
    texts = (cell.text for row in rows for cell, own in zip(row.cells, row.columns, strict=True) if own == column)
    return [text for text in texts if not is_blank(text)]


def _head(column: Column) -> str:
    return fold(column.label)


def _is_role(column: Column) -> bool:
    """Whether the column says by its head that those in it do something."""
    return column.kind in _WHO or _ROLE.match(_head(column)) is not None


def _is_ticked(column: Column, said: Sequence[str]) -> bool:
    """Whether the column is headed by who does what is ticked in it."""
    return column.marked in _WHO and bool(said) and all(map(is_tick, said))


def _says_who(column: Column, said: Sequence[str]) -> bool:
    if _is_role(column) or _is_ticked(column, said):
        return _is_worded(said) or _is_ticked(column, said)
    agencies = sum(is_agency(text.lstrip("-–+• ")) and len(text.split()) > 1 for text in said)
    return _ANYBODY.fullmatch(_head(column)) is not None and agencies > _MOST * len(said)


def _is_worded(said: Sequence[str]) -> bool:
    return bool(said) and sum(map(is_worded, said)) >= _MOST * len(said)


def _counts(columns: Sequence[Column], said: dict[Column, list[str]]) -> bool:
    """Whether a column is of figures."""
    filled = [said[column] for column in columns if column.kind not in (ORDER, FieldKind.TIME)]
    return any(sum(map(is_figure, texts)) > _MOST * len(texts) for texts in filled)
