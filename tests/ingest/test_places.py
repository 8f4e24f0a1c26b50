"""Places of Vietnam: found in text by their kind, told apart by their province, listed once each."""

from importlib.resources import files

import pytest

from ingest.places import KINDS, called_after, find_places, known, named, successors
from ingest.plan import Level
from ingest.vietnamese import canonical, nfc, words


def rows() -> list[tuple[str, ...]]:
    lines = (files("ingest") / "data" / "places.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("UBND huyện A Lưới ban hành", "huyện", "A Lưới"),
        ("HUYỆN A LƯỚI", "huyện", "A Lưới"),
        ("huyen a luoi", "huyện", "A Lưới"),
        ("tỉnh Bà Rịa - Vũng Tàu", "tỉnh", "Bà Rịa - Vũng Tàu"),
        ("TP. Hồ Chí Minh", "thành phố", "Hồ Chí Minh"),
        ("Tp.Thủ Đức", "thành phố", "Thủ Đức"),
        ("TX Đông Hòa", "thị xã", "Đông Hòa"),
        ("tỉnh Thanh Hoá năm 2024", "tỉnh", "Thanh Hóa"),
        ("thành phố Đồng Hới", "thành phố", "Đồng Hới"),
    ],
)
def test_a_place_is_found_after_the_word_that_says_what_it_is(text: str, kind: str, name: str) -> None:
    assert [(place.kind, place.name) for place in find_places(text)] == [(kind, name)]


def test_the_longest_name_wins() -> None:
    assert next(find_places("huyện Bình Tân Mây")).name == "Bình Tân"


@pytest.mark.parametrize("text", ["A Lưới", "huyện Không Đâu", "quan tâm", "", "huyện"])
def test_no_place_is_guessed(text: str) -> None:
    assert list(find_places(text)) == []


def test_names_that_differ_by_diacritics_only_are_told_apart() -> None:
    assert [place.name for place in find_places("xã Ba Tơ, xã Ba Tô")] == ["Ba Tơ", "Ba Tô"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("xã Sơn Hạ", "Sơn Hạ"),
        ("XÃ SƠN HÀ", "Sơn Hà"),
        ("xã Thiệu Hoá", "Thiệu Hóa"),
        ("xã Hưng Nguyên năm 2026", "Hưng Nguyên"),
        ("PHƯỜNG QUY NHƠN NĂM 2026", "Quy Nhơn"),
        ("xa Hung Nguyen nam 2026", "Hưng Nguyên"),
        ("xã Hưng Nguyên Nam năm 2026", "Hưng Nguyên Nam"),
        ("xa Hung Nguyen Nam", "Hưng Nguyên Nam"),
    ],
)
def test_a_name_is_taken_by_its_marks_and_ends_before_the_year(text: str, name: str) -> None:
    assert next(find_places(text)).name == name


@pytest.mark.parametrize("text", ["huyện Bá Tơ", "huyện Ba To"], ids=["another mark", "a mark left out"])
def test_a_slip_in_the_marks_still_finds_the_only_place(text: str) -> None:
    assert next(find_places(text)).name == "Ba Tơ"


def test_every_place_is_found_by_its_own_name_before_a_year() -> None:
    texts = [(row[1], next(find_places(f"{row[0]} {row[1]} năm 2026"), None)) for row in rows()]
    assert [name for name, found in texts if found is None or spelled(found.name) != spelled(name)] == []


def spelled(name: str) -> list[str]:
    return words(canonical(name))


def test_places_are_found_in_the_order_of_the_text() -> None:
    assert [place.name for place in find_places("huyện Ba Tri, tỉnh Bến Tre")] == ["Ba Tri", "Bến Tre"]


@pytest.mark.parametrize(
    ("text", "level"),
    [("tỉnh Bến Tre", Level.PROVINCE), ("thành phố Hà Nội", Level.PROVINCE), ("huyện Ba Tri", Level.DISTRICT),
     ("thành phố Đồng Hới", Level.DISTRICT), ("phường Tân Lập", Level.COMMUNE)],
)  # fmt: skip
def test_a_place_has_the_level_of_its_kind(text: str, level: Level) -> None:
    assert next(find_places(text)).level is level


def test_a_name_may_begin_as_a_kind_does() -> None:
    assert {place.name for place in named("Xa Dung")} == {"Xa Dung"}


def test_a_name_may_be_given_with_its_kind() -> None:
    assert {place.kind for place in named("huyện Châu Thành")} == {"huyện"}


def test_a_bare_name_gives_every_kind() -> None:
    assert {"huyện", "thị trấn"} <= {place.kind for place in named("Châu Thành")}


def test_an_unknown_name_gives_nothing() -> None:
    assert named("Không Đâu") == ()


def test_every_row_has_four_columns_that_are_filled() -> None:
    assert [row for row in rows() if len(row) != 4 or not all(part == part.strip() != "" for part in row)] == []


def test_every_row_has_a_known_kind() -> None:
    assert {row[0] for row in rows()} == set(KINDS.values())


def test_every_row_is_composed() -> None:
    assert [row for row in rows() if nfc("".join(row)) != "".join(row)] == []


def test_no_place_is_listed_twice_in_two_spellings() -> None:
    settled = [canonical("\t".join(row)) for row in rows()]
    assert len(set(settled)) == len(settled)


def test_every_province_is_a_place_itself() -> None:
    provinces = {name for kind, name, _, _ in rows() if kind in ("tỉnh", "thành phố")}
    assert {row[2] for row in rows()} - provinces == set()


def test_no_name_keeps_a_bracket_of_its_source() -> None:
    assert [row for row in rows() if set("()[],;") & set("".join(row))] == []


def test_there_are_as_many_provinces_as_there_were_and_are() -> None:
    assert len({name for kind, name, province, _ in rows() if kind == "tỉnh" or name == province}) >= 63


def test_a_joined_province_knows_its_successor() -> None:
    assert [place.now for place in known()["ben tre"] if place.kind == "tỉnh"] == ["Vĩnh Long"]


@pytest.mark.parametrize(
    ("kind", "name", "province", "units"),
    [
        ("huyện", "Kim Sơn", "Ninh Bình", ["xã Kim Sơn", "tỉnh Ninh Bình"]),
        ("huyện", "A Lưới", "Thừa Thiên Huế", ["thành phố Huế"]),
        ("xã", "Giao Long", "Nam Định", ["xã Giao Hưng", "tỉnh Ninh Bình"]),
        ("xã", "Giao Long", "Bến Tre", ["xã Giao Long", "tỉnh Vĩnh Long"]),
        ("tỉnh", "Bến Tre", "Bến Tre", ["tỉnh Vĩnh Long"]),
        ("tỉnh", "Quảng Ngãi", "Quảng Ngãi", []),
        ("xã", "Ba Dinh", "Quảng Ngãi", []),
        (None, "Nơi Nào", None, []),
    ],
)
def test_the_units_that_took_over_are_known(
    kind: str | None, name: str, province: str | None, units: list[str]
) -> None:
    assert [f"{unit.kind} {unit.name}" for unit in successors(kind, name, province)] == units


@pytest.mark.parametrize(
    ("kind", "name", "province", "called"),
    [
        ("huyện", "Tuy An", "Phú Yên", {"Tuy An Bắc", "Tuy An Nam", "Tuy An Tây", "Tuy An Đông"}),
        ("huyện", "Tuy An", "Nghệ An", set()),
        ("xã", "Hưng Nguyên", "Nghệ An", set()),
    ],
)
def test_communes_are_called_after_a_district(kind: str, name: str, province: str, called: set[str]) -> None:
    assert {place.name for place in called_after(kind, name, province)} == called
