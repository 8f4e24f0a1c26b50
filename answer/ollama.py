"""The optional engine: a local model words the answer, and the grounding check decides whether it is used.

The model is asked for plain lines with [n] behind each sentence, not for JSON: a 4B model copies Vietnamese names more
faithfully when nothing has to be escaped, spends none of its 7 tokens a second on keys and brackets, and a mark that
it forgets costs one sentence's precision instead of the whole reply. The marks are parsed and checked all the same.

What an asker or a plan smuggles into the prompt ("bỏ qua các quy tắc…") may well move the model; it cannot move the
check, which lets no agency, name, date, number, link or quotation through that the cited passages do not hold.
"""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib import resources
from queue import Empty, SimpleQueue
from string import Template
from typing import TYPE_CHECKING, Any, Protocol

from answer.answer import Citation
from answer.check import check_marks, marks, sentences
from ingest.vietnamese import fold, nfc, one_line

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk
    from langchain_ollama import ChatOllama

# What the prompts tell the model to say when no passage answers.
REFUSAL = "Không có trong kế hoạch."


class ChatModel(Protocol):
    """The seam to a language model."""

    def complete(self, system: str, user: str) -> str:
        """The whole reply. Raises ModelUnavailable when there is none to be had."""
        ...


class ModelUnavailable(Exception):  # noqa: N818 - a state of the world, met every day, not an error
    """No reply, or only a part of one. The message says why, in Vietnamese, for the log."""


class Rejected(Exception):  # noqa: N818 - a verdict
    """A reply that must not be shown. `reasons` are in Vietnamese, for the log."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


# --- Asking ---------------------------------------------------------------------------------------------------------


def write_answer(question: str, passages: Sequence[Citation], model: ChatModel, today: date) -> str | None:
    """An answer to `question` in the model's words, each [n] in it naming one of `passages`.

    None when the model says that the plans do not hold it. Raises Rejected when the reply says what the passages that
    it cites do not, and ModelUnavailable when there is no reply.
    """
    system = _prompt("answer.system.md").substitute(refusal=REFUSAL)
    reply = tidy(model.complete(system, _user_prompt(question, passages, today)))
    if _is_refusal(reply):
        return None
    if reasons := tuple(_objections(reply, passages)):
        raise Rejected(reasons)
    return reply


def _prompt(name: str) -> Template:
    return Template(resources.files("prompts").joinpath(name).read_text(encoding="utf-8"))


def _user_prompt(question: str, passages: Sequence[Citation], today: date) -> str:
    # A Template puts values in once and never reads them again: braces and dollars in a plan stay what they are.
    return _prompt("answer.user.md").substitute(
        today=f"{today:%d/%m/%Y}",
        passages="\n\n".join(map(_tagged, passages)),
        question=_untagged(question),
        refusal=REFUSAL,
    )


def _tagged(passage: Citation) -> str:
    head = "".join(f"{label}: {one_line(value)}\n" for label, value in _headers(passage) if value)
    return f'<doan n="{passage.n}">\n{_untagged(head)}Nội dung: {_untagged(passage.quote)}\n</doan>'


def _headers(passage: Citation) -> Iterator[tuple[str, str]]:
    yield "Kế hoạch", passage.title
    yield "Số", passage.number
    yield "Mục", passage.section


def _untagged(text: str) -> str:
    """`text` without the tags that fence it in the prompt, so that it cannot climb out."""
    return _TAG.sub("", nfc(text))


_TAG = re.compile(r"<\s*/?\s*(?:doan|cau_hoi)\b[^>]*>?", re.IGNORECASE)


# --- Judging --------------------------------------------------------------------------------------------------------


def tidy(reply: str) -> str:
    """`reply` without thoughts, mark-up and lead-in, its marks written [1]; empty when nothing is left."""
    reply = re.sub(r"<think>.*?(?:</think>|\Z)", "", nfc(reply), flags=re.DOTALL)
    reply = re.sub(r"\A.*</think>", "", reply, flags=re.DOTALL)
    reply = re.sub(r"\*\*|__|(?m:^#+\s*)|</?\w+>", "", reply)
    reply = re.sub(r"\[(?:đoạn|nguồn|số)\s*(\d+)\]", r"[\1]", reply, flags=re.IGNORECASE)
    reply = re.sub(r"\A\s*(?:trả lời|đáp án)\s*:\s*", "", reply, flags=re.IGNORECASE)
    return "\n".join(line for line in map(str.strip, reply.splitlines()) if line)


_NOT_THERE = re.compile(
    r"khong (?:co|duoc (?:neu|de cap|ghi)|thay|tim thay) (?:thong tin )?(?:nay )?trong (?:cac )?(?:ke hoach|doan)"
)


def _is_refusal(reply: str) -> bool:
    return len(sentences(reply)) == 1 and len(reply.split()) <= 25 and bool(_NOT_THERE.search(fold(reply)))


def _objections(reply: str, passages: Sequence[Citation]) -> Iterator[str]:
    """Why `reply` must not be shown, in Vietnamese; nothing when it may."""
    if not reply:
        yield "câu trả lời rỗng"
        return
    if _FOREIGN.search(reply):
        yield "câu trả lời không phải tiếng Việt"
    if len(reply) > _LONGEST:
        yield f"câu trả lời quá dài ({len(reply)} ký tự)"
        return
    if _NOT_THERE.search(fold(reply)):
        yield "câu trả lời vừa nói không có vừa khẳng định"
    if not marks(reply):
        yield "không câu nào dẫn nguồn"
    quotes = {passage.n: _quotes(passage) for passage in passages}
    yield from (f"không có trong đoạn được dẫn: {found}" for found in check_marks(reply, quotes))
    yield from (f"đoạn được dẫn không ghi vai trò: {role}" for role in _misnamed_roles(reply, passages))


_LONGEST = 1500  # characters: what an answer may take before it is a dump of its sources
_FOREIGN = re.compile(r"[\u0400-\u04ff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _quotes(passage: Citation) -> tuple[str, ...]:
    """All that the model was shown of `passage`."""
    return (passage.quote, *(value for _, value in _headers(passage) if value))


_ROLES = ("chủ trì", "phối hợp")


def _misnamed_roles(reply: str, passages: Sequence[Citation]) -> Iterator[str]:
    """The roles that a sentence gives and what it cites does not: "thực hiện" in the plan is no "chủ trì"."""
    for sentence in sentences(reply):
        cited = [p for p in passages if p.n in marks(sentence)] or passages
        held = fold(one_line(" ".join(quote for passage in cited for quote in _quotes(passage))))
        yield from (role for role in _ROLES if fold(role) in fold(sentence) and fold(role) not in held)


# --- Ollama ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OllamaChat:
    """A model behind Ollama, reached through langchain-ollama.

    `num_ctx` is one number for every question: another value makes Ollama load the model anew, and its default of
    4096 cuts prompts without a word. `keep_alive` holds the model in memory between questions. `time_limit` and
    `connect_timeout` are in seconds; the first is the whole time until the caller has control back.
    """

    model: str
    base_url: str = "http://127.0.0.1:11434"
    num_ctx: int = 8192
    num_predict: int = 400
    keep_alive: str = "30m"
    time_limit: float = 60.0
    connect_timeout: float = 2.0

    @property
    def name(self) -> str:
        """What an answer's `engine` says."""
        return f"ollama:{self.model}"

    def complete(self, system: str, user: str) -> str:
        """The whole reply to `user` under `system`. Raises ModelUnavailable, at the latest when the time is up."""
        if len(system + user) > _CHARS_PER_TOKEN * self.num_ctx:
            raise ModelUnavailable(f"câu lệnh {len(system + user)} ký tự dài hơn num_ctx={self.num_ctx}")
        chunks = list(self._chunks([("system", system), ("human", user)]))
        reply = "".join(str(chunk.content) for chunk in chunks)
        self._require_whole(_ending(chunks), prompt_length=len(system + user))
        if not reply.strip():
            raise ModelUnavailable(f"mô hình {self.model} trả lời rỗng")
        return reply

    def _chunks(self, messages: list[tuple[str, str]]) -> "Iterator[AIMessageChunk]":
        """The stream as it comes, read in a thread: a server that hangs cannot hold the caller past the limit."""
        deadline = time.monotonic() + self.time_limit
        stream: SimpleQueue[AIMessageChunk | Exception | None] = SimpleQueue()
        stop = threading.Event()
        threading.Thread(target=self._read, args=(messages, stream, stop), daemon=True, name="ollama").start()
        try:
            while (item := stream.get(timeout=max(0.0, deadline - time.monotonic()))) is not None:
                if isinstance(item, Exception):
                    raise ModelUnavailable(self._reason(item)) from item
                yield item
        except Empty:
            raise ModelUnavailable(f"quá {self.time_limit:g} giây mà mô hình {self.model} chưa trả lời xong") from None
        finally:
            stop.set()

    def _read(
        self,
        messages: list[tuple[str, str]],
        stream: "SimpleQueue[AIMessageChunk | Exception | None]",
        stop: threading.Event,
    ) -> None:
        """Puts chunks, then None or what went wrong, into `stream`; closing the connection makes Ollama stop too."""
        try:
            for chunk in self._chat.stream(messages):
                if stop.is_set():
                    return
                stream.put(chunk)
            stream.put(None)
        except Exception as error:  # noqa: BLE001 - whatever it was, the caller waits to be told
            stream.put(error)

    @cached_property
    def _chat(self) -> "ChatOllama":
        import httpx
        from langchain_ollama import ChatOllama  # here: it takes half a second, and most answers do without

        return ChatOllama(
            model=self.model,
            base_url=self.base_url,
            temperature=0,
            num_ctx=self.num_ctx,
            num_predict=self.num_predict,
            keep_alive=self.keep_alive,
            reasoning=False,
            # The read timeout ends the thread of a hung server; a proxy never stands before a local model.
            client_kwargs={
                "timeout": httpx.Timeout(self.time_limit, connect=self.connect_timeout),
                "trust_env": False,
                "limits": httpx.Limits(max_keepalive_connections=0),
            },
        )

    def _require_whole(self, ending: dict[str, Any], prompt_length: int) -> None:
        """Raises ModelUnavailable unless the whole prompt was read and the whole reply written."""
        if not ending:
            raise ModelUnavailable("câu trả lời bị cắt giữa chừng")
        if ending.get("done_reason") == "length":
            raise ModelUnavailable(f"câu trả lời bị cắt ở num_predict={self.num_predict} hoặc num_ctx={self.num_ctx}")
        read, written = ending.get("prompt_eval_count") or 0, ending.get("eval_count") or 0
        # Ollama keeps about half of num_ctx of a prompt that is too long, and reports the count after the cut.
        if read and (read + written >= self.num_ctx or prompt_length > _CHARS_PER_TOKEN * read):
            raise ModelUnavailable(f"câu lệnh bị Ollama cắt bớt ({read} token, num_ctx={self.num_ctx})")

    def _reason(self, error: Exception) -> str:
        import httpx
        from ollama import ResponseError

        match error:
            case ResponseError(status_code=404):
                return f"Ollama chưa có mô hình {self.model}: chạy `ollama pull {self.model}`"
            case ResponseError():
                return f"Ollama báo lỗi {error.status_code}: {one_line(error.error)[:200]}"
            case httpx.ConnectError() | httpx.ConnectTimeout() | ConnectionError():
                return f"không nối được tới Ollama ở {self.base_url}"
            case httpx.TimeoutException():
                return f"quá {self.time_limit:g} giây mà mô hình {self.model} chưa trả lời"
            case httpx.TransportError():
                return "kết nối tới Ollama bị ngắt giữa chừng"
            case _:
                return f"Ollama trả lời không đúng dạng ({type(error).__name__})"


# Vietnamese takes 2.5 to 3.5 characters a token; a prompt above this many was not read to its end.
_CHARS_PER_TOKEN = 4.5


def _ending(chunks: "Sequence[AIMessageChunk]") -> dict[str, Any]:
    """What Ollama said when it was done; empty when it never was."""
    endings = (chunk.response_metadata for chunk in chunks if chunk.response_metadata.get("done") is True)
    return next(endings, {})
