"""What made a vector: an embedder as the index knows it again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ingest.vietnamese import words

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

LONGEST = 6000  # characters of a text that are embedded: more of it says nothing that one vector could hold
_UNSPEAKABLE = {0: " "} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # C strings end at 0; halves of characters


@dataclass(frozen=True, slots=True)
class Stamp:
    """Vectors of unequal stamps are not comparable. `dimension` is told to people only: `revision` decides it."""

    name: str
    revision: str
    query_prefix: str = ""
    passage_prefix: str = ""
    dimension: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """As people are told of it."""
        return f"{self.name} ({self.revision}, {self.dimension} chiều)" if self.dimension else self.name

    @property
    def as_json(self) -> dict[str, Any]:
        """What `stamp_from` takes."""
        return asdict(self)


def stamp_from(said: dict[str, Any]) -> Stamp:
    """The stamp that `Stamp.as_json` gave. Raises ValueError where it is none."""
    try:
        return Stamp(**said)
    except TypeError as error:
        raise ValueError(str(error)) from error


def stamp_of(embedder: Embeddings) -> Stamp:
    """The stamp of any LangChain embedder: its own where it has one, else its class and the model that it names."""
    own = getattr(embedder, "stamp", None)
    if isinstance(own, Stamp):
        return own
    model = next((str(named) for name in ("model", "model_name") if (named := getattr(embedder, name, None))), "")
    return Stamp(type(embedder).__name__, model)


def embeddable(text: str) -> str:
    """`text` as an embedder takes it."""
    return text[:LONGEST].translate(_UNSPEAKABLE)


def says(text: str) -> bool:
    """Whether there is a word in `text`: signs alone have no meaning that a vector could hold."""
    return bool(words(text[:LONGEST]))
