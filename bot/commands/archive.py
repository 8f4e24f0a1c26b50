"""`cchc backup`, `cchc restore`: all state as one file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from bot.archive import pack, unpack
from bot.commands.options import settings_of
from bot.terminal import say
from bot.wiring import open_plans

File = Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp sao lưu, .zip.")]


def backup(context: typer.Context, file: File) -> None:
    """Sao lưu dữ liệu vào một tệp, cả khi đang phục vụ.

    Gồm văn bản đã nạp, hội thoại, góp ý; chỉ mục được lập lại khi khôi phục. Tệp gốc không nằm trong đó.
    """
    packed = pack(settings_of(context).data.dir, file)
    say(f"Đã sao lưu {', '.join(packed)} vào {file}. Tệp này chứa nội dung người dùng đã hỏi: xin giữ kín.")


def restore(context: typer.Context, file: File) -> None:
    """Khôi phục từ tệp do cchc backup ghi, vào một thư mục dữ liệu trống."""
    settings = settings_of(context)
    unpack(file, settings.data.dir)
    index = open_plans(settings)
    index.reindex()
    say(f"Đã khôi phục {len(index.plans())} văn bản vào {settings.data.dir}. Kiểm tra: cchc plans")
