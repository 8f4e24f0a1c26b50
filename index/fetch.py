"""Embedding models brought to this machine, and packed for one without a network. The only place that reaches one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from index.error import ModelError, writing
from index.model import Local, faults
from index.presets import Preset

_KEPT = (".json", ".txt", ".model", ".codes", ".safetensors", ".bin")
_MB = 1_000_000


def fetch(preset: Preset, models: Path) -> Local:
    """`preset` in a folder of its own under `models`; what was fetched in part goes on where it was.

    Raises:
        ModelError: there is no way to it, no room for it, or it did not come whole.
        UnwritableError: the folder cannot be written to.
    """
    target, partly = models / preset.name, models / f".{preset.name}"
    if target.is_dir() and faults(target) is None:
        return Local(preset.name, target, preset)
    with writing(models):
        partly.mkdir(parents=True, exist_ok=True)
        _require_room(preset, models)
    _download(preset, partly)
    if fault := faults(partly):
        raise ModelError(f"Mô hình {preset.name} tải về chưa trọn: {fault}. Xin chạy lại lệnh.")
    with writing(models):
        shutil.rmtree(partly / ".cache", ignore_errors=True)  # the library's notes on what it has fetched
        shutil.rmtree(target, ignore_errors=True)
        partly.replace(target)
    return Local(preset.name, target, preset)


def pack(local: Local, to: Path) -> Path:
    """The model `local` in a folder under `to`, its files themselves where they were links. Raises UnwritableError."""
    target, partly = to / Path(local.name).name, to / f".{Path(local.name).name}"
    with writing(to):
        shutil.rmtree(partly, ignore_errors=True)
        shutil.copytree(local.folder, partly, ignore=shutil.ignore_patterns(".cache", ".git*"))
        shutil.rmtree(target, ignore_errors=True)
        partly.replace(target)
    return target


def wanted(files: Iterable[str]) -> list[str]:
    """Of the files of a repository those that sentence-transformers reads: one form of the weights, not all."""
    of_torch = [file for file in map(PurePosixPath, files) if file.suffix in _KEPT and _is_read(file)]
    is_safe = any(file.suffix == ".safetensors" for file in of_torch)
    return [str(file) for file in of_torch if not (is_safe and file.suffix == ".bin")]


def _is_read(file: PurePosixPath) -> bool:
    """Whether `file` lies at the top or in the folder of a module ("1_Pooling"), not in that of another engine."""
    return len(file.parts) == 1 or (len(file.parts) == 2 and file.parts[0][0].isdigit())


def _download(preset: Preset, folder: Path) -> None:
    if not sys.stderr.isatty():
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    try:
        from huggingface_hub import HfApi
        from huggingface_hub.utils.logging import set_verbosity_error

        set_verbosity_error()  # type: ignore[no-untyped-call]  # it tries again by itself; how that ends is said below
        hub = HfApi(endpoint=os.environ.get("HF_ENDPOINT"))
        files = wanted(hub.list_repo_files(preset.repository, revision=preset.revision))
        hub.snapshot_download(
            preset.repository, revision=preset.revision, local_dir=folder, allow_patterns=files, max_workers=2
        )
    except Exception as error:  # the library, its HTTP client and the system each fail in their own words
        raise ModelError(
            f"Không tải được mô hình {preset.name} từ {preset.repository} ({error}). Xin kiểm tra mạng rồi chạy lại; "
            "máy không có mạng: tải ở máy khác, đóng gói bằng cchc models --pack, rồi chép sang."
        ) from error


def _require_room(preset: Preset, folder: Path) -> None:
    free = shutil.disk_usage(folder).free // _MB
    if free < preset.megabytes:
        raise ModelError(f"Mô hình {preset.name} cần {preset.megabytes} MB, mà ổ đĩa của {folder} chỉ còn {free} MB.")
