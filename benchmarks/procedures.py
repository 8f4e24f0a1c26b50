"""What of procedures is read right: precision and recall per field against facts read by hand.

python benchmarks/procedures.py PROCEDURES_DIR [--misses]

`procedures.tsv` holds a fact a line: file, field, value. Values are folded words; of a longer one the first four, the
last two and a digest of all of it, so that nothing but the very value counts. A fact of a paper or a way begins with
its name. The files were read by eye before there was a reader, the rows of their tables cut at the bars of the text
beside them, glued ones by hand.
"""

import hashlib
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from ingest.plan import FieldKind, Quoted
from ingest.procedure import Fee, Procedure
from ingest.procedures import procedures
from ingest.read import read
from ingest.vietnamese import folded_words

FACTS = Path(__file__).with_suffix(".tsv")
_SINGLE = {
    "decision": FieldKind.DECISION,
    "level": FieldKind.LEVEL,
    "field": FieldKind.DOMAIN,
    "applicant": FieldKind.APPLICANT,
    "decides": FieldKind.DECIDER,
    "performs": FieldKind.PERFORMER,
    "address": FieldKind.ADDRESS,
}
_NUMBER = re.compile(r"\d+[\w.]*(?:/\d{4})?/[\wĐ\-–/.]+|\d+[\w.]*/\d{4}")
Facts = Counter[tuple[str, str]]


def main(folder: Path, show_misses: bool) -> None:
    """Prints a line a field: facts, right, read, precision, recall."""
    known: dict[str, Facts] = defaultdict(Counter)
    for line in FACTS.read_text(encoding="utf-8").splitlines():
        source, field, value = line.split("\t")
        known[source][field, value] += 1
    right, read_, there = Counter[str](), Counter[str](), Counter[str]()
    for source, facts in known.items():
        found = Counter(_facts(procedures(read(folder / source)).procedures, {field for field, _ in facts}))
        for (field, value), number in (facts | found).items():
            both = min(facts[field, value], found[field, value])
            right[field] += both
            there[field] += facts[field, value]
            read_[field] += found[field, value]
            if show_misses and number > both:
                sign = "-" if facts[field, value] > both else "+"
                print(sign, source[:40], field, value, sep="\t", file=sys.stderr)
    print(f"{'field':14s} {'facts':>6s} {'read':>6s} {'right':>6s} {'prec.':>6s} {'recall':>6s}")
    for field in (*sorted(there | read_), None):
        a, b, c = (sum(each.values()) if field is None else each[field] for each in (there, read_, right))
        print(f"{field or 'all':14s} {a:6d} {b:6d} {c:6d} {c / max(b, 1):6.3f} {c / max(a, 1):6.3f}")


def _facts(found: tuple[Procedure, ...], wanted: set[str]) -> Iterator[tuple[str, str]]:
    if any(field.startswith("row_") for field in wanted):
        for procedure in found:
            yield from _row(procedure, wanted)
        return
    for procedure in found:
        yield from _sheet(procedure)


def _row(procedure: Procedure, wanted: set[str]) -> Iterator[tuple[str, str]]:
    code = procedure.code.text if procedure.code else ""
    fee = procedure.fees[0].amount if procedure.fees else None
    told = {
        "name": procedure.name,
        "field": procedure.fact(FieldKind.DOMAIN),
        "address": procedure.fact(FieldKind.ADDRESS),
        "time": procedure.times[0] if procedure.times else None,
        "fee": fee,
    }
    for field, value in told.items():
        if value and f"row_{field}" in wanted:
            yield f"row_{field}", f"{code} = {short(value)}"


def _sheet(procedure: Procedure) -> Iterator[tuple[str, str]]:
    yield "name", short(procedure.name)
    if procedure.code:
        yield "code", procedure.code.text
    kinds = {kind: field for field, kind in _SINGLE.items()}
    for field in procedure.facts:
        if field.kind in kinds:
            yield kinds[field.kind], short(field.value)
    yield "steps", str(len(procedure.steps))
    for field, values in (
        ("result", procedure.results),
        ("condition", procedure.conditions),
        ("form", procedure.forms),
    ):
        for value in values:
            yield field, short(value)
    for basis in procedure.bases:
        number = _NUMBER.search(basis.number.text) if basis.number else None
        yield "basis", number[0] if number else (basis.number or basis.title or procedure.name).text
    yield from _ways(procedure)
    yield from _papers(procedure)


def _ways(procedure: Procedure) -> Iterator[tuple[str, str]]:
    for way in procedure.ways:
        name = short(way.name) if way.name else "-"
        yield "way", name
        if way.time:
            yield "way_time", f"{name} = {short(way.time)}"
        if way.note:
            yield "way_note", f"{name} = {short(way.note)}"
        for fee in way.fees:
            yield from _fee(name, fee)


def _fee(name: str, fee: Fee) -> Iterator[tuple[str, str]]:
    if fee.amount:
        yield "way_fee", f"{name} = {short(fee.amount)}"
    if fee.comment:
        yield "way_fee_note", f"{name} = {short(fee.comment)}"


def _papers(procedure: Procedure) -> Iterator[tuple[str, str]]:
    for paper in procedure.papers:
        name = short(paper.name)
        yield "paper", name
        numbers = ("-" if number is None else str(number) for number in (paper.originals, paper.copies))
        yield "paper_count", f"{name} = {'/'.join(numbers)}"
        if paper.form:
            yield "paper_form", f"{name} = {short(paper.form)}"
        if paper.case:
            yield "paper_case", f"{name} = {short(paper.case)}"


def short(value: Quoted) -> str:
    """`value` as the table of facts has it."""
    words = folded_words(value.text)
    if len(words) <= 9:
        return " ".join(words)
    digest = hashlib.sha256(" ".join(words).encode()).hexdigest()[:12]
    return f"{' '.join(words[:4])} … {' '.join(words[-2:])} #{digest}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--misses" in sys.argv)
