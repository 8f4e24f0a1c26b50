"""Makes docs/screenshot.svg from what the assistant really prints: `make demo`, then `python docs/screenshot.py`."""

import io
import re
import shlex
import subprocess
import sys
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parent.parent
COLUMNS = 108
COMMANDS = (
    'cchc ask "ninh hoa: xa phuong gui ke hoach truoc ngay nao"',
    'cchc ask "Ở Giao Long ai phối hợp làm chuyên mục CCHC trên sóng phát thanh?"',
    'cchc ask "Ba Tơ chi bao nhiêu triệu đồng cho tuyên truyền CCHC?"',
)
# Fonts from the network would be asked for by everyone who looks at the picture.
_FORMAT = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def output(command: str) -> str:
    """What `command` prints on a terminal; one that finds nothing says so on standard error."""
    arguments = [sys.executable, "-m", "bot", "--data-dir", "build/demo-data", *shlex.split(command)[1:]]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    return (done.stdout + (done.stderr if done.returncode else "")).strip()


def main() -> None:
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    for command in COMMANDS:
        console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
        console.print(Text.from_ansi(output(command)), end="\n\n")
    console.save_svg(str(ROOT / "docs" / "screenshot.svg"), title="cchc", code_format=_FORMAT)


if __name__ == "__main__":
    main()
