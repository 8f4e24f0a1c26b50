"""`cchc doctor`: what is there, what is missing, and how to get it."""

import os
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import typer
from packaging.requirements import Requirement

from bot.check import Check
from bot.commands.doctor_channels import channels
from bot.commands.options import launch
from bot.config import DEFAULT_FILE, Settings, defaults
from bot.errors import WrongUseError
from bot.local_model import checks
from bot.terminal import result
from bot.wiring import embedder, open_plans, require_place
from index.error import StoreError
from index.row import PlanRow

_PACKAGE = "cchc-assistant"
_PYTHON = (3, 11)


def doctor(context: typer.Context) -> None:
    """Xem cái gì đã có, cái gì thiếu, làm sao để có."""
    started = launch(context)
    try:
        settings = started.settings
        config = _config(started.config)
    except WrongUseError as error:
        settings = defaults(started.data_dir)
        config = Check(False, "Cấu hình", str(error), "đang xét theo giá trị mặc định")
    found = [config, _python(), _packages(), *_store(settings), _embedder(settings), *_readers(), *_model(settings)]
    found.extend(channels(settings))
    for check in found:
        mark = {True: "✓", False: "✗", None: "–"}[check.good]
        result(f"{mark} {check.what}: {check.found}" + (f"\n    → {check.hint}" if check.hint else ""))
    if any(check.good is False for check in found):
        raise typer.Exit(1)


def _config(given: Path | None) -> Check:
    file = given or DEFAULT_FILE
    if file.exists():
        return Check(True, "Cấu hình", str(file))
    hint = "chép config.toml của chương trình về thư mục này nếu cần sửa"
    return Check(None, "Cấu hình", "không có config.toml, dùng giá trị mặc định", hint)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= _PYTHON:
        return Check(True, "Python", version)
    return Check(False, "Python", version, "cần Python 3.11 trở lên")


def _packages() -> Check:
    try:
        wanted = [entry for entry in map(Requirement, metadata.requires(_PACKAGE) or []) if _applies(entry)]
    except metadata.PackageNotFoundError:
        return Check(False, "Thư viện", f"gói {_PACKAGE} chưa được cài", "pip install .")
    wrong = [fault for entry in wanted if (fault := _unmet(entry))]
    if wrong:
        return Check(False, "Thư viện", "; ".join(wrong), f"pip install --upgrade {_PACKAGE}")
    return Check(True, "Thư viện", f"đủ {len(wanted)} gói, đúng phiên bản")


def _applies(entry: Requirement) -> bool:
    """Whether `entry` is wanted on this machine; extras are not."""
    return entry.marker is None or entry.marker.evaluate({"extra": ""})


def _unmet(entry: Requirement) -> str | None:
    """What is wrong with a pinned requirement."""
    try:
        installed = metadata.version(entry.name)
    except metadata.PackageNotFoundError:
        return f"thiếu {entry.name}"
    wanted = str(entry.specifier).removeprefix("==")
    return None if entry.specifier.contains(installed) else f"{entry.name} {installed}, cần {wanted}"


def _store(settings: Settings) -> Iterator[Check]:
    from index.store import Store

    place = settings.data.dir
    try:
        index = open_plans(settings)
        index.check()
        rows = index.plans()
        is_embedded = index.is_embedded()
    except StoreError as error:
        yield Check(False, "Dữ liệu", str(error))
        return
    if not rows:
        yield Check(False, "Dữ liệu", f"chưa có kế hoạch nào ở {place}", "cchc ingest THƯ_MỤC_KẾ_HOẠCH")
    else:
        writable = "" if os.access(place, os.W_OK) else ", chỉ đọc được"
        generation = Store(place).generation()
        yield Check(True, "Dữ liệu", f"{len(rows)} kế hoạch ở {place} (thế hệ {generation}{writable})")
        if not is_embedded:
            hint = "cchc serve lập dần khi đang chạy, hoặc lập ngay: cchc ingest --wait"
            yield Check(None, "Vector", "chưa đủ cho mọi đoạn, câu hỏi vẫn được trả lời theo chữ", hint)
        yield from _office(settings, rows)


def _office(settings: Settings, rows: tuple[PlanRow, ...]) -> Iterator[Check]:
    if settings.office.place:
        try:
            own = require_place(settings.office.place, rows)
            yield Check(True, "Địa phương", f"{settings.office.place} ({len(own)} kế hoạch)")
        except WrongUseError as error:
            yield Check(False, "Địa phương", str(error), "sửa place trong [office] của config.toml")


def _embedder(settings: Settings) -> Check:
    choice = embedder(settings)
    good = choice.good and (True if choice.embedder else None)
    return Check(good, "Bộ nhúng", choice.reason, "" if choice.embedder else "xem có thể dùng gì: cchc models")


def _readers() -> Iterator[Check]:
    """The programs that read what Python cannot: old Word files, and scans."""
    from ingest.document import UnreadableError
    from ingest.readers.office import program
    from ingest.scan.tesseract import engine

    office = program()
    if office:
        yield Check(True, "Tệp .doc .rtf .odt .xls .ods", office)
    else:
        hint = "cài LibreOffice nếu cần đọc các tệp ấy: https://www.libreoffice.org/"
        yield Check(None, "Tệp .doc .rtf .odt .xls .ods", "chưa có LibreOffice", hint)
    try:
        yield Check(True, "Bản quét, ảnh chụp", engine().version)
    except UnreadableError as error:
        yield Check(None, "Bản quét, ảnh chụp", str(error))


def _model(settings: Settings) -> Iterator[Check]:
    return (Check(good, "Mô hình ngôn ngữ", found, hint) for good, found, hint in checks(settings))
