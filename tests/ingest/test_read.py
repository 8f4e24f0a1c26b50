"""What reading promises of every format: exact spans, and for every bad file one sentence that names it."""

import os
import re
import socket
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Block, BlockKind, Document, UnreadableError
from ingest.read import Unreadable, files, read
from ingest.readers.builder import Builder, spread_rows
from ingest.readers.encoding import decode
from ingest.readers.load import MAX_BYTES, MAX_LINES
from ingest.vietnamese import one_line

VIETNAMESE = "Ủy ban nhân dân huyện giao Phòng Nội vụ chủ trì thực hiện"


def check_spans(document: Document) -> None:
    assert unicodedata.is_normalized("NFC", document.text)
    for block in document.blocks:
        assert one_line(document.cut(block.span).replace("\t", " | ")) == block.text, block
        for cell in block.cells:
            assert one_line(document.cut(cell.span)) == cell.text
            assert block.span.start <= cell.span.start <= cell.span.end <= block.span.end
    starts = [block.span.start for block in document.blocks]
    assert starts == sorted(starts)


anything = st.text(max_size=30)
pieces = st.one_of(
    st.tuples(st.sampled_from([BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM]), anything),
    st.lists(st.tuples(anything, st.integers(1, 3)), min_size=1, max_size=4),
)


@given(st.lists(pieces, max_size=8))
@example([(BlockKind.PARAGRAPH, "e\u200b\u0301"), [("\u0301a\tb\nc", 2), ("", 1)], (BlockKind.ITEM, " \u2028 ")])
def test_every_span_cuts_its_own_text(story: list) -> None:
    builder = Builder("a")
    table = builder.new_table()
    for piece in story:
        if isinstance(piece, list):
            builder.row(piece, table=table)
        else:
            builder.add(*piece)
    document = builder.build(b"")
    for block in document.blocks:
        text = document.cut(block.span)
        assert block.text == one_line(text.replace("\t", " | ") if block.cells else text)
        assert [cell.text for cell in block.cells] == [one_line(document.cut(cell.span)) for cell in block.cells]
    assert unicodedata.is_normalized("NFC", document.text)


def make_docx(path: Path) -> None:
    word = docx.Document()
    word.add_heading(VIETNAMESE, 1)
    word.add_paragraph(unicodedata.normalize("NFD", VIETNAMESE) + "\u200b\u00a0!")
    word.add_paragraph("gạch đầu dòng", style="List Bullet")
    table = word.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "a\nb"
    table.cell(1, 2).text = VIETNAMESE
    word.save(str(path))


def make_pdf(path: Path) -> None:
    canvas = Canvas(str(path))
    canvas.drawString(72, 700, "Ke hoach cai cach hanh chinh")
    canvas.save()


def make_html(path: Path) -> None:
    path.write_text(f"<h1>{VIETNAMESE}</h1><ul><li>x<br>y</ul><table><tr><td>1<td>2</table>", encoding="utf-8")


def make_markdown(path: Path) -> None:
    path.write_text(f"# {VIETNAMESE}\n\n1. x\n   y\n\n|a|b|\n|-|-|\n|1|2|\n", encoding="utf-8")


MAKERS = {".docx": make_docx, ".pdf": make_pdf, ".html": make_html, ".htm": make_html, ".md": make_markdown}


@pytest.mark.parametrize("suffix", MAKERS)
def test_every_format_gives_exact_spans_and_its_digest(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"kế hoạch{suffix}"
    MAKERS[suffix](path)
    document = read(path)
    assert document.blocks
    check_spans(document)
    assert document.sha256 == sha256(path.read_bytes()).hexdigest()
    assert {block.span.source for block in document.blocks} == {"kế hoạch" + suffix}
    assert read(path, "tên khác").source == "tên khác"
    assert not document.warnings


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(markup=st.lists(st.sampled_from(
    ["<p>", "</p>", "<table>", "<tr>", "<td rowspan=2>", "<td colspan=3>", "</table>", "<ol>", "<li>", "</ol>", "<h2>",
     "a", "ế\u0301", "\t", "<br>", "\n\n", "| a | b |\n|-|-|\n| c | d |\n\n", "1. ", "- ", "# ", "    ", "&#0;", "**"]),
    max_size=40).map("".join))  # fmt: skip
@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_no_mark_up_breaks_the_spans(suffix: str, markup: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text("đầu\n\n" + markup, encoding="utf-8")
    check_spans_of_text(read(path))


def check_spans_of_text(document: Document) -> None:
    def expected(block: Block) -> str:
        text = document.cut(block.span)
        return one_line(text.replace("\t", " | ") if block.cells else text)

    assert [block.text for block in document.blocks] == [expected(block) for block in document.blocks]


def zipped(path: Path, *names: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")


def cut_short(path: Path) -> None:
    make_docx(path)
    path.write_bytes(path.read_bytes()[:-2000])


def broken_inside(path: Path) -> None:
    zipped(path, "[Content_Types].xml", "word/document.xml")


def cut_pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type")


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (201 * 1024 * 1024))


def writes(raw: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(raw)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BAD: list[tuple[str, Callable[[Path], object], str]] = [
    *((f"rỗng{suffix}", writes(b""), "tệp rỗng") for suffix in [".txt", ".md", ".docx", ".pdf", ".html"]),
    ("trắng.txt", writes(b" \n \n"), "không có chữ nào"),
    ("trắng.html", writes(b"<html><script>x</script></html>"), "không có chữ nào"),
    ("trắng.docx", lambda path: docx.Document().save(str(path)), "không có chữ nào"),
    ("cụt.docx", cut_short, "hỏng"),
    ("hỏng.docx", broken_inside, "hỏng"),
    ("bom.docx", bomb, "lớn hơn 200 MB"),
    ("bảng.docx", lambda path: zipped(path, "xl/workbook.xml"), "hỏng"),
    ("chiếu.pptx", lambda path: zipped(path, "ppt/presentation.xml"), "trình chiếu"),
    ("nén.docx", lambda path: zipped(path, "a.txt"), "tệp nén"),
    ("mật.docx", writes(OLE), "mật khẩu"),
    ("cũ.doc", writes(OLE), r"\.doc"),
    ("chữ.docx", writes(b"chi la chu"), r"không phải \.docx"),
    ("chữ.pdf", writes(b"chi la chu"), r"không phải \.pdf"),
    ("cụt.pdf", cut_pdf, "hỏng"),
    ("nén.rar", writes(b"Rar!\x1a\x07" + bytes(50)), "nén RAR"),
    ("lạ.xyz", writes(b"abc"), r"không hỗ trợ đuôi tệp '\.xyz'.*\.docx"),
    ("rác.txt", writes(bytes(range(256)) * 40), "không phải văn bản"),
    ("rác.md", writes(os.urandom(5000)), "không phải văn bản"),
    ("rác.html", writes(os.urandom(5000)), "không phải văn bản"),
    ("lớn.txt", sparse, "50 MB"),
    ("thư mục.txt", lambda path: path.mkdir(), "thư mục"),
    ("ống.txt", os.mkfifo, "không phải tệp thường"),
    ("thiết bị.txt", lambda path: path.symlink_to("/dev/zero"), "không phải tệp thường"),
    ("vắng.pdf", lambda path: path.unlink(missing_ok=True), "không thấy tệp"),
    ("vòng.txt", lambda path: path.symlink_to(path), "không mở được"),
    ("lạc.txt", lambda path: path.symlink_to(path.parent / "không có"), "không thấy tệp"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "reason"), BAD, ids=[name for name, _, _ in BAD])
def test_what_cannot_be_read_is_named_with_its_reason(
    name: str, make: Callable[[Path], object], reason: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    make(path)
    with pytest.raises(UnreadableError, match=reason) as raised:
        read(path)
    assert name in str(raised.value)
    assert "Hãy" in str(raised.value) or "Các đuôi đọc được" in str(raised.value)


def test_a_socket_is_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path may have a hundred bytes only
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.txt")
        with pytest.raises(UnreadableError, match="không phải tệp thường"):
            read(Path("s.txt"))


def test_impossible_names_are_refused_too() -> None:
    for name in ["a\0b.txt", "x" * 5000 + ".txt"]:
        with pytest.raises(UnreadableError, match="không mở được"):
            read(Path(name))


@pytest.fixture
def nobody() -> Iterator[None]:
    """Root may read everything, so the test becomes somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_without_permission_is_refused(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = tmp_path / "kín.txt"
    path.write_text("x")
    path.chmod(0)
    request.getfixturevalue("nobody")
    with pytest.raises(UnreadableError, match=r"kín\.txt.*không có quyền"):
        read(path)


@pytest.mark.parametrize(
    ("name", "make", "actual"),
    [("a.docx", make_pdf, ".pdf"), ("a.txt", make_docx, ".docx"), ("a.bin", make_pdf, ".pdf"),
     ("a.docx", lambda path: path.write_text("<html><body><p>x</p></body></html>"), ".html")],
)  # fmt: skip
def test_a_wrong_suffix_is_read_as_what_it_is_with_a_warning(
    name: str, make: Callable[[Path], object], actual: str, tmp_path: Path
) -> None:
    make(tmp_path / name)
    document = read(tmp_path / name)
    assert document.blocks
    assert f"thật ra là {actual}" in document.warnings[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(data=st.data())
@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".html", ".md"])
def test_a_damaged_file_is_read_or_refused_and_nothing_else(suffix: str, data: st.DataObject, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    MAKERS[suffix](path)
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(raw[: data.draw(st.integers(1, len(raw)))])
    with suppress(UnreadableError):
        check_spans_of_text(read(path))


def test_files_are_listed_in_order_and_stay_in_the_folder(tmp_path: Path) -> None:
    root = tmp_path / "kế hoạch"
    for name in ["b.pdf", "a.TXT", "con/c.md", ".ẩn/d.txt", ".e.txt", "~$b.docx", "f.xyz", "con/.g.md", "g.zip"]:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (tmp_path / "ngoài.txt").write_text("x")
    (root / "lối ra.txt").symlink_to(tmp_path / "ngoài.txt")
    (root / "thư mục ngoài").symlink_to(tmp_path)
    (root / "vòng.txt").symlink_to(root / "vòng.txt")
    listed = [file.relative_to(root).as_posix() for file in files(root)]
    assert listed == ["a.TXT", "b.pdf", "g.zip", "con/c.md"]
    assert list(files(root / "b.pdf")) == [root / "b.pdf"]


@pytest.mark.parametrize(
    ("link", "target", "reason"),
    [
        ("thư mục", "ngoài", "Thư mục 'thư mục' là liên kết dẫn ra ngoài"),
        ("a.txt", "ngoài/a.txt", "dẫn ra ngoài thư mục được nạp. Nếu cần, hãy nạp thẳng tệp"),
        ("treo.txt", "không có", "dẫn tới chỗ không còn"),
        ("treo", "không có", "dẫn tới chỗ không còn"),
        ("vòng.txt", "kế hoạch/vòng.txt", "dẫn lòng vòng"),
    ],
)
def test_a_link_that_is_not_followed_is_named(link: str, target: str, reason: str, tmp_path: Path) -> None:
    for folder in ("kế hoạch", "ngoài"):
        (tmp_path / folder).mkdir()
    (tmp_path / "ngoài" / "a.txt").write_text("x")
    (tmp_path / "kế hoạch" / link).symlink_to(tmp_path / target)
    missed: list[Unreadable] = []
    assert list(files(tmp_path / "kế hoạch", missed.append)) == []
    assert [(one.source, reason in one.reason) for one in missed] == [(link, True)]


def test_a_link_within_the_folder_is_no_loss(tmp_path: Path) -> None:
    (tmp_path / "con").mkdir()
    (tmp_path / "liên kết").symlink_to(tmp_path / "con")
    missed: list[Unreadable] = []
    assert (list(files(tmp_path, missed.append)), missed) == ([], [])


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("ảnh.png", writes(b"\x89PNG\r\n\x1a\n" + bytes(300))),
        ("cụt.pdf", writes(b"%PDF-1.7\n1 0 obj\n<<")),
        ("hỏng.docx", broken_inside),
        ("vòng.txt", lambda path: path.symlink_to(path)),
        ("x" * 5000 + ".txt", lambda _: None),
    ],
)
def test_a_reason_is_without_english(name: str, make: Callable[[Path], object], tmp_path: Path) -> None:
    make(tmp_path / name)
    with pytest.raises(UnreadableError) as raised:
        read(tmp_path / name)
    assert not re.search(r"Error|Exception|levels|too long", str(raised.value).replace(name, ""))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_decoded_whatever_wrote_it(encoding: str) -> None:
    assert decode(VIETNAMESE.encode(encoding)) == VIETNAMESE


def test_windows_1258_is_composed() -> None:
    assert decode(b"Pho\xccng N\xf4\xf2i vu\xf2") == "Phòng Nội vụ"


def test_a_stray_byte_does_not_make_utf8_another_encoding() -> None:
    assert decode(VIETNAMESE.encode() + b"\xe1\xbb").startswith(VIETNAMESE)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".eml"])
def test_more_text_than_any_plan_has_is_refused(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"From: a@example.invalid\n\n" + b"- a\n" * 1_100_000)
    with pytest.raises(UnreadableError, match="phần chữ lớn hơn mức cho phép 4 MB"):
        read(path)


@pytest.mark.parametrize(("suffix", "line"), [(".md", "# a\n"), (".txt", "a\r"), (".html", "<p>a\r\n")])
def test_lines_without_end_are_refused(suffix: str, line: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(line.encode() * (MAX_LINES + 1))
    with pytest.raises(UnreadableError, match="100000 dòng"):
        read(path)


def test_limits_are_what_the_messages_say() -> None:
    assert MAX_BYTES == 50 * 1024 * 1024


def test_a_cell_over_rows_pushes_the_next_row_aside() -> None:
    rows = [[("a", 1, 2), ("b", 1, 1)], [("c", 1, 1)], [("d", 1, 1)]]
    assert list(spread_rows(rows)) == [[("a", 1), ("b", 1)], [("a", 1), ("c", 1)], [("d", 1)]]


def test_a_workbook_with_macros_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["TT", "Nội dung"])
    book.save(tmp_path / "a.xlsx")
    plain, macros = (b"application/vnd.%s.main+xml" % kind for kind in (
        b"openxmlformats-officedocument.spreadsheetml.sheet", b"ms-excel.sheet.macroEnabled"))  # fmt: skip
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive, zipfile.ZipFile(tmp_path / "a.xlsm", "w") as other:
        for name in archive.namelist():
            other.writestr(name, archive.read(name).replace(plain, macros))
    document = read(tmp_path / "a.xlsm")
    assert (document.blocks[0].text, document.warnings) == ("TT | Nội dung", ())
