"""`python -m tests.ingest.busy`: the child of a Worker that is busy for ever with what asks for it."""

import sys
from itertools import count

from ingest.scan.child import serve


def _work(given: bytes) -> bytes:
    if given == b"for ever":
        sum(count())
    if given == b"all memory":
        bytearray(8_000_000_000)
    sys.stdout.write("what a library prints is no answer")
    return given


if __name__ == "__main__":
    serve(_work, 1.0)
