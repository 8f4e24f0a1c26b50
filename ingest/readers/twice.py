"""UTF-8 that was taken for a page of single bytes and shown, or saved, so: "há»™i" is "hội"."""

import re
from functools import cache

from ingest.readers.charts import VIETNAMESE, WINDOWS, composed, raw, shown
from ingest.readers.syllables import share

PAGES = (WINDOWS, "mac_roman", VIETNAMESE)
_MOST = 0.9
"""Share of the bytes above ASCII that must be parts of a letter; blanks and soft hyphens get lost."""
_ENOUGH = 3
_LOOKED_AT = 5000
"""Characters, two pages, that tell as well as all."""
_LEADS = bytes((0xC3, 0xC4, 0xC6, 0xE1, 0xE2))
"""What the letters of Vietnamese begin with."""
_LETTER = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CUT = re.compile(r"([a-zA-Z]*)\xc3(?![\x80-\xbf])( (?= )|)")
"""Of "à" the second byte is a no-break blank, of "í" a soft hyphen."""


def page_of(text: str) -> str | None:
    """The page by which all of `text`, UTF-8 once, is shown; None where it is not."""
    text = text[:_LOOKED_AT]
    pages = (page for page in PAGES if len(_lead(page).findall(text)) >= _ENOUGH)
    return next((page for page in pages if _covered(raw(composed(text), page)) >= _MOST), None)


def undone(text: str, page: str) -> str:
    """`text` with each letter put together again from the bytes that `page` shows."""
    text = _CUT.sub(_whole, raw(composed(text), page))
    return shown(_LETTER.sub(lambda match: match[0].encode("latin-1").decode("utf-8", errors="replace"), text))


def _whole(cut: re.Match[str]) -> str:
    begun, blank = cut.groups()
    letter = "à" if blank or share(begun + "à") > share(begun + "í") else "í"
    return begun + letter.encode().decode("latin-1")


def _covered(text: str) -> float:
    """The share of the bytes above ASCII in `text` that are parts of a letter in UTF-8."""
    high = sum(char > "\x7f" for char in text)
    found = _LETTER.findall(text)
    return sum(map(len, found)) / high if len(found) >= _ENOUGH else 0.0


@cache
def _lead(page: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(_LEADS.decode(page))}]")
