"""Passages found by their words: BM25 over folded text, so that "ai chu tri" finds "ai chủ trì"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import tantivy

from index.error import writing
from index.terms import Terms
from ingest.vietnamese import fold

_TOKENS = "whitespace"
_HEAP = 32_000_000  # bytes; tantivy wants 15 MB at least for its one thread

# What a hit in a field counts, against a folded syllable of the text. A pair is a whole word and rarer than its
# halves; a heading says what all below it is about; diacritics tell words apart that fold alike ("chủ", "chữ").
# Evidence among the first five, dev questions: 0.71 with the body alone, 0.81 so; pairs bring most of it.
_BODY, _HEAD, _PAIRS, _ACCENTED = 1.0, 0.3, 2.0, 0.6


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for name in ("body", "head", "pairs", "accented"):
        builder.add_text_field(name, tokenizer_name=_TOKENS, index_option="freq")
    builder.add_unsigned_field("passage", indexed=True, fast=True)
    builder.add_unsigned_field("plan", indexed=True)
    return builder.build()


_SCHEMA = _schema()


class Words:
    """The word index in `folder`, for searching."""

    def __init__(self, folder: Path) -> None:
        self._searcher = tantivy.Index.open(str(folder)).searcher()

    def find(
        self, terms: Mapping[str, float], accented: Iterable[str], k: int, plans: Collection[int] | None = None
    ) -> dict[int, float]:
        """The `k` best passages: id -> BM25, best first. `plans` keeps to these plans."""
        query = _query(terms, accented, plans)
        hits = self._searcher.search(query, limit=k, count=False).hits
        ids = self._searcher.fast_field_values("passage", [address for _, address in hits])
        return {int(passage or 0): float(score) for passage, (score, _) in zip(ids, hits, strict=True)}


class WordsWriter:
    """The word index in `folder`, made where it is missing, for changing.

    Raises:
        UnwritableError: the disk is full or the folder read-only.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with writing(folder, ValueError):
            folder.mkdir(parents=True, exist_ok=True)
            index = tantivy.Index(_SCHEMA, str(folder))
            index.register_tokenizer(_TOKENS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
            self._writer = index.writer(heap_size=_HEAP, num_threads=1)

    def add(self, passage_id: int, plan_id: int, terms: Terms) -> None:
        """Adds one passage."""
        document = tantivy.Document()
        for name in ("body", "head", "pairs", "accented"):
            document.add_text(name, " ".join(getattr(terms, name)))
        document.add_unsigned("passage", passage_id)
        document.add_unsigned("plan", plan_id)
        with writing(self._folder, ValueError):
            self._writer.add_document(document)

    def remove(self, plan_id: int) -> None:
        """Removes the passages of a plan."""
        # by query: tantivy 0.27 takes the term as signed and silently deletes nothing from an unsigned field
        self._writer.delete_documents_by_query(tantivy.Query.term_query(_SCHEMA, "plan", plan_id))

    def commit(self) -> None:
        """Makes the changes last; the writer is done with."""
        with writing(self._folder, ValueError):
            self._writer.commit()
            self._writer.wait_merging_threads()

    def rollback(self) -> None:
        """Drops the changes as far as that is still possible."""
        with suppress(ValueError, OSError):
            self._writer.rollback()


def _query(terms: Mapping[str, float], accented: Iterable[str], plans: Collection[int] | None) -> Any:
    should = tantivy.Occur.Should
    wanted = tantivy.Query.boolean_query([(should, part) for part in _parts(terms, accented)])
    if plans is None:
        return wanted
    among = tantivy.Query.const_score_query(tantivy.Query.term_set_query(_SCHEMA, "plan", list(plans)), 0.0)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, wanted), (tantivy.Occur.Must, among)])


def _parts(terms: Mapping[str, float], accented: Iterable[str]) -> Iterable[Any]:
    for term, weight in terms.items():
        if "_" in term:
            yield _term("pairs", term, weight * _PAIRS)
        else:
            yield _term("body", term, weight * _BODY)
            yield _term("head", term, weight * _HEAD)
    for word in dict.fromkeys(accented):
        yield _term("accented", word, terms.get(fold(word), 1.0) * _ACCENTED)


def _term(field: str, term: str, weight: float) -> Any:
    return tantivy.Query.boost_query(tantivy.Query.term_query(_SCHEMA, field, term, index_option="freq"), weight)
