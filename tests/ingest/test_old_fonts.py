"""Text in fonts from before Unicode is read in every way in which programs leave it; each file is one of a benchmark's.

Those that LibreOffice makes or reads are left to the benchmark: each takes seconds.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
GOAL = 0.99


def made() -> Iterator[tuple[str, str, bytes, str]]:
    """Name, suffix, content and truth of each file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        import old_files as old

        lines = [*old.MIXED, *old.plan("dinh-bien-2022")]
        makers = (old.text_files, old.stray_files, old.html_files, old.pdf_files, old.office_files)
        for name, suffix, content, truth in chain.from_iterable(make(lines) for make in makers):
            yield name, suffix, content, "\n".join(truth)


FILES = {name: rest for name, *rest in made()}


@pytest.mark.parametrize("name", FILES)
def test_is_read_as_it_looks(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    from old_files import File
    from old_fonts import score

    suffix, content, truth = FILES[name]
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(content)
    characters, marks, syllables = score(File(name, path, truth))
    assert min(characters, marks, syllables) >= GOAL
