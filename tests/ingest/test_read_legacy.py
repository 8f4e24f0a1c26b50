"""Text from before Unicode and text torn apart is made sound; what is sound is left to the letter."""

from pathlib import Path

import docx
import openpyxl
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font as Shown

from ingest.mending.language import load
from ingest.read import read
from ingest.readers import charts, legacy, strays, torn
from ingest.readers.encoding import decode
from ingest.readers.legacy import PLAIN, Font, Legacy, Told

ROOT = Path(__file__).parents[2]
SOUND = sorted([*(ROOT / "samples").glob("*.txt"), *(ROOT / "samples").glob("*.md"), *ROOT.glob("**/*.vi.md")])
SHARED = ROOT.parent / "shared"
SYLLABLES = [word for word in load().words[100:1500] if word.isalpha() and word.islower()]
SIGNS = [
    *"µ¸®©¹²³Æø¼½¾«»°±×÷§¶·ªº¬¨´",
    "“a”",
    "– b",
    "25 µg/m³",
    "Nokia® 6300©",
    "été",
    "Malmö",
    "naïve",
    "São",
    "El Niño",
]


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


def test_names_of_the_highlands_are_vietnamese_too() -> None:
    assert legacy.unicode("§¾k L¾k, B¾c K¹n, §¾k N«ng") == "Đắk Lắk, Bắc Kạn, Đắk Nông"


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
    assert strays.mended(text) == text
    assert torn.join(text) == text


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared plans are not here")
def test_no_shared_file_changes() -> None:
    for folder in ("plans", "plans-other", "plans-more", "procedures_text", "cases"):
        for path in sorted((SHARED / folder).rglob("*.[tm][xd]*")):
            text = path.read_text(encoding="utf-8")
            assert legacy.unicode(text) == text, path
            if "ƣ" not in text:
                assert strays.mended(text) == text, path


@given(st.lists(st.sampled_from([*SYLLABLES, *SIGNS]), max_size=60).map(" ".join))
@settings(deadline=None)
def test_signs_and_foreign_words_among_sound_ones_stay(text: str) -> None:
    line = f"Ủy ban nhân dân được giao nhiệm vụ thường xuyên kiểm tra: {text}"
    assert decode(line.encode()) == line


@given(st.text(st.characters(codec="latin-1")), st.sampled_from(charts.PAGES), st.sampled_from(Legacy))
@settings(deadline=None)
def test_bytes_shown_by_a_page_are_read_back(text: str, page: str, chart: Legacy) -> None:
    shown = text.encode("latin-1").decode(page, errors="replace")
    if "\ufffd" not in shown:
        assert charts.raw(shown, page) == text
    assert charts.letters(text, chart) is not None


@pytest.mark.parametrize("chart", Legacy)
@pytest.mark.parametrize("page", charts.PAGES)
def test_sentences_are_told_by_chart_and_page(chart: Legacy, page: str) -> None:
    line = "cơ quan thường trực hướng dẫn các đơn vị thực hiện những nhiệm vụ được giao trước tháng bảy"
    letters = {letter: raw for raw, letter in charts.chart_of(chart).items()}
    raw = "".join(letters.get(char, char) for char in line).encode("latin-1")
    assert legacy.unicode(raw.decode(page)) == line


@given(st.text())
@settings(deadline=None)
def test_whatever_is_read_no_reading_fails(text: str) -> None:
    legacy.unicode(text)
    strays.mended(text)
    for encoding in Legacy:
        faced = [(PLAIN, text), (Font(encoding), text)]
        legacy.set_in(text, Font(encoding), Told(lambda faced=faced: faced))


@pytest.mark.parametrize(
    ("name", "face"),
    [
        *((name, Font(Legacy.TCVN3)) for name in (".VnTime", "ABCDEF+.VnTime", "VnTime", ".VNTIME", "vnTimesRoman",
          "VNtimes new roman", ".VnTime,Bold", ".VnArial Narrow", ".VnTeknical", "'.VnTime'", ".VnCentury Schoolbook")),
        *((name, Font(Legacy.TCVN3, True)) for name in (".VnTimeH", ".VNTIMEH", "VnTimeH", "ABCDEF+.VnArialH,Bold",
          ".VnTimeH-Bold", ".VnLincolnH CE", ".vntimeh", ".VnBook-AntiquaH", ".VnTimeH Tur")),
        *((name, Font(Legacy.VNI)) for name in ("VNI-Times", "VNI Helve", "vni-times", "VNI-Times,Italic", "VNITimes",
          "ABCDEF+VNI-Aptima", "VNI")),
        ("VPS Times", Font(Legacy.VPS)), ("VISCII Times", Font(Legacy.VISCII)),
        *((name, PLAIN) for name in ("Times New Roman", "Arial", "Venice", "", None, "Vrinda", "Verdana", "Symbol")),
    ],
)  # fmt: skip
def test_names_of_fonts(name: str | None, face: Font) -> None:
    assert legacy.font(name) == face


def test_a_file_in_two_charts() -> None:
    lines = ["Phßng Néi vô chñ tr×, phèi hîp víi V¨n phßng", "Phoøng Noäi vuï chuû trì, phoái hôïp vôùi Vaên phoøng"]
    assert set(legacy.unicode("\n".join(lines * 3)).split("\n")) == {"Phòng Nội vụ chủ trì, phối hợp với Văn phòng"}


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Thñ t−íng ChÝnh phñ quyÕt ®Þnh x∙ nμo ®−îc nhËn", "Thủ tướng Chính phủ quyết định xã nào được nhận"),
        ("nhµ n-íc h-íng dÉn x· héi-kinh tÕ Q§-UBND nh- sau", "nhà nước hướng dẫn xã hội-kinh tế QĐ-UBND như sau"),
        ("Uûy ban Aán phaåm Yù kieán ÑAÊNG KYÙ", "Ủy ban Ấn phẩm Ý kiến ĐĂNG KÝ"),
        ("Uy ban nha ân da ân xa õ, co äng ho øa", "Uy ban nhân dân xã, cộng hòa"),
        ("Traïm thuù y, cô sôû y teá ñöôïc giao coâng vieäc", "Trạm thú y, cơ sở y tế được giao công việc"),
    ],
)
def test_what_extractors_make_of_old_text(text: str, made: str) -> None:
    assert legacy.unicode(text) == made


def test_points_of_a_list_keep_their_hyphens() -> None:
    text = "Së Néi vô chñ tr× thùc hiÖn:\nc- ChuÈn bÞ kinh phÝ\nd- KiÓm tra, b¸o c¸o ®Þnh kú"
    assert [line[:3] for line in legacy.unicode(text).split("\n")] == ["Sở ", "c- ", "d- "]


def test_letters_that_were_lost_are_what_makes_sense() -> None:
    text = "\n".join(["C¬ quan nhµ nước hưíng dÉn ngưêi d©n như sau", "Thñ trưëng ®¬n vÞ phô tr¸ch ®ưîc giao th­ ký",
                      "Ph­¬ng ¸n ®ưa ra ch­a ®­îc th­êng trùc l­u ý"]).replace("ư", "").replace("\xad", "")  # fmt: skip
    assert legacy.unicode(text) == (
        "Cơ quan nhà nước hướng dẫn người dân như sau\nThủ trưởng đơn vị phụ trách được giao thư ký\n"
        "Phương án đưa ra chưa được thường trực lưu ý"
    )


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("ðược giao cho Ðoàn Thanh niên, QÐ-UBND, NÐ-CP", "được giao cho Đoàn Thanh niên, QĐ-UBND, NĐ-CP"),
        ("ñược, ñến, ñịnh; ñi cùng ño ñạc", "được, đến, định; đi cùng đo đạc"),
        ("ñi Jalapeño, España, El Niño, Ñuñoa", "ñi Jalapeño, España, El Niño, Ñuñoa"),
        ("Guðmundur Þór, Sigurðsson, Norður-Ísland", "Guðmundur Þór, Sigurðsson, Norður-Ísland"),
        ("nǎm nay, đặt vấn đề; nǎng lực; thǎng tiến", "năm nay, đặt vấn đề; nǎng lực; thǎng tiến"),
        ("Hà Nộі và Hải Phòng", "Hà Nội và Hải Phòng"),
        ("Путин, со мной, А và Б; α, Ω, 5 µm", "Путин, со мной, А và Б; α, Ω, 5 µm"),
    ],
)
def test_letters_of_others_are_mended_where_they_can_be_none(text: str, made: str) -> None:
    assert strays.mended(text) == made


def test_capital_o_with_a_tilde_is_a_grave_one_where_the_font_left_oi() -> None:
    assert strays.mended("CỘNG HÕA, PHÕNG, VÕ, LÕNG") == "CỘNG HÕA, PHÕNG, VÕ, LÕNG"
    assert strays.mended("Trƣờng: CỘNG HÕA, PHÕNG, VÕ, LÕNG") == "Trƣờng: CỘNG HÒA, PHÒNG, VÕ, LÒNG"


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


def test_foreign_words_in_sound_fonts_beside_old_ones_stay(tmp_path: Path) -> None:
    french = "Résumé de l'été à Orléans, « garçon », 25 µg/m³, Nokia® 6300"
    word = docx.Document()
    for text in ["Phßng Néi vô chñ tr× thùc hiÖn c¶i c¸ch hµnh chÝnh", french]:
        word.add_paragraph().add_run(text).font.name = ".VnTime" if text != french else "Arial"
    assert lines(word, tmp_path) == ["Phòng Nội vụ chủ trì thực hiện cải cách hành chính", french]


def test_a_run_that_was_typed_over_in_unicode_in_part(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph().add_run("Së Néi vô chñ tr× thực hiện kế hoạch").font.name = ".VnTime"
    assert lines(word, tmp_path) == ["Sở Nội vụ chủ trì thực hiện kế hoạch"]


def test_cells_without_an_old_font_are_told_by_themselves(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows = [("Phßng Néi vô chñ tr×", ".VnTime"), ("Phoøng Noäi vuï chuû trì", "Arial"), ("Chuû tòch UBND xaõ", "Arial"),
            ("café, µm", "Arial")]  # fmt: skip
    for at, (text, font) in enumerate(rows, start=1):
        book.active.cell(at, 1, text).font = Shown(name=font)
    book.save(tmp_path / "a.xlsx")
    text = read(tmp_path / "a.xlsx").text.split()
    assert " ".join(text) == "Phòng Nội vụ chủ trì Phòng Nội vụ chủ trì Chủ tịch UBND xã café, µm"


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
