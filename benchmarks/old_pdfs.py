"""PDF files set in fonts from before Unicode, in each way in which PDF writers name their letters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from old_text import Run, raw, runs

from ingest.readers.charts import shown

_LINES, _WIDE, _LEADING, _SIZE = 44, 78, 16, 12
_MARKS = "ùøûõïâêáàåãäéèúüëÙØÛÕÏÂÊÁÀÅÃÄÉÈÚÜË"
_GLYPHS = {0xAD: "minus", 0xB7: "middot", 0xB5: "mu1", 0xA8: "dieresis", 0xD0: "Eth", 0xB8: "cedilla"}
_SUBSET = "ABCDEF+"


def _named(name: Callable[[int], str], codes: Sequence[int] = range(128, 256)) -> str:
    names = "".join(f"{code}/{name(code)}" for code in codes)
    return f"<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[{names}]>>"


@dataclass(frozen=True, slots=True)
class Way:
    """The font's Encoding, what stands before its name, whether it has a ToUnicode, and whether it has its name."""

    encoding: str = ""
    prefix: str = _SUBSET
    has_unicode: bool = False
    is_named: bool = True


WAYS: Mapping[str, Way] = {
    "WinAnsi": Way("/WinAnsiEncoding", ""),
    "WinAnsi, subset": Way("/WinAnsiEncoding"),
    "built-in encoding": Way(),
    "names without meaning": Way(_named(lambda code: f"g{code}")),
    "names by Unicode": Way(_named(lambda code: f"uni{code:04X}")),
    "names of glyphs": Way(_named(_GLYPHS.__getitem__, list(_GLYPHS))),
    "soft hyphens as hyphens": Way(_named(lambda _: "hyphen", [0xAD])),
    "ToUnicode": Way(has_unicode=True),
    "WinAnsi, no name": Way("/WinAnsiEncoding", is_named=False),
    "ToUnicode, no name": Way(has_unicode=True, is_named=False),
}


def pdf(lines: Sequence[str], font: str, way: Way) -> bytes:
    """`lines` typed in `font`, wrapped, on as many pages as it takes; nothing is embedded."""
    typed = [runs(part, font) for line in lines for part in wrap(line, _WIDE)]
    families = (font, f"{font}H") if way.is_named else ("TT0", "TT1")
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", _stream(_cmap())]
    widths = f"/FirstChar 0/LastChar 255/Widths[{' '.join(_width(code, font) for code in range(256))}]"
    told = (f"/Encoding{way.encoding}" if way.encoding else "") + ("/ToUnicode 3 0 R" if way.has_unicode else "")
    for family in families:
        name = f"/{way.prefix}{family}"
        flags = f"/Flags {32 if way.encoding else 4}/FontBBox[0 -200 1000 800]/ItalicAngle 0/StemV 80"
        objects.append(f"<</Type/FontDescriptor/FontName{name}{flags}/Ascent 800/Descent -200/CapHeight 700>>")
        about = f"/BaseFont{name}{widths}/FontDescriptor {len(objects)} 0 R{told}"
        objects.append(f"<</Type/Font/Subtype/TrueType{about}>>")
    kids = []
    for first in range(0, len(typed), _LINES):
        sheet = enumerate(typed[first : first + _LINES])
        objects.append(_stream("\n".join(_drawn(line, font, 770 - _LEADING * at) for at, line in sheet)))
        about = f"/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R/Resources<</Font<</F0 5 0 R/F1 7 0 R>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R{about}>>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    return _written(objects)


def _drawn(line: Sequence[Run], font: str, height: int) -> str:
    shows = (f"/F{int(run.font != font)} {_SIZE} Tf <{raw(run.text).hex()}> Tj" for run in line)
    return f"BT 1 0 0 1 72 {height} Tm {' '.join(shows)} ET"


def _width(code: int, font: str) -> str:
    """The marks of VNI take no room: they are drawn over the letter before."""
    is_mark = font.startswith("VNI") and chr(code) in _MARKS
    return "0" if is_mark else "250" if code == 32 else "500"


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>>stream\n{content}\nendstream"


def _cmap() -> str:
    codes = [f"<{code:02x}><{ord(shown(chr(code))):04x}>" for code in range(32, 256)]
    blocks = [codes[at : at + 100] for at in range(0, len(codes), 100)]
    parts = "".join(f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar\n" for block in blocks)
    head = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def"
    return f"{head}\n1 begincodespacerange <00><ff> endcodespacerange\n{parts}endcmap end end"


def _written(objects: Sequence[str]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return bytes(out) + f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
