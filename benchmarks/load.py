"""How long a reply takes until the service has it, with many chats writing at once on Telegram and Zalo, models off.

python benchmarks/load.py [--chats 100] [--each 10]

The services are fakes on loopback; Telegram's refuses more than 30 messages a second, as the real one does. Every chat
writes its next message when the answer to the one before is there. The same is then done with a bot that sends a
constant and keeps nothing, under the same limit of 30 a second.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections import defaultdict, deque
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import uvicorn
from aiolimiter import AsyncLimiter
from measured import ROOT, cchc, config, percentile, table
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

sys.path.insert(0, str(ROOT))

from tests.bot.ports import free_port
from tests.bot.telegram_api import TOKEN as TELEGRAM_TOKEN
from tests.bot.telegram_api import TelegramApi, telegram_api
from tests.bot.zalo_bot_api import TOKEN as ZALO_TOKEN
from tests.bot.zalo_bot_api import ZaloBotApi, zalo_bot_api

SECRET = "loopback-secret"
A_SECOND = 30
QUESTIONS = (
    "Ai chủ trì cuộc thi vẽ tranh?",
    "báo cáo gửi trước ngày nào",
    "Phòng Nội vụ phải làm những việc gì?",
    "ai phoi hop lam video clip",
    "Kinh phí lấy ở đâu?",
)


class Watch:
    """When each chat wrote and when the answer was taken. Telegram's fake refuses beyond 30 a second."""

    def __init__(self, telegram: TelegramApi, zalo: ZaloBotApi) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.asked: dict[tuple[str, str], float] = {}
        self.answered: dict[tuple[str, str], asyncio.Event] = defaultdict(asyncio.Event)
        self.refused = 0
        self._second: deque[float] = deque()
        telegram.before, telegram.after = self._limit, self._taken("telegram")
        zalo.after = self._taken("zalo_bot")

    async def _limit(self, method: str, _: dict[str, Any]) -> Response | None:
        now = time.monotonic()
        while self._second and self._second[0] < now - 1:
            self._second.popleft()
        if method == "sendMessage" and len(self._second) >= A_SECOND:
            self.refused += 1
            body = {"ok": False, "error_code": 429, "description": "", "parameters": {"retry_after": 1}}
            return JSONResponse(body, status_code=429)
        if method == "sendMessage":
            self._second.append(now)
        return None

    def _taken(self, channel: str) -> Any:
        async def note(method: str, params: dict[str, Any]) -> None:
            chat = channel, str(params.get("chat_id"))
            if method == "sendMessage" and chat in self.asked:
                self.times[channel].append(time.monotonic() - self.asked.pop(chat))
                self.answered[chat].set()

        return note

    async def wait(self, chat: tuple[str, str]) -> None:
        """Until the answer is there; what follows it is the same answer's next part."""
        await self.answered[chat].wait()
        self.answered[chat].clear()
        await asyncio.sleep(0)


async def load(command: list[str], folder: Path, chats: int, each: int) -> tuple[Watch, float]:
    """All chats write `each` messages to the bot that `command` runs; what was seen, and the seconds it took."""
    port = free_port()
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(telegram_api())
        zalo = await stack.enter_async_context(zalo_bot_api())
        watch = Watch(telegram, zalo)
        _configure(folder, telegram, zalo, port)
        secrets = {"CCHC_TELEGRAM_TOKEN": TELEGRAM_TOKEN, "CCHC_ZALO_BOT_TOKEN": ZALO_TOKEN}
        environment = os.environ | secrets | {"CCHC_ZALO_BOT_SECRET": SECRET, "NO_PROXY": "127.0.0.1"}
        addresses = [telegram.base_url, zalo.base_url, str(port)] if "--constant" in command else []
        process = await asyncio.create_subprocess_exec(
            *command, *addresses, cwd=folder, env=environment | {"PYTHONPATH": str(ROOT)}
        )
        client = await stack.enter_async_context(httpx.AsyncClient(trust_env=False, timeout=30))
        try:
            await _ready(port, client)
            begun = time.monotonic()
            people = [_telegram(telegram, watch, 1000 + n, each) for n in range(chats)]
            people += [_zalo(zalo, watch, str(1000 + n), each, port, client) for n in range(chats)]
            await asyncio.gather(*people)
            return watch, time.monotonic() - begun
        finally:
            process.terminate()
            await process.wait()


def _question(person: int, n: int) -> str:
    """No two are the same, so that no answer is one that was given before."""
    return f"{QUESTIONS[(person + n) % len(QUESTIONS)]} (phiếu {person}.{n})"


async def _telegram(api: TelegramApi, watch: Watch, person: int, each: int) -> None:
    for n in range(each):
        watch.asked["telegram", str(person)] = time.monotonic()
        await api.say(_question(person, n), {"id": person, "type": "private", "first_name": "Lan"})
        await watch.wait(("telegram", str(person)))


async def _zalo(api: ZaloBotApi, watch: Watch, person: str, each: int, port: int, client: httpx.AsyncClient) -> None:
    for n in range(each):
        event = api.event(_question(int(person), n), person)
        watch.asked["zalo_bot", person] = time.monotonic()
        headers = {"X-Bot-Api-Secret-Token": SECRET}
        await client.post(f"http://127.0.0.1:{port}/zalo-bot", content=json.dumps(event), headers=headers)
        await watch.wait(("zalo_bot", person))


async def _ready(port: int, client: httpx.AsyncClient) -> None:
    while True:
        try:
            await client.get(f"http://127.0.0.1:{port}/health")
            return
        except httpx.HTTPError:
            await asyncio.sleep(0.1)


def _configure(folder: Path, telegram: TelegramApi, zalo: ZaloBotApi, port: int) -> None:
    (folder / "config.toml").write_text(
        f'[index]\nembedder = "words"\n[answer]\nengine = "extract"\n[log]\nlevel = "warning"\n'
        f"[web]\nenabled = false\nport = {port}\n"
        f'[telegram]\nenabled = true\nbase_url = "{telegram.base_url}"\n'
        f'[zalo_bot]\nenabled = true\nmode = "webhook"\nbase_url = "{zalo.base_url}"\nmonthly_messages = 1000000\n',
        encoding="utf-8",
    )


async def constant(telegram: str, zalo: str, port: int) -> None:
    """The bot beside: it says the same to everybody, stores nothing, and keeps to 30 a second."""
    client, pace, tasks = httpx.AsyncClient(trust_env=False, timeout=60), AsyncLimiter(1, 1 / 28), set()

    async def send(url: str, chat: Any, limited: bool) -> None:
        if limited:
            await pace.acquire()
        said = {"chat_id": chat, "text": "Xin chào."}
        await (client.post(url, data=said) if limited else client.post(url, json=said))

    def later(url: str, chat: Any, limited: bool) -> None:
        task = asyncio.create_task(send(url, chat, limited))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def hook(request: Request) -> Response:
        later(f"{zalo}/bot{ZALO_TOKEN}/sendMessage", (await request.json())["message"]["chat"]["id"], False)
        return Response()

    async def poll() -> None:
        offset = 0
        while True:
            found = (await client.get(f"{telegram}{TELEGRAM_TOKEN}/getUpdates", params={"offset": offset})).json()
            for update in found["result"]:
                offset = update["update_id"] + 1
                later(f"{telegram}{TELEGRAM_TOKEN}/sendMessage", update["message"]["chat"]["id"], True)

    polling = asyncio.create_task(poll())
    routes = [Route("/zalo-bot", hook, methods=["POST"]), Route("/health", lambda _: Response())]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=port, log_config=None, lifespan="off"))
    await server.serve()
    polling.cancel()


def main() -> None:
    """Ingests a sample, asks both bots, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=100, help="of each channel")
    parser.add_argument("--each", type=int, default=10, help="messages of a chat")
    parser.add_argument("--constant", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.constant:
        asyncio.run(constant(given.constant[0], given.constant[1], int(given.constant[2])))
        return
    rows = []
    with TemporaryDirectory() as folder:
        cchc(config(Path(folder)), Path(folder, "data"), "ingest", str(ROOT / "samples" / "ba-to-2025.txt"))
        bots = {
            "cchc serve": [sys.executable, "-c", "from bot.cli import main; main()", "serve"],
            "a constant": [sys.executable, str(Path(__file__).resolve()), "--constant"],
        }
        for name, command in bots.items():
            watch, took = asyncio.run(load(command, Path(folder), given.chats, given.each))
            for channel, times in watch.times.items():
                middle, late = percentile(times, 0.5), percentile(times, 0.95)
                figures = f"{middle:.2f}", f"{late:.2f}", f"{max(times):.2f}", f"{len(times) / took:.0f}"
                refused = str(watch.refused) if channel == "telegram" else "–"
                rows.append((name, channel, str(len(times)), *figures, refused))
    print(f"load: {2 * given.chats} chats, {given.each} messages each")
    headings = (
        "bot",
        "channel",
        "answers",
        "median s",
        "95th percentile s",
        "longest s",
        "a second",
        "refused with 429",
    )
    table(headings, rows)


if __name__ == "__main__":
    main()
