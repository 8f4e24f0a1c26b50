"""A retrieval set by others, in BEIR's form: our index beside BM25 alone.

python benchmarks/bench_uit.py BENCH_DIR [--embedder KIND]        (corpus.jsonl, queries.jsonl, qrels.tsv)

Each document of the corpus is one passage; its title is the heading.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from langchain_core.embeddings import Embeddings
from measured import spread, table
from words_only import WordsOnly

from index.embedder import choose
from index.index import Index
from index.passage import Passage, PassageKind
from index.query import Query
from ingest.document import Span
from ingest.plan import Plan, Quoted
from ingest.vietnamese import canonical, folded_words, nfc, words

_DEPTH = 5
Finder = Callable[[str], Sequence[str]]


def main() -> None:
    """Searches in each way, prints a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--embedder", default="auto", help="as in config.toml")
    options = parser.parse_args()
    folder, embedder = options.bench, choose(options.embedder).embedder
    corpus, queries, relevant = _lines(folder / "corpus.jsonl"), _lines(folder / "queries.jsonl"), _qrels(folder)
    asked = {query["_id"]: nfc(query["text"]) for query in queries if query["_id"] in relevant}
    print(f"bench_uit: {len(asked)} queries, {len(corpus)} passages\n")
    with TemporaryDirectory(ignore_cleanup_errors=True) as data:
        finders = {
            "our index, words": _ours(corpus, None, Path(data, "words")),
            **({"our index, words + vectors": _ours(corpus, embedder, Path(data, "vectors"))} if embedder else {}),
            "BM25 (tantivy), folded words": _by_words(corpus, folded_words),
            "BM25 (tantivy), raw words": _by_words(corpus, _raw),
        }
        rows = [_row(name, find, asked, relevant) for name, find in finders.items()]
    table(("found by", "hit@1", f"hit@{_DEPTH}", "median / 95th / max a query"), rows)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _qrels(folder: Path) -> dict[str, set[str]]:
    """Query -> the documents that answer it."""
    relevant: dict[str, set[str]] = {}
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, score = line.split("\t")
        if int(score) > 0:
            relevant.setdefault(query, set()).add(document)
    return relevant


def _row(name: str, find: Finder, asked: dict[str, str], relevant: dict[str, set[str]]) -> tuple[object, ...]:
    first, among, times = 0, 0, []
    for number, text in asked.items():
        start = perf_counter()
        found = find(text)
        times.append((perf_counter() - start) * 1000)
        first += bool(relevant[number].intersection(found[:1]))
        among += bool(relevant[number].intersection(found))
    count = max(len(asked), 1)
    return name, f"{first / count:.3f}", f"{among / count:.3f}", spread(times)


def _ours(corpus: Sequence[dict[str, Any]], embedder: Embeddings | None, folder: Path) -> Finder:
    index = Index.open(folder, lambda: embedder, splitter=lambda plan: (_passage(plan),))
    index.update(_document(one) for one in corpus)
    index.embed()
    names = {row.id: row.source for row in index.plans()}
    return lambda text: [names[hit.plan_id] for hit in index.find(Query(text), _DEPTH)[:_DEPTH]]


def _document(one: dict[str, Any]) -> Plan:
    """A document of the corpus in the form that the index takes."""
    return Plan(
        source=one["_id"], sha256=one["_id"], kind="", title=nfc(one.get("title", "")), number=None, issuer=None,
        level=None, place=None, place_kind=None, province=None, year=None, dated=None, issued_on=None, signer=None,
        heads=(), recipients=(), references=(), sections=(), tasks=(), duties=(), contacts=(), deadlines=(),
        abbreviations=(), warnings=(), text=nfc(one["text"]),
    )  # fmt: skip


def _passage(plan: Plan) -> Passage:
    piece = Quoted(plan.text, (Span(plan.source, 0, len(plan.text)),))
    return Passage(PassageKind.TEXT, (plan.title,), plan.title, (piece,), plan.text)


def _by_words(corpus: Sequence[dict[str, Any]], split: Callable[[str], list[str]]) -> Finder:
    found = WordsOnly(split(nfc(f"{one.get('title', '')} {one['text']}")) for one in corpus)
    return lambda text: [corpus[at]["_id"] for at in found.find(split(text), _DEPTH)]


def _raw(text: str) -> list[str]:
    """Lower-case words with their diacritics."""
    return [canonical(word) for word in words(text)]


if __name__ == "__main__":
    main()
