"""Chat models of the two kinds of server: Ollama, and whatever speaks OpenAI's API (llama.cpp, vLLM).

Their libraries take half a second to load, so each is loaded when its kind is first asked for.
"""

from typing import TYPE_CHECKING, Any

from ingest.vietnamese import one_line

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CONNECT_S = 2.0
_KEPT_S = 600.0  # the last bound on a connection; the limits of answer.chat come first


def ollama(url: str, model: str, *, num_ctx: int, write_tokens: int, keep_alive: str) -> "BaseChatModel":
    """A model behind Ollama at `url`.

    `num_ctx` is one number for every question: another value makes Ollama load the model anew, and its own default
    cuts prompts without a word. `keep_alive` holds the model in memory between questions.
    """
    from langchain_ollama import ChatOllama

    return ChatOllama(
        model=model,
        base_url=url,
        temperature=0,
        num_ctx=num_ctx,
        num_predict=write_tokens,
        keep_alive=keep_alive,
        reasoning=False,
        client_kwargs=_http(),
    )


def openai(url: str, model: str, key: str, *, write_tokens: int) -> "BaseChatModel":
    """A model behind a server at `url` that speaks OpenAI's API; `key` is empty where it wants none."""
    import httpx
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    http = _http()
    return ChatOpenAI(
        model=model,
        base_url=url,
        api_key=SecretStr(key or "none"),
        temperature=0,
        # by its old name, which servers of every kind know
        extra_body={"max_tokens": write_tokens},
        max_retries=0,
        stream_usage=True,
        timeout=http["timeout"],
        stream_chunk_timeout=None,  # its wait_for loses a cancellation that comes with a piece: then no stop stops it
        http_client=httpx.Client(**http),
        http_async_client=httpx.AsyncClient(**http),
    )


def _http() -> dict[str, Any]:
    """How servers are connected to: a connection a reply, so that none is left open and none has gone stale."""
    import httpx

    return {
        "timeout": httpx.Timeout(_KEPT_S, connect=CONNECT_S),
        "limits": httpx.Limits(max_keepalive_connections=0),
        "trust_env": False,  # a proxy never stands before a local model
    }


def is_away(error: Exception) -> bool:
    """Whether the server could not be reached, or has trouble of its own: another one may do better."""
    status = _status(error)
    if status:
        return status >= 500 or status == 404
    return _of_connection(error) is not None


def reason(error: Exception, address: str) -> str:
    """What `error` of the server at `address` comes to, in Vietnamese, for the log."""
    status, said = _status(error), one_line(str(getattr(error, "error", "") or error))[:200]
    if status == 404:
        return f"máy chủ {address} chưa có mô hình này (xem: cchc doctor)"
    if status == 503:
        return f"máy chủ {address} đang nạp mô hình"
    if status:
        return f"máy chủ {address} báo lỗi {status}: {said}"
    if (cause := _of_connection(error)) is None:
        return f"{address} trả lời không đúng dạng ({type(error).__name__}: {said})"
    if any(_is(cause, name) for name in ("ConnectError", "ConnectTimeout", "ConnectionError")):
        return f"không nối được tới {address}"
    if _is(cause, "TimeoutException"):
        return f"{address} im lặng quá lâu"
    return f"kết nối tới {address} bị ngắt giữa chừng"


def _status(error: Exception) -> int:
    """The HTTP status that the error tells of, 0 for none; Ollama's -1 for an error within a reply is none."""
    status: Any = getattr(error, "status_code", 0)
    return status if isinstance(status, int) and status > 0 else 0


def _of_connection(error: BaseException | None) -> BaseException | None:
    """The error of the connection that `error` is, or wraps."""
    while error is not None and not (_is(error, "TransportError") or isinstance(error, ConnectionError)):
        error = error.__cause__
    return error


def _is(error: BaseException, name: str) -> bool:
    """Whether `error` is of a class of that name: each library brings its own httpx."""
    return any(each.__name__ == name for each in type(error).__mro__)
