"""Damage sound plans as OCR without Vietnamese would, mend them, and count the words that come out right.

    python -m ingest.build.measure_mending --places FACTS_DIR [--also TEXT]... PLANS...

Each plan is left out of the statistics that mend it, so the figures show how mending fares on a plan never seen. The
damage is drawn from a table of its own, coarser than that of the mender and with one letter in 100 read as anything,
so that it does not merely undo what it did.
"""

import argparse
import difflib
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.build.syllables import place_names, statistics, stream, syllables, texts
from ingest.mending import mend
from ingest.mending.decode import decoder
from ingest.vietnamese import canonical, fold, nfc

# (letters as printed, what is read instead, chance in a hundred); the rest lose their marks, or keep a bare accent
MISREAD: tuple[tuple[str, str, int], ...] = (
    ("Đ", "D D D P P P B E", 100),
    ("đ", "d d d d d d d b p", 100),
    ("êềếểễệ", "é é é é e ê è ¢ €", 100),
    ("ăằắẳẵặâầấẩẫậ", "i d é 4", 20),
    ("áàảãạ", "d é 4 á à", 12),
    ("ã", "4 & 3 §", 30),
    ("ôồốổỗộơờớởỡợ", "6 6 d d 0 g ¢ é", 30),
    ("óòỏõọ", "6 d 6 ó", 20),
    ("ưừứửữự", "w y ir tr ur t it ii i", 35),
    ("úùủũụ", "i ii it y ti", 20),
    ("íìỉĩịýỳỷỹỵ", "i í ¥ y", 10),
    ("lI", "1 I", 6),
    ("n", "m", 1),
    ("ch", "e b", 1),
)
ANYTHING = "abcdeghiklmnoprstuvy;:'16"


def damaged(text: str, seed: int = 0) -> str:
    """`text` as a bad scan, the same each time for a `seed`; lines stay."""
    dice = random.Random(seed)
    return "".join(_read(char, dice) for char in text)


def _read(char: str, dice: random.Random) -> str:
    if not char.isalpha():
        return char
    if dice.random() < 1 / 100 and char.islower():
        return dice.choice(ANYTHING)
    for letters, instead, chance in MISREAD:
        if (char in letters or char.lower() in letters) and dice.randrange(100) < chance:
            read = dice.choice(instead.split())
            return read.upper() if char.isupper() else read
    plain = fold(char)
    return plain.upper() if char.isupper() else plain


def share_right(truth: Sequence[str], got: Sequence[str]) -> float:
    """The share of the words of `truth` found in the same line of `got`, in order; case and tone placement aside."""
    right = every = 0
    for line, mended in zip(truth, got, strict=True):
        a, b = canonical(nfc(line)).split(), canonical(nfc(mended)).split()
        right += sum(m.size for m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())
        every += len(a)
    return right / max(every, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("plans", nargs="+", type=Path, help="sound plans, each left out in turn")
    parser.add_argument("--also", nargs="*", type=Path, default=[], help="texts that are in all statistics")
    parser.add_argument("--places", type=Path, required=True)
    args = parser.parse_args()
    allowed, places = syllables(), place_names(args.places)
    held = {path: text for path in args.plans for text in texts([path])}
    always = [part for text in texts(args.also) for part in stream(text, allowed)]
    parts = {path: list(stream(text, allowed)) for path, text in held.items()}
    for path, text in held.items():
        others = [part for other in parts if other != path for part in parts[other]]
        with tempfile.TemporaryDirectory() as folder:
            np.savez_compressed(Path(folder) / "left_out.npz", **statistics(always + others, places, allowed))  # type: ignore[arg-type]
            mended = mend(damaged(text), decoder(Path(folder) / "left_out.npz"))
        before = share_right(text.split("\n"), damaged(text).split("\n"))
        print(
            f"{share_right(text.split(chr(10)), mended.text.split(chr(10))):.3f} (came as {before:.3f}) {path.name}",
            flush=True,
        )


if __name__ == "__main__":
    main()
