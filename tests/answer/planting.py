"""A plan of planting flowers, asked for several of its tasks at once."""

from datetime import date

from answer.answer import Answer, Question
from answer.assistant import Assistant

TODAY = date(2024, 5, 15)  # a Wednesday
PLAN = """UBND HUYỆN BA TRI
Số: 17/KH-UBND
Ba Tri, ngày 09 tháng 01 năm 2024
KẾ HOẠCH
Trồng hoa ven đường năm 2024

I. NHIỆM VỤ

1. Ươm cây giống tại vườn của huyện
- Cơ quan chủ trì: Phòng Kinh tế.
- Cơ quan phối hợp: Phòng Nội vụ.
- Thời gian thực hiện: Quý II.
- Sản phẩm: Báo cáo kết quả.

2. Đắp bồn hoa trước trụ sở
- Cơ quan chủ trì: Phòng Nội vụ.
- Cơ quan phối hợp: Phòng Kinh tế.
- Thời gian thực hiện: trước ngày 20/5/2024.

3. Tưới cây trong mùa khô
- Cơ quan chủ trì: Phòng Tài chính.
- Thời gian thực hiện: trước ngày 15/10/2024.

4. Chấm điểm các tuyến đường hoa
- Cơ quan chủ trì: Phòng Nội vụ.
- Thời gian thực hiện: trước ngày 30/4/2024.

5. Nhổ cỏ quanh gốc cây
- Cơ quan chủ trì: Đoàn Thanh niên.
- Thời gian thực hiện: hằng tháng.
"""
ITEMS = {
    "ươm": "Ươm cây giống", "đắp": "Đắp bồn hoa", "tưới": "Tưới cây", "chấm": "Chấm điểm", "nhổ": "Nhổ cỏ",
}  # fmt: skip


def ask(assistant: Assistant, text: str, *history: str, place: str | None = "Ba Tri") -> Answer:
    """Asks for somebody in `place`, on `TODAY`."""
    return assistant.answer(Question(text, place, None, history, TODAY))


def told(answer: Answer) -> set[str]:
    """Which of `ITEMS` the answer lists."""
    return {name for name, title in ITEMS.items() if f"- {title}" in answer.text}
