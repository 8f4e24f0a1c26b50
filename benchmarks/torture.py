"""Messages over Telegram, Zalo Bot and Zalo OA at once while `cchc serve` is killed (-9) at random moments.

python benchmarks/torture.py [--chats 10] [--each 10] [--kills 30]

The services are fakes on loopback that speak their protocols and fail one call in ten, a third of those after they took
the message. Prints what became of the messages.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from measured import ROOT, cchc, config, table

sys.path.insert(0, str(ROOT))

from tests.bot.torture import CHANNELS, Outcome, torture


def main() -> None:
    """Ingests a sample, tortures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=10, help="of each channel")
    parser.add_argument("--each", type=int, default=10, help="messages of a chat")
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        cchc(config(Path(folder)), Path(folder, "data"), "ingest", str(ROOT / "samples" / "ba-to-2025.txt"))
        run = torture(
            Path(folder),
            chats=given.chats,
            each=given.each,
            kills=given.kills,
            uptime_s=2.0,
            spread_s=given.kills * 2.5,
            seed=given.seed,
            say=lambda line: print(line, file=sys.stderr),
        )
        show(asyncio.run(run))


def show(outcome: Outcome) -> None:
    """One row a channel."""
    rows = []
    for channel in CHANNELS:
        counts = outcome.answered(channel)
        twice = sum(count - 1 for count in counts.values() if count > 1)
        missing = sum(count == 0 for count in counts.values())
        rows.append(
            (
                channel,
                str(len(counts)),
                str(len(counts) - missing),
                str(missing),
                str(outcome.told(channel)),
                str(twice),
                str(outcome.failed[channel]),
                str(outcome.unclear[channel]),
            )
        )
    print(f"torture: {sum(len(outcome.answered(channel)) for channel in CHANNELS)} messages, {outcome.kills} kills")
    headings = ("channel", "messages", "answered", "not answered", "told so", "answered twice")
    table([*headings, "calls failed", "of these taken"], rows)
    print(f"chats out of order: {len(outcome.disordered())}")


if __name__ == "__main__":
    main()
