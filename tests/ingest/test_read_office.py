"""LibreOffice at work, and LibreOffice absent, hanging, crashing and asked to misbehave."""

import http.server
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from ingest.document import BlockKind, UnreadableError
from ingest.read import read
from ingest.readers import office

needs_libreoffice = pytest.mark.skipif(office.program() is None, reason="LibreOffice (soffice) is not installed")
posix = pytest.mark.skipif(os.name != "posix", reason="the fake LibreOffice is a shell script")
RTF = b"{\\rtf1\\ansi Giao So Noi vu chu tri}"


@pytest.fixture
def rtf(tmp_path: Path) -> Path:
    path = tmp_path / "kế hoạch.rtf"
    path.write_bytes(RTF)
    return path


def fake(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program called soffice, and nothing else of that name, on the path."""
    place = folder / "bin"
    place.mkdir()
    (place / "soffice").write_text(f"#!/bin/sh\n{script}\n")
    (place / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}{os.pathsep}{os.environ['PATH']}")


def save_as(path: Path, suffix: str, *options: str) -> Path:
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [
        "soffice",
        "--headless",
        profile,
        "--convert-to",
        suffix,
        "--outdir",
        str(path.parent / "out"),
        str(path),
    ]
    subprocess.run([*command, *options], check=True, capture_output=True, timeout=120)
    return path.parent / "out" / f"{path.stem}.{suffix.split(':')[0]}"


@needs_libreoffice
@pytest.mark.parametrize("suffix", ["docx", "doc", "odt"])
def test_tables_numbers_and_changes_survive(suffix: str, tmp_path: Path) -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Đầu trang"
    word.sections[0].footer.paragraphs[0].text = "Chân trang"
    word.add_heading("Kế hoạch", 1)
    for text in ["Mục đích", "Yêu cầu"]:
        word.add_paragraph(text, style="List Number")
    table = word.add_table(4, 3)
    for row, line in enumerate(["abc", "def", "ghi", "jkl"]):
        for column, letter in enumerate(line):
            table.cell(row, column).text = letter
    table.cell(0, 0).merge(table.cell(0, 1)).text = "rộng"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "cao"
    inner = table.cell(3, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "trong", "nữa"
    word.save(str(tmp_path / "a.docx"))
    blocks = read(save_as(tmp_path / "a.docx", suffix)).blocks
    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.HEADING, "Kế hoạch"),
        (BlockKind.ITEM, "1. Mục đích"),
        (BlockKind.ITEM, "2. Yêu cầu"),
        (BlockKind.ROW, "rộng | c"),
        (BlockKind.ROW, "d | e | cao"),
        (BlockKind.ROW, "g | h | cao"),
        (BlockKind.ROW, "j | k trong nữa | l"),
    ]


ODT = """<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"><office:body><office:text>
<text:p>Trước<draw:frame text:anchor-type="paragraph" svg:width="5cm" svg:height="2cm"><draw:text-box>
<text:p>DỰ THẢO</text:p></draw:text-box></draw:frame></text:p>
<text:p>Có chú thích<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>
<text:p>Lời chú</text:p></text:note-body></text:note></text:p>
<text:p><draw:frame text:anchor-type="as-char" svg:width="5cm" svg:height="2cm">
<draw:image xlink:type="simple" xlink:href="{link}"/></draw:frame></text:p>
<text:section text:name="x"><text:section-source xlink:type="simple" xlink:href="{link}.odt"/></text:section>
</office:text></office:body></office:document>"""


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and what is asked of it."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as http_server:
        threading.Thread(target=http_server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http_server.server_port}/x.png", asked
        http_server.shutdown()


@needs_libreoffice
@pytest.mark.parametrize("network", ["taken away", "there"])
def test_boxes_and_notes_are_read_and_nothing_is_fetched(
    network: str, server: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if network == "there":
        monkeypatch.setattr(office, "_without_network", lambda: ())
    office._bounds.cache_clear()
    (tmp_path / "a.fodt").write_text(ODT.format(link=server[0]), encoding="utf-8")
    (tmp_path / "a.odt").write_bytes((tmp_path / "a.fodt").read_bytes())
    document = office.read_office(tmp_path / "a.odt", "a.odt")
    office._bounds.cache_clear()
    assert [block.text for block in document.blocks] == ["Trước", "DỰ THẢO", "Có chú thích", "[1] Lời chú"]
    assert server[1] == []


@needs_libreoffice
def test_an_old_name_for_another_format_is_told(rtf: Path) -> None:
    renamed = rtf.rename(rtf.with_suffix(".doc"))
    document = read(renamed)
    assert document.text == "Giao So Noi vu chu tri"
    assert "thật ra là .rtf" in document.warnings[0]
    assert document.source == "kế hoạch.doc"


def test_without_libreoffice_it_is_said_what_to_install(rtf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableError, match=r"kế hoạch\.rtf.*cần LibreOffice.*sudo apt install.*\.docx"):
        read(rtf)


@posix
def test_a_hanging_libreoffice_is_killed_with_all_that_it_started(
    rtf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "pid"
    fake(tmp_path, monkeypatch, f"trap '' TERM\nsleep 600 &\necho $! > {note.as_posix()!r}\nwait")
    monkeypatch.setattr(office, "TIMEOUT", 1.0)
    before = time.monotonic()
    with pytest.raises(UnreadableError, match="không mở xong tệp trong 1 giây"):
        read(rtf)
    assert time.monotonic() - before < 10
    assert _has_ended(int(note.read_text()))


def _has_ended(pid: int) -> bool:
    """Whether `pid` is gone, or a zombie that nobody has waited for, within the second that a busy machine may take."""
    for _ in range(50):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


@posix
@pytest.mark.parametrize(
    "script",
    [
        "exit 1",
        "exit 0",
        "kill -SEGV $$",
        'while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"; echo junk > "$2/in.docx"',
        'while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"; ln -s /etc/passwd "$2/in.docx"',
        'while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"; yes > "$2/in.docx"',
        "x=a; while :; do x=$x$x; done",
    ],
    ids=["fails", "makes nothing", "crashes", "makes junk", "makes a link", "fills the disk", "fills the memory"],
)
def test_a_libreoffice_that_fails_is_named(
    script: str, rtf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path, monkeypatch, script)
    monkeypatch.setattr(office, "MAX_MEMORY", 512 * 1024**2)
    monkeypatch.setattr(office, "MAX_WRITTEN", 8 * 1024**2)
    office._bounds.cache_clear()
    with pytest.raises(UnreadableError, match=r"kế hoạch\.rtf.*(không mở được|hỏng).*Hãy"):
        read(rtf)
    office._bounds.cache_clear()


@pytest.mark.parametrize("suffix", [".doc", ".odt", ".xls", ".ods"])
def test_junk_in_old_formats_is_named(suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"hỏng{suffix}").write_bytes(b"junk " * 600)
    with pytest.raises(UnreadableError, match=rf"'hỏng\{suffix}': nội dung không phải"):
        read(tmp_path / f"hỏng{suffix}")


@needs_libreoffice
@pytest.mark.parametrize("suffix", ["doc", "odt", "rtf"])
def test_damaged_files_are_read_or_named(suffix: str, tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Kế hoạch cải cách hành chính")
    word.save(str(tmp_path / "a.docx"))
    raw = save_as(tmp_path / "a.docx", suffix).read_bytes()
    for share in (0.3, 0.9):
        damaged = tmp_path / f"cụt.{suffix}"
        damaged.write_bytes(raw[: int(share * len(raw))])
        try:
            assert read(damaged).blocks
        except UnreadableError as error:
            assert "hỏng" in str(error)  # noqa: PT017 - either is right


@needs_libreoffice
def test_nothing_is_left_in_the_temporary_folder(rtf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    read(rtf)
    assert list((tmp_path / "tmp").iterdir()) == []
