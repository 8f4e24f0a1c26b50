"""Word files as python-docx writes them, with the XML that Word adds."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

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
        archive.writestr("word/comments.xml", b"<w:p/>" * 5_000_000)
    with pytest.raises(UnreadableError, match="bom nén"):
        read(path)


def test_paragraphs_without_end_are_refused(word: WordDocument, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    word.save(str(path))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/footnotes.xml", b"<w:p/>" * 1_000_000)
    with pytest.raises(UnreadableError, match="vô số đoạn trống"):
        read(path)


def test_text_in_capitals_is_read_as_shown(word: WordDocument, tmp_path: Path) -> None:
    paragraph = word.add_paragraph("Số ")
    paragraph.add_run("kế hoạch").font.all_caps = True
    assert texts(saved(word, tmp_path)) == ["Số KẾ HOẠCH"]
