"""`cchc models`: embedding models that are known, fetched when asked to, packed for a machine without a network."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.options import Json, settings_of
from bot.errors import CommandError, WrongUseError
from bot.terminal import json_line, result, say, table
from bot.wiring import embedder, models_dir
from index.presets import PRESETS, Preset, preset_of

Fetch = Annotated[str | None, typer.Option("--fetch", metavar="TÊN", help="Tải mô hình này về (cần mạng).")]
Pack = Annotated[str | None, typer.Option("--pack", metavar="TÊN", help="Đóng gói mô hình này cho máy không có mạng.")]
To = Annotated[Path | None, typer.Option("--to", metavar="THƯ_MỤC", help="Nơi đặt gói, vd. ổ USB.")]


def models(
    context: typer.Context, fetch: Fetch = None, pack: Pack = None, to: To = None, as_json: Json = False
) -> None:
    """Liệt kê, tải về, đóng gói mô hình nhúng.

    Chỉ --fetch mới dùng đến mạng. Không có mô hình nào thì vẫn tra cứu được theo chữ.
    """
    settings = settings_of(context)
    folder = models_dir(settings)
    if fetch:
        _fetch(fetch, folder)
    if pack:
        _pack(pack, to, folder)
    if not (fetch or pack):
        say(f"Đang dùng: {embedder(settings).reason}.")
        _list(folder, as_json)


def _list(folder: Path, as_json: bool) -> None:
    from index import nano
    from index.model import faults, locate

    lacks = nano.lacks()
    rows: list[dict[str, Any]] = [
        {"name": nano.NAME, "here": lacks is None, "at": lacks or "cài cùng chương trình", "megabytes": 95}
        | {"dimension": 384, "length": 512, "licence": "MIT", "repository": "intfloat/multilingual-e5-small"}
    ]
    for preset in PRESETS:
        found = locate(preset.name, folder)
        fault = faults(found.folder) if found else "chưa có"
        rows.append(
            {"name": preset.name, "here": fault is None, "at": fault or (str(found.folder) if found else "")}
            | {"megabytes": preset.megabytes, "dimension": preset.dimension, "length": preset.length}
            | {"licence": preset.licence, "repository": preset.repository}
        )
    if as_json:
        for row in rows:
            json_line(row)
    else:
        columns = ("Tên", "Có", "Ở đâu", "MB", "Chiều", "Độ dài", "Giấy phép", "Nguồn")
        table(columns, [(row["name"], "✓" if row["here"] else "–", *list(row.values())[2:]) for row in rows])


def _fetch(name: str, folder: Path) -> None:
    from index.fetch import fetch

    preset = _known(name)
    say(f"Đang tải {preset.name}, chừng {preset.megabytes} MB…")
    result(
        f"{preset.name} ở {fetch(preset, folder).folder}. Vector được lập lại dần khi chạy cchc serve, hoặc ngay: "
        "cchc ingest --wait"
    )


def _pack(name: str, to: Path | None, folder: Path) -> None:
    from index.fetch import pack
    from index.model import faults, locate

    if to is None:
        raise WrongUseError("Xin cho biết đặt gói ở đâu, vd.: cchc models --pack bge-m3 --to /media/usb")
    found = locate(name, folder)
    if found is None:
        raise CommandError(f"Chưa có mô hình {name} trên máy này. Xin tải trước: cchc models --fetch {name}")
    if fault := faults(found.folder):
        raise CommandError(f"Không đóng gói được: {fault}.")
    result(f"{pack(found, to)}: chép thư mục này vào thư mục models trong thư mục dữ liệu của máy kia.")


def _known(name: str) -> Preset:
    if preset := preset_of(name):
        return preset
    raise WrongUseError(
        f"Không biết mô hình “{name}”. Các mô hình tải được: {', '.join(each.name for each in PRESETS)}"
    )
