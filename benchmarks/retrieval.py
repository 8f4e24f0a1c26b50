"""How often the evidence stands among the first five hits: ours beside plain LangChain + Chroma, and plain BM25.

python benchmarks/retrieval.py PLANS_DIR GOLD.jsonl [--embedder KIND] [--model MODEL]

The rivals index the files as they are, in pieces of 500 characters that overlap by 50 (--piece N for other sizes).
A question counts where every string of its evidence stands in a hit of the right file, spelling of tones, dashes and
spaces settled; in a scan that lost its diacritics, where 75 of 100 of its letters agree, since ours quotes it mended.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from langchain_core.embeddings import Embeddings
from measured import spread, table
from rapidfuzz import fuzz
from words_only import WordsOnly

from answer.answer import Question
from answer.assistant import Assistant
from bot.evaluation import Gold, stands_in
from index.embedder import choose
from index.index import Index
from index.stamp import stamp_of
from ingest.document import Document
from ingest.read import files, read
from ingest.understand import understand
from ingest.vietnamese import fold, folded_words, one_line

_FIRST = 5
_OVERLAP = 0.1  # of a rival's piece
_NEARLY = 75  # of 100 letters, in a damaged scan


class Proved(Gold):
    """A gold question with its evidence."""

    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A hit: the file and the text that is found."""

    source: str
    text: str


Finder = Callable[[str, str | None, tuple[str, ...]], Sequence[Found]]


def main() -> None:
    """Indexes the plans in every way and prints a line for each."""
    options = _options()
    documents = [read(path) for path in files(options.plans)]
    questions = [one for one in _gold(options.gold) if one.evidence]
    mended = frozenset(document.source for document in documents if document.original)
    embedder = choose(options.embedder, options.model).embedder
    print(f"retrieval: {len(questions)} questions with evidence, {len(documents)} plans, first {_FIRST} hits\n")
    headings = (
        "found by", "question alone", "with place and earlier turns", "characters in five hits",
        "median / 95th / max a query",
    )  # fmt: skip
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        table(
            headings,
            (
                _row(name, find, questions, mended)
                for name, find in _finders(documents, embedder, options.piece, Path(folder))
            ),
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--piece", type=int, default=500, help="characters of a rival's piece")
    parser.add_argument("--embedder", default="auto", help="as in config.toml")
    parser.add_argument("--model", default="", help="a sentence-transformers model on this machine")
    return parser.parse_args()


def _gold(path: Path) -> Iterator[Proved]:
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            yield Proved.model_validate_json(line)


def _finders(
    documents: Sequence[Document], embedder: Embeddings | None, piece: int, folder: Path
) -> Iterator[tuple[str, Finder]]:
    name = stamp_of(embedder).name if embedder else ""
    yield "ours, words", _ours(documents, None, folder / "words")
    if embedder:
        yield f"ours, {name}", _ours(documents, embedder, folder / "vectors")
    texts = [(document.source, document.original or document.text) for document in documents]
    pieces = [Found(source, cut_out) for source, text in texts for cut_out in cut(text, piece)]
    yield f"BM25 (tantivy), folded words, {piece}-character pieces", _by_words(pieces)
    if embedder:
        yield f"LangChain + Chroma, {name}, {piece}-character pieces", _by_chroma(pieces, embedder)


def _row(name: str, find: Finder, questions: Sequence[Proved], mended: frozenset[str]) -> tuple[object, ...]:
    shares, times, shown = [], [], 0
    for informed in (False, True):
        right = 0
        for one in questions:
            start = perf_counter()
            hits = find(one.q, one.place, one.history or ()) if informed else find(one.q, None, ())
            times.append((perf_counter() - start) * 1000)
            right += _is_proved(one, hits, nearly=one.doc in mended)
            shown += sum(len(hit.text) for hit in hits)
        shares.append(f"{right / max(len(questions), 1):.3f}")
    return (name, *shares, f"{shown / max(len(times), 1):.0f}", spread(times))


def _is_proved(one: Proved, hits: Sequence[Found], *, nearly: bool) -> bool:
    texts = [hit.text for hit in hits if hit.source == one.doc]
    return all(any(_holds(text, string, nearly) for text in texts) for string in one.evidence)


def _holds(text: str, string: str, nearly: bool) -> bool:
    if nearly:
        return fuzz.partial_ratio(fold(one_line(string)), fold(one_line(text))) >= _NEARLY
    return stands_in(string, text)


def _ours(documents: Sequence[Document], embedder: Embeddings | None, folder: Path) -> Finder:
    index = Index.open(folder, lambda: embedder)
    index.update(map(understand, documents))
    index.embed()
    assistant, sources = Assistant(index), {row.id: row.source for row in index.plans()}

    def find(text: str, place: str | None, history: tuple[str, ...]) -> list[Found]:
        fits = assistant.find(Question(text, place, history=history), _FIRST)
        return [Found(sources[fit.hit.plan_id], fit.passage.quote.replace(" … ", " ")) for fit in fits]

    return find


def _by_words(pieces: Sequence[Found]) -> Finder:
    words = WordsOnly(folded_words(piece.text) for piece in pieces)

    def find(text: str, place: str | None, history: tuple[str, ...]) -> list[Found]:
        return [pieces[at] for at in words.find(folded_words(_all_said(text, place, history)), _FIRST)]

    return find


def _by_chroma(pieces: Sequence[Found], embedder: Any) -> Finder:
    from chromadb import EphemeralClient
    from chromadb.config import Settings
    from langchain_chroma import Chroma

    client: Any = EphemeralClient(Settings(anonymized_telemetry=False))
    store = Chroma(f"pieces-{id(embedder)}", embedder, client=client)
    sources = [{"source": piece.source} for piece in pieces]
    store.add_texts([piece.text for piece in pieces], sources)

    def find(text: str, place: str | None, history: tuple[str, ...]) -> list[Found]:
        found = store.similarity_search(_all_said(text, place, history), _FIRST)
        return [Found(document.metadata["source"], document.page_content) for document in found]

    return find


def _all_said(text: str, place: str | None, history: tuple[str, ...]) -> str:
    """What a plain retriever can be told: one text."""
    return " ".join((*history, text, place or ""))


def cut(text: str, most: int) -> Iterator[str]:
    """Pieces of `most` characters that overlap a little, cut between paragraphs, lines or words where it can be."""
    start = 0
    while start < len(text):
        end = min(start + most, len(text))
        if end < len(text):
            ends = (text.rfind(mark, start + most // 2, end) for mark in ("\n\n", "\n", " "))
            end = next((at for at in ends if at > 0), end)
        if piece := text[start:end].strip():
            yield piece
        start = end if end == len(text) else end - int(most * _OVERLAP)


if __name__ == "__main__":
    main()
