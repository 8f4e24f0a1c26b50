"""Zip archives: their members one by one, bounded, and told apart from the Office files that are zips as well."""

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.document import UnreadableError
from ingest.vietnamese import nfc

MAX_MEMBERS = 2000
MAX_UNPACKED_BYTES = 300 * 1024**2
"""What all members together may have, those of archives inside the archive too."""
MAX_RATIO = 200
"""How many times larger than packed a member may be. Text comes to 10, blank scans to 100, a bomb to 1000."""
RATIO_FROM = 1024**2
"""Bytes below which a member may be packed as small as it likes."""
MAX_DEPTH = 3
"""Archives and mails inside one another."""

_MAX_DIRECTORY_BYTES = 2 * 1024**2
"""Of the table of contents, which zipfile reads as a whole: `MAX_MEMBERS` with names of a thousand bytes."""
_END, _END64_PLACE, _END64 = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
_OFFICE = (("word/", ".docx"), ("xl/", ".xlsx"), ("ppt/", ".pptx"))
_OPEN_DOCUMENT = {b"text": ".odt", b"spreadsheet": ".ods", b"presentation": ".odp"}
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_TOO_LARGE = "tệp nén bung ra quá lớn (bom nén?). Hãy giải nén bằng tay, chỉ giữ các tệp kế hoạch."


@dataclass(slots=True)
class Budget:
    """What is left to be unpacked of one file that was given, whatever is nested in it."""

    size: int = MAX_UNPACKED_BYTES
    members: int = MAX_MEMBERS

    def spend(self, size: int) -> None:
        """Take one member of `size` bytes off. Raises UnreadableError where nothing is left."""
        self.size -= size
        self.members -= 1
        if self.size < 0 or self.members < 0:
            raise UnreadableError(_TOO_LARGE)


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another. `raw` is None where `reason` says why it cannot be had."""

    name: str
    raw: bytes | None
    reason: str = ""


def kind(raw: bytes) -> str:
    """The suffix that the zip `raw` should have, by what is in it: ".docx", ".xlsx", ".odt" …, else ".zip".

    Raises UnreadableError for a zip that is broken or too large to be looked at.
    """
    with _opened(raw) as archive:
        names = archive.namelist()
        for start, suffix in _OFFICE:
            if any(name.startswith(start) for name in names):
                return suffix
        if "content.xml" in names and "mimetype" in names:
            with archive.open("mimetype") as file:
                return _OPEN_DOCUMENT.get(file.read(100).rpartition(b".")[2].strip(), ".zip")
    return ".zip"


def members(raw: bytes, budget: Budget) -> Iterator[Member]:
    """The files in the zip `raw`, in its order. Raises UnreadableError where it is broken or `budget` is spent."""
    with _opened(raw) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield _member(archive, info, budget)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Member:
    name = _name(info)
    if info.flag_bits & 1:
        return Member(name, None, "tệp nén có mật khẩu. Hãy giải nén bằng tay rồi thử lại.")
    most = max(RATIO_FROM, MAX_RATIO * info.compress_size)
    try:
        with archive.open(info) as file:
            raw = file.read(min(most, budget.size) + 1)  # what the archive says of its sizes is not believed
    except Exception as error:  # noqa: BLE001 - zlib, lzma, bz2, struct: each has its own
        return Member(name, None, f"phần này của tệp nén bị hỏng ({type(error).__name__}). Hãy nén lại rồi thử lại.")
    if len(raw) > most:
        budget.spend(most)
        return Member(name, None, _TOO_LARGE)
    budget.spend(len(raw))
    return Member(name, raw)


def _opened(raw: bytes) -> zipfile.ZipFile:
    if _directory_bytes(raw) > _MAX_DIRECTORY_BYTES:
        raise UnreadableError("tệp nén có quá nhiều tệp bên trong. Hãy giải nén bằng tay, chỉ giữ các tệp kế hoạch.")
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise UnreadableError("tệp nén (zip) bị hỏng hoặc chép chưa hết. Hãy chép lại tệp rồi thử lại.") from error


def _directory_bytes(raw: bytes) -> int:
    """The size of the table of contents, by whichever of the two records of the end zipfile may believe."""
    end = raw.rfind(_END)
    sizes = [int.from_bytes(raw[end + 12 : end + 16], "little")] if end >= 0 else [0]
    if raw.rfind(_END64_PLACE) >= 0:
        end64 = raw.rfind(_END64)
        sizes = [int.from_bytes(raw[end64 + 40 : end64 + 48], "little")]
    return max(sizes)


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; programs that know no UTF-8 flag write UTF-8 all the same, or Windows' page for Vietnamese."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeError:
        return info.filename
    try:
        return raw.decode("utf-8")
    except UnicodeError:
        return _vietnamese(raw) or info.filename


def _vietnamese(raw: bytes) -> str | None:
    """`raw` by windows-1258 where that is Vietnamese: it writes tones behind their vowels, and each has one."""
    try:
        written = raw.decode("cp1258")
    except UnicodeError:
        return None
    name = nfc(written)
    return name if _TONE.search(written) and not _TONE.search(name) else None
