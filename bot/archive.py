"""A data directory as one file and back: what cannot be made anew, each database as it was at one moment."""

import json
import os
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from bot.errors import CommandError, WrongUseError
from index.store import FILE as PLANS

_LABEL = "backup.json"
_FORM = 1
_LARGEST = 64 * 1024**3  # bytes that an archive may unpack to


def pack(data: Path, file: Path) -> list[str]:
    """Write the databases of `data` to `file`; the names of what is in it. Others may read and write meanwhile.

    Raises CommandError; `file` is then as it was.
    """
    databases = sorted(data.glob("*.sqlite3")) if data.is_dir() else []
    if PLANS not in [one.name for one in databases]:
        raise CommandError(f"Không có dữ liệu nào ở {data}. Xin kiểm tra --data-dir hoặc [data] dir.")
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(dir=file.absolute().parent) as room:
            sums = {}
            with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                for one in databases:
                    copy = Path(room) / one.name
                    _copy(one, copy)
                    sums[one.name] = _sum(copy)
                    archive.write(copy, one.name)
                    copy.unlink()
                label = {"form": _FORM, "made": datetime.now(UTC).isoformat(timespec="seconds"), "sha256": sums}
                archive.writestr(_LABEL, json.dumps(label, indent=1))
        beside.replace(file)
    except (OSError, sqlite3.Error) as error:
        beside.unlink(missing_ok=True)
        raise CommandError(f"Không sao lưu được vào {file}: {error}. Xin giải phóng đĩa hoặc chọn nơi khác.") from None
    return list(sums)


def unpack(file: Path, data: Path) -> list[str]:
    """Put what is in `file` into `data`, which must hold no plans; the names of what was put there.

    Everything is checked before anything is put in its place. Raises WrongUseError, CommandError.
    """
    if (data / PLANS).exists():
        raise WrongUseError(
            f"{data} đã có dữ liệu. Xin khôi phục vào thư mục khác: cchc --data-dir THƯ_MỤC restore TỆP"
        )
    try:
        data.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory(dir=data) as room:
            sums = _sums(archive)
            for name, expected in sums.items():
                archive.extract(name, room)
                if _sum(Path(room) / name) != expected:
                    raise CommandError(f"Tệp sao lưu {file} đã hỏng ở {name}. Xin dùng bản sao lưu khác.")
            for name in sorted(sums, key=PLANS.__eq__):  # the plans last: without them there is nothing yet
                (Path(room) / name).replace(data / name)
            return list(sums)
    except FileNotFoundError:
        raise WrongUseError(f"Không tìm thấy {file}. Xin kiểm tra lại đường dẫn.") from None
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, EOFError, NotImplementedError) as error:
        raise CommandError(f"{file} không phải là bản sao lưu nguyên vẹn do cchc backup ghi ({error}).") from None
    except OSError as error:
        raise CommandError(
            f"Không khôi phục được vào {data}: {error}. Xin cấp quyền ghi hoặc giải phóng đĩa."
        ) from None


def _sums(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name -> sha256 of what `archive` says that it holds. Raises ValueError, KeyError where it is none of ours."""
    label = json.loads(archive.read(_LABEL))
    sums = label["sha256"]
    if label["form"] != _FORM or PLANS not in sums:
        raise ValueError("thiếu nội dung")
    names = {info.filename for info in archive.infolist()} - {_LABEL}
    if names != set(sums) or any(Path(name).name != name or not name.endswith(".sqlite3") for name in names):
        raise ValueError("có tệp lạ")
    if sum(info.file_size for info in archive.infolist()) > _LARGEST:
        raise ValueError("quá lớn")
    return {str(name): str(one) for name, one in sums.items()}


def _copy(source: Path, target: Path) -> None:
    """`source` as it is at one moment, whoever writes to it."""
    with (
        closing(sqlite3.connect(source.absolute().as_uri() + "?mode=ro", uri=True, timeout=30)) as one,
        closing(sqlite3.connect(target)) as other,
    ):
        one.backup(other)
        other.execute("PRAGMA journal_mode = DELETE")


def _sum(file: Path) -> str:
    found = sha256()
    with file.open("rb") as content:
        while piece := content.read(1 << 20):
            found.update(piece)
    return found.hexdigest()
