"""What a model is asked: Markdown files in prompts/, each with its front matter and its named variables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from string import Template

_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_NEEDED = ("purpose", "inputs", "limits")


class PromptError(Exception):
    """A prompt file that lacks something, or a value that it was not given. For those who change prompts."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt. `inputs` are the variables that its text names, each as `$name`."""

    name: str
    front: Mapping[str, str]
    inputs: frozenset[str]
    template: Template

    def fill(self, **values: str) -> str:
        """The text with `values` put in, once: what stands in a value is never read again.

        Raises PromptError, which names what is missing or unknown.
        """
        if missing := sorted(self.inputs - values.keys()):
            raise PromptError(f"prompts/{self.name}: thiếu giá trị cho {', '.join(missing)}")
        if unknown := sorted(values.keys() - self.inputs):
            raise PromptError(f"prompts/{self.name}: không có biến {', '.join(unknown)}")
        return self.template.substitute(values).strip()


@lru_cache(maxsize=32)
def prompt(name: str) -> Prompt:
    """The prompt in prompts/`name`. Raises PromptError where it is missing or does not agree with its front matter."""
    try:
        text = resources.files("prompts").joinpath(name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PromptError(f"prompts/{name}: không có tệp này") from None
    return parsed(name, text)


def parsed(name: str, text: str) -> Prompt:
    """The prompt that `text` holds. Raises PromptError."""
    head = _FRONT.match(text)
    if not head:
        raise PromptError(f"prompts/{name}: không có phần đầu giữa hai dòng ---")
    lines = (line.partition(":") for line in head.group(1).splitlines() if line.strip())
    front = {key.strip(): value.strip() for key, _, value in lines}
    if missing := [key for key in _NEEDED if key not in front]:
        raise PromptError(f"prompts/{name}: phần đầu thiếu {', '.join(missing)}")
    template = Template(text[head.end() :])
    inputs = frozenset(filter(None, (each.strip() for each in front["inputs"].split(","))))
    if not template.is_valid() or set(template.get_identifiers()) != inputs:
        named = ", ".join(sorted(template.get_identifiers()))
        raise PromptError(f"prompts/{name}: inputs không khớp các biến trong văn bản ({named})")
    return Prompt(name, front, inputs, template)
