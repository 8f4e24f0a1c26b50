"""A Word file as the zip that it is: whether it can be unpacked at all, and as python-docx knows it."""

import io
import re
import zipfile
from collections.abc import Sequence

from ingest.document import UnreadableError

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
"""A docx is a zip; one that unpacks to more is a bomb or a photo album."""
MAX_XML_BYTES = 48 * 1024 * 1024
"""Of its parts in XML, which become twenty times as much memory; a decree of a thousand pages has half."""
MAX_TAGS = 1_600_000
"""Of one part, opening and closing: a decree of 600,000 elements has 900,000. So many, of paragraphs with nothing in
them, take 6 s."""
_XML = (".xml", ".rels")
_TYPES, _ROOT = "[Content_Types].xml", "_rels/.rels"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER_MAIN = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml\.template"
    rb"|ms-word\.(?:document\.macroEnabled|template\.macroEnabledTemplate))\.main\+xml"
)
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_SHORTEST_TAG = len(b"<p/>")
_KINDS_OF_ZIP = (("xl/", "tệp Excel"), ("ppt/", "tệp PowerPoint"), ("content.xml", "tệp OpenDocument"))


def transitional(raw: bytes) -> bytes:
    """`raw` as python-docx knows it: a template or a file with macros as a document, strict OOXML with the names that
    Word gives the same things by default."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        types = archive.read(_TYPES) if _TYPES in archive.namelist() else b""
        is_strict = any(_STRICT.search(archive.read(name)) for name in archive.namelist() if name == _ROOT)
        if not is_strict and not _OTHER_MAIN.search(types):
            return raw
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as out:
            for name in dict.fromkeys(archive.namelist()):
                out.writestr(name, _renamed(name, archive.read(name)))
    return made.getvalue()


def _renamed(name: str, raw: bytes) -> bytes:
    if not name.endswith(_XML):
        return raw
    return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", _OTHER_MAIN.sub(_MAIN, raw))


def check_zip(raw: bytes) -> None:
    """Raises UnreadableError for what is no Word file, is damaged, has a password, or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
            _check_sizes(members)
            _check_tags(archive, members)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableError("tệp .docx bị hỏng hoặc chép chưa hết. Hãy chép lại tệp rồi thử lại.") from error
    _check_members([member.filename for member in members])


def _check_sizes(members: Sequence[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableError("tệp nén có mật khẩu. Hãy bỏ mật khẩu rồi thử lại.")
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise UnreadableError(
            f"tệp bung ra lớn hơn {MAX_UNPACKED_BYTES // 1024 // 1024} MB. Hãy bỏ ảnh trong tệp rồi thử lại."
        )
    if sum(member.file_size for member in members if member.filename.endswith(_XML)) > MAX_XML_BYTES:
        raise UnreadableError(
            f"phần chữ của tệp bung ra lớn hơn {MAX_XML_BYTES // 1024 // 1024} MB (bom nén?). Hãy tách tệp rồi thử lại."
        )


def _check_tags(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]) -> None:
    """Only parts are looked into that are large enough for so many."""
    large = (each for each in members if each.filename.endswith(_XML) and each.file_size > MAX_TAGS * _SHORTEST_TAG)
    if any(archive.read(member).count(b"<") > MAX_TAGS for member in large):
        raise UnreadableError(
            f"tệp Word có hơn {MAX_TAGS} thẻ, có thể là vô số đoạn trống. Hãy bỏ chúng hoặc tách tệp."
        )


def _check_members(names: list[str]) -> None:
    if any(name.startswith("word/") for name in names):
        return
    kind = next((kind for start, kind in _KINDS_OF_ZIP if any(name.startswith(start) for name in names)), "tệp nén")
    raise UnreadableError(f"đây là {kind}, không phải Word (.docx). Hãy giải nén hoặc lưu lại dạng .docx.")
