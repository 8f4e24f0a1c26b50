"""BM25 alone, in memory: what the benchmarks compare with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import tantivy

_SCHEMA: Any = (
    tantivy.SchemaBuilder()
    .add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    .add_unsigned_field("number", indexed=True, fast=True)
    .build()
)


class WordsOnly:
    """Texts, each a list of words, found by any of their words."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        index = tantivy.Index(_SCHEMA)
        index.register_tokenizer("whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        writer: Any = index.writer(heap_size=32_000_000, num_threads=1)
        for number, words in enumerate(texts):
            document: Any = tantivy.Document()
            document.add_text("words", " ".join(words))
            document.add_unsigned("number", number)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher: Any = index.searcher()

    def find(self, words: Sequence[str], k: int) -> list[int]:
        """The numbers of the `k` best texts, best first."""
        terms = [(tantivy.Occur.Should, self._term(word)) for word in dict.fromkeys(words)]
        hits = self._searcher.search(tantivy.Query.boolean_query(terms), limit=k, count=False).hits
        return [int(at) for at in self._searcher.fast_field_values("number", [address for _, address in hits])]

    def _term(self, word: str) -> Any:
        return tantivy.Query.term_query(_SCHEMA, "words", word, index_option="freq")
