"""One plan in every format and encoding is understood the same: its tasks, agencies, times and contacts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.plan import Plan
from ingest.printed import printed, within
from ingest.read import documents
from ingest.readers import office
from ingest.readers.unpack import Unreadable
from ingest.understand import understand
from ingest.vietnamese import canonical, words
from tests.ingest.every_format import EVERY, Fact, File, facts, make
from tests.ingest.scanner import has_tesseract


def found(plan: Plan) -> Iterator[Fact]:
    for task in plan.tasks:
        yield "title", task.number, task.title.text
        yield from ((str(field.kind), task.number, field.value.text) for field in task.fields)
    yield from ((str(contact.kind), "", contact.value.text) for contact in plan.contacts)


def told(facts: Iterable[Fact], is_scan: bool) -> Counter[Fact]:
    """`facts` to be compared: to the letter but for case, which .VnTime has no "Ủ" to keep; in scans also without
    punctuation."""
    same = ((kind, number.rstrip("."), canonical(text).rstrip(".")) for kind, number, text in facts)
    return Counter((kind, number, " ".join(words(text)) if is_scan else text) for kind, number, text in same)


def share(one: Counter[Fact], other: Counter[Fact]) -> float:
    """The share of facts that the two have in common."""
    return 2 * (one & other).total() / (one.total() + other.total())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("every format")
    make(folder)
    return folder


@cache
def read_or_skip(file: File, folder: Path) -> list[Document | Unreadable]:
    if file.needs_office and office.program() is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    if file.is_scan and not has_tesseract():
        pytest.skip("tesseract with Vietnamese (vie) is not installed")
    return list(documents(folder / file.name))


@pytest.mark.parametrize("file", EVERY, ids=lambda file: file.name)
def test_one_plan_in_every_format_says_the_same(file: File, folder: Path) -> None:
    read = read_or_skip(file, folder)
    assert all(isinstance(document, Document) and not document.warnings for document in read)
    expected = told(facts(*file.held), file.is_scan)
    said = told((fact for document in read for fact in found(understand(document))), file.is_scan)
    assert share(expected, said) >= file.least, (expected - said, said - expected)


def bare(text: str) -> str:
    """`text` without white space, mark-up and what stands between cells: lines have these otherwise."""
    return re.sub(r"[\s|*_#<>/-]+", "", text)


@pytest.mark.parametrize(
    "file", [file for file in EVERY if "scan" not in file.name or ".pdf" in file.name], ids=lambda file: file.name
)
def test_what_a_quote_says_stands_at_its_place_in_the_lines(file: File, folder: Path) -> None:
    for document in read_or_skip(file, folder):
        assert isinstance(document, Document)
        plan, lines = understand(document), printed(document)
        for field in (field for task in plan.tasks for field in (task.title, *(one.value for one in task.fields))):
            [*ranges] = ((span.start, span.end) for span in field.spans)
            place = within(ranges, plan.printed)
            assert place
            assert bare(lines[slice(*place)]) == bare(" ".join(plan.text[start:end] for start, end in ranges))
