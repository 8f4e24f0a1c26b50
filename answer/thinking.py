"""What a model thinks aloud is cut, in whatever form it comes, also where a mark of it is torn between two pieces."""

import re

# How thinking begins and ends: Qwen and DeepSeek, Magistral, Kimi, gpt-oss, and those that imitate them.
_NAMES = r"think(?:ing)?|thought|reasoning|reflection|analysis"
_MARK = re.compile(
    rf"(?P<open><\s*(?:{_NAMES})\s*>|\[THINK\]|◁think▷|<\|channel\|>\s*(?:analysis|commentary))"
    rf"|(?P<close><\s*/\s*(?:{_NAMES})\s*>|\[/THINK\]|◁/think▷|<\|channel\|>\s*final)"
    r"|<\|(?:start|message|end|return)\|>(?:assistant)?",  # says nothing
    re.IGNORECASE,
)
_TORN = re.compile(r"(?:<\|[a-z]+\|>\s*[a-z]{0,12}|<[^<>\n]{0,30}|\[/?[A-Z]{0,5}|◁/?[a-z]{0,5})\Z", re.IGNORECASE)


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
        text = self._held + piece
        torn = _TORN.search(text)
        whole, self._held = (text[: torn.start()], text[torn.start() :]) if torn else (text, "")
        return self._told(whole)

    def end(self) -> str:
        """What was held back and turned out to be no mark; thoughts without an end stay thoughts."""
        rest, self._held = self._held, ""
        return self._told(rest)

    def _told(self, text: str) -> str:
        told, at = "", 0
        for mark in _MARK.finditer(text):
            told += "" if self._is_thinking else text[at : mark.start()]
            at = mark.end()
            if mark["close"] and not self._is_thinking:
                told = ""
                self.restarts += 1
            self._is_thinking = bool(mark["open"]) or (self._is_thinking and not mark["close"])
        return told if self._is_thinking else told + text[at:]
