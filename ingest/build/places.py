"""Makes ingest/data/places.tsv: provinces, districts and communes of Vietnam, before and after 1 July 2025.

    python ingest/build/places.py FACTS_DIR > ingest/data/places.tsv

Sources: madnh/hanhchinhvn (before), thanglequoc/vietnamese-provinces-database (since), vanducng/don-vi-hanh-chinh-2025
(which old communes make up each new one). Which provinces were joined: Nghị quyết 202/2025/QH15.
"""

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from ingest.vietnamese import OLD_TONES, nfc

JOINED = {
    "Tuyên Quang": ("Hà Giang",), "Lào Cai": ("Yên Bái",), "Thái Nguyên": ("Bắc Kạn",),
    "Phú Thọ": ("Vĩnh Phúc", "Hòa Bình"), "Bắc Ninh": ("Bắc Giang",), "Hưng Yên": ("Thái Bình",),
    "Hải Phòng": ("Hải Dương",), "Ninh Bình": ("Hà Nam", "Nam Định"), "Quảng Trị": ("Quảng Bình",),
    "Đà Nẵng": ("Quảng Nam",), "Quảng Ngãi": ("Kon Tum",), "Gia Lai": ("Bình Định",), "Khánh Hòa": ("Ninh Thuận",),
    "Lâm Đồng": ("Đắk Nông", "Bình Thuận"), "Đắk Lắk": ("Phú Yên",), "Hồ Chí Minh": ("Bà Rịa - Vũng Tàu", "Bình Dương"),
    "Đồng Nai": ("Bình Phước",), "Tây Ninh": ("Long An",), "Cần Thơ": ("Sóc Trăng", "Hậu Giang"),
    "Vĩnh Long": ("Bến Tre", "Trà Vinh"), "Đồng Tháp": ("Tiền Giang",), "Cà Mau": ("Bạc Liêu",),
    "An Giang": ("Kiên Giang",),
}  # fmt: skip
SUCCESSOR = {old: new for new, olds in JOINED.items() for old in olds} | {"Thừa Thiên Huế": "Huế"}
KIND = re.compile(r"^(Tỉnh|Thành phố|Quận|Huyện|Thị xã|Thị trấn|Phường|Xã|Đặc khu)\s+", re.IGNORECASE)
TONES = {new: old for old, new in OLD_TONES}
NEW_TONE = re.compile(rf"(?<![qQ])({'|'.join(TONES)})(?!\w)")


def split_kind(name: str) -> tuple[str, str]:
    """ "Xã Định Biên" -> ("xã", "Định Biên")."""
    name = settled(name.strip())
    match = KIND.match(name)
    return (match.group(1).lower(), name[match.end() :]) if match else ("", name)


def settled(name: str) -> str:
    """ "Khánh Hoà" -> "Khánh Hòa", "TP HCM" -> "Hồ Chí Minh": one way to write a name, whichever source it is from."""
    return "Hồ Chí Minh" if name == "TP HCM" else NEW_TONE.sub(lambda match: TONES[match[1]], nfc(name))


def rows(facts: Path) -> Iterator[tuple[str, str, str, str]]:
    """kind, name, province at the time, and what it is part of now."""
    provinces = json.loads((facts / "provinces_before_2025-07.json").read_text(encoding="utf-8"))
    for province in provinces.values():
        kind, name = ("tỉnh" if province["type"] == "tinh" else "thành phố"), settled(province["name"])
        yield kind, name, name, SUCCESSOR.get(name, name)
    for district in json.loads((facts / "districts_before_2025-07.json").read_text(encoding="utf-8")).values():
        kind, name = split_kind(district["name_with_type"])
        province_name = settled(provinces[district["parent_code"]]["name"])
        yield kind, name, province_name, SUCCESSOR.get(province_name, province_name)
    for province in json.loads((facts / "units_since_2025-07.json").read_text(encoding="utf-8")):
        kind, name = split_kind(province["FullName"])
        yield kind, name, name, name
        for ward in province["Wards"]:
            yield *split_kind(ward["FullName"]), name, name
    with (facts / "old_to_new_communes_2025.csv").open(encoding="utf-8-sig", newline="") as file:
        for province_name, new, olds in list(csv.reader(file))[1:]:
            for old in re.split(r",\s*", re.sub(r"\s*\([^)]*\)", "", olds)):
                kind, name = split_kind(old)
                if kind in ("xã", "phường", "thị trấn") and not name.isdigit():
                    yield kind, name, settled(split_kind(province_name)[1]), settled(new.strip())


def main() -> None:
    print(
        "# Administrative units before and since 1 July 2025; made by ingest/build/places.py, which names the sources."
    )
    print("# kind\tname\tprovince\tpart of now (province; for an old commune, the new one)")
    for row in sorted(set(rows(Path(sys.argv[1])))):
        print("\t".join(row))


if __name__ == "__main__":
    main()
