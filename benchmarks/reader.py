"""What the local model's answers are worth: scripted roles on gold questions, judged as `cchc eval` judges.

    python -m benchmarks.reader DATA_DIR GOLD.jsonl PLANS_DIR [--roles faithful,inventing] [--kind ollama|openai]

DATA_DIR holds what was ingested from PLANS_DIR. A loopback server plays each role; "faithful" finds the lines of the
records that hold what the gold question wants, and says that there is none where none does.
"""

import argparse
import json
import logging
import statistics
import sys
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from answer import servers
from answer.answer import Answer, Question
from answer.assistant import Assistant
from answer.chat import Limits, Model, Server
from answer.check import check_marks
from answer.reader import Policy, Reader
from bot.evaluation import Gold, judge
from index.index import Index
from tests.model_roles import BAD, REFUSAL, cited, copying, lines, paraphrasing
from tests.model_server import Asked, Role, model_server


class Cached:
    """An assistant that is asked each question once, however many roles are played."""

    def __init__(self, assistant: Assistant) -> None:
        self.answer = lru_cache(maxsize=None)(assistant.answer)
        self.find = lru_cache(maxsize=None)(assistant.find)


def faithful(gold: dict[str, Gold], held: set[str]) -> Role:
    """Reads as somebody does who knows what is asked for: the lines of the records that hold it.

    Puts into `held` the questions to which a record holds the answer.
    """

    def role(asked: Asked) -> str:
        one = gold.get(asked.question)
        if one is None or one.expect != "answer":
            return REFUSAL
        told = lines(asked)
        for records in ([n] for n, _ in asked.records):
            own = [(n, line) for n, line in told if n in records]
            if all(any(holds(line, group) for _, line in own) for group in one.must):
                held.add(one.q)
                found = [pair for pair in own if any(holds(pair[1], group) for group in one.must)]
                return cited(found[:4])
        return REFUSAL

    return role


def holds(line: str, group: list[str] | tuple[str, ...]) -> bool:
    """Whether `line` has any of `group`."""
    return any(each.casefold() in line.casefold() for each in group)


def main() -> None:
    """Prints a line a role."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("plans", type=Path)
    parser.add_argument("--roles", default="")
    parser.add_argument("--kind", default="ollama", choices=["ollama", "openai"])
    parser.add_argument("--speak-from", type=float, default=Policy().speak_from)
    parser.add_argument("--show", action="store_true", help="print each question that a role makes worse or better")
    parser.add_argument("--save", type=Path, help="a folder for the answers, as JSON Lines")
    args = parser.parse_args()
    logging.disable(logging.WARNING)
    gold = [Gold.model_validate_json(line) for line in args.gold.read_text(encoding="utf-8").splitlines() if line]
    index = Index.open(args.data)
    sources = {Path(row.source).name: index.plan(row.id).text for row in index.plans()}
    assistant = Cached(Assistant(index))
    by_text = {one.q: one for one in gold}
    held: set[str] = set()
    roles = {"faithful": faithful(by_text, held), "copying": copying, "paraphrasing": paraphrasing} | BAD
    wanted = args.roles.split(",") if args.roles else list(roles)
    questions = [Question(one.q, one.place, history=tuple(one.history or ())) for one in gold]
    engine = [assistant.answer(question) for question in questions]
    right = [judge(one, answer, sources).reason is None for one, answer in zip(gold, engine, strict=True)]
    print(f"{'engine':18s} score {sum(right) / len(right):.3f}")
    for name in wanted:
        with model_server(roles[name]) as server:
            build = {
                "ollama": lambda: servers.ollama(server.url, "m", num_ctx=8192, write_tokens=300, keep_alive="30m"),
                "openai": lambda: servers.openai(f"{server.url}/v1", "m", "", write_tokens=300),
            }[args.kind]
            limits = Limits()
            model = Model(f"{args.kind}:m", [Server(server.url, build)], limits, servers.reason, servers.is_away)
            policy = Policy(speak_from=args.speak_from)
            reader = Reader(assistant, index, model, policy)  # type: ignore[arg-type]
            answers = [reader.answer(question) for question in questions]
        told(name, gold, answers, engine, right, sources, args.show)
        if name == "faithful":
            silent = [n for n, one in enumerate(gold) if one.q in held and engine[n].status != "answered"]
            won = [n for n in silent if judge(gold[n], answers[n], sources).reason is None]
            print(f"{'':18s} the engine is silent and a record holds it: {len(silent)}, won: {len(won)}")
            if args.show:
                lost = [n for n in silent if n not in won]
                print(*(f"   LOST {gold[n].id} {gold[n].q} | {answers[n].status}" for n in lost), sep="\n")
        lengths = [sum(len(m["content"]) for m in body["messages"]) for body in server.requests]
        if lengths:
            middle = statistics.median(lengths)
            print(f"{'':18s} asked {len(lengths)}, prompt characters: median {middle:.0f}, most {max(lengths)}")
        if args.save:
            save(args.save / f"{name}.jsonl", gold, answers)


def told(
    name: str,
    gold: list[Gold],
    answers: list[Answer],
    engine: list[Answer],
    right: list[bool],
    sources: dict[str, str],
    show: bool,
) -> None:
    """Prints how `answers` did beside the engine's."""
    now = [judge(one, answer, sources).reason for one, answer in zip(gold, answers, strict=True)]
    by_model = Counter(
        first.status for answer, first in zip(answers, engine, strict=True) if answer.engine != "extract"
    )
    better = sum(reason is None and not was for reason, was in zip(now, right, strict=True))
    worse = sum(reason is not None and was for reason, was in zip(now, right, strict=True))
    strange = sum(bool(unheld(answer)) for answer in answers)
    print(
        f"{name:18s} score {sum(reason is None for reason in now) / len(now):.3f}  better {better} worse {worse}"
        f"  in its words {dict(by_model)}  unsupported {strange}"
    )
    if show:
        for one, answer, reason, was in zip(gold, answers, now, right, strict=True):
            if (reason is None) != was:
                print("  ", "BETTER" if reason is None else "WORSE", one.id, one.q, "|", reason, "|", answer.text[:300])
    sys.stdout.flush()


def unheld(answer: Answer) -> tuple[str, ...]:
    """What of a model's answer its citations do not hold."""
    if answer.engine == "extract":
        return ()
    return check_marks(answer.text, {c.n: (c.quote.replace(" … ", " "), c.title, c.section) for c in answer.citations})


def save(file: Path, gold: list[Gold], answers: list[Answer]) -> None:
    """As `cchc ask --batch` prints them."""
    from bot.commands.ask import as_object

    rows = (as_object(one.id, Question(one.q), replace(answer)) for one, answer in zip(gold, answers, strict=True))
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
