"""`python -m ingest.scan FOLDER PAGE...`: pages of the file on standard input become pictures in FOLDER.

A PAGE is its number, with "+1" to "+3" behind it where it is to be turned by so many quarters. `page-3.json` tells of
page 3 what `tesseract.Prepared` holds; it is written last, so what is there is whole.
"""

import json
import sys
from pathlib import Path
from typing import Any

from PIL.Image import Image

from ingest.scan.page import Page, PageError, prepare


def main(folder: Path, wanted: list[str]) -> None:
    """Writes the pictures of the `wanted` pages; a page that fails is told in its JSON, and the next comes."""
    raw = sys.stdin.buffer.read()
    for name in wanted:
        try:
            number, _, turn = name.partition("+")
            told = _write(folder, name, prepare(raw, int(number), int(turn or 0)))
        except PageError as error:
            told = {"fault": str(error)}
        except Exception as error:  # noqa: BLE001 - libraries raise anything on a broken file, and the next page may be sound
            told = {"fault": f"ảnh hỏng hoặc sai định dạng ({type(error).__name__})"}
        (folder / f"page-{name}.json").write_text(json.dumps(told), encoding="utf-8")


def _write(folder: Path, name: str, page: Page) -> dict[str, Any]:
    tables: list[list[tuple[tuple[int, ...], tuple[int, int], str]]] = []
    if page.picture:
        _save(page.picture, folder / f"page-{name}.tif")
    for cells in page.tables:
        tables.append([])
        for cell in cells:
            file = f"cell-{name}-{len(tables)}-{len(tables[-1])}.tif" if cell.picture else ""
            if cell.picture:
                _save(cell.picture, folder / file)
            tables[-1].append((cell.box, cell.at, file))
    picture = f"page-{name}.tif" if page.picture else ""
    about = {"width": page.width, "height": page.height, "dpi": page.dpi, "turned": page.turned}
    return {**about, "picture": picture, "tables": tables}


def _save(picture: Image, file: Path) -> None:
    """As TIFF, not packed as its source may have been: of PGM, Leptonica reads each byte apart, which takes a tenth of
    tesseract's time."""
    picture.save(file, compression="raw")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
