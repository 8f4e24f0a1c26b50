"""Where a text stands in the lines that are printed of it."""

from pathlib import Path

import pytest

from ingest.document import Document
from ingest.printed import printed, stretches, within
from ingest.readers.text import read_text


@pytest.fixture
def read(tmp_path: Path) -> Document:
    file = tmp_path / "ke-hoach.md"
    file.write_text(
        "# KẾ HOẠCH\n\n**1. Tổ chức\nhội thi**\n\n| STT | Nhiệm vụ | Hạn |\n|---|---|---|\n| 1 | + Số hóa | Quý I |\n\n"
        "Hết.\n",
        encoding="utf-8",
    )
    return read_text(file, file.name)


@pytest.mark.parametrize(
    ("cited", "line"),
    [
        ("Tổ chức\nhội thi", "Tổ chức hội thi"),
        ("**1. Tổ chức\nhội thi**", "1. Tổ chức hội thi"),
        ("+ Số hóa", "+ Số hóa"),
        ("Số hóa | Quý I", "Số hóa | Quý I"),
        ("Hết.", "Hết."),
    ],
)
def test_a_piece_is_found_again(read: Document, cited: str, line: str) -> None:
    start = read.text.index(cited)
    place = within([(start, start + len(cited))], stretches(read))
    assert place
    assert printed(read)[slice(*place)] == line


def test_several_pieces_reach_from_the_first_to_the_last(read: Document) -> None:
    pieces = [(read.text.index(said), read.text.index(said) + len(said)) for said in ("Quý I", "Hết.")]
    place = within(pieces, stretches(read))
    assert place
    assert printed(read)[slice(*place)] == "Quý I\nHết."


def test_what_the_lines_leave_out_is_nowhere(read: Document) -> None:
    at = read.text.index("|---|")
    assert within([(at, at + 5)], stretches(read)) is None


def test_a_plan_of_which_it_is_not_known_has_no_place() -> None:
    assert within([(0, 5)], ()) is None
