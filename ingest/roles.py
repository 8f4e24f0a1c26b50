"""Who leads and who takes part, where a field says it in prose: "Sở Nội vụ chủ trì, phối hợp với các sở …"."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.agencies import leading_agency
from ingest.plan import Field, FieldKind

_LEADS = re.compile(r"[\s,]*(?P<label>chủ trì)\b", re.IGNORECASE)
_WITH = re.compile(
    r"[\s,]*(?:và\s+)?(?P<label>phối hợp)(?:\s+chặt chẽ)?(?:[\s,]+(?:cùng\s+)?(?:với|cùng))?\s+(?=\w)", re.IGNORECASE
)
_MORE = 60  # characters behind the two; longer text says something of its own, and the field is kept beside them


def told_apart(field: Field) -> Iterator[Field]:
    """`field` itself, or the lead and the coordinator that its prose names, labelled with its words for them.

    Each keeps the spans of the whole value, as the agency of a Duty does.
    """
    text = field.value.text.lstrip("-–+• ")
    name = leading_agency(text) if field.kind in (FieldKind.LEAD, FieldKind.PERFORMER) else None
    if not name or not text.startswith(name):
        yield field
        return
    rest = text[len(name) :]
    leads = _LEADS.match(rest)
    rest = rest[leads.end() :] if leads else rest
    takes_part = _WITH.match(rest)
    partner = leading_agency(rest[takes_part.end() :]) if takes_part else None
    if not leads and not partner:
        yield field
        return
    yield _said(field, FieldKind.LEAD, leads["label"] if leads else field.label, name)
    if takes_part and partner:
        yield _said(field, FieldKind.COORDINATOR, takes_part["label"], partner)
        rest = rest[takes_part.end() + len(partner) :]
    if len(rest) > _MORE:
        yield replace(field, kind=FieldKind.PERFORMER)


def _said(field: Field, kind: FieldKind, label: str, agency: str) -> Field:
    return Field(kind, label[:1].upper() + label[1:], replace(field.value, text=agency))
