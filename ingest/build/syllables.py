"""Count syllables in sound Vietnamese texts and write the statistics that `ingest.mending` reads.

    python -m ingest.build.syllables --out ingest/data/syllables.npz --places FACTS_DIR TEXTS...

TEXTS are files or folders of .txt, .md and .jsonl (fields `title` and `text`); damaged texts are passed over. Only
counts are kept, of runs of up to three syllables found twice or more, so no text can be read back out of them. All
syllables that the spelling of Vietnamese allows are made from the onsets and rhymes below; place names come from the
tables of administrative units before and after 1 July 2025. The file in the package was made from forty sound
documents, 62 procedures, decree 30/2020 and the regulations in the retrieval set.
"""

import argparse
import csv
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.mending import paragraphs
from ingest.mending.evidence import few_marks
from ingest.mending.language import CLASSES, OTHER, PARAGRAPH, UNKNOWN
from ingest.mending.words import Word, cut
from ingest.vietnamese import canonical, nfc, words

ONSETS = ["", *words("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")]
RHYMES = words("""
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et
ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oan oang oanh oat
oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uât
uây uc uê uêch ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưng ươc
ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêt yêu ynh
""")
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
STOP_TONES = ("\u0301", "\u0323")  # all that a syllable ending in p, t, c or ch can have
SEEN = 2  # runs found less often are not kept


def syllables() -> set[str]:
    """Every syllable that Vietnamese allows, in canonical spelling."""
    return {
        canonical(onset + toned(rhyme, tone))
        for onset, rhyme in product(ONSETS, RHYMES)
        if fits(onset, rhyme)
        for tone in (STOP_TONES if re.search(r"(p|t|c|ch)$", rhyme) else TONES)
    }


def fits(onset: str, rhyme: str) -> bool:
    """Whether spelling lets `onset` stand before `rhyme`: k, gh and ngh before front vowels, c, g and ng elsewhere."""
    front = rhyme[0] in "eêiy"
    if onset in ("k", "gh", "ngh"):
        return front
    if onset in ("c", "ng"):
        return not front
    return onset != "qu" or rhyme[0] not in "ouưi"


def toned(rhyme: str, tone: str) -> str:
    """`rhyme` with `tone` on the vowel that carries it."""
    vowels = [i for i, c in enumerate(rhyme) if c in "aăâeêioôơuưy"]
    marked = [i for i in vowels if rhyme[i] in "ăâêôơư"]
    if marked:
        at = marked[-1]
    elif len(vowels) == 1 or (vowels[-1] == len(rhyme) - 1 and not re.match(r"oa|oe|uy", rhyme)):
        at = vowels[0]
    else:
        at = vowels[1]
    return unicodedata.normalize("NFC", rhyme[: at + 1] + tone + rhyme[at + 1 :])


def texts(paths: Iterable[Path]) -> Iterator[str]:
    """The sound texts at `paths`."""
    for path in paths:
        if path.is_dir():
            yield from texts(sorted(path.iterdir()))
        elif path.suffix in (".txt", ".md", ".jsonl"):
            text = nfc(path.read_text(encoding="utf-8"))
            if path.suffix == ".jsonl":
                text = "\n\n".join(f"{d['title']}\n\n{d['text']}" for d in map(json.loads, text.splitlines()))
            if few_marks(text):
                print(f"passed over, damaged: {path.name}")
            else:
                yield text


def stream(text: str, allowed: set[str]) -> Iterator[list[str]]:
    """Each paragraph of `text` as words of the language model between two edges."""
    for lines in paragraphs(text.split("\n")):
        yield [PARAGRAPH, PARAGRAPH, *(model_word(w, allowed) for at, line in lines for w in cut(line, at)), PARAGRAPH]


def model_word(word: Word, allowed: set[str]) -> str:
    """What `word` counts as: a syllable as spelled, an acronym in capitals, or a class."""
    if word.kept:
        return OTHER
    if canonical(word.text) in allowed:
        return word.text.lower()
    return word.text if word.text.isupper() and word.text.isalpha() else UNKNOWN


def place_names(folder: Path) -> set[str]:
    """All names in the tables in `folder` as "level|name": p province, d district, c commune."""
    found = set()
    for name, level in (("provinces_before_2025-07.json", "p"), ("districts_before_2025-07.json", "d")):
        units = json.loads((folder / name).read_text(encoding="utf-8"))
        found |= {f"{level}|{unit['name']}" for unit in units.values()}
    for row in csv.reader((folder / "old_to_new_communes_2025.csv").read_text(encoding="utf-8").splitlines()[1:]):
        old = re.sub(r"\([^)]*\)", "", row[2]).split(",")
        found |= {f"p|{row[0]}", f"c|{row[1]}", *(f"c|{short(name)}" for name in old)}
    return {nfc(name) for name in found if re.fullmatch(r".\|[^\W\d_]+( [^\W\d_]+)*", name)}


def short(name: str) -> str:
    """A commune's name without its kind."""
    return re.sub(r"^\s*(?:xã|phường|thị trấn|đặc khu)\s+", "", name, flags=re.IGNORECASE).strip()


def spellings(counts: Counter[str]) -> dict[str, str]:
    """The commonest spelling of each word by its canonical one ("hòa" for "hoà")."""
    return {canonical(w) if w.islower() else w: w for w, _ in reversed(counts.most_common())}


def statistics(parts: list[list[str]], places: set[str], allowed: set[str]) -> dict[str, npt.NDArray[np.generic]]:
    """The arrays to be shipped; see `ingest.mending.language.Language` for what is in them."""
    spelling = spellings(Counter(w for part in parts for w in part))
    parts = [[spelling[canonical(w) if w.islower() else w] for w in part] for part in parts]
    counts = Counter(w for part in parts for w in part)
    # An acronym found once may be a slip.
    rare = {w for w, n in counts.items() if w.isupper() and n < SEEN}
    parts = [[OTHER if w in rare else w for w in part] for part in parts]
    counts = Counter(w for part in parts for w in part)
    seen = [*CLASSES, *sorted(counts.keys() - set(CLASSES))]
    known = {canonical(w) for w in seen}
    named = sorted({canonical(s) for p in places for s in p[2:].split() if canonical(s) in allowed} - known)
    every = [*seen, *named, *sorted(allowed - known - set(named))]
    ids = {w: i for i, w in enumerate(every)}
    return {
        "words": text_array(every),
        "places": text_array(sorted(places)),
        "named": np.array(len(named)),
        "counts": np.array([counts[w] for w in seen], np.uint32),
        "pairs": runs(parts, ids, 2),
        "triples": runs(parts, ids, 3),
    }


def runs(parts: list[list[str]], ids: dict[str, int], length: int) -> npt.NDArray[np.generic]:
    """The runs of `length` words found often enough, a row each, ids and then the count, in order."""
    numbered = [[ids[w] for w in part] for part in parts]
    found = Counter(run for part in numbered for run in zip(*(part[i:] for i in range(length)), strict=False))
    return np.array(sorted((*run, min(n, 65535)) for run, n in found.items() if n >= SEEN), np.uint16)


def text_array(lines: list[str]) -> npt.NDArray[np.generic]:
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--places", type=Path, required=True, help="the folder with the tables of units")
    parser.add_argument("--out", type=Path, default=Path("ingest/data/syllables.npz"))
    args = parser.parse_args()
    allowed = syllables()
    parts = [part for text in texts(args.texts) for part in stream(text, allowed)]
    np.savez_compressed(args.out, **statistics(parts, place_names(args.places), allowed))  # type: ignore[arg-type]
    print(f"{args.out}: {sum(map(len, parts))} words, {args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
