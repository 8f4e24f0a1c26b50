"""Who leads and who takes part, where a field says both: "Sở A chủ trì, phối hợp với …", "Chủ trì: A; Phối hợp: …"."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.agencies import leading_agency
from ingest.labels import label_kind, parted
from ingest.plan import Field, FieldKind

_LEADS = re.compile(r"[\s,]*(?P<label>chủ trì)\b", re.IGNORECASE)
_WITH = re.compile(
    r"[\s,]*(?:và\s+)?(?P<label>phối hợp)(?:\s+chặt chẽ)?(?:[\s,]+(?:cùng\s+)?(?:với|cùng))?\s+(?=\w)", re.IGNORECASE
)
_MORE = 60  # characters behind the two; longer text says something of its own, and the field is kept beside them


_WHO = (FieldKind.LEAD, FieldKind.PERFORMER, FieldKind.COORDINATOR)


def told_apart(field: Field) -> Iterator[Field]:
    """`field` itself, or what its labels and its prose say of who leads and who takes part, with its words for them.

    Each keeps the spans of the whole value, as the agency of a Duty does.
    """
    is_parted = field.kind in _WHO and ":" in field.value.text
    before, told = parted(field.value.text) if is_parted else ("", ())
    labelled = [(label_kind(label), label, value.strip(" ;.,-–+•")) for label, value in told]
    if not any(kind in _WHO for kind, _, _ in labelled):
        yield from _in_prose(field)
        return
    first = before.strip(" ;.,-–+•")
    if first:
        yield from _in_prose(replace(field, value=replace(field.value, text=first)))
    for kind, label, value in labelled:
        if value and kind in set(FieldKind):
            yield from _in_prose(Field(FieldKind(kind), label, replace(field.value, text=value)))


def _in_prose(field: Field) -> Iterator[Field]:
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
