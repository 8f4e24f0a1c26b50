"""Damage sound plans as OCR without Vietnamese would, mend them, and count the words that come out right.

    python -m ingest.build.measure_mending --places FACTS_DIR [--also TEXT]... [--like SCAN TRUTH] PLANS...

Each plan is left out of the statistics that mend it, so the figures show how mending fares on a plan never seen. The
damage is drawn from a table of its own, coarser than that of the mender and with one letter in 100 read as anything,
so that it does not merely undo what it did. With --like it is that of a real scan, each letter read as often as what as
there, and the scan itself is mended too: TRUTH is what its first lines say, with ⟦?⟧ where nobody can tell.
"""

import argparse
import difflib
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.build.damage import damaged, scanner_of
from ingest.build.syllables import place_names, statistics, stream, syllables, texts
from ingest.mending import mend
from ingest.mending.decode import decoder
from ingest.vietnamese import canonical, nfc


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
    parser.add_argument("--like", nargs=2, type=Path, metavar=("SCAN", "TRUTH"), help="damage as that scan is damaged")
    parser.add_argument("--places", type=Path, required=True)
    args = parser.parse_args()
    damage = damaged
    if args.like:
        scan, truth = (nfc(path.read_text(encoding="utf-8")).split("\n") for path in args.like)
        size = len(truth) - (not truth[-1])
        told(truth[:size], scan[:size], mend("\n".join(scan)).text.split("\n")[:size], args.like[0])
        damage = scanner_of(truth[:size], scan[:size]).damaged
    allowed, places = syllables(), place_names(args.places)
    held = {path: text for path in args.plans for text in texts([path])}
    always = [part for text in texts(args.also) for part in stream(text, allowed)]
    parts = {path: list(stream(text, allowed)) for path, text in held.items()}
    for path, text in held.items():
        others = [part for other in parts if other != path for part in parts[other]]
        with tempfile.TemporaryDirectory() as folder:
            np.savez_compressed(Path(folder) / "left_out.npz", **statistics(always + others, places, allowed))  # type: ignore[arg-type]
            mended = mend(damage(text), decoder(Path(folder) / "left_out.npz"))
        told(text.split("\n"), damage(text).split("\n"), mended.text.split("\n"), path)


def told(truth: Sequence[str], came: Sequence[str], mended: Sequence[str], path: Path) -> None:
    """Print the share of the words of `truth` that stand in `mended`, and in the lines as they `came`."""
    print(f"{share_right(truth, mended):.3f} (came as {share_right(truth, came):.3f}) {path.name}", flush=True)


if __name__ == "__main__":
    main()
