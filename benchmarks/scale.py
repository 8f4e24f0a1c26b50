"""Many plans: what ingesting, opening and answering then cost, and whether the right plan still answers.

python benchmarks/scale.py N… [--vectors]        (e.g. 100 1000 5000)

The plans are those of synthetic.py; each question names the place of one of them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from measured import alone, disk_mb, peak_mb, percentile, table

if TYPE_CHECKING:
    from index.index import Index

_HEADINGS = (
    "plans", "passages", "ingest s", "ingest MB", "vectors s", "vectors MB", "disk MB", "open s",
    "median ms", "95th ms", "max ms", "CPU ms", "look-up CPU ms", "MB",
    "right plan first", "... one of its name", "... of two years", "... of two namesakes", "right value",
)  # fmt: skip


def main() -> None:
    """Measures each N in processes of its own and prints a line a time."""
    options = _options()
    if options.measure:
        measures = {"ingest": _ingested, "embed": _embedded, "answer": _answered}
        print(json.dumps(measures[options.measure](options)))
        return
    print(f"scale: {options.questions} questions, seed {options.seed}\n", flush=True)
    table(_HEADINGS, (_row(number, options) for number in options.counts))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=int, nargs="+", metavar="N")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="keep the data under this folder")
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--vectors", action="store_true", help="with vectors of the best embedder on this machine")
    parser.add_argument("--measure", choices=("ingest", "embed", "answer"), help=argparse.SUPPRESS)
    return parser.parse_args()


def _row(count: int, options: argparse.Namespace) -> tuple[object, ...]:
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data = (options.keep or Path(folder)) / f"plans-{count}"
        vectors = ("--vectors",) if options.vectors else ()
        common = (
            count,
            *vectors,
            "--data",
            data,
            "--questions",
            options.questions,
            "--seed",
            options.seed,
            "--measure",
        )
        ingested, embedded = alone(__file__, *common, "ingest"), alone(__file__, *common, "embed")
        disk = disk_mb(data)
        answered = alone(__file__, *common, "answer")
    times = answered["times"]
    return (
        count, ingested["passages"], f"{ingested['seconds']:.1f}", f"{ingested['peak']:.0f}",
        f"{embedded['seconds']:.1f}", f"{embedded['peak']:.0f}", f"{disk:.0f}",
        f"{answered['open']:.2f}", f"{percentile(times, 0.5):.1f}", f"{percentile(times, 0.95):.1f}",
        f"{max(times):.0f}", f"{percentile(answered['cpu'], 0.5):.1f}", f"{percentile(answered['raw'], 0.5):.1f}",
        f"{answered['peak']:.0f}", *answered["shares"],
    )  # fmt: skip


def _ingested(options: argparse.Namespace) -> dict[str, Any]:
    """Writes the plans as files, then reads, understands and indexes them."""
    from synthetic import plans, write

    from index.index import Index
    from ingest.read import files, read
    from ingest.understand import understand

    with TemporaryDirectory() as folder:
        for made in plans(options.counts[0], options.seed):
            write(made, Path(folder))
        start = perf_counter()
        index = Index.open(options.data)
        index.update(understand(read(path)) for path in files(Path(folder)))
        seconds = perf_counter() - start
    passages = sum(len(index.passages(row.id)) for row in index.plans()[:50]) / min(50, options.counts[0])
    index.close()
    return {"seconds": seconds, "peak": peak_mb(), "passages": f"~{passages * options.counts[0]:,.0f}"}


def _embedded(options: argparse.Namespace) -> dict[str, Any]:
    """Makes the vectors, where they are wanted."""
    start = perf_counter()
    if options.vectors:
        _opened(options).embed()
    return {"seconds": perf_counter() - start, "peak": peak_mb()}


def _answered(options: argparse.Namespace) -> dict[str, Any]:
    """Opens, which lasts until the first answer is there, then asks."""
    from synthetic import plans, questions

    made = list(plans(options.counts[0], options.seed))
    asked = list(questions(made, options.questions, options.seed + 1))
    start = perf_counter()
    answer = _assistant(options)
    answer(asked[0].text)
    opened = perf_counter() - start
    look_up = _looked_up(options)
    times, cpu, raw, first, value = [], [], [], [], []
    for one in asked:
        start, worked = perf_counter(), process_time()
        found = answer(one.text)
        times.append((perf_counter() - start) * 1000)
        cpu.append((process_time() - worked) * 1000)
        raw.append(look_up(one.text))
        first.append(bool(found.citations) and found.citations[0].source == one.source)
        value.append(one.value.casefold() in found.text.casefold())
    likeness = [one.likeness for one in asked]
    shares = [_share(first), *(_share(_of(first, likeness, kind)) for kind in ("one", "years", "namesake"))]
    return {
        "open": opened,
        "times": times,
        "cpu": cpu,
        "raw": raw,
        "peak": peak_mb(),
        "shares": [*shares, _share(value)],
    }


def _looked_up(options: argparse.Namespace) -> Callable[[str], float]:
    """The processor's time to look up the words of a question in the word index alone, 60 passages, in milliseconds."""
    from index.folders import numbered
    from index.generation import KIND
    from index.query import Query
    from index.words import Words

    words = Words(numbered(options.data, KIND, _opened(options).generation) / "words")

    def timed(text: str) -> float:
        query = Query(text)
        start = process_time()
        words.find(query.weights(), query.marked(), 60)
        return (process_time() - start) * 1000

    return timed


def _assistant(options: argparse.Namespace) -> Callable[[str], Any]:
    from answer.answer import Question
    from answer.assistant import Assistant

    assistant = Assistant(_opened(options))
    return lambda text: assistant.answer(Question(text))


def _opened(options: argparse.Namespace) -> Index:
    from index.embedder import choose
    from index.index import Index

    return Index.open(options.data, lambda: choose().embedder if options.vectors else None)


def _of(values: Sequence[bool], likeness: Sequence[str], kind: str) -> list[bool]:
    return [value for value, its in zip(values, likeness, strict=True) if its == kind]


def _share(values: Sequence[bool]) -> str:
    return f"{sum(values) / len(values):.3f}" if values else "–"


if __name__ == "__main__":
    main()
