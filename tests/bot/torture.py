"""Many messages over three channels while `cchc serve` is killed again and again and the services fail one call in ten.

Run by `test_torture.py` on little and by `benchmarks/torture.py` on more.
"""

import asyncio
import json
import logging
import os
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.responses import JSONResponse, Response

from bot.channels.relay import MAYBE_LOST
from tests.bot.loopback import Reset, until
from tests.bot.ports import free_port
from tests.bot.telegram_api import TOKEN as TELEGRAM_TOKEN
from tests.bot.telegram_api import TelegramApi, telegram_api
from tests.bot.zalo_bot_api import TOKEN as ZALO_TOKEN
from tests.bot.zalo_bot_api import ZaloBotApi, zalo_bot_api
from tests.bot.zalo_oa_api import APP, APP_SECRET, REFRESH, WEBHOOK_SECRET, ZaloOaApi, signed, zalo_oa_api

CHANNELS = ("telegram", "zalo_bot", "zalo_oa")
SECRET = "loopback-secret"
_NUMBER = re.compile(r"#(\d+)#")
_PATIENCE_S = 60.0
_SENDS = frozenset({"sendMessage", "send"})


@dataclass
class Outcome:
    """What came of it. `answers` counts the replies to each message, by channel and chat in the order of arrival."""

    sent: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    replies: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    kills: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    unclear: Counter[str] = field(default_factory=Counter)
    """Calls that were taken and whose reply was lost, by channel: what may lead to a second answer."""

    def answered(self, channel: str) -> Counter[int]:
        """How often each message of `channel` was answered."""
        count = Counter({number: 0 for (of, _), numbers in self.sent.items() if of == channel for number in numbers})
        for (of, _), texts in self.replies.items():
            if of == channel:
                count.update(int(number) for text in texts for number in _NUMBER.findall(text)[:1])
        return count

    def told(self, channel: str) -> int:
        """How often somebody was told that an answer may be missing."""
        return sum(text == MAYBE_LOST for (of, _), texts in self.replies.items() if of == channel for text in texts)

    def disordered(self) -> list[tuple[str, str]]:
        """The chats whose messages were not answered in the order in which they came."""
        wrong = []
        for chat, texts in self.replies.items():
            numbers = [int(number) for text in texts for number in _NUMBER.findall(text)[:1]]
            firsts = list(dict.fromkeys(numbers))
            if firsts != sorted(firsts):
                wrong.append(chat)
        return wrong


class Services:
    """The three fakes, each failing one call in ten."""

    def __init__(self, telegram: TelegramApi, zalo: ZaloBotApi, oa: ZaloOaApi, outcome: Outcome, seed: int) -> None:
        self.telegram, self.zalo, self.oa, self.outcome = telegram, zalo, oa, outcome
        self.random = random.Random(seed)
        for channel, api in zip(CHANNELS, (telegram, zalo, oa), strict=True):
            api.before, api.after = self._before(channel), self._after(channel)

    def _before(self, channel: str) -> Any:
        async def refuse(method: str, _: dict[str, Any]) -> Response | None:
            if self.random.random() >= 0.07 or method in ("getMe", "token"):
                return None
            self.outcome.failed[channel] += 1
            busy = {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests",
                "parameters": {"retry_after": 1},
            }
            busy_oa = {"error": -32, "message": "too many"}
            refusals = [JSONResponse({}, status_code=502), Reset(), JSONResponse(busy, status_code=429)]
            return self.random.choice(refusals) if channel != "zalo_oa" else JSONResponse(busy_oa)

        return refuse

    def _after(self, channel: str) -> Any:
        async def lose(method: str, params: dict[str, Any]) -> Response | None:
            if method not in _SENDS:
                return None
            self._keep(channel, params)
            if self.random.random() >= 0.03:
                return None
            self.outcome.failed[channel] += 1
            self.outcome.unclear[channel] += 1
            return Reset()

        return lose

    def _keep(self, channel: str, params: dict[str, Any]) -> None:
        taken = {"telegram": self.telegram.sent, "zalo_bot": self.zalo.sent, "zalo_oa": self.oa.sent}[channel]
        if not taken:
            return
        last = taken[-1]
        person = params.get("chat_id") or params["recipient"]["user_id"]
        text = params.get("text") or params["message"]["text"]
        shown = last.get("text") or last["message"]["text"]
        if _NUMBER.findall(text) == _NUMBER.findall(shown):
            self.outcome.replies[channel, str(person)].append(text)


async def torture(
    folder: Path,
    *,
    chats: int,
    each: int,
    kills: int,
    uptime_s: float,
    spread_s: float,
    seed: int = 1,
    say: Callable[[str], object] = lambda _: None,
) -> Outcome:
    """`chats` of each channel write `each` messages while the service runs in `folder` and is killed `kills` times.

    They write for some `spread_s` seconds. A process is killed up to `uptime_s` after it listens, one in five before.
    """
    outcome, port = Outcome(), free_port()
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # of connections that are broken on purpose
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(telegram_api())
        zalo = await stack.enter_async_context(zalo_bot_api())
        oa = await stack.enter_async_context(zalo_oa_api())
        services = Services(telegram, zalo, oa, outcome, seed)
        _configure(folder, services, port)
        client = await stack.enter_async_context(httpx.AsyncClient(trust_env=False, timeout=5))
        numbers = iter(range(10_000_000))
        people = [
            asyncio.create_task(
                _chat(services, channel, str(5000 + n), each, 2 * spread_s / each, numbers, port, client)
            )
            for channel in CHANNELS
            for n in range(chats)
        ]
        for kill in range(kills + 1):
            process = await _started(folder)
            last = kill == kills
            if not last:
                if kill == 0:  # a token that works once is renewed in calm: no store can mend a kill at that moment
                    await until(lambda: oa.access and oa.sent)
                if services.random.random() < 0.8:
                    await _listening(port)
                await asyncio.sleep(services.random.uniform(0, uptime_s))
                process.kill()
                await process.wait()
                outcome.kills += 1
                say(f"{outcome.kills} kills, {sum(map(len, outcome.replies.values()))} replies")
                continue
            try:
                await asyncio.gather(*people)
                await _settled(outcome)
            finally:
                process.terminate()
                await process.wait()
    return outcome


async def _settled(outcome: Outcome) -> None:
    """Wait until every message is answered, or nothing more comes."""
    quiet, before = 0.0, -1
    while quiet < _PATIENCE_S:
        missing = [number for channel in CHANNELS for number, count in outcome.answered(channel).items() if count == 0]
        if len(missing) <= outcome.told("zalo_bot") and quiet >= 3:
            return
        now = sum(map(len, outcome.replies.values()))
        quiet, before = (quiet + 0.2, before) if now == before else (0.0, now)
        await asyncio.sleep(0.2)


async def _chat(
    services: Services,
    channel: str,
    person: str,
    each: int,
    pause_s: float,
    numbers: Iterator[int],
    port: int,
    client: httpx.AsyncClient,
) -> None:
    """One person's messages, each handed over when the service has handed over the one before."""
    for _ in range(each):
        await asyncio.sleep(services.random.uniform(0, pause_s))
        number = next(numbers)
        text = f"/kehoach #{number}#"
        services.outcome.sent[channel, person].append(number)
        if channel == "telegram":
            await services.telegram.say(text, {"id": int(person), "type": "private", "first_name": "Lan"})
        elif channel == "zalo_bot":
            body = json.dumps(services.zalo.event(text, person)).encode()
            await _deliver(client, f"http://127.0.0.1:{port}/zalo-bot", body, {"X-Bot-Api-Secret-Token": SECRET})
        else:
            services.oa.wrote(person)
            await _deliver(client, f"http://127.0.0.1:{port}/zalo-oa", *signed(services.oa.event(text, person)))


async def _deliver(client: httpx.AsyncClient, url: str, body: bytes, headers: dict[str, str]) -> None:
    """Call a webhook until it says 200, and now and then once more."""
    while True:
        try:
            if (await client.post(url, content=body, headers=headers)).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.3)


async def _listening(port: int) -> None:
    """Wait until somebody listens at `port`."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            return


async def _started(folder: Path) -> asyncio.subprocess.Process:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CCHC_")}
    secrets = {
        "CCHC_TELEGRAM_TOKEN": TELEGRAM_TOKEN,
        "CCHC_ZALO_BOT_TOKEN": ZALO_TOKEN,
        "CCHC_ZALO_BOT_SECRET": SECRET,
        "CCHC_ZALO_OA_APP_SECRET": APP_SECRET,
        "CCHC_ZALO_OA_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "CCHC_ZALO_OA_REFRESH_TOKEN": REFRESH,
    }
    with (folder / "serve.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", "from bot.cli import main; main()", "serve"),
            cwd=folder,
            env=environment | secrets | {"NO_PROXY": "127.0.0.1", "PYTHONPATH": str(Path(__file__).parents[2])},
            stderr=log,
        )


def _configure(folder: Path, services: Services, port: int) -> None:
    text = f"""
[index]
embedder = "words"
[web]
enabled = false
port = {port}
[telegram]
enabled = true
base_url = "{services.telegram.base_url}"
[zalo_bot]
enabled = true
mode = "webhook"
base_url = "{services.zalo.base_url}"
[zalo_oa]
enabled = true
app_id = "{APP}"
base_url = "{services.oa.url}"
oauth_url = "{services.oa.url}"
"""
    (folder / "config.toml").write_text(text, encoding="utf-8")
