"""Templates and words: HTML is made here, every value in it escaped."""

import re
from dataclasses import dataclass
from functools import cache
from hashlib import blake2s
from importlib import resources
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from answer.answer import Citation
from ingest.vietnamese import nfc

LANGUAGES = ("vi", "en")
_MARK = re.compile(r"\[(\d{1,3})\]")
_EMPTY_LINES = re.compile(r"\n\s*\n")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer's text: words, or the mark of a source (`n`)."""

    text: str
    n: int | None = None


def html(name: str, language: str = "vi", **values: Any) -> str:
    """The template `name` with `values`; `t` in it holds the words of `language`."""
    return _environment().get_template(name).render(t=words(language), language=language, **values)


def plain(text: str) -> str:
    """`text` as it may be shown: without characters that hide, turn around or control what stands beside them."""
    return _UNSEEN.sub(" ", nfc(text))


def tight(text: str) -> str:
    """`text` without empty lines."""
    return _EMPTY_LINES.sub("\n", text)


def pieces(text: str) -> list[Piece]:
    """`text` of an answer, its marks apart from its words."""
    found = []
    for at, part in enumerate(_MARK.split(text)):
        if part:
            found.append(Piece(f"[{part}]", int(part)) if at % 2 else Piece(part))
    return found


def source_url(citation: Citation) -> str:
    """Where `citation` is read in its document, marked; empty where the document is not known."""
    return f"/ke-hoach/{citation.plan}?{passage_query(citation.ranges)}#trich" if citation.plan else ""


def passage_query(ranges: tuple[tuple[int, int], ...]) -> str:
    """`ranges` of a document's text as part of an address: "trich=12-40.60-80"."""
    return urlencode({"trich": ".".join(f"{start}-{end}" for start, end in ranges)})


def static_url(name: str) -> str:
    """The address of a file in static/, another one when the file has changed."""
    return f"/static/{name}?v={blake2s(static(name), digest_size=4).hexdigest()}"


@cache
def static(name: str) -> bytes:
    """A file in static/. Raises OSError where there is none."""
    return resources.files("bot.web").joinpath("static", name).read_bytes()


@cache
def words(language: str) -> dict[str, str]:
    """What the page says in `language`."""
    column = 1 + LANGUAGES.index(language)
    lines = resources.files("bot.web").joinpath("words.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[0]: row[column] for row in rows}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = {"plain": plain, "pieces": pieces, "tight": tight}
    environment.filters |= shown | {"source_url": source_url, "passage_query": passage_query}
    environment.globals["static_url"] = static_url
    return environment
