"""Damaged files over all formats: is each read or named, in bounded time and memory?

    python benchmarks/fuzz.py [--files 2000] [--seed 1] [--formats docx,pdf]

The same seed makes the same files. Each format is read in processes of its own, so that a crash costs one file. Where
LibreOffice or tesseract is missing, the files that they read are named, which is counted as such.
"""

import argparse
import csv
import io
import json
import random
import resource
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import openpyxl
from measured import ROOT, table
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ingest.read import Unreadable, documents
from ingest.readers.office import convert
from ingest.understand import understand

TEXT = (ROOT / "samples" / "ba-to-2025.txt").read_text(encoding="utf-8")
LINES = TEXT.splitlines()
SLOW = frozenset({"doc", "odt", "rtf", "png", "tiff"})
"""Read by another program, so a hundredth of the files is of each of them."""
PATIENCE_S = 180.0
"""What one file may take; the programs run apart are killed well before."""

Mutation = Callable[[bytearray, random.Random], object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: "read", "named" or "crash", after so many seconds."""

    file: str
    what: str
    seconds: float
    said: str = ""


# --- Sound files -----------------------------------------------------------------------------------------------------


def _docx() -> bytes:
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    grid = document.add_table(3, 3)
    for place, cell in enumerate(cell for row in grid.rows for cell in row.cells):
        cell.text = LINES[place]
    return _saved(document.save)


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    for line in LINES:
        book.active.append(line.split(": "))
    return _saved(book.save)


def _pdf() -> bytes:
    canvas = Canvas(buffer := io.BytesIO())
    for start in range(0, len(LINES), 40):
        for place, line in enumerate(LINES[start : start + 40]):
            canvas.drawString(60, 780 - 17 * place, line)
        canvas.grid([60, 200, 400], [40, 60, 80])
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _eml() -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Kế hoạch", "a@example.invalid"
    mail.set_content(TEXT)
    mail.add_attachment(_docx(), maintype="application", subtype="octet-stream", filename="kh.docx")
    return bytes(mail)


def _zip() -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in (("kh.txt", TEXT.encode()), ("phòng/kh.docx", _docx()), ("kh.pdf", _pdf())):
            archive.writestr(name, raw)
    return buffer.getvalue()


def _csv() -> bytes:
    csv.writer(buffer := io.StringIO()).writerows(line.split(": ") for line in LINES)
    return buffer.getvalue().encode()


def _html() -> bytes:
    rows = "".join(f"<tr><td rowspan=2>{line}</td><td>{line}</td></tr>" for line in LINES[:9])
    return f"<html><body>{''.join(f'<p>{line}</p>' for line in LINES)}<table>{rows}</table></body></html>".encode()


def _rtf() -> bytes:
    coded = "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in TEXT)
    return ("{\\rtf1\\ansi " + coded.replace("\n", "\\par\n") + "}").encode()


def _picture(kind: str) -> bytes:
    page = Image.new("L", (800, 600), 255)
    ImageDraw.Draw(page).multiline_text((40, 40), "UY BAN NHAN DAN\nKE HOACH so 12 nam 2025", fill=0, font_size=32)
    return _saved(lambda file: page.save(file, kind))


def _office(suffix: str, filter_name: str) -> bytes:
    with TemporaryDirectory() as folder:
        original = Path(folder, "in.docx")
        original.write_bytes(_docx())
        return convert(original, Path(folder), f".{suffix}", filter_name).read_bytes()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    save(buffer := io.BytesIO())
    return buffer.getvalue()


SOUND: Mapping[str, Callable[[], bytes]] = {
    "docx": _docx,
    "xlsx": _xlsx,
    "pdf": _pdf,
    "html": _html,
    "txt": TEXT.encode,
    "md": lambda: TEXT.replace("\n- ", "\n> - ").encode(),
    "csv": _csv,
    "eml": _eml,
    "zip": _zip,
    "rtf": _rtf,
    "doc": lambda: _office("doc", "MS Word 97"),
    "odt": lambda: _office("odt", "writer8"),
    "png": lambda: _picture("PNG"),
    "tiff": lambda: _picture("TIFF"),
}


# --- Damage ----------------------------------------------------------------------------------------------------------


def _flip(raw: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 4, 40, 400))):
        raw[chance.randrange(len(raw))] = chance.randrange(256)


def _cut(raw: bytearray, chance: random.Random) -> None:
    del raw[chance.randrange(1, len(raw)) :]


def _delete(raw: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(raw))
    del raw[start : min(start + chance.randrange(1, 2000), len(raw) - 1)]


def _double(raw: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(raw))
    raw[start:start] = raw[start : start + chance.randrange(1, 2000)] * chance.choice((1, 2, 50))


ON_BYTES: tuple[Mutation, ...] = (_flip, _cut, _delete, _double)


def _in_zip(raw: bytes, chance: random.Random) -> bytes:
    """`raw` with one of its members damaged, left out, emptied or there twice: what lies behind the zip's checksum."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        held = [(name, bytearray(archive.read(name))) for name in archive.namelist()]
    place = chance.randrange(len(held))
    name, content = held[place]
    acts: tuple[Mutation | str, ...] = (*ON_BYTES, *ON_BYTES, "drop", "empty", "twice")
    act = chance.choice(acts)
    if act == "drop":
        del held[place]
    elif act == "empty":
        content.clear()
    elif act == "twice":
        held.append((name, content[: len(content) // 2]))
    elif content and callable(act):
        act(content, chance)
    with warnings.catch_warnings(), zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of a name that stands there twice
        for name, content in held:
            archive.writestr(name, bytes(content))
    return buffer.getvalue()


@cache
def _sound(kind: str) -> bytes:
    return SOUND[kind]()


def damaged(kind: str, chance: random.Random) -> bytes:
    """A file of that kind, damaged once to three times."""
    if kind in ("docx", "xlsx", "odt") and chance.random() < 0.6:
        return _in_zip(_sound(kind), chance)
    raw = bytearray(_sound(kind))
    for _ in range(chance.randrange(1, 4)):
        chance.choice(ON_BYTES)(raw, chance)
    return bytes(raw)


# --- Reading ---------------------------------------------------------------------------------------------------------


def _read(file: Path) -> Outcome:
    began = time.perf_counter()
    try:
        found = list(documents(file))
        for document in found:
            if not isinstance(document, Unreadable):
                understand(document)
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        return Outcome(file.name, "crash", time.perf_counter() - began, repr(error)[:200])
    reasons = [one.reason for one in found if isinstance(one, Unreadable)]
    what = "read" if len(reasons) < len(found) else "named"
    return Outcome(file.name, what, time.perf_counter() - began, next(iter(reasons), ""))


def _child(folder: Path) -> None:
    for file in sorted(folder.iterdir()):
        outcome = _read(file)
        print(json.dumps([outcome.file, outcome.what, outcome.seconds, outcome.said]), flush=True)
        file.unlink()


def _apart(folder: Path) -> Iterator[Outcome]:
    """What became of each file in `folder`; where a process dies or hangs, the file at hand is a crash."""
    while left := sorted(folder.iterdir()):
        command = [sys.executable, __file__, "--child", str(folder)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        said = ""
        try:
            out, said = process.communicate(timeout=PATIENCE_S + 2.0 * len(left))
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
            said = "hang"
        yield from (Outcome(*json.loads(line)) for line in out.splitlines())
        if process.returncode and (rest := sorted(folder.iterdir())):
            yield Outcome(rest[0].name, "crash", 0.0, said[-200:])
            rest[0].unlink()


def _row(kind: str, count: int, seed: int) -> tuple[list[object], list[Outcome]]:
    chance = random.Random(f"{seed} {kind}")
    with TemporaryDirectory(prefix="cchc-fuzz-") as name:
        folder = Path(name)
        for number in range(count):
            (folder / f"{number:05}.{kind}").write_bytes(damaged(kind, chance))
        found = list(_apart(folder))
    counts = [sum(outcome.what == what for outcome in found) for what in ("read", "named", "crash")]
    times = [outcome.seconds for outcome in found]
    return [kind, len(found), *counts, f"{max(times):.1f} s", f"{sum(times):.0f} s"], found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", default=",".join(SOUND))
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        _child(given.child)
        return 0
    kinds = given.formats.split(",")
    few = max(1, given.files // 100)
    slow = sum(kind in SLOW for kind in kinds)
    many = -(-(given.files - few * slow) // max(1, len(kinds) - slow))
    rows, crashes = [], []
    for kind in kinds:
        row, found = _row(kind, few if kind in SLOW else many, given.seed)
        rows.append(row)
        crashes += [outcome for outcome in found if outcome.what == "crash"]
    print(f"fuzz: seed {given.seed}, {sum(int(str(row[1])) for row in rows)} files, {len(crashes)} crashes")
    table(("format", "files", "read", "named with reason", "crashes", "slowest", "all"), rows)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")
    for crash in crashes:
        print(f"- {crash.file}: {crash.said}")
    return bool(crashes)


if __name__ == "__main__":
    raise SystemExit(main())
