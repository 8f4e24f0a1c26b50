"""What a plan does to documents before it, read in its own words; and how alike two texts are."""

from datetime import date

import pytest

from ingest.plan import EffectKind, Plan, Quoted
from ingest.readers.text import from_string
from ingest.understand import understand
from ingest.versions import effects, likeness, prints

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
