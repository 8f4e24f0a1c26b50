"""Old fonts read: `python benchmarks/old_fonts.py [--only WORD]`.

Sample plans are set in TCVN3, VNI and other charts from before Unicode, and kept in each way in which offices,
converters, PDF writers and copy-and-paste leave them (`old_text`, `old_files`, `old_pdfs`). Three figures for each
file, 1 where all is right: characters (edit similarity), marked letters (those that come out as they were, of the text
that has more of them), and syllables (edit similarity of what stands between blanks). White space does not count.
"""

import argparse
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

from measured import table
from old_files import MIXED, File, every, plan
from rapidfuzz.distance import Levenshtein

from ingest.document import UnreadableError
from ingest.read import read
from ingest.vietnamese import fold, nfc

PLANS = ("dinh-bien-2022", "giao-long-2024")
GOAL = 0.990
Figures = tuple[float, float, float]


def figures(found: str, truth: str) -> Figures:
    """How near `found` is to `truth`: characters, marked letters, syllables."""
    found, truth = _plain(found), _plain(truth)
    return (
        Levenshtein.normalized_similarity(truth, found),
        marks(found, truth),
        Levenshtein.normalized_similarity(truth.split(), found.split()),
    )


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", nfc(text)).strip()


def marks(found: str, truth: str) -> float:
    """The share of marked letters that stand where they should; texts are laid side by side without their marks."""
    same = 0
    for step in Levenshtein.opcodes(fold(truth), fold(found)):
        if step.tag == "equal":
            pairs = zip(truth[step.src_start : step.src_end], found[step.dest_start : step.dest_end], strict=True)
            same += sum(one == other and _is_marked(one) for one, other in pairs)
    most = max(sum(map(_is_marked, text)) for text in (found, truth))
    return same / most if most else 1.0


def _is_marked(char: str) -> bool:
    return char.isalpha() and not char.isascii()


def score(file: File) -> Figures:
    try:
        return figures(read(file.path).text, file.truth)
    except UnreadableError as error:
        print(error)
        return 0.0, 0.0, 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="of the files only those whose name holds it")
    parser.add_argument("--keep", type=Path, help="make the files in this folder and leave them there")
    given = parser.parse_args()
    lines: Sequence[str] = [*MIXED, *(line for name in PLANS for line in plan(name))]
    with tempfile.TemporaryDirectory() as made:
        folder = given.keep or Path(made)
        rows = [(file.name, score(file)) for file in every(folder, lines) if given.only in file.name]
    shown = [
        (name, *(f"{figure:.4f}" for figure in found), "" if min(found) >= GOAL else "below") for name, found in rows
    ]
    means = [f"{mean(found[at] for _, found in rows):.4f}" for at in range(3)]
    below = sum(min(found) < GOAL for _, found in rows)
    table(("file", "characters", "marks", "syllables", ""), [*shown, ("mean", *means, f"{below} of {len(rows)} below")])


if __name__ == "__main__":
    main()
