"""`cchc serve` with the page alone, in a thread of the test's own process."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.config import AnswerSettings, DataSettings, IndexSettings, Settings, WebSettings
from bot.server import serve
from bot.web.channel import WebChannel
from bot.wiring import open_desk, open_index
from tests.bot.ports import free_port


@dataclass(frozen=True)
class Site:
    """A running server."""

    url: str
    client: httpx.Client

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.client.post(path, **more)

    def ask(self, question: str, **more: Any) -> dict[str, Any]:
        response = self.post("/api/v1/ask", json={"question": question} | more)
        assert response.status_code == 200, response.text
        told: dict[str, Any] = response.json()
        return told

    def key(self, place: str) -> str:
        """The key of the document of `place`."""
        found = self.get("/api/v1/plans", params={"place": place}).json()["plans"]
        return str(found[0]["id"])


def settings_of(data: Path, **web: Any) -> Settings:
    """Settings with words alone and no model; `web` goes into [web]."""
    port = free_port()
    return Settings(
        data=DataSettings(dir=data),
        index=IndexSettings(embedder="words"),
        answer=AnswerSettings(engine="extract", processes=1),
        web=WebSettings(**({"port": port, "per_minute": 0} | web)),
    )


@contextmanager
def running(settings: Settings, wrap: Any = lambda library: library) -> Iterator[Site]:
    """A server with `settings`; `wrap` may put something between it and what answers."""
    index = open_index(settings)
    with open_desk(settings, index) as (library, desk):
        desk._answerer = wrap(desk._answerer)
        channel = WebChannel(library, desk, settings.web, settings.office.place or None)
        loop, stop, errors = asyncio.new_event_loop(), asyncio.Event(), []

        def work() -> None:
            try:
                loop.run_until_complete(serve([channel], settings.web, stop))
            except Exception as error:  # noqa: BLE001 - raised in the test's thread
                errors.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        url = f"http://{settings.web.host}:{settings.web.port}"
        _wait_for(settings.web.host, settings.web.port, thread)
        try:
            with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
                yield Site(url, client)
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()
            loop.close()
    index.close()
    if errors:
        raise errors[0]


def _wait_for(host: str, port: int, thread: threading.Thread) -> None:
    while thread.is_alive():
        try:
            socket.create_connection((host, port), 1).close()
            return
        except OSError:
            thread.join(0.02)
