"""Archives and mails become the files that they hold, each with a source name of its own ("kehoach.zip/kh.docx")."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from ingest.document import UnreadableError
from ingest.readers import READERS
from ingest.readers.archive import MAX_DEPTH, Budget, Member, members
from ingest.readers.kind import CONTAINERS, suffix_of
from ingest.readers.load import load
from ingest.readers.mail import attachments, has_body

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_SEPARATOR = re.compile(r"[/\\]+")
_DRIVE = re.compile(r"[A-Za-z]:")
_SKIPPED = (".", "~$", "__MACOSX")
_log = logging.getLogger(__name__)
_SAVE = "Hãy mở bằng chương trình gốc, lưu lại rồi thử lại."
_DAMAGED = f"tệp hỏng hoặc sai định dạng. {_SAVE}"
_CUT = "tệp hỏng, có thể bị cắt ngang khi chép hoặc tải về. Hãy chép lại tệp từ nguồn rồi thử lại."
_INSIDE = f"tệp hỏng, phần chữ bên trong không còn nguyên vẹn. {_SAVE}"
_PDF = "tệp PDF hỏng hoặc bị cắt ngang. Hãy xuất lại PDF từ chương trình gốc, hoặc quét lại, rồi thử lại."
_REASONS = {
    "UnidentifiedImageError": "tệp hỏng hoặc không phải là ảnh. Hãy quét lại hoặc lưu lại thành PNG rồi thử lại.",
    "DecompressionBombError": "ảnh lớn quá mức cho phép. Hãy quét lại ở mức 300 dpi rồi thử lại.",
    "XMLSyntaxError": _INSIDE,
    "ParseError": _INSIDE,
    "ExpatError": _INSIDE,
    "RecursionError": f"tệp hỏng, các phần lồng vào nhau quá sâu. {_SAVE}",
    "UnicodeError": f"tệp hỏng, chữ bên trong sai bảng mã. {_SAVE}",
    "PdfminerException": _PDF,
    "PSException": _PDF,
    "PdfiumError": _PDF,
    "BadZipFile": _CUT,
    "LZMAError": _CUT,
    "EOFError": _CUT,
    "error": _CUT,  # of zlib and struct
    "MemoryError": "máy không đủ bộ nhớ để đọc tệp. Hãy tách tệp thành nhiều phần rồi thử lại.",
    "OSError": "không đọc hết được tệp từ ổ đĩa. Hãy kiểm tra ổ đĩa hoặc kết nối mạng rồi thử lại.",
}
"""The name of an error, of whatever library -> what it tells people; its own words are English, and for the log."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file to be read: one that was given, or one unpacked from it. `source` names it to people."""

    path: Path
    source: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What cannot be read, and in a Vietnamese sentence that names it, why not."""

    source: str
    reason: str


def unpack(path: Path, source: str, folder: Path) -> Iterator[Part | Unreadable]:
    """The files that `path` stands for: itself, or what an archive or mail holds, written to `folder`.

    What no reader exists for is left out, as in a folder; a mail is itself a part where something is written in it.
    """
    return _unpack(Part(path, source), folder, Budget(), 0)


def is_wanted(name: str) -> bool:
    """Whether a file of that name, without folder, is one to be read: neither hidden nor of an unknown kind."""
    return not name.startswith(_SKIPPED) and Path(name).suffix.lower() in READERS.keys() | CONTAINERS


def unreadable(source: str, error: Exception) -> Unreadable:
    """`source` with what `error` says of it."""
    return Unreadable(source, f"Không đọc được tệp {source!r}: {reason_of(error)}")


def reason_of(error: Exception) -> str:
    """What `error` says of a file; libraries raise anything on a broken one."""
    if isinstance(error, UnreadableError):
        return str(error)
    _log.info("Không đọc được một tệp: %r", error)
    names = (kind.__name__ for kind in type(error).__mro__)
    return next((_REASONS[name] for name in names if name in _REASONS), _DAMAGED)


def _unpack(part: Part, folder: Path, budget: Budget, depth: int) -> Iterator[Part | Unreadable]:
    try:
        suffix = suffix_of(part.path)
        is_part, held = _held(part.path, suffix, budget)
    except Exception:  # noqa: BLE001 - reading it will tell why, in the same words as for any file
        suffix, is_part, held = "", True, iter(())
    if is_part:
        yield part
    if suffix not in CONTAINERS:
        return
    if depth == MAX_DEPTH:
        yield unreadable(part.source, UnreadableError(f"nén lồng nhau quá {MAX_DEPTH} lớp. Hãy giải nén bằng tay."))
        return
    found = is_part
    for inner in _inner(part.source, held, folder):
        found = True
        yield from [inner] if isinstance(inner, Unreadable) else _unpack(inner, folder, budget, depth + 1)
    if not found:
        reason = "bên trong không có nội dung hay tệp nào đọc được. Hãy kiểm tra lại tệp."
        yield unreadable(part.source, UnreadableError(reason))


def _held(path: Path, suffix: str, budget: Budget) -> tuple[bool, Iterator[Member]]:
    """Whether the file at `path` is one to be read itself, and the files that it holds."""
    if suffix not in CONTAINERS:
        return True, iter(())
    raw = load(path)
    return (has_body(raw), attachments(raw, budget)) if suffix == ".eml" else (False, members(raw, budget))


def _inner(source: str, held: Iterator[Member], folder: Path) -> Iterator[Part | Unreadable]:
    """What is `held` in `source`, each written to `folder` under a name of ours."""
    taken: set[str] = set()
    try:
        for member in held:
            steps = _steps(member.name)
            if not steps or any(step.startswith(_SKIPPED) for step in steps) or not is_wanted(steps[-1]):
                continue
            name = _free("/".join((source, *steps)), taken)
            if member.raw is None:
                yield unreadable(name, UnreadableError(member.reason))
            else:
                yield Part(_write(member.raw, Path(steps[-1]).suffix.lower(), folder), name)
    except Exception as error:  # noqa: BLE001 - zip and mail libraries raise anything
        yield unreadable(source, error)


def _steps(name: str) -> list[str]:
    """The folders and the file that `name` tells of. It is a name only: where ".." or "/" would lead is left out."""
    steps = (_CONTROL.sub(" ", step).strip() for step in _SEPARATOR.split(_DRIVE.sub("", name, count=1)))
    return [step for step in steps if step not in ("", ".", "..")]


def _free(name: str, taken: set[str]) -> str:
    """`name`, numbered where an archive holds it twice."""
    free, place = name, 1
    while free in taken:
        place += 1
        free = f"{name} ({place})"
    taken.add(free)
    return free


def _write(raw: bytes, suffix: str, folder: Path) -> Path:
    handle, path = mkstemp(suffix=suffix, dir=folder)
    with open(handle, "wb") as file:
        file.write(raw)
    return Path(path)
