"""How long answers take, in how much memory, and how many are right; models off.

python benchmarks/answers.py PLANS_DIR GOLD.jsonl
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from measured import alone, cchc, config, peak_mb, spread, table

_MEASURE = "--in-a-process-of-its-own"


def main() -> None:
    """Ingests, asks in a fresh process, starts afresh a few times, prints."""
    options = _options()
    if options.measure:
        print(json.dumps(_asked(options.plans, options.gold)))
        return
    with TemporaryDirectory() as folder:
        config_file, data = config(Path(folder)), Path(folder, "data")
        ingest_s, _ = cchc(config_file, data, "ingest", str(options.plans))
        told = alone(__file__, data, options.gold, _MEASURE)
        first = told["first"]
        starts = [cchc(config_file, data, "ask", first)[0] for _ in range(options.starts)]
    print(f"answers: {told['questions']} questions, {told['plans']} plans, {told['passages']} passages\n")
    table(
        ("figure", "value"),
        (
            ("ingest, process and all", f"{ingest_s:.1f} s"),
            ("elapsed_ms, median / 95th percentile / max", spread(told["times"])),
            ("... of the first question of the process", f"{told['times'][0]:.0f} ms"),
            ("peak memory (ru_maxrss)", f"{told['peak']:.0f} MB"),
            (f"cold start of `python -m bot ask`, median of {len(starts)}", f"{median(starts):.2f} s"),
            ("right by bot/evaluation.py", f"{told['right']} of {told['questions']}"),
        ),
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument(_MEASURE, dest="measure", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _asked(data: Path, gold: Path) -> dict[str, object]:
    """Asks every question of `gold` over the index in `data`. Nothing heavy is imported before this."""
    from answer.answer import Question
    from answer.assistant import Assistant
    from bot.evaluation import Gold, judge
    from index.index import Index

    index = Index.open(data)
    assistant, answered = Assistant(index), []
    questions = [Gold.model_validate_json(line) for line in gold.read_text("utf-8").splitlines() if line.strip()]
    for one in questions:
        answered.append(assistant.answer(Question(one.q, one.place, history=one.history or ())))
    peak = peak_mb()
    sources = {Path(row.source).name: index.plan(row.id).text for row in index.plans()}
    right = [judge(one, answer, sources).reason is None for one, answer in zip(questions, answered, strict=True)]
    return {
        "questions": len(questions),
        "first": questions[0].q,
        "plans": len(index.plans()),
        "passages": sum(len(index.passages(row.id)) for row in index.plans()),
        "times": [answer.elapsed_ms for answer in answered],
        "peak": peak,
        "right": sum(right),
    }


if __name__ == "__main__":
    main()
