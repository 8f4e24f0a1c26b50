"""Sound text that reading alters: `python benchmarks/sound.py [FOLDER]... [-n 200]`.

The files in each FOLDER are read, and lists made by `lists.py`: as documents of their own in each format that offices
hold, among the lines of a damaged plan, and as recognition gives them of a scan. A word is altered where mending
changed it; of a document also where another stands in its place, whatever did it.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from runpy import run_path
from typing import Any

import openpyxl
from lists import TOLD, Made, documents, lines_of
from measured import ROOT, table

from ingest.build.damage import damaged
from ingest.document import UnreadableError
from ingest.mending import mend
from ingest.read import files, read
from ingest.readers.layout import Word
from ingest.scan.reading import Reading
from ingest.scan.slips import mended, settled
from ingest.vietnamese import nfc

_EDGE = "\"'“”‘’.,;:|*#_()+-–<>`"
_INSERTED = 60  # words of a list among the lines of a damaged plan
build: dict[str, Any] = run_path(str(ROOT / "samples" / "build.py"))
_TITLE = build["parse"]("# DANH SÁCH")[0]


def rows_of(lines: Sequence[Any]) -> list[list[str]]:
    """The cells of each line, as many in each: programs that write tables fill their rows."""
    rows = [list(line.cells) or [line.text] for line in lines]
    return [row + [""] * (max(map(len, rows)) - len(row)) for row in rows]


def as_csv(lines: Sequence[Any]) -> bytes:
    made = io.StringIO()
    csv.writer(made).writerows(rows_of(lines))
    return made.getvalue().encode("utf-8-sig")


def as_xlsx(lines: Sequence[Any]) -> bytes:
    book, made = openpyxl.Workbook(), io.BytesIO()
    for row in rows_of(lines):
        book.active.append(row)
    book.save(made)
    return made.getvalue()


FORMATS: Mapping[str, Callable[[Sequence[Any]], bytes]] = {
    "txt": build["as_text"], "md": build["as_markdown"], "html": build["as_html"], "docx": build["as_docx"],
    "pdf": build["as_pdf"], "csv": as_csv, "xlsx": as_xlsx,
}  # fmt: skip


def words(text: str) -> Counter[str]:
    """The words of `text` but for marks of punctuation, of which readers make bullets, bars and new lines."""
    return Counter(core for word in nfc(text).split() if (core := word.strip(_EDGE)))


def altered(made: Made, suffix: str, folder: Path) -> Counter[str]:
    """The words of `made`, written with `suffix` and read again, in whose place others stand."""
    lines = build["parse"](made.source)
    file = folder / f"made.{suffix}"
    file.write_bytes(FORMATS[suffix](lines if any(line.kind == "title" for line in lines) else [_TITLE, *lines]))
    written, got = words(" ".join(cell for row in rows_of(lines) for cell in row)), words(read(file).text)
    return written - got if got - written else Counter()  # what repeats at the foot of pages is left out, not altered


def altered_inside(kind: str, plan: str, chance: random.Random) -> tuple[int, Counter[str]]:
    """How many words a list of `kind` has, and those that are altered where it stands in the damaged `plan`."""
    lines, before, lost = damaged(plan, chance.randrange(1000)).split("\n"), list[str](), Counter[str]()
    listed = {chance.randrange(len(lines)): line for line in lines_of(kind, chance, _INSERTED)}
    for at, line in enumerate(lines):
        before += [listed[at], line] if at in listed else [line]
    for was, now in zip(before, mend("\n".join(before)).text.split("\n"), strict=True):
        if was in listed.values():
            lost += words(was) - words(now)
    return sum(words(line).total() for line in listed.values()), lost


def altered_in_scan(made: Made) -> Counter[str]:
    """The words of `made`, as recognition without a fault gives them, that are put right."""
    words = [
        Word(word, 60 + 8 * place, 60 + 8 * place + 7, 12 * row, 12 * row + 10)
        for row, line in enumerate(made.source.replace("|", " ").split("\n"))
        for place, word in enumerate(line.split())
    ]
    got = mended([Reading(1, words=tuple(words))])[0].words
    return Counter(
        was.text for was, now in zip(words, got, strict=True) if not was.text == now.text == settled(was.text)
    )


def of_folder(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Each file of `folder` that can be read, its words, and how many of them were mended."""
    for file in files(folder):
        try:
            document = read(file)
        except UnreadableError:
            continue
        yield file.name, words(document.text).total(), len(document.changes)


def summary(found: Sequence[tuple[str, int, Counter[str]]]) -> tuple[object, ...]:
    """How many texts, their words, those altered, and in which texts."""
    kinds = Counter(name.partition(",")[0] for name, _, lost in found if lost)
    hit = ", ".join(f"{count} of {kind}" for kind, count in kinds.most_common())
    return len(found), sum(size for _, size, _ in found), sum(lost.total() for *_, lost in found), hit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, help="of sound files")
    parser.add_argument("-n", "--count", type=int, default=200, help="documents that are made")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="which words")
    given = parser.parse_args()
    rows: list[tuple[object, ...]] = []
    for folder in given.folders:
        of_files = [
            (name, size, Counter({"mended": count} if count else {})) for name, size, count in of_folder(folder)
        ]
        rows.append((folder.name, *summary(of_files)))
    made = list(documents(given.count, given.seed))
    sizes = [words(one.source).total() for one in made]
    found: dict[str, list[tuple[str, int, Counter[str]]]] = {}
    with tempfile.TemporaryDirectory() as work:
        for suffix in FORMATS:
            lost = [altered(one, suffix, Path(work)) for one in made]
            found[f"made, .{suffix}"] = [(one.kind, *rest) for one, *rest in zip(made, sizes, lost, strict=True)]
    lost = [altered_in_scan(one) for one in made]
    found["made, as recognised"] = [(one.kind, *rest) for one, *rest in zip(made, sizes, lost, strict=True)]
    plans = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples" / "source").glob("*.plan"))]
    chance = random.Random(given.seed)
    found["made, in a damaged plan"] = [
        (kind, *altered_inside(kind, chance.choice(plans), chance)) for kind in TOLD for _ in range(given.count // 50)
    ]
    for name, texts in found.items():
        rows.append((name, *summary(texts)))
        for kind, _, gone in texts if given.show else ():
            if gone:
                print(name, kind, dict(gone.most_common(12)))
    table(("texts", "read", "words", "altered", "in which"), rows)


if __name__ == "__main__":
    main()
