"""Makes ingest/data/legacy.tsv: what the characters of Vietnamese fonts from before Unicode stand for.

    python -m ingest.build.legacy FACTS_DIR > ingest/data/legacy.tsv

Sources: the code charts of TCVN 5712:1993 (the fonts .VnTime, .VnArial …) and of VNI-Windows (VNI-Times …), as written
down in FACTS_DIR. Legacy text is given as code points in hexadecimal, as Windows shows it in its Western code page;
where that has no character, the byte itself. What stands for itself (VNI's "í") is left out.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

CHARTS = {"tcvn3": "tcvn5712_tcvn3_to_unicode.tsv", "vni": "vni_windows_to_unicode.tsv"}


def rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Encoding, code points of the legacy text, Unicode character."""
    for encoding, name in CHARTS.items():
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                legacy = _shown(row["byte_hex"]) if encoding == "tcvn3" else row["vni_as_cp1252"]
                if legacy != row["unicode"]:
                    yield encoding, " ".join(f"{ord(char):x}" for char in legacy), row["unicode"]


def _shown(byte: str) -> str:
    try:
        return bytes.fromhex(byte).decode("cp1252")
    except UnicodeDecodeError:
        return chr(int(byte, 16))


def main() -> None:
    print("# Made by ingest/build/legacy.py from the code charts of TCVN 5712:1993 and VNI-Windows.")
    for row in rows(Path(sys.argv[1])):
        print(*row, sep="\t")


if __name__ == "__main__":
    main()
