"""The web server under load: answers a second and their times, beside a bare Starlette route that returns a constant.

python benchmarks/web.py PLANS_DIR GOLD.jsonl [--synthetic 500] [--requests 2000]

`cchc serve` runs as ever, with words alone and no model; in its first run it loads what it keeps in memory, and starts
processes that help it. Chats ask at once, each one question after the other over a connection of its own; every answer
must be one to that chat's own last question.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from measured import cchc, config, percentile, table

_HEADINGS = ("what", "questions", "in flight", "errors", "out of order", "a second", "median ms", "95th ms", "max ms")
_RUNS = ((200, ", just started"), (200, ""), (40, ""))  # chats at once, one run after the other on one service
_WEB = "\n[web]\nport = {port}\nper_minute = 0\nat_once = 1000\n"


@dataclass(frozen=True)
class Load:
    """What the chats saw: milliseconds of each answer, and how many were none or another chat's."""

    times: list[float]
    seconds: float
    errors: int
    strays: int

    def row(self, what: str, chats: int) -> tuple[object, ...]:
        """A line of the table."""
        spread = (f"{percentile(self.times, share):.1f}" for share in (0.5, 0.95, 1))
        return (
            what,
            len(self.times),
            chats,
            self.errors,
            self.strays,
            f"{len(self.times) / self.seconds:.0f}",
            *spread,
        )


def main() -> None:
    """Measures the plans of PLANS_DIR, then made-up ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", type=Path, metavar="PLANS_DIR")
    parser.add_argument("gold", type=Path, metavar="GOLD.jsonl")
    parser.add_argument("--synthetic", type=int, default=500, help="made-up plans")
    parser.add_argument("--requests", type=int, default=2000)
    options = parser.parse_args()
    table(_HEADINGS, _rows(options))


def _rows(options: argparse.Namespace) -> Iterator[tuple[object, ...]]:
    gold = [json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines()]
    asked = [{"question": one["q"]} | ({"place": one["place"]} if one.get("place") else {}) for one in gold]
    yield from _measured(f"{options.plans.name}, {len(asked)} questions again and again", options.plans, asked, options)
    if options.synthetic:
        from synthetic import plans, questions, write

        made = list(plans(options.synthetic, 1))
        with TemporaryDirectory() as folder:
            for one in made:
                write(one, Path(folder))
            texts = dict.fromkeys(one.text for one in questions(made, 2 * len(_RUNS) * options.requests, 2))
            asked = [{"question": text} for text in texts][: len(_RUNS) * options.requests]
            yield from _measured(f"{options.synthetic} made-up plans, each question new", Path(folder), asked, options)


def _measured(
    what: str, plans: Path, asked: Sequence[dict[str, str]], options: argparse.Namespace
) -> Iterator[tuple[object, ...]]:
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data, port = Path(folder) / "data", _free_port()
        file = config(Path(folder))
        file.write_text(file.read_text(encoding="utf-8") + _WEB.format(port=port), encoding="utf-8")
        cchc(file, data, "ingest", str(plans))
        with _serving(file, data, port):
            for run, (chats, when) in enumerate(_RUNS):
                bodies = [asked[(run * options.requests + n) % len(asked)] for n in range(options.requests)]
                yield asyncio.run(_loaded(port, _parted(bodies, chats))).row(f"{what}{when}", chats)
            length = _length(port, bodies[0])
        with _bare(port, length):
            bare = asyncio.run(_loaded(port, _parted(bodies, 40), is_bare=True))
        yield bare.row(f"bare route, {length} bytes", 40)


def _parted(bodies: Sequence[dict[str, str]], chats: int) -> list[list[dict[str, str]]]:
    """What each chat asks; all of the same length, in an order of their own."""
    shuffled = random.Random(3).sample(list(bodies), len(bodies))
    return [shuffled[chat::chats] for chat in range(chats)]


async def _loaded(port: int, chats: Sequence[Sequence[dict[str, str]]], *, is_bare: bool = False) -> Load:
    times: list[float] = []
    faults = {"errors": 0, "strays": 0}

    async def chat(bodies: Sequence[dict[str, str]]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for body in bodies:
            start = time.perf_counter()
            status, told = await _post(reader, writer, body)
            times.append((time.perf_counter() - start) * 1000)
            if status != 200:
                faults["errors"] += 1
            elif not is_bare and json.loads(told)["question"] != body["question"].strip():
                faults["strays"] += 1
        writer.close()

    start = time.perf_counter()
    await asyncio.gather(*map(chat, chats))
    return Load(times, time.perf_counter() - start, faults["errors"], faults["strays"])


async def _post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: dict[str, str]) -> tuple[int, bytes]:
    """A request over an open connection: a client as small as can be, since it shares the machine."""
    content = json.dumps(body, ensure_ascii=False).encode()
    writer.write(
        b"POST /api/v1/ask HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
        % (len(content), content)
    )
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
    return int(head[9:12]), await reader.readexactly(length)


def _length(port: int, body: dict[str, str]) -> int:
    async def asked() -> int:
        return len((await _post(*await asyncio.open_connection("127.0.0.1", port), body))[1])

    return asyncio.run(asked())


@contextmanager
def _serving(file: Path, data: Path, port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "bot", "--config", str(file), "--data-dir", str(data), "serve"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        _length(port, {"question": "Ai chủ trì?"})
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _bare(port: int, length: int) -> Iterator[None]:
    process = multiprocessing.get_context("spawn").Process(target=_run_bare, args=(port, length), daemon=True)
    process.start()
    try:
        _wait_for(port)
        yield
    finally:
        process.terminate()
        process.join()


def _run_bare(port: int, length: int) -> None:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    async def constant(request: Request) -> Response:
        await request.body()
        return Response(b"x" * length, media_type="application/json")

    app = Starlette(routes=[Route("/api/v1/ask", constant, methods=["POST"])])
    uvicorn.run(app, port=port, http="httptools", log_level="error", access_log=False)


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    main()
