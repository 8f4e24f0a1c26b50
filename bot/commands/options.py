"""Options that several commands share, and how a command gets at its settings."""

from pathlib import Path
from typing import Annotated

import typer

from bot import logs
from bot.config import Engine, Settings, secrets
from bot.errors import WrongUseError
from bot.wiring import Launch

Json = Annotated[bool, typer.Option("--json", help="In JSON, mỗi dòng một đối tượng.")]
Place = Annotated[str | None, typer.Option("--place", metavar="TÊN", help="Chỉ kế hoạch của địa phương này.")]
Year = Annotated[int | None, typer.Option("--year", metavar="NĂM", help="Chỉ kế hoạch của năm này.")]
Count = Annotated[int, typer.Option("-k", min=1, max=1000, metavar="SỐ", help="Số đoạn tìm nhiều nhất.")]
Batch = Annotated[
    Path | None, typer.Option("--batch", metavar="TỆP", help="Tệp JSON Lines có id, q, place, history; - là đầu vào.")
]
EngineChoice = Annotated[Engine | None, typer.Option("--engine", help="Cách trả lời, thay cho config.toml.")]


def settings_of(context: typer.Context, *, service: bool = False) -> Settings:
    """The settings that this run goes by; from here on the log goes by them too. Raises WrongUseError.

    Only a `service` tells of its daily work: between a person's questions and answers it would be in the way.
    """
    settings = launch(context).settings
    level = settings.log.level if service or settings.log.level != "info" else "warning"
    logs.set_up(level, secrets(settings))
    return settings


def require_path(path: Path) -> None:
    """Raises WrongUseError where `path` is not there or may not be looked at."""
    try:
        path.stat()
    except PermissionError:
        raise WrongUseError(f"Không có quyền đọc {path}. Xin cấp quyền đọc thư mục chứa nó.") from None
    except (OSError, ValueError) as error:
        raise WrongUseError(f"Không tìm thấy {path}. Xin kiểm tra lại đường dẫn.") from error


def launch(context: typer.Context) -> Launch:
    """How `cchc` was started."""
    found = context.find_object(Launch)
    return found or Launch()
