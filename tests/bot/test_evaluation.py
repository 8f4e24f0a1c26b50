"""The judgement of answers: one reason for each way to fall short."""

from typing import Any

import pytest

from answer.answer import Answer, Citation, Option
from bot.evaluation import Gold, judge, stands_in, tally

SOURCE = "Cơ quan chủ trì: Phòng Nội vụ – Tổ chức hội thi. Thời gian: quý II/2025, tại hội trường huyện."
DAMAGED = "Co quan chu tri: Phong Noi vu to chuc hoi thi tim hieu cai cach hanh chinh nam 2025 " * 3


def gold(**given: Any) -> Gold:
    plain = {"id": "1", "q": "Ai?", "kind": "who", "style": "plain", "expect": "answer", "doc": "a.txt"}
    held = {"must": [["Phòng Nội vụ", "PNV"]], "must_not": ["Phòng Tư pháp"]}
    return Gold.model_validate(plain | held | given)


def cited(source: str = "a.txt", quote: str = "Cơ quan chủ trì: Phòng Nội vụ") -> Citation:
    return Citation(1, source, "", "", "", None, quote)


def answer(text: str = "Phòng Nội vụ [1]", *citations: Citation) -> Answer:
    return Answer("answered", text, citations or (cited(),))


@pytest.mark.parametrize(
    ("one", "given", "reason"),
    [
        (gold(), answer(), None),
        (gold(), answer("PHÒNG NỘI VỤ"), None),
        (gold(), answer("Phòng Nội vụn"), "thiếu “Phòng Nội vụ”"),
        (gold(), answer("Phòng Nội vụ, Phòng Tư pháp"), "có “Phòng Tư pháp” là điều sai"),
        (gold(), answer("Phòng Nội vụ " + "a" * 1500), "dài quá (1513 ký tự)"),
        (gold(kind="list"), answer("Phòng Nội vụ " + "a" * 1500), None),
        (gold(), Answer("answered", "Phòng Nội vụ"), "không có trích dẫn"),
        (gold(), answer("Phòng Nội vụ", cited("x.txt")), "dẫn tệp không có trong kho: x.txt"),
        (
            gold(),
            answer("Phòng Nội vụ", cited(quote="Phòng Tài chính")),
            "trích dẫn không có trong tệp: “Phòng Tài chính”",
        ),
        (gold(doc="b.txt"), answer(), "dẫn a.txt, không dẫn b.txt"),
        (gold(), Answer("not_found", ""), "trả lời là không tìm thấy"),
        (gold(expect="not_found"), Answer("not_found", ""), None),
        (gold(expect="not_found"), answer(), "khẳng định điều kế hoạch không nói (answered)"),
        (gold(expect="clarify_or_all"), Answer("clarify", "", options=(Option("a"), Option("b"))), None),
        (
            gold(expect="clarify_or_all"),
            Answer("clarify", "", options=(Option("a"),)),
            "hỏi lại mà không đưa ra hai lựa chọn",
        ),
        (gold(expect="clarify_or_all"), answer(), "chỉ trả lời theo một kế hoạch mà không hỏi lại"),
    ],
)
def test_answer_is_judged(one: Gold, given: Answer, reason: str | None) -> None:
    assert judge(one, given, {"a.txt": SOURCE, "b.txt": SOURCE}).reason == reason


@pytest.mark.parametrize(
    ("quote", "source", "stands"),
    [
        ("Phòng Nội vụ - tổ chức", SOURCE, True),
        ("Cơ quan chủ trì … Thời gian: quý II/2025", SOURCE, True),
        ("Cơ quan phối hợp", SOURCE, False),
        ("Co quan chu tri", SOURCE, False),
        (" … ", SOURCE, False),
        ("Cơ quan chủ trì: Phòng Nội vụ tổ chức hội thi", DAMAGED, True),
        ("Sở Tài chính cấp kinh phí từ ngân sách tỉnh", DAMAGED, False),
    ],
)
def test_quote_stands_in_its_source(quote: str, source: str, stands: bool) -> None:
    assert stands_in(quote, source) is stands


def test_tally_counts_by_kind_style_document_and_expectation() -> None:
    verdicts = [judge(gold(), given, {"a.txt": SOURCE}) for given in (answer(), answer("không"))]
    assert tally(verdicts) == dict.fromkeys(
        ("all", "doc:a.txt", "expect:answer", "kind:who", "style:plain"), (1, 2)
    )  # fmt: skip


def test_tally_keeps_documents_apart_whose_names_begin_alike() -> None:
    verdicts = [judge(gold(doc=doc), answer(), {"a.txt": SOURCE}) for doc in ("ke-hoach-1.txt", "ke-hoach-2.txt")]
    assert {"doc:ke-hoach-1.txt", "doc:ke-hoach-2.txt"} <= set(tally(verdicts))
