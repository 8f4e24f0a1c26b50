"""Word files as python-docx writes them, with the XML that Word adds."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from PIL import Image

from ingest.document import BlockKind, Document, UnreadableError
from ingest.read import read

NUMBERING = f"""
<w:abstractNum {nsdecls("w")} w:abstractNumId="90">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
  <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
  <w:lvl w:ilvl="4"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%5"/></w:lvl>
</w:abstractNum>"""


@pytest.fixture
def word() -> WordDocument:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(NUMBERING))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="92"><w:abstractNumId w:val="90"/>{restart}</w:num>'))
    return document


def numbered(container, text: str, level: int, num: int = 91):
    paragraph = container.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = num
    return paragraph


def saved(word: WordDocument, folder: Path) -> Document:
    path = folder / "kế hoạch.docx"
    word.save(str(path))
    return read(path)


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def test_numbers_are_counted_as_word_shows_them(word: WordDocument, tmp_path: Path) -> None:
    for text, level in [("Mục đích", 0), ("Cải cách", 1), ("Thể chế", 2), ("Thủ tục", 2), ("Rà soát", 3), ("Bộ máy", 1),
                        ("Số hóa", 2), ("Tổ chức", 0), ("Kinh phí", 1), ("Phụ", 4)]:  # fmt: skip
        numbered(word, text, level)
    numbered(word, "Lại từ đầu", 0, num=92)
    document = saved(word, tmp_path)
    assert texts(document) == [
        "I. Mục đích", "1. Cải cách", "a) Thể chế", "b) Thủ tục", "- Rà soát", "2. Bộ máy",
        "a) Số hóa", "II. Tổ chức", "1. Kinh phí", "2.3 Phụ", "I. Lại từ đầu",
    ]  # fmt: skip
    assert {block.kind for block in document.blocks} == {BlockKind.ITEM}


def test_headings_paragraphs_and_tables_come_in_order(word: WordDocument, tmp_path: Path) -> None:
    word.add_heading("Kế hoạch", 1)
    word.add_paragraph("Căn cứ Quyết định")
    table = word.add_table(2, 2)
    for cell, text in zip([c for r in table.rows for c in r.cells], ["STT", "Nhiệm vụ", "1", "Rà soát"], strict=True):
        cell.text = text
    word.add_heading("Tổ chức", 2)
    word.add_paragraph("- Sở Nội vụ")
    document = saved(word, tmp_path)
    assert [(block.kind, block.text, block.level) for block in document.blocks] == [
        (BlockKind.HEADING, "Kế hoạch", 1),
        (BlockKind.PARAGRAPH, "Căn cứ Quyết định", None),
        (BlockKind.ROW, "STT | Nhiệm vụ", None),
        (BlockKind.ROW, "1 | Rà soát", None),
        (BlockKind.HEADING, "Tổ chức", 2),
        (BlockKind.ITEM, "- Sở Nội vụ", None),
    ]
    assert document.text == "Kế hoạch\n\nCăn cứ Quyết định\n\nSTT\tNhiệm vụ\n1\tRà soát\n\nTổ chức\n\n- Sở Nội vụ"


def test_merged_cells_stand_in_each_column_and_row(word: WordDocument, tmp_path: Path) -> None:
    table = word.add_table(3, 3)
    for row, line in enumerate(["abc", "def", "ghi"]):
        for column, letter in enumerate(line):
            table.cell(row, column).text = letter
    table.cell(0, 0).merge(table.cell(0, 1)).text = "rộng"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "cao"
    rows = [[cell.text for cell in block.cells] for block in saved(word, tmp_path).blocks]
    assert rows == [["rộng", "rộng", "c"], ["d", "e", "cao"], ["g", "h", "cao"]]


def test_an_automatic_first_column_is_counted(word: WordDocument, tmp_path: Path) -> None:
    table = word.add_table(2, 2)
    for row, text in zip(table.rows, ["Một", "Hai"], strict=True):
        row.cells[0]._tc.remove(row.cells[0].paragraphs[0]._p)
        numbered(row.cells[0], "", 1)
        row.cells[1].text = text
    assert texts(saved(word, tmp_path)) == ["1. | Một", "2. | Hai"]


def test_a_nested_table_is_read_inside_its_cell(word: WordDocument, tmp_path: Path) -> None:
    outer = word.add_table(1, 2)
    outer.cell(0, 0).text = "Ngoài"
    inner = outer.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "trong", "nữa"
    assert texts(saved(word, tmp_path)) == ["Ngoài | trong nữa"]


def test_deletions_go_insertions_stay(word: WordDocument, tmp_path: Path) -> None:
    paragraph = word.add_paragraph("Giao ")._p
    paragraph.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>Sở Tài chính</w:delText></w:r></w:del>"))
    paragraph.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>Sở Nội vụ</w:t></w:r></w:ins>"))
    gone = numbered(word, "", 1)
    gone._p.pPr.append(parse_xml(f"<w:rPr {nsdecls('w')}><w:del/></w:rPr>"))
    numbered(word, "còn lại", 1)
    assert texts(saved(word, tmp_path)) == ["Giao Sở Nội vụ", "1. còn lại"]


def test_text_boxes_are_read_once_and_headers_not_at_all(word: WordDocument, tmp_path: Path) -> None:
    word.sections[0].header.paragraphs[0].text = "Đầu trang"
    word.sections[0].footer.paragraphs[0].text = "Chân trang"
    box = "<w:txbxContent><w:p><w:r><w:t>DỰ THẢO</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    word.add_paragraph("Thân")._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')} {mc}><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
            f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert texts(saved(word, tmp_path)) == ["Thân", "DỰ THẢO"]


def test_line_breaks_stay_in_the_text_and_controls_are_opened(word: WordDocument, tmp_path: Path) -> None:
    word.add_paragraph("Chủ trì: Sở Nội vụ\nThời gian: Quý I")
    inner = "<w:sdtContent><w:p><w:r><w:t>Trong ô</w:t></w:r></w:p></w:sdtContent>"
    word.element.body.insert(1, parse_xml(f"<w:sdt {nsdecls('w')}>{inner}</w:sdt>"))
    document = saved(word, tmp_path)
    assert document.text == "Chủ trì: Sở Nội vụ\nThời gian: Quý I\n\nTrong ô"
    assert texts(document)[0] == "Chủ trì: Sở Nội vụ Thời gian: Quý I"


def test_nothing_is_taken_from_an_external_entity(word: WordDocument, tmp_path: Path) -> None:
    secret = tmp_path / "bí mật.txt"
    secret.write_text("mật khẩu", encoding="utf-8")
    path = tmp_path / "a.docx"
    word.add_paragraph("MARK")
    word.save(str(path))
    _rewrite(path, "word/document.xml", secret.as_uri())
    assert "mật khẩu" not in read(path).text


def _rewrite(path: Path, name: str, uri: str, entities: str = "") -> None:
    with zipfile.ZipFile(path) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    body = members[name].decode().split("?>", 1)[1].replace("MARK", "trước &x; sau")
    declared = f'<!ENTITY x SYSTEM "{uri}">' if uri else f'{entities}<!ENTITY x "&l11;">'
    members[name] = f'<?xml version="1.0"?><!DOCTYPE d [{declared}]>{body}'.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for member, raw in members.items():
            archive.writestr(member, raw)


def test_a_billion_laughs_are_not_laughed(word: WordDocument, tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    path = tmp_path / "a.docx"
    word.add_paragraph("MARK")
    word.save(str(path))
    _rewrite(path, "word/document.xml", "", laughs)
    try:
        assert len(read(path).text) < 1000
    except UnreadableError as error:
        assert "Hãy" in str(error)  # noqa: PT017 - either is right, hanging is not


def test_a_text_packed_a_thousandfold_is_refused(word: WordDocument, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    word.save(str(path))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/comments.xml", b"<w:p/>" * 9_000_000)
    with pytest.raises(UnreadableError, match="bom nén"):
        read(path)


def test_paragraphs_without_end_are_refused(word: WordDocument, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    word.save(str(path))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/footnotes.xml", b"<w:p/>" * 1_700_000)
    with pytest.raises(UnreadableError, match="vô số đoạn trống"):
        read(path)


def test_text_in_capitals_is_read_as_shown(word: WordDocument, tmp_path: Path) -> None:
    paragraph = word.add_paragraph("Số ")
    paragraph.add_run("kế hoạch").font.all_caps = True
    assert texts(saved(word, tmp_path)) == ["Số KẾ HOẠCH"]


@pytest.mark.parametrize("sign", [*"—■➢✓✔→·○◦⁃‑−>", "\uf0d8", "\uf0b7"])
def test_whatever_sign_serves_as_a_bullet_is_a_dash(sign: str, word: WordDocument, tmp_path: Path) -> None:
    word.add_paragraph(f"{sign} Chủ trì: Sở Nội vụ")
    (block,) = saved(word, tmp_path).blocks
    assert (block.kind, block.text) == (BlockKind.ITEM, "- Chủ trì: Sở Nội vụ")


@pytest.mark.parametrize("text", ["> 90% hồ sơ", "− 5% so với năm trước", "— 2025", "* * *", "✓", "(*) Ghi chú", "o"])
def test_a_sign_that_is_no_bullet_stays(text: str, word: WordDocument, tmp_path: Path) -> None:
    word.add_paragraph(text)
    assert texts(saved(word, tmp_path)) == [text]


@pytest.mark.parametrize("letter", [*"oØ§v*"])
def test_a_letter_is_a_bullet_where_paragraphs_in_a_row_begin_so(
    letter: str, word: WordDocument, tmp_path: Path
) -> None:
    for text in ("Chủ trì: Sở Nội vụ", "Thời gian: Quý I"):
        word.add_paragraph(f"{letter} {text}")
    document = saved(word, tmp_path)
    assert [document.cut(block.span) for block in document.blocks] == ["- Chủ trì: Sở Nội vụ", "- Thời gian: Quý I"]
    assert texts(document) == ["- Chủ trì: Sở Nội vụ", "- Thời gian: Quý I"]


@pytest.mark.parametrize("text", ["o Không rõ", "§ 5 của Luật", "* Ghi chú: số liệu đến tháng 6"])
def test_a_letter_by_itself_is_none(text: str, word: WordDocument, tmp_path: Path) -> None:
    word.add_paragraph(text)
    assert texts(saved(word, tmp_path)) == [text]


@pytest.mark.parametrize(("sign", "font"), [("Ø", "Wingdings"), ("§", "Wingdings"), ("o", "Courier New")])
def test_a_letter_set_in_a_font_of_signs_is_a_bullet(sign: str, font: str, word: WordDocument, tmp_path: Path) -> None:
    paragraph = word.add_paragraph()
    paragraph.add_run(sign).font.name = font
    paragraph.add_run("\tChủ trì: Sở Nội vụ")
    assert texts(saved(word, tmp_path)) == ["- Chủ trì: Sở Nội vụ"]


def test_a_bullet_behind_a_line_break_begins_a_paragraph(word: WordDocument, tmp_path: Path) -> None:
    word.add_paragraph("1. Phòng Nội vụ\n- Theo dõi, đôn đốc.\nb) Báo cáo hằng quý.")
    assert texts(saved(word, tmp_path)) == ["1. Phòng Nội vụ", "- Theo dõi, đôn đốc.", "b) Báo cáo hằng quý."]


@pytest.mark.parametrize(
    "text", ["giao Phòng Tổ chức\n- Hành chính chủ trì", "giai đoạn 2021\n- 2025", "quy định tại điểm\nb) Khoản 2"]
)
def test_a_sentence_over_a_line_break_is_one(text: str, word: WordDocument, tmp_path: Path) -> None:
    word.add_paragraph(text)
    assert texts(saved(word, tmp_path)) == [text.replace("\n", " ")]


MACROS = b"application/vnd.ms-word.document.macroEnabled.main+xml"
TEMPLATE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def _replaced(path: Path, name: str | tuple[str, ...], old: bytes, new: bytes) -> None:
    """Replace `old` in the members of the zip at `path` whose names end with `name`."""
    with zipfile.ZipFile(path) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for member, raw in members.items():
            archive.writestr(member, raw.replace(old, new) if member.endswith(name) else raw)


@pytest.mark.parametrize(("suffix", "kind"), [("docm", MACROS), ("docx", MACROS), ("dotx", TEMPLATE)])
def test_files_with_macros_and_templates_are_read(suffix: str, kind: bytes, word: WordDocument, tmp_path: Path) -> None:
    path = tmp_path / f"kế hoạch.{suffix}"
    word.add_paragraph("Kế hoạch")
    word.save(str(path))
    _replaced(path, "[Content_Types].xml", DOCUMENT, kind)
    document = read(path)
    assert (texts(document), document.warnings) == (["Kế hoạch"], ())


def test_strict_office_open_xml_is_read(word: WordDocument, tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.docx"
    numbered(word, "Mục đích", 0)
    word.save(str(path))
    for kind in (b"officeDocument/%srelationships", b"wordprocessingml/%smain", b"drawingml/%smain"):
        old, new = (b"http://%s/" % host + kind % year for host, year in (
            (b"schemas.openxmlformats.org", b"2006/"), (b"purl.oclc.org/ooxml", b"")))  # fmt: skip
        _replaced(path, ("xml", "rels"), old, new)
    assert texts(read(path)) == ["I. Mục đích"]


CHUNK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"


def _with_chunk(word: WordDocument, raw: bytes, kind: str, times: int = 1) -> None:
    part = Part(PackURI("/word/chunk.bin"), kind, raw, word.part.package)
    key = word.part.relate_to(part, CHUNK)
    for _ in range(times):
        word.element.body.insert(0, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="{key}"/>'))


@pytest.mark.parametrize(
    ("kind", "head"), [("text/html", ""), ("message/rfc822", "MIME-Version: 1.0\nContent-Type: text/html\n\n")]
)
def test_a_web_page_in_the_file_is_read_with_it(kind: str, head: str, word: WordDocument, tmp_path: Path) -> None:
    word.add_paragraph("sau")
    _with_chunk(word, f"{head}<html><body><p>Kế hoạch</p></body></html>".encode(), kind)
    assert texts(saved(word, tmp_path)) == ["Kế hoạch", "sau"]


def test_another_file_in_the_file_is_told(word: WordDocument, tmp_path: Path) -> None:
    word.add_paragraph("sau")
    _with_chunk(word, b"{\\rtf1}", "application/rtf")
    (warning,) = saved(word, tmp_path).warnings
    assert "nhúng một tệp khác" in warning


def test_a_web_page_named_over_and_over_is_not_read_for_ever(word: WordDocument, tmp_path: Path) -> None:
    _with_chunk(word, b"<p>a</p>" * 50_000, "text/html", times=50)
    document = saved(word, tmp_path)
    assert len(document.blocks) < 600_000
    assert document.warnings


def test_letterhead_and_signature_set_with_tabs_are_two_columns(word: WordDocument, tmp_path: Path) -> None:
    for text in [
        "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "HUYỆN BA\t\tĐộc lập - Tự do - Hạnh phúc",
        "KẾ HOẠCH", "a)\tRà soát", "Nơi nhận:\t\tCHỦ TỊCH", "- Sở Nội vụ;", "\t\tNguyễn Văn A", "Hết",
    ]:  # fmt: skip
        word.add_paragraph(text)
    assert texts(saved(word, tmp_path)) == [
        "ỦY BAN NHÂN DÂN", "HUYỆN BA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "KẾ HOẠCH", "a) Rà soát", "Nơi nhận:", "- Sở Nội vụ;", "CHỦ TỊCH", "Nguyễn Văn A", "Hết",
    ]  # fmt: skip


def test_a_table_typed_with_tabs_is_one(word: WordDocument, tmp_path: Path) -> None:
    for text in ("TT\tNội dung\tCơ quan chủ trì\tThời gian", "1\tRà soát\t\tQuý I", "Hết"):
        word.add_paragraph(text)
    rows = [[cell.text for cell in block.cells] for block in saved(word, tmp_path).blocks]
    assert rows == [["TT", "Nội dung", "Cơ quan chủ trì", "Thời gian"], ["1", "Rà soát", "", "Quý I"], []]


def test_lines_with_tabs_that_name_no_columns_are_no_table(word: WordDocument, tmp_path: Path) -> None:
    for text in ("I.\tMỤC ĐÍCH\t2", "II.\tNHIỆM VỤ\t3"):
        word.add_paragraph(text)
    assert texts(saved(word, tmp_path)) == ["I. MỤC ĐÍCH 2", "II. NHIỆM VỤ 3"]


@pytest.mark.parametrize(("width", "told"), [(16, True), (3, False)])
def test_pictures_as_large_as_a_table_are_told(width: int, told: bool, word: WordDocument, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    word.add_paragraph("PHỤ LỤC")
    word.add_picture(str(tmp_path / "a.png"), width=Cm(width))
    assert any("Có 1 hình lớn" in warning for warning in saved(word, tmp_path).warnings) is told


@pytest.mark.parametrize("kind", [WD_STYLE_TYPE.CHARACTER, WD_STYLE_TYPE.PARAGRAPH])
def test_text_hidden_by_a_style_is_not_read(kind: WD_STYLE_TYPE, word: WordDocument, tmp_path: Path) -> None:
    hidden = word.styles.add_style("Ẩn", kind)
    hidden.font.hidden = True
    word.add_paragraph("hiện")
    paragraph = word.add_paragraph(style=hidden if kind is WD_STYLE_TYPE.PARAGRAPH else None)
    paragraph.add_run("ẩn", style=hidden if kind is WD_STYLE_TYPE.CHARACTER else None)
    assert texts(saved(word, tmp_path)) == ["hiện"]


def test_a_paragraph_moved_away_is_not_counted(word: WordDocument, tmp_path: Path) -> None:
    gone = numbered(word, "", 0)
    gone._p.pPr.append(parse_xml(f"<w:rPr {nsdecls('w')}><w:moveFrom/></w:rPr>"))
    numbered(word, "còn lại", 0)
    assert texts(saved(word, tmp_path)) == ["I. còn lại"]


def test_endnotes_are_read_as_footnotes_are(word: WordDocument, tmp_path: Path) -> None:
    note = "<w:endnote w:id='2'><w:p><w:r><w:t>Đường dây nóng</w:t></w:r></w:p></w:endnote>"
    notes = f"<w:endnotes {nsdecls('w')}>{note}</w:endnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml"
    word.part.relate_to(
        Part(PackURI("/word/endnotes.xml"), kind, notes.encode(), word.part.package), RELATIONSHIP_TYPE.ENDNOTES
    )
    word.add_paragraph("Tiếp nhận")._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:endnoteReference w:id='2'/></w:r>"))
    assert texts(saved(word, tmp_path)) == ["Tiếp nhận", "[i] Đường dây nóng"]


def test_paragraphs_of_a_cell_are_its_values(word: WordDocument, tmp_path: Path) -> None:
    cell = word.add_table(rows=1, cols=3).cell(0, 2)
    cell.text = "Trần Văn Gió"
    cell.add_paragraph("Võ Mây")
    assert saved(word, tmp_path).blocks[0].cells[2].values == ("Trần Văn Gió", "Võ Mây")


def test_a_large_decree_is_read(word: WordDocument, tmp_path: Path) -> None:
    run = "<w:r><w:rPr><w:b/></w:rPr><w:t>điều khoản </w:t></w:r>"
    paragraph = f"<w:p {nsdecls('w')}>{run * 30}</w:p>"
    for _ in range(5_000):  # of 121 elements each
        word.element.body.insert(0, parse_xml(paragraph))
    assert len(saved(word, tmp_path).blocks) == 5_000
