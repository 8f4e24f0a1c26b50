"""Text from before Unicode and text torn apart is made sound; what is sound is left to the letter."""

from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from ingest.read import read
from ingest.readers import legacy, torn
from ingest.readers.encoding import decode
from ingest.readers.legacy import Legacy

ROOT = Path(__file__).parents[2]
SOUND = sorted([*(ROOT / "samples").glob("*.txt"), *(ROOT / "samples").glob("*.md"), *ROOT.glob("**/*.vi.md")])


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Uû ban nh©n d©n huyÖn Ninh Hßa", "Uỷ ban nhân dân huyện Ninh Hòa"),
        ("ñY BAN NH¢N D¢N HUYÖN", "ỦY BAN NHÂN DÂN HUYỆN"),
        ("KINH TÕ - X· HéI ë VIÖT NAM", "KINH TẾ - XÃ HỘI Ở VIỆT NAM"),
        ("“Mét cöa” – Së Néi vô chñ tr×", "“Một cửa” – Sở Nội vụ chủ trì"),
        ("Sè: 130/Q§-UBND", "Số: 130/QĐ-UBND"),
    ],
)
def test_tcvn3(text: str, made: str) -> None:
    assert legacy.convert(text, Legacy.TCVN3) == made


def test_vni() -> None:
    assert legacy.convert("UÛY BAN NHAÂN DAÂN TÆNH ÑAÉK LAÉK, caûi caùch haønh chính", Legacy.VNI) == (
        "ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK, cải cách hành chính"
    )


@pytest.mark.parametrize(
    "text",
    [
        "République française, café à la crème, où êtes-vous, été, garçon",
        "Các cơ quan hành chính",
        "hành chính công, thành phố, bàn giao, làm xong, hàng tháng",
        "São Paulo, Señor Núñez, Übergröße für Köln",
        "naïve",
    ],
)
def test_sound_and_foreign_text_is_left_alone(text: str) -> None:
    assert legacy.unicode(text) == text
    assert decode(text.encode()) == text


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.name)
def test_no_sound_file_changes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert legacy.unicode(text) == text
    assert torn.join(text) == text


def test_old_lines_among_sound_ones() -> None:
    sound = "Thực hiện Kế hoạch cải cách hành chính của Ủy ban nhân dân tỉnh"
    assert legacy.unicode(f"{sound}\nPhßng Néi vô chñ tr×, phèi hîp víi V¨n phßng\n{sound}") == (
        f"{sound}\nPhòng Nội vụ chủ trì, phối hợp với Văn phòng\n{sound}"
    )


def fonts(**names: str):
    attributes = " ".join(f'w:{kind}="{name}"' for kind, name in names.items())
    return parse_xml(f"<w:rFonts {nsdecls('w')} {attributes}/>")


def lines(word, folder: Path) -> list[str]:
    word.save(str(folder / "a.docx"))
    return [block.text for block in read(folder / "a.docx").blocks]


def test_fonts_decide_run_by_run(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Giao ")
    for text, font in [("Së Néi", ".VnTime"), (" vô", ".VnArial"), (" kế hoạch ", "Arial"), ("soá ho", "VNI-Times"),
                       ("ùa", "VNI-Times"), (" céng", ".VnTimeH"), (" hành chính", ".VnTime")]:  # fmt: skip
        paragraph.add_run(text).font.name = font
    assert lines(word, tmp_path) == ["Giao Sở Nội vụ kế hoạch số hóa CỘNG hành chính"]


def test_fonts_come_from_styles_and_themes_overrule_them(tmp_path: Path) -> None:
    word = docx.Document()
    word.styles.add_style("Đầu đề", WD_STYLE_TYPE.PARAGRAPH).font.name = ".VnTimeH"
    word.styles.add_style("Tên", WD_STYLE_TYPE.PARAGRAPH).base_style = word.styles["Đầu đề"]
    word.styles.add_style("Nhấn", WD_STYLE_TYPE.CHARACTER).font.name = ".VnTime"
    word.add_paragraph("KÕ ho¹ch", style="Tên")
    word.add_paragraph().add_run("Së T­ ph¸p", style="Nhấn")
    plain = word.add_paragraph("chó")
    plain.runs[0]._r.get_or_add_rPr().append(fonts(ascii=".VnTime", hAnsi=".VnTime", asciiTheme="x", hAnsiTheme="x"))
    assert lines(word, tmp_path) == ["KẾ HOẠCH", "Sở Tư pháp", "chó"]


def test_characters_of_a_symbol_font_and_soft_hyphens(tmp_path: Path) -> None:
    word = docx.Document()
    run = word.add_paragraph().add_run("S\uf0eb T")
    run.font.name = ".VnTime"
    run._r.append(run._r.makeelement(qn("w:softHyphen"), {}))
    word.paragraphs[0].add_run(" ph¸p").font.name = ".VnTime"
    assert lines(word, tmp_path) == ["Sở Tư pháp"]


def test_a_page_with_old_fonts_beside_sound_text(tmp_path: Path) -> None:
    sound = "Thực hiện Kế hoạch cải cách hành chính của Ủy ban nhân dân tỉnh"
    markup = f"<p>{sound}</p><p><font face='.VnTimeH'>Së</font> <span style=\"font-family:'VNI-Times'\">Noäi vuï</span>"
    (tmp_path / "a.html").write_text(markup, encoding="utf-8")
    assert [block.text for block in read(tmp_path / "a.html").blocks] == [sound, "SỞ Nội vụ"]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("ĐIỀ U KHO ẢN THI HÀNH", "ĐIỀU KHOẢN THI HÀNH"),
        ("nhi ệm v ụ c ải cách hành chính", "nhiệm vụ cải cách hành chính"),
        ("C Ộ N G H Ò A X Ã H Ộ I CH Ủ NGH ĨA VI Ệ T N A M", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Phòng N ội v ụ ch ủ trì, ph ối h ợp", "Phòng Nội vụ chủ trì, phối hợp"),
        ("Đi ều 1. Quy ết đ ịnh", "Điều 1. Quyết định"),
    ],
)
def test_torn_syllables_are_joined(text: str, joined: str) -> None:
    sound = "Nhóm B an toàn lao động; điểm c khoản 2, điểm d và điểm đ; TP Hồ Chí Minh; k/c"
    assert torn.join(f"{sound}\n{text}\n{sound}") == f"{sound}\n{joined}\n{sound}"


def test_torn_syllables_are_joined_in_word_files_too(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("ĐIỀ U KHO ẢN")
    assert lines(word, tmp_path) == ["ĐIỀU KHOẢN"]
