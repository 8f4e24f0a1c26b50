"""How many gold questions are answered right, and at which stage each miss is lost.

python benchmarks/crossval.py [--shared ../shared]

Asks the questions of ../shared/gold (dev, other_dev, more1, more2) over their folders of plans, judged as score.py
there does. `crossval.toml` pins the questions and holds the floor, which only rises: exit status 1 below it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from measured import ROOT, cchc, config, table

sys.path.insert(0, str(ROOT))

_PINS = Path(__file__).with_name("crossval.toml")
_DEEP = 60  # passages looked through for the one that proves the answer
STAGES = (
    "document not found",
    "record not found",
    "found but not first",
    "first but refused",
    "first but told wrongly",
    "should have been refused",
)


@dataclass(frozen=True, slots=True)
class Miss:
    """A gold question that was not answered right: the stage at which it was lost, and why score.py says so."""

    gold: dict[str, Any]
    stage: str
    reason: str


def main() -> None:
    """Ingests each folder, asks, prints the tables."""
    options = _options()
    pins = tomllib.loads(_PINS.read_text("utf-8"))
    score = _scorer(options.shared / "gold" / "score.py")
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    stages: Counter[tuple[str, str]] = Counter()
    with TemporaryDirectory() as folder:
        for name, pin in pins["sets"].items():
            questions = _questions(options.shared / "gold" / f"{name}.jsonl", pin)
            data = Path(folder, pin["plans"])
            if not data.exists():
                cchc(config(Path(folder)), data, "ingest", str(options.shared / pin["plans"]))
            for gold, miss, is_wrong in _judged(questions, data, options.shared / pin["plans"], score):
                keys = (
                    "all",
                    f"set {name}",
                    f"kind {gold['kind']}",
                    f"style {gold['style']}",
                    f"expect {gold['expect']}",
                )
                asked.update(keys)
                right.update(keys if miss is None else ())
                right["answered and wrong"] += is_wrong
                if miss:
                    stages[name, miss.stage] += 1
                    if options.misses:
                        print(f"{gold['id']} [{miss.stage}] {miss.reason} | {gold['q']}")
    share = right["all"] / asked["all"]
    table(("questions", "right", "of", "share"), ((k, right[k], asked[k], f"{right[k] / asked[k]:.3f}") for k in asked))
    print(f"\nanswered and wrong: {right['answered and wrong']} of {asked['all']}\n")
    sets = tuple(pins["sets"])
    table(("lost at", *sets), ((stage, *(stages[name, stage] for name in sets)) for stage in STAGES))
    if share < pins["floor"]:
        sys.exit(f"{share:.3f} is below the floor of {pins['floor']}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--misses", action="store_true", help="print each miss")
    return parser.parse_args()


def _scorer(path: Path) -> ModuleType:
    """score.py itself, so that nothing is judged otherwise here than there."""
    spec = spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path}: no scorer")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _questions(path: Path, pin: dict[str, Any]) -> list[dict[str, Any]]:
    """The questions of `path`, which must be those that were pinned."""
    text = path.read_bytes()
    found = [json.loads(line) for line in text.decode("utf-8").splitlines() if line.strip()]
    if len(found) != pin["questions"] or hashlib.sha256(text).hexdigest() != pin["sha256"]:
        raise SystemExit(f"{path}: not the questions that {_PINS.name} pins")
    return found


def _judged(
    questions: Sequence[dict[str, Any]], data: Path, plans: Path, score: ModuleType
) -> Iterator[tuple[dict[str, Any], Miss | None, bool]]:
    """Each question with its miss, None where it was answered right, and whether it was answered and wrong."""
    from answer.answer import Question
    from answer.assistant import Assistant
    from index.index import Index

    index = Index.open(data)
    assistant = Assistant(index)
    sources = {row.id: row.source for row in index.plans()}
    texts = {path.name: path.read_text("utf-8") for path in plans.glob("*.txt")}
    for gold in questions:
        question = Question(gold["q"], gold.get("place"), history=tuple(gold.get("history") or ()))
        answer = asdict(assistant.answer(question))
        reason = score.judge(gold, answer, texts)
        found = [(sources[fit.hit.plan_id], fit.passage.quote) for fit in assistant.find(question, _DEEP)]
        miss = Miss(gold, _stage(gold, answer["status"], found, score), reason) if reason else None
        yield gold, miss, score.wrong(gold, answer)


def _stage(gold: dict[str, Any], status: str, found: Sequence[tuple[str, str]], score: ModuleType) -> str:
    if gold["expect"] != "answer":
        return STAGES[5] if status == "answered" or gold["expect"] == "not_found" else STAGES[3]
    evidence = [score.norm(piece) for piece in gold["evidence"]]
    proves = [
        source == gold["doc"] and any(piece in score.norm(quote.replace(" … ", " ")) for piece in evidence)
        for source, quote in found
    ]
    if gold["doc"] not in dict(found[:1]):
        return STAGES[0]
    if not any(proves):
        return STAGES[1]
    if not proves[0]:
        return STAGES[2]
    return STAGES[3] if status != "answered" else STAGES[4]


if __name__ == "__main__":
    main()
