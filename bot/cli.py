"""`cchc`: one command for everything. Nothing that goes wrong shows a traceback."""

import logging
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.exceptions import TyperException

from bot import logs, terminal
from bot.commands.archive import backup, restore
from bot.commands.ask import ask, chat, evaluate
from bot.commands.doctor import doctor
from bot.commands.ingest import ingest, reindex
from bot.commands.look import plans, search, text
from bot.commands.models import models
from bot.commands.procedures import procedures
from bot.commands.report import report
from bot.commands.serve import serve
from bot.commands.tasks import tasks
from bot.errors import CommandError
from bot.usage import in_vietnamese
from bot.wiring import Launch
from index.error import StoreError
from ingest.document import UnreadableError

_log = logging.getLogger(__name__)

INTERRUPTED = 130
"""Exit status after Ctrl-C: what shells make of SIGINT."""

_COMMANDS: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("ingest", ingest, 'cchc ingest ke-hoach/ --place "Ba Tơ"'),
    ("plans", plans, "cchc plans --json"),
    ("procedures", procedures, 'cchc procedures --field "hộ tịch" --level xã'),
    ("search", search, 'cchc search "hội thi cải cách hành chính" -k 5'),
    ("ask", ask, 'cchc ask "ai chu tri hoi thi cchc" --place "Ba Tơ"'),
    ("tasks", tasks, 'cchc tasks --agency "Phòng Nội vụ" --year 2025'),
    ("eval", evaluate, "cchc eval cau-hoi-mau.jsonl"),
    ("chat", chat, "cchc chat"),
    ("serve", serve, "cchc --config config.toml serve"),
    ("doctor", doctor, "cchc doctor"),
    ("models", models, "cchc models --fetch multilingual-e5-small"),
    ("text", text, "cchc text ke-hoach/ke-hoach-2025.pdf"),
    ("reindex", reindex, "cchc reindex"),
    ("report", report, "cchc report"),
    ("backup", backup, "cchc backup sao-luu.zip"),
    ("restore", restore, "cchc --data-dir du-lieu-moi restore sao-luu.zip"),
)

app = typer.Typer(
    name="cchc",
    help="Trợ lý tra cứu kế hoạch cải cách hành chính: hỏi gì đáp nấy, kèm trích dẫn.",
    epilog='Ví dụ: cchc ingest ke-hoach/ rồi cchc ask "Ai chủ trì hội thi CCHC?"',
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
for _name, _command, _example in _COMMANDS:
    app.command(_name, epilog=f"Ví dụ: {_example}")(_command)

Config = Annotated[Path | None, typer.Option("--config", metavar="TỆP", help="Tệp cấu hình, mặc định ./config.toml.")]
DataDir = Annotated[
    Path | None, typer.Option("--data-dir", envvar="CCHC_DATA_DIR", metavar="THƯ_MỤC", help="Nơi giữ mọi dữ liệu.")
]


@app.callback()
def _start(context: typer.Context, config: Config = None, data_dir: DataDir = None) -> None:
    context.obj = Launch(config, data_dir)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run `cchc` with `arguments` (else the process's own); returns the exit status: 0, 1, 2 or, after Ctrl-C, 130."""
    terminal.use_utf8()
    logs.set_up("warning")
    try:
        status = typer.main.get_command(app).main(
            args=None if arguments is None else list(arguments), prog_name="cchc", standalone_mode=False
        )
        if status == INTERRUPTED:
            terminal.say("Đã dừng.")
        return status if status in (0, 2, INTERRUPTED) else int(status is not None)
    except CommandError as error:
        terminal.say(str(error))
        return error.exit_code
    except TyperException as error:
        terminal.say(in_vietnamese(error))
        return 2
    except (UnreadableError, StoreError) as error:
        terminal.say(str(error))
    except (KeyboardInterrupt, typer.Abort):
        terminal.say("Đã dừng.")
    except Exception as error:  # noqa: BLE001 - the one place where nothing may pass
        _log.debug("Lỗi ngoài dự kiến", exc_info=True)
        terminal.say(
            f"Lỗi ngoài dự kiến: {type(error).__name__}: {error}\n"
            'Xin báo người quản trị dòng trên cùng lệnh đã chạy; đặt level = "debug" trong [log] để ghi đủ chi tiết.'
        )
    return 1


def main() -> NoReturn:
    """The entry point of the command."""
    status = run()
    if status == INTERRUPTED:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # an impatient second one would show where the program ends
    sys.exit(status)
