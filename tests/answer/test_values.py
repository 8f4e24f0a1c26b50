"""Kinds of value that a line holds, and which of them an answer must hold."""

from collections.abc import Callable

import pytest

from answer import values

HOLDS: tuple[tuple[Callable[[str], bool], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        values.has_due,
        (
            "sau 30 ngày kể từ ngày nhận",
            "trước ngày 20/3/2023",
            "chậm nhất là ngày 5",
            "hoàn thành quý IV",
            "Tháng 11/2023",
            "trong 15 ngày",
        ),
        ("thường xuyên", "Quyết định số 12/QĐ-UBND ngày 20/3/2023", "năm học"),
    ),
    (values.has_time, ("hằng tháng", "trong năm", "năm 2024", "trước ngày 5/6"), ("tại trụ sở", "Phòng Nội vụ")),
    (values.has_quarter, ("Quý IV năm 2023", "quý 2"), ("quý khách", "tháng 4")),
    (values.has_frequency, ("mỗi tuần", "02 lần", "định kỳ", "Hằng quý"), ("lần lượt", "ngày 05/6/2023")),
    (values.has_range, ("Từ ngày 01/3 đến 30/9", "từ tháng 4/2023 tới tháng 12"), ("từ chối", "đến ngày 5/6")),
    (values.has_money, ("60 triệu đồng", "1,5 tỷ", "200.000 đồng"), ("3 đồng thời", "hội đồng", "60 người")),
    (values.has_clock, ("16 giờ", "7h30", "lúc 9 g"), ("giờ hành chính", "16 người")),
    (values.has_share, ("85%", "9,5 điểm", "03 bậc"), ("toàn bộ", "ngày 05/6/2023 mới")),
    (values.has_document, ("12/QĐ-UBND", "31/NQ-HĐND", "1234/2023/QĐ-TTg"), ("ngày 12/3", "Luật Đất đai")),
    (values.has_agency, ("do Phòng Nội vụ lo", "UBND xã"), ("người dân vui", "hội thi")),
    (
        values.has_receiver,
        ("gửi về UBND huyện", "phản ánh về UBND huyện (qua Phòng Nội vụ)", "báo cáo UBND thị xã"),
        ("báo cáo kết quả khảo sát", "gửi lời chào"),
    ),
    (values.has_day, ("ngày 15", "15/11/2024", "10 ngày"), ("Quý III", "Quyết định số 12/QĐ-UBND ngày 20/3/2023")),
)


@pytest.mark.parametrize(("holds", "text"), [(holds, text) for holds, good, _ in HOLDS for text in good])
def test_value_is_seen(holds: Callable[[str], bool], text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize(("holds", "text"), [(holds, text) for holds, _, bad in HOLDS for text in bad])
def test_what_only_looks_like_it_is_not(holds: Callable[[str], bool], text: str) -> None:
    assert not holds(text)


@pytest.mark.parametrize("holds", [values.has_quarter, values.has_time, values.has_due])
def test_dear_guests_are_no_quarter(holds: Callable[[str], bool]) -> None:
    assert not holds("quý vị đại biểu")


@pytest.mark.parametrize(
    ("facets", "folded", "good", "bad"),
    [
        ({"amount"}, "het bao nhieu tien", "60 triệu đồng", "60 người"),
        ({"clock"}, "may gio", "16 giờ", "ngày 16"),
        ({"quarter"}, "quy may", "Quý II", "tháng 5"),
        ({"deadline"}, "truoc ngay nao", "ngày 15/11/2024", "Quý III"),
    ],
)
def test_nothing_answers_without_the_value_asked_for(facets: set[str], folded: str, good: str, bad: str) -> None:
    wanted = values.strict(frozenset(facets), folded)
    assert wanted
    assert all(holds(good) for holds in wanted)
    assert not all(holds(bad) for holds in wanted)


def test_who_asks_for_no_strict_value() -> None:
    assert values.strict(frozenset({"who"}), "ai chu tri") == []


@pytest.mark.parametrize(
    ("folded", "good", "bad"),
    [("so nao chu tri", "Sở Y tế", "Phòng Y tế"), ("phong nao lam", "qua phòng Nội vụ", "Sở Nội vụ")],
)
def test_the_kind_of_agency_that_is_asked_for(folded: str, good: str, bad: str) -> None:
    (holds,) = values.heads(folded)
    assert holds(good)
    assert not holds(bad)


def test_needs_and_weights_go_together() -> None:
    facets = frozenset({"receiver", "deadline"})
    assert values.needs(facets) == [holds for holds, _ in values.told_by(facets)]
    assert all(tells > 0 for _, tells in values.told_by(facets))
    assert values.needs(frozenset()) == []


@pytest.mark.parametrize(
    ("text", "noise"),
    [
        ("| ~ . ; | x _ | ' | phòng : | ) .", True),
        ("1\tRà soát quy trình\tPhòng Tư pháp\tQuý II\ta\tb\t|\tc", False),
        ("Phòng Nội vụ chủ trì, phối hợp với các cơ quan liên quan", False),
    ],
)
def test_rubbish_of_a_scan_is_told_from_text(text: str, noise: bool) -> None:
    assert values.is_noise(text) is noise


REQUIRED = (
    ("to chuc o hoi truong nao", "tại Hội trường tầng 3", "tại trụ sở"),
    ("xa nao lam diem", "xã Sông Mây", "cấp xã"),
    ("xa nao phai gui", "UBND các xã, thị trấn", "cấp xã"),
    ("in bao nhieu ban", "In 500 bản", "In tờ gấp trong 6 tháng"),
    ("ai doat giai", "xã Sông Mây đạt giải Nhất", "Đội đạt giải Nhất được chọn đi thi"),
)


@pytest.mark.parametrize(("folded", "good", "bad"), REQUIRED)
def test_an_answer_must_hold_what_just_is_asked_for(folded: str, good: str, bad: str) -> None:
    wanted = values.required(folded)
    assert all(holds(good) for holds in wanted)
    assert not all(holds(bad) for holds in wanted)


@pytest.mark.parametrize("folded", ["mấy ngày xong", "trong bao nhieu ngay", "ben nao lo", "cho nao nop", "ai lo"])
def test_other_questions_require_nothing_by_themselves(folded: str) -> None:
    assert values.required(folded) == []
