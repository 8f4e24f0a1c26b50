"""A right number or agency in the wrong place: where the sentence has it, the record has another."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from answer.check import agencies
from answer.polarity import Near, around
from ingest.vietnamese import canonical, nfc

_TOKEN = re.compile(r"\w+(?:[/.,-]\d+)*")
_SPELLED = re.compile(r"(\d{1,2}) tháng (\d{1,2})(?: năm (\d{4}))?")
_AROUND = 6
_NUMBER, _AGENCY = "number", "agency"
_MARGIN = {_NUMBER: 2, _AGENCY: 3}  # so many more words around it must be those around another one


@lru_cache(maxsize=512)
def _values(text: str) -> Mapping[str, Mapping[str, tuple[Near, ...]]]:
    """Kind -> value -> the words around it, each time that it stands in `text`."""
    text = nfc(text)
    for name in sorted(agencies(text), key=len, reverse=True):
        text = text.replace(name, "_".join(["", *re.findall(r"\w+", name), ""]))
    text = _SPELLED.sub(lambda date: "/".join(filter(None, date.groups())), canonical(text))
    tokens = [_plain(token) for token in _TOKEN.findall(text)]
    found: dict[str, dict[str, list[Near]]] = {_NUMBER: {}, _AGENCY: {}}
    for at, token in enumerate(tokens):
        kind = _AGENCY if "_" in token else _NUMBER if token[0].isdigit() else ""
        if kind:
            found[kind].setdefault(token, []).append(around(tokens, at, at + 1, _AROUND))
    return {kind: {value: tuple(nears) for value, nears in values.items()} for kind, values in found.items()}


def _plain(token: str) -> str:
    return "/".join(part.lstrip("0") or "0" for part in token.split("/"))


def misplaced(sentence: str, held: str) -> Iterator[str]:
    """The numbers and agencies that stand in `sentence` where `held` has others of their kind."""
    told = _values(held)
    for kind, values in _values(sentence).items():
        for value, places in values.items():
            own, others = told[kind].get(value), [each for other, each in told[kind].items() if other != value]
            for near in places if own else ():
                here = max(len(near & each) for each in own or ())
                if any(len(near & each) - here >= _MARGIN[kind] for nears in others for each in nears):
                    yield f"“{value.replace('_', ' ').strip()}” đứng ở chỗ khác trong đoạn được dẫn"
                    break
