"""The sample plans are there, say what they are, can be built again, and hold the facts that they were written for."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from ingest.read import files, read
from ingest.vietnamese import canonical, one_line

SAMPLES = Path(__file__).parent.parent / "samples"
MARK = "Bản mô phỏng, viết lại để minh họa; không phải văn bản chính thức"
FACTS = {
    "ba-to-2025.txt": (
        "3768/QĐ-UBND ngày 24/12/2024",
        "Cơ quan chủ trì: Phòng Văn hóa và Thông tin",
        "Mỗi tháng 02 chương trình, mỗi chương trình 10 - 15 phút",
        "trước ngày 25/10/2025",
        "Lữ Đình Tích",
    ),
    "dak-lak-2025.pdf": (
        "215/TTr-SNV ngày 05/3/2025",
        "0262.8552255",
        "tuongtaccongdan.daklak.gov.vn",
        "Cơ quan chủ trì: Sở Văn hóa, Thể thao và Du lịch",
        "Nguyễn Tuấn Hà",
    ),
    "dinh-bien-2022.html": (
        "05/KH-UBND ngày 05/01/2022",
        "Quý II/2022",
        "3.5. Cán bộ làm công tác Phát thanh - Truyền thông",
        "Ma Thịnh Giáp",
    ),
    "giao-long-2024.md": (
        "Số: 38/KH-UBND",
        "ISO 9001:2015",
        "trước ngày 30/01/2024",
        "Trưởng 6/6 ấp",
        "Trước 17/01",
    ),
    "ninh-hoa-2023.docx": (
        "Số: 130/QĐ-UBND",
        "https://hanhchinhcong.khanhhoa.gov.vn/",
        "trước ngày 20/3/2023",
        "Quyết định số 430/QĐ-UBND ngày 27/02/2023",
        "Festival Biển Nha Trang năm 2023",
        "Lê Minh Tâm",
    ),
}
names = pytest.mark.parametrize("name", FACTS)


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("samples_build", SAMPLES / "build.py")
    assert spec
    assert spec.loader
    module = sys.modules["samples_build"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text_of(path: Path) -> str:
    return canonical(one_line(read(path).text))


def test_the_folder_holds_the_five_plans_and_nothing_else_that_would_be_ingested() -> None:
    assert sorted(path.name for path in files(SAMPLES)) == sorted(FACTS)


@names
def test_a_sample_says_at_its_top_that_it_is_no_official_text(name: str) -> None:
    assert canonical(MARK) in text_of(SAMPLES / name)[:200]


@names
def test_a_sample_is_read_with_its_facts(name: str) -> None:
    text = text_of(SAMPLES / name)
    assert [fact for fact in FACTS[name] if canonical(fact) not in text] == []


@names
def test_a_sample_is_what_its_source_makes(name: str, build: ModuleType, tmp_path: Path) -> None:
    if name.endswith(".pdf") and not build.font("DejaVuSerif.ttf"):
        pytest.skip("DejaVu Serif is not installed")
    (tmp_path / name).write_bytes(build.make(name))
    assert read(tmp_path / name).text == read(SAMPLES / name).text


@pytest.mark.parametrize("name", ["ba-to-2025.txt", "dinh-bien-2022.html"])
def test_what_the_real_plan_lacks_the_sample_lacks_too(name: str) -> None:
    assert "số: " not in text_of(SAMPLES / name)[:400]
