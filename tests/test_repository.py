"""What the repository must not hold, whoever's machine it was written on."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LARGEST = 2_000_000  # bytes
_MACHINE = re.compile(r"/(?:wor[k]|roo[t]|far[m])/|/hom[e]/\w+/|/User[s]/\w+/|/op[t]/pypi")
_REGISTRY = re.compile(
    r"pyp[i]\.org|pythonhoste[d]\.org|(?:index|extra-index)-ur[l]|download\.pytorc[h]\.org|registry\.npmj[s]"
)


def tracked() -> list[Path]:
    """Every file that git knows or would add; skips where this is no checkout."""
    found = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if found.returncode:
        pytest.skip("not a git checkout")
    return [path for name in found.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def naming(pattern: re.Pattern[str]) -> list[str]:
    texts = ((path, path.read_text(encoding="utf-8", errors="ignore")) for path in tracked())
    return [f"{path.relative_to(ROOT)}: {match.group()}" for path, text in texts if (match := pattern.search(text))]


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    assert naming(_MACHINE) == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert naming(_REGISTRY) == []


def test_no_file_is_too_large() -> None:
    assert [path.name for path in tracked() if path.stat().st_size > LARGEST] == []


def test_the_licence_is_mit() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("MIT License")
    assert "the CCHC assistant authors" in licence


def test_ci_runs_what_a_newcomer_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o100
    assert "make test" in script.read_text(encoding="utf-8")
