"""Lists of what stands below a heading, or makes a series."""

from pathlib import Path

import pytest

from answer.assistant import Assistant
from tests.answer.asking import opened, plan_from
from tests.answer.planting import PLAN, ask, told


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("chăm cây chia mấy giai đoạn, gồm những gì?", ["Giai đoạn 1: Ươm", "Giai đoạn 2: Trồng"]),
        ("các bước chăm cây gồm những gì?", ["Bón lót quanh gốc", "Tưới đẫm hai lần"]),
    ],
)
def test_lines_of_a_series_and_those_below_a_heading_are_named(tmp_path: Path, question: str, lines: list[str]) -> None:
    text = (
        f"{PLAN}\nII. TRÌNH TỰ CHĂM CÂY\n\n- Giai đoạn 1: Ươm trong vườn kín.\n\n- Giai đoạn 2: Trồng ra ven đường.\n\n"
        "III. CÁC BƯỚC CHĂM CÂY\n\n- Bón lót quanh gốc cây.\n\n- Tưới đẫm hai lần mỗi ngày.\n"
    )
    index = opened(tmp_path / "data", plan_from(text))
    answer = ask(Assistant(index), question)
    index.close()
    assert [line in answer.text for line in lines] == [True, True]


def test_tasks_below_a_heading_said_word_for_word_are_named(tmp_path: Path) -> None:
    text = PLAN.replace("2. Đắp bồn", "II. CHĂM SÓC VƯỜN CÂY QUÝ\n\n2. Đắp bồn")
    index = opened(tmp_path / "data", plan_from(text))
    answer = ask(Assistant(index), "phần chăm sóc vườn cây quý có những nhiệm vụ nào?")
    index.close()
    assert told(answer) == {"đắp", "tưới", "chấm", "nhổ"}


def test_headings_of_a_series_are_counted_and_named(tmp_path: Path) -> None:
    heads = "".join(f"{n}. Đợt {n}: Trồng cây giống loại {n}\n\nTrồng cho kịp mùa mưa.\n\n" for n in range(1, 4))
    index = opened(tmp_path / "data", plan_from(f"{PLAN}\nII. LỊCH TRÌNH\n\n{heads}"))
    answer = ask(Assistant(index), "có mấy đợt trồng cây?")
    index.close()
    assert answer.text.startswith("Có 3 mục")
    assert [f"Đợt {n}: Trồng cây" in answer.text for n in range(1, 4)] == [True] * 3


def test_what_stands_below_a_heading_that_is_named_is_all_told(tmp_path: Path) -> None:
    heads = "".join(f"{n}. Việc lớn số {n}\n\nLàm cho xong.\n\n" for n in range(1, 5))
    index = opened(tmp_path / "data", plan_from(f"{PLAN}\nII. NHIỆM VỤ, GIẢI PHÁP TRỌNG TÂM\n\n{heads}"))
    answer = ask(Assistant(index), "kế hoạch trồng hoa có những nhóm nhiệm vụ, giải pháp trọng tâm nào?")
    index.close()
    assert [f"{n}. Việc lớn số {n}" in answer.text for n in range(1, 5)] == [True] * 4
    assert "Ươm" not in answer.text


def test_a_heading_said_word_for_word_is_meant_whatever_else_its_words_say(tmp_path: Path) -> None:
    heads = "".join(f"{n}. Việc lớn số {n}\n\nLàm cho xong.\n\n" for n in range(1, 5))
    index = opened(tmp_path / "data", plan_from(f"{PLAN}\nII. NHIỆM VỤ CẦN LÀM NGAY TRONG THÁNG 5/2024\n\n{heads}"))
    answer = ask(Assistant(index), "những nhiệm vụ cần làm ngay trong tháng 5/2024 là gì?")
    index.close()
    assert [f"{n}. Việc lớn số {n}" in answer.text for n in range(1, 5)] == [True] * 4
