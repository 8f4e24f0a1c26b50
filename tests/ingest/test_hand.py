"""Figures written by hand on a scan, drawn as bars: an engine that knows print would make a number of them."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ingest.scan.hand import Spot, without_written
from ingest.scan.reading import Reading, warnings

HIGH = 40
PRINTED = [(0, 24, 0, 0), (32, 24, 0, 0), (64, 24, 0, 0)]
"""Left, width, and by how much the top and the bottom of a figure stand out of the line."""


def line(texts: Sequence[str], figures: dict[int, Sequence[tuple[int, int, int, int]]], folder: Path) -> list[str]:
    """What is left of a line of `texts`, of which some are drawn as `figures`; each is 150 pixels from the next."""
    picture = Image.new("L", (150 * len(texts) + 300, 900), 255)
    pen = ImageDraw.Draw(picture)
    spots = []
    for place, text in enumerate(texts):
        left, bars = 100 + 150 * place, figures.get(place, PRINTED)
        for x, wide, up, down in bars:
            pen.rectangle((left + x, 100 - up, left + x + wide - 1, 100 + HIGH + down - 1), fill=0)
        box = (left, 100 - max(bar[2] for bar in bars), left + max(bar[0] + bar[1] for bar in bars), 100 + HIGH)
        spots.append(Spot(text, box))
    picture.save(folder / "a.tif")
    return without_written([spots], folder / "a.tif")[0]


HEAD = ["Số:", "345", "/KH-UBND", "ngày", "14", "tháng", "02", "năm", "2025", "112", "113"]
BLANK = ["Số:", "", "/KH-UBND", "ngày", "14", "tháng", "02", "năm", "2025", "112", "113"]


def test_printed_figures_stay(tmp_path: Path) -> None:
    assert line(HEAD, {}, tmp_path) == HEAD


@pytest.mark.parametrize(
    "figures",
    [
        [(0, 24, 6, 0), (32, 24, 0, 0), (64, 24, 0, 0)],
        [(0, 24, 0, 0), (32, 24, 0, 7), (64, 24, 0, 0)],
        [(0, 70, 10, 5), (74, 24, 10, 5)],
    ],
    ids=["one stands out above", "one stands out below", "two are joined, and all larger"],
)
def test_written_figures_are_left_blank(figures: Sequence[tuple[int, int, int, int]], tmp_path: Path) -> None:
    assert line(HEAD, {1: figures}, tmp_path) == BLANK


def test_printed_figures_that_run_into_each_other_stay(tmp_path: Path) -> None:
    assert line(HEAD, {1: [(0, 56, 0, 0), (64, 24, 0, 0)]}, tmp_path) == HEAD


def test_a_day_in_figures_is_nothing_to_fill_in(tmp_path: Path) -> None:
    uneven = [(0, 24, 10, 0), (32, 24, 0, 10)]
    assert line(["ngày", "08/01/2026"], {1: uneven}, tmp_path) == ["ngày", "08/01/2026"]


def test_dots_under_figures_are_none_of_them(tmp_path: Path) -> None:
    dots = [(90 + 8 * at, 4, -36, 0) for at in range(4)]
    assert line(["Số:", "34....", "/KH-UBND"], {1: [*PRINTED, *dots]}, tmp_path)[1] == "34...."


def test_a_figure_by_itself_is_written_where_others_are_and_it_is_as_large(tmp_path: Path) -> None:
    large = [(0, 30, 12, 8)]
    written = [(0, 24, 20, 0), (32, 24, 0, 0)]
    texts = ["Số:", "5", "/KH-UBND", "ngày", "14", "tháng", "3", "năm", "2025", "31", "12", "2024"]
    assert line(texts, {1: large, 4: written}, tmp_path)[:7] == ["Số:", "", "/KH-UBND", "ngày", "", "tháng", "3"]
    assert line(texts, {1: large}, tmp_path)[1] == "5"


def test_figures_that_no_clerk_fills_in_stay(tmp_path: Path) -> None:
    uneven = [(0, 24, 10, 0), (32, 24, 0, 10)]
    assert line(["điện", "thoại", "30"], {2: uneven}, tmp_path) == ["điện", "thoại", "30"]


def test_what_stands_behind_the_figures_stays(tmp_path: Path) -> None:
    uneven = [(0, 24, 10, 0), (32, 24, 0, 10), (64, 24, 0, 0)]
    assert line(["Số:", "345/KH-UBND"], {1: uneven}, tmp_path)[1] == "/KH-UBND"


@given(st.lists(st.lists(st.text(max_size=6), max_size=6), max_size=4))
def test_any_words_are_as_many_after(tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]]) -> None:
    file = tmp_path_factory.getbasetemp() / "blank.tif"
    if not file.exists():
        Image.new("L", (50, 50), 255).save(file)
    lines = [[Spot(text, (0, 0, 40, 40)) for text in words] for words in texts]
    assert without_written(lines, file) == texts


def test_the_user_is_told_of_what_is_left_blank() -> None:
    told = " ".join(warnings([Reading(1, has_writing=True)]))
    assert told.startswith("Trang 1 có số hoặc ngày viết tay")
