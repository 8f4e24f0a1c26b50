"""One plan in every format and encoding, made by the programs that offices use, is understood the same."""

import csv
import html
import subprocess
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import docx
import openpyxl
import pytest

from ingest.plan import Plan
from ingest.read import read
from ingest.readers import office
from ingest.understand import understand

SAMPLE = Path(__file__).parents[2] / "samples" / "ba-to-2025.txt"
TEXT = unicodedata.normalize("NFC", SAMPLE.read_text(encoding="utf-8"))
LINES = [line for line in TEXT.split("\n") if line.strip()]
TONES = "\u0300\u0301\u0303\u0309\u0323"

needs_libreoffice = pytest.mark.skipif(office.program() is None, reason="LibreOffice (soffice) is not installed")


@dataclass(frozen=True)
class Facts:
    """What people ask a plan for, as text."""

    tasks: list[tuple[str, str, list[tuple[str, str]]]]
    duties: list[tuple[str, list[str]]]
    contacts: list[str]
    deadlines: list[str]
    head: tuple[str, str | None, int | None, str | None]


def facts(plan: Plan) -> Facts:
    def fields(task) -> list[tuple[str, str]]:
        return sorted((field.kind, field.value.text) for field in task.fields)

    return Facts(
        [(task.number, task.title.text, fields(task)) for task in plan.tasks],
        [(duty.agency.text, [item.text for item in duty.items]) for duty in plan.duties],
        [contact.value.text for contact in plan.contacts],
        [deadline.when.text for deadline in plan.deadlines],
        (plan.title, plan.place, plan.year, plan.signer.name.text if plan.signer else None),
    )


@pytest.fixture(scope="module")
def expected() -> Facts:
    found = facts(understand(read(SAMPLE)))
    assert len(found.tasks) >= 10
    assert len(found.duties) >= 7
    return found


def legacy_table(encoding: str) -> dict[str, str]:
    """Unicode character -> legacy text."""
    lines = (files("ingest") / "data" / "legacy.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.startswith(encoding))
    return {char: "".join(chr(int(code, 16)) for code in codes.split()) for _, codes, char in rows}


def tcvn3(text: str) -> str:
    """As a .VnTime typist leaves it: but for Ă Â Đ Ê Ô Ơ Ư there are no marked capitals."""
    table = legacy_table("tcvn3") | {"ý": "ý"}

    def letter(char: str) -> str:
        small = char.lower() if char not in "ĂÂĐÊÔƠƯ" else char
        return table.get(small, char) if not char.isascii() else char

    return "".join(map(letter, text))


def vni(text: str) -> str:
    table = legacy_table("vni")
    return "".join(table.get(char, char) for char in text)


def western(text: str) -> bytes:
    return b"".join(bytes([ord(char)]) if ord(char) < 256 else char.encode("cp1252") for char in text)


def cp1258(text: str) -> bytes:
    """Windows writes the tone as a letter of its own and keeps hats and horns with theirs."""
    pieces = []
    for char in text:
        marks = "".join(mark for mark in unicodedata.normalize("NFD", char) if mark in TONES)
        letter = "".join(part for part in unicodedata.normalize("NFD", char) if part not in TONES)
        pieces.append((unicodedata.normalize("NFC", letter) + marks).encode("cp1258"))
    return b"".join(pieces)


TEXTS: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-8 with BOM": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16-be without BOM": lambda text: text.encode("utf-16-be"),
    "NFD": lambda text: unicodedata.normalize("NFD", text).encode(),
    "windows-1258": cp1258,
    "TCVN3": lambda text: western(tcvn3(text)),
    "VNI": lambda text: western(vni(text)),
    "TCVN3 pasted into UTF-8": lambda text: tcvn3(text).encode(),
    "VNI pasted into UTF-16": lambda text: vni(text).encode("utf-16"),
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_text_files_in_every_encoding(encoding: str, expected: Facts, tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.txt"
    path.write_bytes(TEXTS[encoding](TEXT))
    assert facts(understand(read(path))) == expected


@pytest.mark.parametrize("encoding", TEXTS)
def test_markdown_and_pages_in_every_encoding(encoding: str, expected: Facts, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(TEXTS[encoding](TEXT))
    body = "".join(f"<p>{line}</p>" for line in LINES).replace("&", "&amp;")
    (tmp_path / "a.html").write_bytes(TEXTS[encoding](f"<html><body>{body}</body></html>"))
    assert facts(understand(read(tmp_path / "a.md"))) == expected
    assert facts(understand(read(tmp_path / "a.html"))) == expected


@pytest.mark.parametrize("old", [tcvn3, vni])
def test_a_page_that_writes_old_letters_as_entities(old: Callable[[str], str], expected: Facts, tmp_path: Path) -> None:
    body = "".join(f"<p>{html.escape(old(line))}</p>" for line in LINES)
    body = body.encode("ascii", "xmlcharrefreplace").decode().replace("&#173;", "&shy;")
    (tmp_path / "a.html").write_text(f"<meta charset=windows-1252>{body}", encoding="ascii")
    assert facts(understand(read(tmp_path / "a.html"))) == expected


def make_docx(path: Path, old: Callable[[str], str] = str, font: str | None = None) -> None:
    word = docx.Document()
    if font:
        word.styles["Normal"].font.name = font
    for line in LINES:
        word.add_paragraph(old(line))
    word.save(str(path))


FONTS: dict[str, tuple[Callable[[str], str], str | None]] = {
    "unicode": (str, None),
    "vntime": (tcvn3, ".VnTime"),
    "vni": (vni, "VNI-Times"),
    "tcvn3-without-font": (tcvn3, None),
}


@pytest.mark.parametrize("font", FONTS)
def test_word_files_in_every_font(font: str, expected: Facts, tmp_path: Path) -> None:
    make_docx(tmp_path / "a.docx", *FONTS[font])
    assert facts(understand(read(tmp_path / "a.docx"))) == expected


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """A file in a font, saved by LibreOffice in a format."""
    folder = tmp_path_factory.mktemp("libreoffice")
    for font, made in FONTS.items():
        make_docx(folder / f"{font}.docx", *made)

    def convert(font: str, suffix: str) -> Path:
        path = folder / suffix / f"{font}.{suffix}"
        if not path.exists():
            sources = [str(folder / f"{font}.docx") for font in FONTS]
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            command = ["soffice", "--headless", profile, "--convert-to", suffix, "--outdir", str(path.parent), *sources]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
        return path

    return convert


@needs_libreoffice
@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("suffix", ["docx", "doc", "rtf", "odt", "html"])
def test_what_libreoffice_saves(font: str, suffix: str, converted: Callable[[str, str], Path], expected: Facts) -> None:
    document = read(converted(font, suffix))
    assert facts(understand(document)) == expected
    assert not document.warnings


@pytest.mark.parametrize("old", [str, tcvn3, vni])
def test_spreadsheets(old: Callable[[str], str], expected: Facts, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in LINES:
        book.active.append([old(line)])
    book.save(tmp_path / "a.xlsx")
    with (tmp_path / "a.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([old(line)] for line in LINES)
    assert facts(understand(read(tmp_path / "a.xlsx"))) == expected
    assert facts(understand(read(tmp_path / "a.csv"))) == expected
