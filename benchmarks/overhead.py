"""What this project adds to the first word of a model, over the bare call.

From the engine's answer, which is shown meanwhile, to the first sentence that is checked and shown.

    python -m benchmarks.overhead DATA_DIR GOLD.jsonl

A loopback server plays the model; the bare call is httpx with the same body, over a connection that stays open.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import httpx

from answer import servers
from answer.answer import Answer, Question
from answer.assistant import Assistant
from answer.chat import Limits, Model, Server
from answer.reader import Policy, Reader
from bot.evaluation import Gold
from index.index import Index
from tests.model_roles import copying
from tests.model_server import model_server


def main() -> None:
    """Prints medians in milliseconds."""
    index = Index.open(Path(sys.argv[1]))
    gold = [
        Gold.model_validate_json(line) for line in Path(sys.argv[2]).read_text(encoding="utf-8").splitlines() if line
    ]
    assistant = Assistant(index)
    assistant.find(Question("Ai chủ trì?"))
    engine, ours, bare = [], [], []
    with model_server(copying) as server, httpx.Client(trust_env=False) as client:
        build = lambda: servers.ollama(server.url, "m", num_ctx=8192, write_tokens=300, keep_alive="30m")  # noqa: E731
        model = Model("ollama:m", [Server(server.url, build)], Limits(), servers.reason, servers.is_away)
        reader = Reader(assistant, index, model, Policy(speak_from=0.0, rewrite=False))
        reader.prepare()
        for one in gold:
            start = time.perf_counter()
            stream = reader.stream(Question(one.q, one.place, history=tuple(one.history or ())))
            next(stream)
            shown = time.perf_counter()
            step = next(stream)
            end = time.perf_counter()
            stream.close()
            if isinstance(step, Answer) or not server.requests:
                continue
            engine.append(shown - start)
            ours.append(end - shown)
            bare.append(first_sentence(client, server.url, server.requests[-1]))
    print(f"{len(ours)} questions in which a sentence was shown")
    for name, times in (("engine's answer", engine), ("then the model's first sentence", ours), ("bare call", bare)):
        print(f"{name:32s} median {1000 * statistics.median(times):.1f} ms")
    added = [mine - theirs for mine, theirs in zip(ours, bare, strict=True)]
    print(f"{'added':32s} median {1000 * statistics.median(added):.1f} ms")


def first_sentence(client: httpx.Client, url: str, body: dict[str, object]) -> float:
    """Seconds until a bare call has the first line."""
    start, text = time.perf_counter(), ""
    with client.stream("POST", f"{url}/api/chat", json=body) as reply:
        for line in reply.iter_lines():
            text += json.loads(line)["message"]["content"]
            if "\n" in text:
                break
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
