"""A file becomes a Document: read as what it is, or refused in words that help."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.document import Document, UnreadableError
from ingest.readers import READERS
from ingest.readers.kind import suffix_of
from ingest.readers.unpack import Part, Unreadable, is_wanted, unpack, unreadable

_LEADS_OUT = "là liên kết dẫn ra ngoài thư mục được nạp. Nếu cần, hãy nạp thẳng tệp mà nó dẫn tới."
_LEADS_NOWHERE = "là liên kết dẫn tới chỗ không còn, hoặc dẫn lòng vòng. Hãy xóa liên kết hoặc chép tệp gốc vào đây."
_FOLDER_LEADS_OUT = (
    "là liên kết dẫn ra ngoài thư mục được nạp, các tệp trong đó chưa được đọc. "
    "Nếu cần, hãy nạp thẳng thư mục mà nó dẫn tới."
)

__all__ = ["Part", "Unreadable", "documents", "files", "read", "unpack", "unreadable"]


def read(path: Path, source: str | None = None) -> Document:
    """The file at `path` as read; `source` names it in spans and messages, by default its file name.

    Of a mail its body is read, of an archive nothing: see `documents`. Raises UnreadableError, in Vietnamese with the
    file's name, for whatever cannot be read.
    """
    source = source or path.name
    try:
        return _read(path, source)
    except Exception as error:  # libraries raise anything on a broken file, and one bad file must not stop a folder
        raise UnreadableError(unreadable(source, error).reason) from error


def documents(path: Path, source: str | None = None) -> Iterator[Document | Unreadable]:
    """All documents that the file at `path` holds: several where it is an archive or a mail with attachments.

    Raises nothing: what cannot be read is named in its place, and the rest is kept.
    """
    with TemporaryDirectory(prefix="cchc-") as folder:
        for part in unpack(path, source or path.name, Path(folder)):
            yield part if isinstance(part, Unreadable) else _read_or_named(part)


def files(path: Path, missed: Callable[[Unreadable], object] = lambda _: None) -> Iterator[Path]:
    """The files below `path` that a reader exists for, in a stable order; `path` itself where it is no folder.

    Hidden files and folders and Office's "~$" lock files are left out. So are folders that cannot be entered, what a
    link leads to outside of the folder, and links to nothing, but these are `missed`.
    """
    if not path.is_dir():
        yield path
        return
    root = os.path.realpath(path)
    for folder, folders, names in os.walk(path, onerror=lambda error: missed(_closed(error, path))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for link in (Path(folder, name) for name in folders):  # none is followed
            if not _is_below(link, root):
                where = link.relative_to(path).as_posix()
                missed(Unreadable(where, f"Thư mục {where!r} {_FOLDER_LEADS_OUT}"))
        for file in (Path(folder, name) for name in sorted(names)):
            reason = _astray(file, root)
            if reason and (is_wanted(file.name) or not file.suffix):  # a folder's name has no suffix
                missed(unreadable(file.relative_to(path).as_posix(), UnreadableError(reason)))
            elif is_wanted(file.name):
                yield file


def _astray(file: Path, root: str) -> str | None:
    """Why a link is not followed; None where it leads to a file below `root`, and for a file itself."""
    if not file.is_symlink():
        return None
    return _LEADS_NOWHERE if not file.exists() else None if _is_below(file, root) else _LEADS_OUT


def _is_below(path: Path, root: str) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(root)


def _closed(error: OSError, root: Path) -> Unreadable:
    folder = os.path.relpath(error.filename or root, root)
    mend = "Hãy cấp quyền đọc cho người dùng đang chạy chương trình."
    return Unreadable(folder, f"Không mở được thư mục {folder!r}, các tệp trong đó chưa được đọc. {mend}")


def _read_or_named(part: Part) -> Document | Unreadable:
    try:
        return read(part.path, part.source)
    except UnreadableError as error:
        return Unreadable(part.source, str(error))


def _read(path: Path, source: str) -> Document:
    actual = suffix_of(path)
    if actual not in READERS:
        raise UnreadableError("đây là tệp nén chứa các tệp khác. Hãy giải nén rồi thử lại.")
    document = READERS[actual](path, source)
    if not document.blocks:
        raise UnreadableError("không có chữ nào trong tệp. Hãy kiểm tra lại; nếu là ảnh chụp thì nhận dạng chữ trước.")
    if READERS[actual] is READERS.get(path.suffix.lower()):
        return document
    warning = f"Tệp {source!r} thật ra là {actual}, đã đọc theo {actual}. Nên đổi đuôi tệp cho đúng."
    return replace(document, warnings=(warning, *document.warnings))
