"""Makes the pictures of the page in docs/: `make demo`, then `python docs/web_screenshots.py`; needs Chromium."""

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
QUESTION = "Ở Ba Tơ cơ quan nào chủ trì đặt làm video clip, poster về CCHC?"
WHICH = "Ai chủ trì hội thi cải cách hành chính?"
COLOURS = 96  # in a picture, which keeps it small


def main() -> None:
    """Starts the assistant on the samples and takes the pictures."""
    with socket.socket() as free, TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        file = Path(folder) / "config.toml"
        file.write_text(f'[index]\nembedder = "words"\n[web]\nport = {port}\n', encoding="utf-8")
        free.close()
        command = [sys.executable, "-m", "bot", "--config", str(file), "--data-dir", "build/demo-data", "serve"]
        process = subprocess.Popen(command, cwd=ROOT)
        try:
            _wait_for(port)
            _take(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait()


def _take(url: str) -> None:
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(base_url=url, viewport={"width": 1200, "height": 720})
        page.goto("/")
        _ask(page, QUESTION)
        page.locator(".chip").first.click()
        page.frame_locator("#beside iframe").locator("mark").first.wait_for()
        page.evaluate("scrollTo(0, 0)")
        _keep(page, "page.png")
        phone = browser.new_page(base_url=url, viewport={"width": 360, "height": 720}, color_scheme="dark")
        phone.goto("/")
        _ask(phone, WHICH)
        _keep(phone, "page-phone.png")
        page.goto("/nhiem-vu")
        _keep(page, "page-tasks.png")
        browser.close()


def _ask(page: Any, question: str) -> None:
    page.fill("#hoi", question)
    page.press("#hoi", "Enter")
    page.locator(".fact:not([aria-busy])").wait_for()


def _keep(page: Any, name: str) -> None:
    page.screenshot(path=DOCS / name)
    with Image.open(DOCS / name) as picture:
        picture.convert("RGB").quantize(COLOURS).save(DOCS / name, optimize=True)


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the assistant did not start")


if __name__ == "__main__":
    main()
