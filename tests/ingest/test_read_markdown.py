"""Markdown files."""

from pathlib import Path

from ingest.document import BlockKind
from ingest.read import read

PLAN = """---
layout: plan
---
# KẾ HOẠCH **cải cách**

Căn cứ Nghị quyết
số *76*; xem [trang](http://example.org).

2. Nhiệm vụ
   - Chủ trì: `Sở Nội vụ`
   + Phối hợp
3. Tổ chức

   đoạn sau

a) Không phải danh sách

| STT | **Nhiệm vụ** |
|-----|----------|
| 1   | Rà soát<br>thủ tục |

<table><tr><td>2</td><td>Số hóa</td></tr></table>
"""


def test_blocks_come_in_order_without_mark_up(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.md"
    path.write_text(PLAN, encoding="utf-8")
    document = read(path)
    assert [(block.kind, block.text, block.level, block.table) for block in document.blocks] == [
        (BlockKind.HEADING, "KẾ HOẠCH cải cách", 1, None),
        (BlockKind.PARAGRAPH, "Căn cứ Nghị quyết số 76; xem trang.", None, None),
        (BlockKind.ITEM, "2. Nhiệm vụ", None, None),
        (BlockKind.ITEM, "- Chủ trì: Sở Nội vụ", None, None),
        (BlockKind.ITEM, "+ Phối hợp", None, None),
        (BlockKind.ITEM, "3. Tổ chức", None, None),
        (BlockKind.PARAGRAPH, "đoạn sau", None, None),
        (BlockKind.PARAGRAPH, "a) Không phải danh sách", None, None),
        (BlockKind.ROW, "STT | Nhiệm vụ", None, 0),
        (BlockKind.ROW, "1 | Rà soát thủ tục", None, 0),
        (BlockKind.ROW, "2 | Số hóa", None, 1),
    ]
    assert "Căn cứ Nghị quyết\nsố 76" in document.text


def test_a_numbered_line_below_a_list_item_is_a_block_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("- Sản phẩm: Báo cáo.\nb) Kiểm tra các xã\n", encoding="utf-8")
    assert [block.text for block in read(path).blocks] == ["- Sản phẩm: Báo cáo.", "b) Kiểm tra các xã"]


def test_tables_as_crawlers_write_them_are_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "|\n**UBND XÃ**\nSÔNG MÂY\n-------\n|\nĐộc lập\n|\n|\nSố: 4\n|\nngày 2\n|\n\n## I. **CHỢ**\n", "utf-8"
    )
    assert [block.text for block in read(path).blocks] == ["UBND XÃ SÔNG MÂY | Độc lập", "Số: 4 | ngày 2", "I. CHỢ"]
