"""A citation leads back to its place: plan and offsets are those that the quote was cut with."""

from pathlib import Path

from answer.answer import Question
from answer.assistant import Assistant
from index.index import Index
from ingest.document import Document
from ingest.printed import printed
from ingest.readers.text import read_text
from ingest.understand import understand
from tests.bot.plans import BA_TO


def _read(folder: Path, text: str) -> Document:
    file = folder / "ba-to.txt"
    file.write_text(text, encoding="utf-8")
    return read_text(file, file.name)


def test_a_quote_is_what_stands_at_its_offsets(tmp_path: Path) -> None:
    index = Index.open(tmp_path / "data")
    document = _read(tmp_path, BA_TO)
    plan = understand(document)
    index.update([plan])
    [citation, *_] = Assistant(index).answer(Question("Ai chủ trì cuộc thi vẽ tranh?")).citations
    assert " … ".join(plan.text[start:end].strip() for start, end in citation.ranges) == citation.quote
    assert printed(document)[citation.start : citation.end].split() == citation.quote.split()


def test_a_plan_keeps_its_key_when_its_file_is_ingested_again(tmp_path: Path) -> None:
    index = Index.open(tmp_path / "data")
    index.update([understand(_read(tmp_path, BA_TO))])
    [before] = index.plans()
    index.update([understand(_read(tmp_path, BA_TO.replace("2025", "2026")))])
    [after] = index.plans()
    assert (after.key, after.id == before.id, after.year) == (before.key, False, 2026)
