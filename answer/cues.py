"""The words that tell what a question over many records says, and how it says the rest."""

import re
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files

from answer.asked import Asked
from ingest.agencies import spelled_out
from ingest.vietnamese import fold, nfc


@cache
def cues() -> Mapping[str, tuple[str, ...]]:
    """What tells each thing that such a question says: words of many.toml, longest first."""
    text = (files("answer") / "lexicon" / "many.toml").read_text(encoding="utf-8")
    return {name: tuple(sorted(words, key=len, reverse=True)) for name, words in tomllib.loads(text).items()}


def said(name: str, folded: str) -> str:
    """The words of the cue `name` that stand in the folded text; empty where none does."""
    padded = f" {folded} "
    return next((cue for cue in cues()[name] if f" {cue} " in padded), "")


def plain(asked: Asked) -> str:
    """The syllables of the question as cues are looked for."""
    return " ".join(asked.syllables)


def as_said(words: str, text: str) -> str:
    """The folded `words` as `text` writes them, in short or in full, where it has them so."""
    text = nfc(text)
    at = fold(text).find(words)
    if at >= 0 and len(fold(text)) == len(text):
        return text[at : at + len(words)]
    typed = text.split()
    runs = (" ".join(typed[start:end]) for end in range(1, len(typed) + 1) for start in range(end))
    return next((run.strip(",.;:?!") for run in runs if spelled_out(run) == words), words)


def phrase(words: Collection[str], text: str) -> str:
    """What `text` says from the first to the last of the folded `words`; these alone, where they stand far apart."""
    said = re.findall(r"\w+", text)
    found = [at for at, word in enumerate(said) if fold(word) in words]
    if not found:
        return " ".join(words)
    whole = said[found[0] : found[-1] + 1]
    return " ".join(whole if len(whole) <= 2 * len(found) else (said[at] for at in found))
