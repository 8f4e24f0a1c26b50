"""The bytes of a file, and nothing else: the only place where a reader touches the disk."""

import errno
import hashlib
import stat
from pathlib import Path

from ingest.document import UnreadableError

MAX_BYTES = 50 * 1024 * 1024
"""A plan of a hundred pages is far below; what is above is a scan or no plan, and would fill an office PC's memory."""

MAX_TEXT_BYTES = 4 * 1024 * 1024
"""Of text and mark-up, which become a hundred times as much memory; three hundred pages have a quarter."""

MAX_LINES = 100_000
"""Of text and mark-up: a million headings of one letter take 2 GB and 40 s; three hundred pages have a sixth."""


def load(path: Path, size: int | None = None) -> bytes:
    """The whole file at `path`, or its first `size` bytes.

    Raises UnreadableError, without the file's name, for what is no regular file of at most `MAX_BYTES`.
    A device or pipe is told by its kind and never opened: opening one can block for ever.
    """
    try:
        _check(path)
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1 if size is None else size)
    except (OSError, ValueError) as error:
        raise UnreadableError(_reason(error)) from error
    if not raw:
        raise UnreadableError("tệp rỗng (0 byte). Hãy chép lại tệp từ nguồn rồi thử lại.")
    if len(raw) > MAX_BYTES:  # it grew after it was measured
        raise UnreadableError(_TOO_BIG)
    return raw


def load_text(path: Path) -> bytes:
    """The whole file at `path`, of text or mark-up. Raises as `load` and `check_text` do."""
    raw = load(path)
    check_text(raw)
    return raw


def check_text(raw: bytes) -> None:
    """Raises UnreadableError, without the file's name, where `raw` is more text than `MAX_TEXT_BYTES`, `MAX_LINES`."""
    if len(raw) > MAX_TEXT_BYTES:
        raise UnreadableError(
            f"phần chữ lớn hơn mức cho phép {MAX_TEXT_BYTES // 1024 // 1024} MB. "
            "Hãy tách tệp thành nhiều phần rồi thử lại."
        )
    if max(raw.count(b"\n"), raw.count(b"\r")) > MAX_LINES:
        raise UnreadableError(
            f"phần chữ có hơn {MAX_LINES} dòng. Hãy bỏ các dòng trống hoặc tách tệp thành nhiều phần rồi thử lại."
        )


def digest(path: Path) -> str:
    """The SHA-256 of the file at `path`, without keeping it in memory. Raises as `load` does."""
    try:
        _check(path)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        raise UnreadableError(_reason(error)) from error


def _check(path: Path) -> None:
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableError("đây là thư mục, không phải tệp. Hãy chỉ ra từng tệp trong thư mục.")
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError("không phải tệp thường (là thiết bị, đường ống hoặc socket). Hãy chỉ ra một tệp văn bản.")
    if status.st_size > MAX_BYTES:
        raise UnreadableError(_TOO_BIG)


_TOO_BIG = (
    f"tệp lớn hơn mức cho phép {MAX_BYTES // 1024 // 1024} MB. "
    "Hãy tách tệp thành nhiều phần, hoặc bỏ ảnh trong tệp, rồi thử lại."
)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "không thấy tệp (đã bị xóa, đổi tên hoặc sai đường dẫn). Hãy kiểm tra lại đường dẫn."
    if isinstance(error, PermissionError):
        return "không có quyền đọc tệp. Hãy cấp quyền đọc cho người dùng đang chạy chương trình."
    detail = _OF_SYSTEM.get(getattr(error, "errno", None) or 0, "tên tệp hoặc ổ đĩa có chỗ không đúng")
    return f"không mở được tệp ({detail}). Hãy kiểm tra lại đường dẫn và ổ đĩa."


_OF_SYSTEM = {
    errno.ELOOP: "liên kết dẫn lòng vòng",
    errno.ENAMETOOLONG: "tên tệp quá dài",
    errno.EIO: "ổ đĩa báo lỗi khi đọc",
    errno.ESTALE: "thư mục mạng đã thay đổi",
    errno.ETIMEDOUT: "thư mục mạng không trả lời",
    errno.EMFILE: "máy đang mở quá nhiều tệp",
    errno.ENFILE: "máy đang mở quá nhiều tệp",
    errno.ENOTDIR: "một phần của đường dẫn không phải là thư mục",
}
"""What the system says of a file, in the words of those who read it."""
