"""The local model that the settings name: whether it is there, and the Model that asks it."""

import os
import socket
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.config import Engine, OllamaSettings, OpenaiSettings, Settings
from bot.terminal import say

if TYPE_CHECKING:
    from answer.chat import Model
    from answer.reader import Policy

_PROBE_S = 2.0
_HERE = ("127.0.0.1", "localhost", "::1")
_GIB = 1 << 30
_ROOM = 1.2  # times its file: what a model takes in memory with its context
_TRIED = "Đoạn thử tốc độ: Phòng Nội vụ chủ trì, phối hợp với các cơ quan, đơn vị thực hiện kế hoạch năm nay. " * 12
_WRITTEN = 32


def policy(settings: Settings) -> "Policy":
    """When a model may speak, and what it is given."""
    from answer.reader import Policy

    own = settings.model
    room = settings.ollama.num_ctx - own.write_tokens
    return Policy(speak_from=own.speak_from, budget=min(own.prompt_tokens, room), rewrite=own.rewrite)


def chat_model(settings: Settings, engine: Engine) -> "Model | None":
    """The model that `engine` means, None where it is none or is not there; that is said where it was asked for."""
    if engine == "extract":
        return None
    for kind in _kinds(settings, engine):
        there, missing = _there(settings, kind)
        if there:
            return _model(settings, kind, there)
        if engine == kind:
            say(f"{missing} Câu trả lời được trích thẳng từ kế hoạch.")
    return None


def _kinds(settings: Settings, engine: Engine) -> tuple[Engine, ...]:
    if engine == "auto":
        return ("openai", "ollama") if settings.openai.url else ("ollama",)
    return (engine,)


def _there(settings: Settings, kind: Engine) -> tuple[list[str], str]:
    """The addresses that answer with the model, and what is missing at the first that does not."""
    urls = settings.openai.addresses if kind == "openai" else settings.ollama.addresses
    if not urls:
        return [], "Chưa có url trong [openai] của config.toml."
    lacks = {url: openai_lacks(settings.openai, url) if kind == "openai" else ollama_lacks(settings.ollama, url)
             for url in urls}  # fmt: skip
    return [url for url, missing in lacks.items() if not missing], next(filter(None, lacks.values()), "")


def _model(settings: Settings, kind: Engine, urls: Sequence[str]) -> "Model":
    from answer import servers
    from answer.chat import Limits, Model, Server

    own, ollama, openai = settings.model, settings.ollama, settings.openai
    limits = Limits(own.first_word_s, own.loading_s, own.time_limit_s, own.at_once, own.waiting)
    if kind == "openai":
        build = partial(servers.openai, model=openai.model, key=openai.key, write_tokens=own.write_tokens)
        name = f"openai:{openai.model}"
    else:
        build = partial(
            servers.ollama,
            model=ollama.model,
            num_ctx=ollama.num_ctx,
            write_tokens=own.write_tokens,
            keep_alive=ollama.keep_alive,
        )
        name = f"ollama:{ollama.model}"
    asked = [Server(url, partial(build, url)) for url in urls]
    return Model(name, asked, limits, servers.reason, servers.is_away)


# --- Whether it is there --------------------------------------------------------------------------------------------


def ollama_lacks(settings: OllamaSettings, url: str = "") -> str | None:
    """What stands between these settings and a model at `url`, and how to get it; None where nothing does."""
    url = url or settings.addresses[0]
    if not _is_listening(url):
        return f"Không có Ollama ở {url}. Cài từ https://ollama.com rồi chạy `ollama serve`."
    found = _get(url, "/api/tags")
    try:
        names = {model["name"] for model in found["models"]}
    except (KeyError, TypeError):
        return f"Ở {url} không phải là Ollama. Xin sửa url trong [ollama] của config.toml."
    if not names & {settings.model, f"{settings.model}:latest"}:
        return f"Ollama chưa có mô hình {settings.model}. Xin chạy: ollama pull {settings.model}"
    return None


def openai_lacks(settings: OpenaiSettings, url: str) -> str | None:
    """As `ollama_lacks`, of a server that speaks OpenAI's API."""
    if not settings.model:
        return "Chưa có model trong [openai] của config.toml."
    if not _is_listening(url):
        return f"Không có máy chủ nào ở {url}. Xin chạy llama-server hoặc vLLM, hoặc sửa url trong [openai]."
    found = _get(url, "/models", settings.key)
    try:
        names = {model["id"] for model in found["data"]}
    except (KeyError, TypeError):
        return f"Ở {url} không có API kiểu OpenAI. Địa chỉ thường kết thúc bằng /v1; xin sửa url trong [openai]."
    if settings.model not in names:
        there = ", ".join(sorted(names)[:5])
        return f"Máy chủ {url} không có mô hình {settings.model}; có: {there or 'không có gì'}."
    return None


def _get(url: str, path: str, key: str = "") -> Any:
    """The JSON at `path`; None where there is none."""
    import httpx

    try:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        reply = httpx.get(f"{url.rstrip('/')}{path}", headers=headers, timeout=_PROBE_S, trust_env=False)
        return reply.raise_for_status().json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return None


def _is_listening(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        with socket.create_connection((parts.hostname or "", port), _PROBE_S):
            return True
    except (OSError, ValueError):
        return False


# --- What doctor says -----------------------------------------------------------------------------------------------


def checks(settings: Settings) -> Iterator[tuple[bool | None, str, str]]:
    """What there is to say of the model: whether it is good (None: missing, and may be), what was found, a hint."""
    engine = settings.answer.engine
    if engine == "extract":
        yield None, "không dùng, theo cài đặt (engine = extract)", ""
        return
    for kind in _kinds(settings, engine):
        urls = settings.openai.addresses if kind == "openai" else settings.ollama.addresses
        for url in urls:
            missing = openai_lacks(settings.openai, url) if kind == "openai" else ollama_lacks(settings.ollama, url)
            if missing:
                yield None, f"chưa dùng được {url}; câu trả lời được trích thẳng từ kế hoạch", missing
                continue
            yield True, _found(settings, kind, url), ""
            if kind == "ollama":
                yield from _fits(settings.ollama, url)
            yield from _speed(settings, kind, url)
            if urlsplit(url).hostname not in _HERE:
                yield None, f"câu hỏi và các đoạn kế hoạch được gửi tới {url}, ngoài máy này", ""


def _found(settings: Settings, kind: Engine, url: str) -> str:
    if kind == "openai":
        return f"{settings.openai.model} ở {url} (API kiểu OpenAI)"
    version = (_get(url, "/api/version") or {}).get("version", "?")
    loaded = any(model.get("name") == settings.ollama.model for model in (_get(url, "/api/ps") or {}).get("models", ()))
    return f"{settings.ollama.model} ở {url} (Ollama {version}, {'đã nạp' if loaded else 'chưa nạp'} vào bộ nhớ)"


def _fits(settings: OllamaSettings, url: str) -> Iterator[tuple[bool | None, str, str]]:
    names = (settings.model, f"{settings.model}:latest")
    models = (_get(url, "/api/tags") or {}).get("models", ())
    size = next((model.get("size", 0) for model in models if model.get("name") in names), 0)
    have = _memory() if urlsplit(url).hostname in _HERE else 0
    if not size or not have:
        return
    needed = f"mô hình {size / _GIB:.1f} GB cần chừng {_ROOM * size / _GIB:.1f} GB, máy có {have / _GIB:.1f} GB"
    if _ROOM * size <= have:
        yield True, f"vừa bộ nhớ: {needed}", ""
    else:
        yield False, f"không vừa bộ nhớ: {needed}", "chọn mô hình nhỏ hơn, vd. ollama pull qwen3:1.7b"


def _memory() -> int:
    """Bytes of memory of this machine; 0 where that is not known."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 0


def _speed(settings: Settings, kind: Engine, url: str) -> Iterator[tuple[bool | None, str, str]]:
    """How many tokens a second it reads and writes here, by two small questions, the second read from its cache."""
    try:
        read_s, read = _asked(settings, kind, url, 1)
        both_s, _ = _asked(settings, kind, url, _WRITTEN)
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield False, f"{url} không trả lời được câu thử ({type(error).__name__})", "xem nhật ký của máy chủ mô hình"
        return
    yield (
        True,
        f"đọc chừng {read / max(read_s, 1e-3):.0f}, viết chừng {_WRITTEN / max(both_s, 1e-3):.0f} token mỗi giây",
        "",
    )


def _asked(settings: Settings, kind: Engine, url: str, written: int) -> tuple[float, int]:
    """Seconds that a small question took, by the server's own count where it has one, and the tokens that it read."""
    import httpx

    messages = [{"role": "user", "content": f"{_TRIED}\nViết lại đoạn trên."}]
    own = settings.ollama
    if kind == "openai":
        body: dict[str, Any] = {"model": settings.openai.model, "messages": messages, "max_tokens": written}
        path, headers = "/chat/completions", {"Authorization": f"Bearer {settings.openai.key or 'none'}"}
    else:
        options = {"num_ctx": own.num_ctx, "num_predict": written}
        body = {"model": own.model, "messages": messages, "options": options, "keep_alive": own.keep_alive}
        body |= {"stream": False, "think": False}
        path, headers = "/api/chat", {}
    start = time.perf_counter()
    try:
        reply = httpx.post(
            f"{url.rstrip('/')}{path}", json=body, headers=headers, timeout=settings.model.loading_s, trust_env=False
        )
        found = reply.raise_for_status().json()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OSError(str(error)) from error
    took = time.perf_counter() - start
    if kind == "openai":
        return took, found["usage"]["prompt_tokens"]
    part = found["prompt_eval_duration"] if written == 1 else found["eval_duration"]
    return part / 1e9, found["prompt_eval_count"]
