"""What a portal says of a document beside it."""

from pathlib import Path

from ingest.plan import Plan
from ingest.readers.html import read_html
from ingest.understand import understand

LABELS = (
    "<table><tr><td>Số ký hiệu</td><td>310/KH-UBND</td></tr><tr><td>Ngày ban hành</td><td>05/01/2026</td></tr>"
    "<tr><td>Cơ quan ban hành</td><td>UBND xã Ba Tơ</td></tr><tr><td>Người ký</td><td>Trần Văn Mẫu</td></tr>"
    "<tr><td>Trích yếu</td><td>Mở chợ sông năm 2026</td></tr><tr><td>Lĩnh vực</td><td>Chợ</td></tr></table>"
)
TEXT = "<p>Căn cứ Kế hoạch số 9/KH-UBND ngày 2/1/2026 của tỉnh, xã lập kế hoạch:</p><p>I. MỤC ĐÍCH</p><p>1. Mở chợ.</p>"
HEAD = "<p>UBND XÃ BA VÌ</p><p>Số: 7/KH-UBND</p><p>Ba Vì, ngày 8/1/2026</p><p>KẾ HOẠCH</p><p>Dọn chợ</p>"


def page(tmp_path: Path, body: str) -> Plan:
    path = tmp_path / "a.html"
    path.write_text(f"<html><body><a href='/'>Trang chủ</a>{body}</body></html>", encoding="utf-8")
    return understand(read_html(path, "a.html"))


def told(plan: Plan) -> tuple[str | None, ...]:
    pieces = plan.number, plan.dated, plan.issuer, plan.signer and plan.signer.name
    return (*(piece and piece.text for piece in pieces), plan.title)


def test_a_page_without_a_letterhead_is_what_its_labels_say(tmp_path: Path) -> None:
    found = page(tmp_path, f"<h1>Kế hoạch mở chợ</h1>{LABELS}{TEXT}")
    assert told(found) == ("310/KH-UBND", "05/01/2026", "UBND xã Ba Tơ", "Trần Văn Mẫu", "Mở chợ sông năm 2026")
    assert (found.year, found.place) == (2026, "Ba Tơ")


def test_a_letterhead_goes_before_the_labels(tmp_path: Path) -> None:
    assert told(page(tmp_path, LABELS + HEAD + TEXT)) == (
        "7/KH-UBND",
        "8/1/2026",
        "UBND XÃ BA VÌ",
        "Trần Văn Mẫu",
        "Dọn chợ",
    )


def test_labels_are_no_work(tmp_path: Path) -> None:
    found = page(tmp_path, LABELS + HEAD + TEXT)
    assert (found.tasks, found.duties) == ((), ())
