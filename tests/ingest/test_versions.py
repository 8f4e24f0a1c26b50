"""What a plan does to documents before it, read in its own words; and how alike two texts are."""

from datetime import date

import pytest

from ingest.plan import EffectKind, Plan, Quoted
from ingest.readers.text import from_string
from ingest.understand import understand
from ingest.versions import effects, effects_of, likeness, prints

AMENDS, ENDS, REPLACES = EffectKind.AMENDS, EffectKind.ENDS, EffectKind.REPLACES
OLD = "Kế hoạch số 15/KH-UBND"


def said(text: str, *, is_title: bool = False) -> list[tuple[EffectKind, str]]:
    return [(one.kind, one.number) for one in effects(Quoted(text, ()), is_title=is_title)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"Kế hoạch này thay thế {OLD} ngày 12/01/2024 của UBND huyện.", REPLACES),
        (f"Kế hoạch này có hiệu lực từ ngày ký và thay thế cho {OLD}.", REPLACES),
        (f"UBND huyện ban hành Kế hoạch tuyên truyền, thay thế {OLD}, như sau:", REPLACES),
        (f"{OLD} được thay thế bởi Kế hoạch này.", REPLACES),
        ("Ke hoach nay thay the Ke hoach so 15/KH-UBND ngay 12/01/2024", REPLACES),
        (f"Điều 2. Quyết định này có hiệu lực kể từ ngày ký. Bãi bỏ {OLD}.", ENDS),
        (f"{OLD} hết hiệu lực kể từ ngày Kế hoạch này được ban hành.", ENDS),
        (f"Kế hoạch này sửa đổi, bổ sung một số nội dung tại mục II {OLD}.", AMENDS),
        (f"Điều 1. Sửa đổi, bổ sung, thay thế một số nội dung của {OLD} như sau:", AMENDS),
        ("Điều 1. Điều chỉnh Kế hoạch ban hành kèm theo Quyết định số 15/KH-UBND.", AMENDS),
    ],
)
def test_what_the_plan_itself_does_is_told(text: str, kind: EffectKind) -> None:
    assert said(text) == [(kind, "15/KH-UBND")]


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Nghị định số 48/2013/NĐ-CP sửa đổi, bổ sung Nghị định số 63/2010/NĐ-CP;",
        f"Căn cứ {OLD} đã hết hiệu lực, Kế hoạch này được ban hành.",
        f"- Tham mưu UBND huyện sửa đổi, bổ sung {OLD}.",
        f"Trong quá trình thực hiện Kế hoạch này, các phòng đề xuất sửa đổi, bổ sung {OLD}.",
        f"Căn cứ Kế hoạch này, UBND các xã bãi bỏ {OLD}.",
        f"Kế hoạch này được sửa đổi khi cần; các văn bản như {OLD} được thay thế thì theo văn bản mới.",
        f"Kế hoạch này cụ thể hóa {OLD}.",
    ],
)
def test_what_others_do_is_not_told(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        (f"Sửa đổi, bổ sung {OLD} ngày 12/01/2024", [(AMENDS, "15/KH-UBND")]),
        ("VỀ VIỆC BÃI BỎ KẾ HOẠCH SỐ 15/KH-UBND", [(ENDS, "15/KH-UBND")]),
        (f"Thay thế Phụ lục kèm theo {OLD}", [(AMENDS, "15/KH-UBND")]),
        (f"V/v điều chỉnh thời gian thực hiện {OLD}", [(AMENDS, "15/KH-UBND")]),
        (f"Triển khai Nghị định số 5/2020/NĐ-CP sửa đổi {OLD}", []),
    ],
)
def test_a_title_tells_what_the_whole_plan_does(title: str, wanted: list[tuple[EffectKind, str]]) -> None:
    assert said(title, is_title=True) == wanted


def test_each_document_of_a_list_is_told() -> None:
    text = f"Kế hoạch này thay thế {OLD} ngày 12/01/2024, Kế hoạch số 16/KH-UBND và Quyết định số 17/QĐ-UBND."
    assert said(text) == [(REPLACES, number) for number in ("15/KH-UBND", "16/KH-UBND", "17/QĐ-UBND")]


def test_a_document_in_the_title_of_the_replaced_one_stays() -> None:
    text = f"Kế hoạch này thay thế {OLD} về thực hiện Kế hoạch số 20/KH-UBND của UBND tỉnh."
    assert said(text) == [(REPLACES, "15/KH-UBND")]


def test_day_and_issuer_of_the_replaced_document_are_told() -> None:
    line = Quoted(f"Kế hoạch này thay thế {OLD} ngày 12 tháng 01 năm 2024 của UBND huyện Sơn Động về CCHC.", ())
    (effect,) = effects(line)
    assert (effect.dated, effect.issuer, effect.line) == (date(2024, 1, 12), "UBND huyện Sơn Động", line)


@pytest.mark.parametrize(
    "text",
    [
        f"Kế hoạch này thay thế Phụ lục II ban hành kèm theo {OLD} ngày 12/01/2024 của UBND xã.",
        f"Kế hoạch này thay thế nội dung tại điểm b khoản 2 Mục III của {OLD}.",
        f"Kế hoạch này bãi bỏ nhiệm vụ số 4 phần B {OLD}.",
        f"Kế hoạch này thay thế một phần {OLD}.",
        f"Kế hoạch này thay thế các chỉ tiêu giao tại {OLD}.",
        f"Kế hoạch này bãi bỏ việc tổ chức hội nghị quy định tại {OLD}.",
        f"Kế hoạch này thay thế toàn bộ Phụ lục I kèm theo {OLD}.",
        "Quyết định này bãi bỏ Điều 3 Quyết định số 15/KH-UBND.",
        f"Kế hoạch này thay thế {OLD}; các nội dung khác giữ nguyên.",
        f"Kế hoạch này thay thế {OLD}, những nhiệm vụ còn lại không thay đổi.",
        f"Kế hoạch này thay thế {OLD}. Các quy định khác vẫn có hiệu lực.",
        f"Phụ lục kèm theo {OLD} hết hiệu lực kể từ ngày Kế hoạch này được ban hành.",
        f"Những nội dung tại {OLD} trái với Kế hoạch này đều bị bãi bỏ.",
        f"3. Thay cụm từ “quý II” tại mục II {OLD} bằng cụm từ “quý III”.",
        f"3. Thay cụm từ “Kế hoạch số 9/KH-UBND” bằng cụm từ “Kế hoạch số 8/KH-UBND” tại {OLD}.",
        f"Kế hoạch này là bộ phận không tách rời của {OLD}.",
        f"4. Các nội dung còn lại của {OLD} giữ nguyên.",
        f"{OLD} được điều chỉnh, bổ sung bởi Kế hoạch này.",
        f"Kế hoạch này bổ sung chứ không thay thế {OLD}.",
        f"Kế hoạch này điều chỉnh thời gian thực hiện {OLD}.",
    ],
)
def test_what_leaves_the_rest_in_force_amends(text: str) -> None:
    assert said(text) == [(AMENDS, "15/KH-UBND")]


@pytest.mark.parametrize(
    "text",
    [
        f"Kế hoạch này thay thế toàn bộ nội dung của {OLD}.",
        "Kế hoạch này thay thế Kế hoạch giao nhiệm vụ, chỉ tiêu ban hành kèm theo Quyết định số 15/KH-UBND.",
        f"Kế hoạch này thay thế {OLD}. Các nội dung khác theo quy định hiện hành.",
    ],
)
def test_words_for_a_part_that_are_not_of_the_clause_leave_it_whole(text: str) -> None:
    assert said(text) == [(REPLACES, "15/KH-UBND")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"3. Bãi bỏ {OLD} ngày 12/01/2024 của UBND xã.", ENDS),
        (f"- Hủy bỏ {OLD}.", ENDS),
        (f"c) Thay thế {OLD} của UBND xã về chuyển đổi số.", REPLACES),
        (f"5. Điều chỉnh một số nội dung tại {OLD} của UBND xã.", AMENDS),
        (f"Điều 1. Thu hồi {OLD}.", ENDS),
        (f"4. Không tiếp tục thực hiện {OLD}.", ENDS),
        (f"Kể từ ngày ký Kế hoạch này, dừng thực hiện {OLD}.", ENDS),
        (f"2. Các nội dung tại {OLD} không còn hiệu lực thi hành.", ENDS),
        (f"2. {OLD} của UBND xã hết hiệu lực kể từ ngày 01/7/2025.", ENDS),
        (f"UBND xã thống nhất thay thế {OLD} bằng Kế hoạch này.", REPLACES),
        (f"Theo chỉ đạo của UBND tỉnh; UBND xã Hòa An điều chỉnh, bổ sung nội dung của {OLD} như sau:", AMENDS),
        (f"Kế hoạch này có hiệu lực từ ngày ký; các đơn vị chịu trách nhiệm thi hành. Đồng thời, bãi bỏ {OLD}.", ENDS),
    ],
)
def test_a_clause_that_does_not_name_the_plan_is_told(text: str, kind: EffectKind) -> None:
    assert said(text) == [(kind, "15/KH-UBND")]


@pytest.mark.parametrize(
    "text",
    [
        f"Kế hoạch này không thay thế {OLD}.",
        f"Kế hoạch này không bãi bỏ, thay thế {OLD}.",
        f"Kế hoạch này không làm thay đổi, không thay thế {OLD}.",
        f"Kế hoạch này không sửa đổi nội dung hay thay thế {OLD}.",
        f"Kế hoạch này không nhằm mục đích sửa đổi, thay thế hoặc bãi bỏ {OLD}.",
        f"Kế hoạch này không phải là văn bản thay thế {OLD}.",
        f"{OLD} không bị thay thế bởi Kế hoạch này.",
        f"{OLD} không bị bãi bỏ hoặc hết hiệu lực khi Kế hoạch này được ban hành.",
        f"3. Không bãi bỏ {OLD}.",
    ],
)
def test_what_the_plan_says_that_it_does_not_do_is_not_told(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"Kế hoạch này không sửa đổi mà thay thế {OLD}.", REPLACES),
        (f"Kế hoạch này không chỉ bổ sung mà còn thay thế {OLD}.", REPLACES),
        (f"Kế hoạch này không thay thế Kế hoạch số 9/KH-UBND, bãi bỏ {OLD}.", ENDS),
    ],
)
def test_what_is_done_beside_a_denial_is_told(text: str, kind: EffectKind) -> None:
    assert said(text) == [(kind, "15/KH-UBND")]


@pytest.mark.parametrize(
    "text",
    [
        f"1. Rà soát, sửa đổi, bổ sung, thay thế, bãi bỏ {OLD} và các văn bản liên quan.",
        f"2. Sửa đổi, bổ sung {OLD} cho phù hợp quy định mới.",
        f"- Sửa đổi, bổ sung {OLD}.",
        f"a) Xây dựng Kế hoạch thay thế {OLD}.",
        "Sở Nội vụ tham mưu UBND tỉnh ban hành Quyết định thay thế Quyết định số 21/QĐ-UBND.",
        f"Điều 3. Giao Phòng Nội vụ sửa đổi, bổ sung {OLD}.",
        f"UBND xã đề nghị UBND tỉnh điều chỉnh {OLD} như sau:",
        f"Khi thực hiện Kế hoạch này, nếu có văn bản mới thay thế {OLD} thì theo văn bản mới.",
        "2. Thay thế Quyết định số 20/2018/QĐ-UBND của UBND tỉnh.",
        "2. Bổ sung kinh phí tại Quyết định số 20/QĐ-UBND.",
        f"3. Thay thế máy tính cũ theo {OLD}.",
        f"3. Tạm dừng thực hiện {OLD}.",
        f"Kế hoạch này có thay đổi so với {OLD}.",
        f"Các nhiệm vụ khác tại {OLD} của UBND tỉnh tiếp tục thực hiện.",
        f"Do {OLD} hết hiệu lực nên cần xây dựng kế hoạch mới.",
    ],
)
def test_a_task_or_a_mention_is_not_told(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("thay thế các Kế hoạch: số 5/KH-UBND ngày 02/01/2024 và số 6/KH-UBND", ["5/KH-UBND", "6/KH-UBND"]),
        ("bãi bỏ các Quyết định số 5/QĐ-UBND, 6/QĐ-UBND và 7/QĐ-UBND", ["5/QĐ-UBND", "6/QĐ-UBND", "7/QĐ-UBND"]),
        ("thay thế: 1. Kế hoạch số 5/KH-UBND; 2. Kế hoạch số 6/KH-UBND", ["5/KH-UBND", "6/KH-UBND"]),
        ("thay thế Kế hoạch số 5/KH-UBND của UBND xã và Kế hoạch số 6/KH-UBND", ["5/KH-UBND", "6/KH-UBND"]),
        ("thay thế Kế hoạch số 5/KH-UBND thực hiện Quyết định số 8/QĐ-UBND, 9/QĐ-UBND", ["5/KH-UBND"]),
    ],
)
def test_a_list_is_told_however_it_is_written(text: str, numbers: list[str]) -> None:
    assert [number for _, number in said(f"Kế hoạch này {text}.")] == numbers


def test_a_number_without_its_sign_is_told_where_the_day_stands() -> None:
    (effect,) = effects(Quoted("Kế hoạch này thay thế Kế hoạch 12 ngày 15/01/2026 của UBND xã.", ()))
    assert (effect.number, effect.dated) == ("12", date(2026, 1, 15))


def test_a_number_without_sign_and_day_is_none() -> None:
    assert said("Kế hoạch này thay thế Kế hoạch 12 của UBND xã.") == []


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        (f"Cải cách hành chính năm 2026 (thay thế {OLD})", [(REPLACES, "15/KH-UBND")]),
        ("Triển khai quy định về việc làm (thay thế Quyết định số 12/2015/QĐ-TTg)", []),
        ("Triển khai Quyết định số 5/QĐ-UBND (sửa đổi Quyết định số 3/QĐ-UBND)", []),
    ],
)
def test_brackets_in_a_title_tell_what_the_plan_does(title: str, wanted: list[tuple[EffectKind, str]]) -> None:
    assert said(title, is_title=True) == wanted


def said_in(*lines: str) -> list[tuple[EffectKind, str]]:
    return [(one.kind, one.number) for one in effects_of([Quoted(line, ()) for line in lines])]


def test_items_below_a_line_that_begins_a_list_are_told() -> None:
    lines = ("Điều 1. Bãi bỏ các văn bản sau:", f"1. {OLD} của UBND xã;", "2. Kế hoạch số 16/KH-UBND.")
    assert said_in(*lines) == [(ENDS, "15/KH-UBND"), (ENDS, "16/KH-UBND")]


def test_a_list_ends_with_its_items() -> None:
    assert said_in("Điều 1. Bãi bỏ các văn bản sau:", "Điều 2. Thi hành.", f"1. {OLD}.") == []


def test_a_list_of_documents_to_look_through_is_not_told() -> None:
    assert said_in("1. Rà soát, thay thế các văn bản sau:", f"- {OLD}.") == []


def test_an_item_with_a_lead_below_it_is_a_task() -> None:
    assert said_in(f"1. Sửa đổi, bổ sung {OLD}", "- Cơ quan chủ trì: Phòng Nội vụ.") == []


def plan(*lines: str) -> Plan:
    return understand(from_string("\n\n".join(("UBND HUYỆN BA TRI", "Số: 17/KH-UBND", *lines)), "a.txt", ""))


def test_a_plan_holds_what_title_and_text_say_with_their_places() -> None:
    end = f"Kế hoạch này bãi bỏ {OLD}."
    found = plan("KẾ HOẠCH", "Sửa đổi Kế hoạch số 9/KH-UBND", "I. TỔ CHỨC THỰC HIỆN", end)
    assert [effect.number for effect in found.effects] == ["9/KH-UBND", "15/KH-UBND"]
    assert found.text[found.effects[1].line.spans[0].start :].startswith(end)


TEXT = " ".join(f"phòng {name} chủ trì việc {name}, xong trước quý {at}" for at, name in enumerate("abcdefghijklmnop"))


def test_text_without_marks_is_as_alike_as_can_be() -> None:
    assert likeness(prints(TEXT), prints(TEXT.upper().replace("Ò", "O"))) == 1.0


def test_a_few_other_words_leave_texts_alike() -> None:
    assert likeness(prints(TEXT), prints(TEXT.replace("việc c", "việc khác"))) > 0.7


def test_other_texts_are_not_alike() -> None:
    assert likeness(prints(TEXT), prints("Niêm yết bảng giờ làm việc trước cổng trụ sở xã")) < 0.1


@pytest.mark.parametrize("text", ["", "hai chữ"])
def test_texts_too_short_to_tell_are_never_alike(text: str) -> None:
    assert likeness(prints(text), prints(text)) == 0.0
