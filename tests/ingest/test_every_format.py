"""One plan in every format and encoding is understood the same: its tasks, agencies, times and contacts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.plan import Plan
from ingest.read import documents
from ingest.readers import office
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


@pytest.mark.parametrize("file", EVERY, ids=lambda file: file.name)
def test_one_plan_in_every_format_says_the_same(file: File, folder: Path) -> None:
    if file.needs_office and office.program() is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    if file.is_scan and not has_tesseract():
        pytest.skip("tesseract with Vietnamese (vie) is not installed")
    read = list(documents(folder / file.name))
    assert all(isinstance(document, Document) and not document.warnings for document in read)
    expected = told(facts(*file.held), file.is_scan)
    said = told((fact for document in read for fact in found(understand(document))), file.is_scan)
    assert share(expected, said) >= file.least, (expected - said, said - expected)
