"""What a model thinks aloud is cut, in whatever form it comes, also where a mark of it is torn between two pieces."""

import re

# How thinking begins and ends: Qwen and DeepSeek, Magistral, Kimi, gpt-oss, and those that imitate them.
_NAMES = r"think(?:ing)?|thought|reasoning|reflection|analysis"
_OPEN = re.compile(
    rf"<\s*(?:{_NAMES})\s*>|\[THINK\]|◁think▷|<\|channel\|>\s*(?:analysis|commentary)[^<]*<\|message\|>", re.IGNORECASE
)
_CLOSE = re.compile(
    rf"<\s*/\s*(?:{_NAMES})\s*>|\[/THINK\]|◁/think▷|<\|end\|>(?:<\|start\|>assistant)?(?:<\|channel\|>\s*final[^<]*<\|message\|>)?"
    r"|<\|channel\|>\s*final[^<]*<\|message\|>",
    re.IGNORECASE,
)
_TORN = re.compile(r"(?:<[^<>]{0,40}|<\|[^<]{0,60}|\[/?[A-Z]{0,5}|◁/?\w{0,5})\Z", re.IGNORECASE)


class Unthought:
    """A reply as it comes, less its thoughts.

    `feed` gives what of a piece may be read. Where a mark closes what none has opened, all that came before was
    thought: `restarts` counts these, and whoever kept what `feed` gave before throws it away.
    """

    def __init__(self) -> None:
        self.restarts = 0
        self._held = ""
        self._is_thinking = False

    def feed(self, piece: str) -> str:
        """What of `piece`, and of what was held back before it, is the reply."""
        self._held += piece
        told = ""
        while mark := (_CLOSE if self._is_thinking else _EITHER).search(self._held):
            before, self._held = self._held[: mark.start()], self._held[mark.end() :]
            if self._is_thinking:
                self._is_thinking = False
            elif _OPEN.fullmatch(mark.group()):
                told += before
                self._is_thinking = True
            else:
                told = ""
                self.restarts += 1
        torn = _TORN.search(self._held)
        whole, self._held = (self._held[: torn.start()], self._held[torn.start() :]) if torn else (self._held, "")
        return told if self._is_thinking else told + whole

    def end(self) -> str:
        """What was held back and turned out to be no mark; thoughts without an end stay thoughts."""
        rest, self._held = self._held, ""
        return "" if self._is_thinking else rest


_EITHER = re.compile(f"(?:{_OPEN.pattern})|(?:{_CLOSE.pattern})", re.IGNORECASE)
