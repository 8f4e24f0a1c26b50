"""Makes ingest/data/legacy.tsv: what the bytes of Vietnamese fonts from before Unicode stand for.

    python -m ingest.build.legacy FACTS_DIR > ingest/data/legacy.tsv

Sources: the code charts of TCVN 5712:1993 (the fonts .VnTime, .VnArial …) and of VNI-Windows (VNI-Times …), as
written down in FACTS_DIR; VISCII (RFC 1456) and VPS, below, as GNU libc and the input method xvnkb have them. A row is
the chart, the bytes in hexadecimal, and the letter. What stands for itself (VNI's "í") is left out.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

CHARTS = {"tcvn3": "tcvn5712_tcvn3_to_unicode.tsv", "vni": "vni_windows_to_unicode.tsv"}
VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
VISCII_BELOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
VPS = (
    "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ  ỀỂỄỐỒỔỖýỷỵỚỜỞ ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕự"
    "ầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺ àáâãảạă èéêẽìí ĩ Đòóôõ Ơụùúủ ỶẼỳ"
)
"""From byte 80 on, a blank where nothing stands."""


def rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Chart, bytes in hexadecimal, letter."""
    for chart, name in CHARTS.items():
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                raw = row["byte_hex"].lower() if chart == "tcvn3" else row["vni_as_cp1252"].encode("cp1252").hex()
                yield chart, raw, row["unicode"]
    yield from (("viscii", f"{byte:02x}", letter) for byte, letter in VISCII_BELOW.items())
    for chart, letters in (("viscii", VISCII), ("vps", VPS)):
        yield from ((chart, f"{byte:02x}", letter) for byte, letter in enumerate(letters, 0x80) if letter != " ")


def main() -> None:
    print("# Made by ingest/build/legacy.py from the code charts of TCVN 5712:1993, VNI-Windows, VISCII and VPS.")
    for chart, raw, letter in rows(Path(sys.argv[1])):
        if bytes.fromhex(raw).decode("latin-1") != letter:
            print(chart, raw, letter, sep="\t")


if __name__ == "__main__":
    main()
