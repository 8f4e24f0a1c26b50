"""How often the plans of other offices answer a question: nearly always wrongly.

    python -m benchmarks.foreign DATA_DIR:GOLD.jsonl DATA_DIR:GOLD.jsonl …

Each question that has an answer and leans on no other is asked of the plans of two other folders, of all and of one
place. Gold files that lie beside each other are of the same subject, and not asked of each other's plans.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

from answer.answer import Question
from answer.assistant import Assistant
from bot.evaluation import Gold
from index.index import Index

HOSTS = 2


def questions(gold: Path) -> list[Gold]:
    """The questions of a file."""
    return [Gold.model_validate_json(line) for line in gold.read_text(encoding="utf-8").splitlines() if line]


def sets_of(arguments: list[str]) -> list[tuple[Path, Path]]:
    """The data directory and the gold file of each argument."""
    return [(Path(data), Path(gold)) for data, _, gold in (each.partition(":") for each in arguments)]


def asked_elsewhere(sets: list[tuple[Path, Path]], gold: Path) -> Iterator[tuple[Path, Question]]:
    """Each question of `gold` with the data directory of another folder that it is asked of."""
    here = {data for data, each in sets if each.parent == gold.parent}
    hosts = list(dict.fromkeys(data for data, _ in sets if data not in here))
    places = {data: _places(data) for data in hosts}
    for n, one in enumerate(questions(gold)):
        if one.expect != "answer" or one.history:
            continue
        for k in range(min(HOSTS, len(hosts))):
            host = hosts[(n + k * len(hosts) // HOSTS) % len(hosts)]
            for place in (None, *places[host][n % max(len(places[host]), 1) :][:1]):
                yield host, Question(one.q, place)


@cache
def _places(data: Path) -> list[str]:
    with closing(Index.open(data)) as index:
        return sorted({row.place for row in index.plans() if row.place})


def main() -> None:
    """Prints how the questions of each folder are answered elsewhere."""
    sets = sets_of(sys.argv[1:])
    assistants = {data: Assistant(Index.open(data)) for data, _ in sets}
    counts: Counter[str] = Counter()
    for _, gold in sets:
        own = Counter(assistants[host].answer(question).status for host, question in asked_elsewhere(sets, gold))
        print(f"{gold.parent.name}/{gold.stem}: {dict(own)}")
        counts += own
    print(f"all: {dict(counts)}")


if __name__ == "__main__":
    main()
