"""Web pages: the article in, what surrounds it out."""

from pathlib import Path

import pytest

from ingest.document import BlockKind, Document
from ingest.read import read


def page(folder: Path, markup: str | bytes) -> Document:
    path = folder / "kế hoạch.html"
    path.write_bytes(markup if isinstance(markup, bytes) else markup.encode())
    return read(path)


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def test_only_the_article_is_read_and_in_order(tmp_path: Path) -> None:
    document = page(
        tmp_path,
        "<html><head><title>Cổng</title><style>p{}</style></head><body><nav>Trang chủ</nav><p>Quảng cáo</p>"
        "<article><h1>Kế <b>hoạch</b></h1><p>Căn cứ\n  Nghị quyết<br>số 76</p><script>x()</script>"
        "<h3>Mục tiêu</h3>Chữ trần<div>- Sở Nội vụ</div></article><footer>Bản quyền</footer></body></html>",
    )
    assert [(block.kind, block.text, block.level) for block in document.blocks] == [
        (BlockKind.HEADING, "Kế hoạch", 1),
        (BlockKind.PARAGRAPH, "Căn cứ Nghị quyết số 76", None),
        (BlockKind.HEADING, "Mục tiêu", 3),
        (BlockKind.PARAGRAPH, "Chữ trần", None),
        (BlockKind.ITEM, "- Sở Nội vụ", None),
    ]
    assert "Căn cứ Nghị quyết\nsố 76" in document.text


def test_list_items_get_their_numbers(tmp_path: Path) -> None:
    document = page(
        tmp_path,
        '<ol><li>Một<ul><li>gạch</li></ul></li><li value="5"><p>Năm</p><p>tiếp</p></li></ol>'
        '<ol type="a" start="2"><li>bê</li></ol><ol type="I"><li>La Mã</li><li><b>1. Tự đánh số</b></li></ol>',
    )
    assert texts(document) == [
        "1. Một", "- gạch", "5. Năm", "tiếp", "b. bê", "I. La Mã", "II. 1. Tự đánh số",
    ]  # fmt: skip


def test_spans_of_cells_are_spread(tmp_path: Path) -> None:
    document = page(
        tmp_path,
        "<table><thead><tr><th>STT</th><th colspan=2>Phân công</th></tr></thead><tbody>"
        "<tr><td rowspan=0>1</td><td>A<p>B</p></td><td rowspan='2'>C</td></tr><tr><td>D</td></tr></tbody></table>",
    )
    assert [[cell.text for cell in block.cells] for block in document.blocks] == [
        ["STT", "Phân công", "Phân công"],
        ["1", "A B", "C"],
        ["1", "D", "C"],
    ]
    assert {block.table for block in document.blocks} == {0}


def test_a_table_of_one_column_is_a_frame(tmp_path: Path) -> None:
    document = page(tmp_path, "<table><tr><td><h2>Tiêu đề</h2><p>Thân</p></td></tr></table>")
    assert [block.kind for block in document.blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_a_span_of_millions_does_not_fill_the_memory(tmp_path: Path) -> None:
    document = page(tmp_path, "<table><tr><td colspan=99999999>A</td><td rowspan=99999999>B</td></tr></table>" * 3)
    assert all(len(block.cells) <= 101 for block in document.blocks)


@pytest.mark.parametrize(
    ("charset", "encoding"), [("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("windows-1252", "utf-8"), ("x", "utf-16")]
)
def test_the_charset_is_found_whatever_the_page_claims(tmp_path: Path, charset: str, encoding: str) -> None:
    markup = f'<html><head><meta charset="{charset}"></head><body><p>Phòng Nội vụ của huyện</p></body></html>'
    assert texts(page(tmp_path, markup.encode(encoding))) == ["Phòng Nội vụ của huyện"]


def test_a_named_charset_is_used_where_the_bytes_are_no_utf8(tmp_path: Path) -> None:
    vietnamese = (
        b"<meta http-equiv=Content-Type content='text/html; charset=windows-1258'><p>Pho\xccng N\xf4\xf2i vu\xf2"
    )
    assert texts(page(tmp_path, vietnamese)) == ["Phòng Nội vụ"]


def test_nothing_is_fetched_or_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "bí mật.txt"
    secret.write_text("mật khẩu", encoding="utf-8")
    markup = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><body><p>trước &x; sau</p>'
        f'<iframe src="{secret.as_uri()}"></iframe><object data="{secret.as_uri()}"></object></body></html>'
    )
    assert "mật khẩu" not in page(tmp_path, markup).text


PLAN = (
    "<p>KẾ HOẠCH</p><table><tr><td>STT<td>Nhiệm vụ<td>Chủ trì</tr><tr><td>1<td>Rà soát<td>Sở Tư pháp</tr>"
    "<tr><td>2<td>Tập huấn<td>Sở Nội vụ</tr></table><p>Theo dõi tại <a href='#'>https://dichvucong.gov.vn</a></p>"
)
LINKS = "".join(f"<li><a href='/{n}'>Chuyên mục số {n}</a></li>" for n in range(9))
READ = ["KẾ HOẠCH", "STT | Nhiệm vụ | Chủ trì", "1 | Rà soát | Sở Tư pháp", "2 | Tập huấn | Sở Nội vụ",
        "Theo dõi tại https://dichvucong.gov.vn"]  # fmt: skip


@pytest.mark.parametrize(
    "markup",
    [
        f"<nav>{LINKS}</nav><main>{PLAN}</main><aside>Tin khác</aside><footer>Bản quyền</footer>",
        f"<div id=main-menu><ul>{LINKS}</ul></div><div class='col sidebar'>Tin</div><div class=content>{PLAN}</div>"
        "<div class=breadcrumb>Trang chủ &gt; Kế hoạch</div><div id=footer>Bản quyền thuộc UBND tỉnh</div>",
        f"<div class=x1><ul>{LINKS}</ul></div><div class=x2>{PLAN}</div>",
        f"<table><tr><td colspan=2><div class=banner>Cổng thông tin</div></td></tr><tr><td><ul>{LINKS}</ul></td>"
        f"<td>{PLAN}</td></tr><tr><td colspan=2><div class=footer>Bản quyền</div></td></tr></table>",
        f"<table role=presentation><tr><td>{PLAN}</td></tr></table>",
        f"<div class='menu-page sidebar'>{PLAN}</div>",
    ],
    ids=["tags", "names", "links only", "layout table", "presentation", "a page that is called a menu"],
)
def test_what_surrounds_a_plan_is_dropped(markup: str, tmp_path: Path) -> None:
    assert texts(page(tmp_path, f"<html><body>{markup}</body></html>")) == READ


def test_a_text_set_in_a_cell_is_a_page(tmp_path: Path) -> None:
    text = "".join(f"<p>{n}. Giao Phòng Nội vụ theo dõi việc thứ {n}.</p>" for n in range(200))
    assert len(page(tmp_path, f"<table><tr><td>a<td>{text}</table>").blocks) == 201


def test_addresses_in_a_list_stay(tmp_path: Path) -> None:
    links = "".join(f"<li><a href=#>https://cong{n}.gov.vn</a></li>" for n in range(6))
    assert len(page(tmp_path, f"<p>Các trang:</p><ul>{links}</ul>").blocks) == 7


SPACES = "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span>"


@pytest.mark.parametrize(("sign", "style"), [
    ("Ø", "font-family:Wingdings"), ("§", "font-family:Wingdings"), ("o", 'font-family:"Courier New"'),
    ("·", "font-family:Symbol"), ("Ø", "mso-list:Ignore"),
])  # fmt: skip
def test_the_bullets_that_word_writes_are_dashes(sign: str, style: str, tmp_path: Path) -> None:
    document = page(tmp_path, f"<p><span style='{style}'>{sign}{SPACES}</span>Chủ trì: Sở Nội vụ</p>")
    assert [(block.kind, block.text) for block in document.blocks] == [(BlockKind.ITEM, "- Chủ trì: Sở Nội vụ")]


@pytest.mark.parametrize("mark", ["1.", "a)", "+", "I."])
def test_the_numbers_that_word_writes_stay(mark: str, tmp_path: Path) -> None:
    document = page(tmp_path, f"<p><span style='mso-list:Ignore'>{mark}{SPACES}</span>Rà soát</p>")
    assert texts(document) == [f"{mark} Rà soát"]


def test_a_bullet_behind_a_line_break_begins_a_paragraph(tmp_path: Path) -> None:
    assert texts(page(tmp_path, "<p>Nơi nhận:<br>- Như trên;<br>- Lưu: VT.</p>")) == [
        "Nơi nhận:", "- Như trên;", "- Lưu: VT.",
    ]  # fmt: skip


@pytest.mark.parametrize("title", ["Tin cùng chuyên mục", "CÁC TIN KHÁC:", "Bài viết liên quan", "Tin mới hơn"])
def test_links_to_other_pages_are_dropped_with_their_title(title: str, tmp_path: Path) -> None:
    document = page(
        tmp_path,
        f"<p>Kế hoạch</p><div><h3><b>{title}</b></h3></div><ul><li><a href=#>Hội nghị tổng kết năm</a> (10/01)</li>"
        "<li><a href=#>Tập huấn nghiệp vụ</a></li></ul><p>Phụ lục</p>",
    )
    assert texts(document) == ["Kế hoạch", "Phụ lục"]


def test_a_text_below_such_a_title_stays(tmp_path: Path) -> None:
    markup = "<h3>Tin liên quan</h3><p>Báo cáo theo <a href=#>mẫu</a> gửi về Sở Nội vụ trước ngày 15 hằng tháng.</p>"
    assert len(texts(page(tmp_path, markup))) == 2


@pytest.mark.parametrize("line", [
    "Lượt xem: 1025", "Thứ hai, 20/01/2025 | Lượt xem: 12 | Cỡ chữ", "Đang truy cập: 5", "Thời tiết Ba Tơ 28 độ",
])  # fmt: skip
def test_counters_and_weather_are_no_text(line: str, tmp_path: Path) -> None:
    assert texts(page(tmp_path, f"<div>{line}</div><p>Kế hoạch</p>")) == ["Kế hoạch"]


@pytest.mark.parametrize("name", ["cot-trai", "cot-phai", "tin-cung-chuyen-muc", "cung-chuyen-muc", "luot-truy-cap"])
def test_the_columns_of_a_portal_are_dropped_by_name(name: str, tmp_path: Path) -> None:
    plan = "<p>Rà soát văn bản quy phạm pháp luật do huyện ban hành.</p>" * 5
    document = page(tmp_path, f"<div class='{name}'>Đường dây nóng</div>{plan}")
    assert "Đường dây nóng" not in document.text


def test_a_plan_in_a_column_of_such_a_name_stays(tmp_path: Path) -> None:
    assert texts(page(tmp_path, "<p>Cổng</p><div class='cot-phai'><p>Rà soát văn bản quy phạm.</p></div>"))[1:]
