"""Long lists come a page at a time, with the filters kept."""

from collections.abc import Iterator

import pytest

from bot import cli
from bot.web.paging import A_PAGE, leaf
from tests.bot.plans import BA_TO
from tests.bot.web.serving import Site, running, settings_of

MANY = A_PAGE + 20


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two plans with more tasks than a page holds."""
    folder = tmp_path_factory.mktemp("large")
    head, foot = BA_TO.split("1. Tổ chức")[0], BA_TO.split("Trước ngày 15/3/2025.")[1]
    said = "- Cơ quan chủ trì: Phòng Nội vụ.\n- Thời gian thực hiện: Quý II năm 2025.\n\n"
    for place in ("Ba Tơ", "Cát Sơn"):
        tasks = "".join(f"{n}. Việc số {n} của {place}\n{said}" for n in range(1, MANY // 2 + 1))
        text = (head + tasks + foot).replace("BA TƠ", place.upper()).replace("Ba Tơ", place)
        (folder / f"{place}.txt").write_text(text, encoding="utf-8")
    (folder / "config.toml").write_text('[index]\nembedder = "words"\n', encoding="utf-8")
    assert cli.run(["--config", str(folder / "config.toml"), "ingest", str(folder)]) == 0
    with running(settings_of(folder / "data")) as site:
        yield site


@pytest.mark.parametrize("sort", ["plan", "due", "agency"])
def test_the_pages_hold_every_task_once(large: Site, sort: str) -> None:
    pages = [large.get("/api/v1/tasks", params={"sort": sort, "page": n}).json() for n in (1, 2, 3)]
    titles = [one["title"] for page in pages for one in page["tasks"]]
    assert ([page["total"] for page in pages], [len(page["tasks"]) for page in pages]) == ([MANY] * 3, [A_PAGE, 20, 0])
    assert len(set(titles)) == MANY


def test_the_next_page_keeps_the_filters(large: Site) -> None:
    text = large.get("/nhiem-vu?year=2025&sort=due").text
    assert "/nhiem-vu?year=2025&amp;sort=due&amp;page=2" in text


def test_a_list_of_nothing_is_one_page() -> None:
    assert (leaf([], 1).pages, leaf(list(range(A_PAGE)), 1).pages, leaf(list(range(A_PAGE + 1)), 2).items) == (
        1,
        1,
        [A_PAGE],
    )
