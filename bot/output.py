"""Files that a command writes for people."""

from pathlib import Path

from bot.errors import CommandError


def write(file: Path, content: bytes) -> None:
    """Write `content` to `file`, over what was there. Raises CommandError."""
    try:
        file.write_bytes(content)
    except OSError as error:
        raise CommandError(f"Không ghi được {file}: {error}. Xin đóng tệp nếu đang mở, hoặc chọn nơi khác.") from None
