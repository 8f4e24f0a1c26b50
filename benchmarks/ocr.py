"""Reading scans beside bare tesseract: `python benchmarks/ocr.py [PLAN] [-n 3]`.

The same page images are read, in one run and in turns, by us (render, clean, recognise, lay out: a file becomes a
Document) and by `tesseract PICTURE OUT -l vie` alone, a page after another, and as many pages at once as there are
cores. The goal is at most 1.15 times tesseract at its best.
"""

import argparse
import os
import resource
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from runpy import run_path
from time import perf_counter

import pypdfium2
from measured import ROOT, percentile, table
from PIL import Image

from ingest.readers.image import read_image
from ingest.readers.pdf import read_pdf

SKEW = 1.0
GOAL = 1.15


def pictures(plan: str, skew: float) -> list[Image.Image]:
    """The pages of a sample plan at 300 dpi, askew by `skew` degrees."""
    build = run_path(str(ROOT / "samples" / "build.py"))
    lines = build["parse"]((ROOT / "samples" / "source" / f"{plan}.plan").read_text(encoding="utf-8"))
    with pypdfium2.PdfDocument(build["as_pdf"](lines)) as document:
        sheets = [page.render(scale=300 / 72, grayscale=True).to_pil() for page in document]
    return [sheet.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255) if skew else sheet for sheet in sheets]


def bare(files: Sequence[Path], at_once: int) -> None:
    """`files` through tesseract alone."""

    def one(file: Path) -> None:
        command = ["tesseract", str(file), str(file.with_suffix("")), "-l", "vie", "tsv"]
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"OMP_THREAD_LIMIT": "1"})

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, files))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and of all cores together, those of children included."""
    living = _living()
    start, used = perf_counter(), _used()
    work()
    seconds, used = perf_counter() - start, _used() - used
    return seconds, used + _living() - living  # to ask for the living takes a third of a millisecond itself


def _used() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _living() -> float:
    """Seconds of children that stay for the next file: the system counts a child in only when it has ended."""
    children = [pid for told in Path("/proc/self/task").glob("*/children") for pid in told.read_text().split()]
    times = [told.read_text() for pid in children for told in Path("/proc", pid, "task").glob("*/schedstat")]
    return sum(int(told.split()[0]) for told in times) / 1e9


def measure(folder: Path, plan: str, skew: float, rounds: int) -> None:
    """Prints the seconds of each way."""
    sheets = pictures(plan, skew)
    files = [folder / f"{number}.png" for number in range(len(sheets))]
    for file, sheet in zip(files, sheets, strict=True):
        sheet.save(file, dpi=(300, 300))
    pdf, tif = folder / "scan.pdf", folder / "scan.tif"
    first, *rest = [sheet.copy() for sheet in sheets]  # Pillow keeps what the PNG was written with
    first.save(tif, dpi=(300, 300), save_all=True, append_images=rest, compression="tiff_lzw")
    first.copy().save(pdf, resolution=300, save_all=True, append_images=[sheet.copy() for sheet in rest])
    cores = os.cpu_count() or 1
    ways: dict[str, Callable[[], object]] = {
        "bare tesseract, a page at a time": lambda: bare(files, 1),
        f"bare tesseract, {cores} pages at a time": lambda: bare(files, cores),
        "ours, PDF": lambda: read_pdf(pdf, pdf.name),
        "ours, TIFF": lambda: read_image(tif, tif.name),
    }
    times: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, work in ways.items():
            times[way].append(timed(work))
    medians = {way: percentile([clock for clock, _ in taken], 0.5) for way, taken in times.items()}
    cores_used = {way: percentile([used for _, used in taken], 0.5) for way, taken in times.items()}
    best = min(seconds for way, seconds in medians.items() if way.startswith("bare"))
    print(f"\n{plan}, {len(sheets)} pages, askew by {skew} degrees, {rounds} rounds (goal: {GOAL} times the best)\n")
    least = min(seconds for way, seconds in cores_used.items() if way.startswith("bare"))
    rows = [
        (way, f"{seconds:.2f} s", f"{seconds / len(sheets):.2f} s", f"{seconds / best:.2f}",
         f"{cores_used[way] / least:.2f}")
        for way, seconds in medians.items()
    ]  # fmt: skip
    table(("way", "median", "a page", "times the best bare one", "the same in CPU time"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plan", nargs="?", default="ba-to-2025")
    parser.add_argument("-n", "--rounds", type=int, default=3)
    given = parser.parse_args()
    for skew in (0.0, SKEW):
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), given.plan, skew, given.rounds)


if __name__ == "__main__":
    main()
