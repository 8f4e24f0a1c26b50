"""Vectors join the words when they are ready: in one step, only for what is new, whatever ends the work in between."""

import shutil
import signal
import sqlite3
import subprocess
from pathlib import Path

import numpy as np
import pytest
from made_up import Counted, Failing
from plans_by_hand import BA_TO, BA_TO_PLAN, DUC_PHO, DUC_PHO_PLAN, open_index, plan
from processes import run

from index import embed as making
from index.cache import FILE
from index.error import BusyError, ModelError
from index.index import Index
from index.lock import only_writer
from index.query import Query

QUESTION = "ai chủ trì hội thi"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "_BATCH", 1)


def ingested(data: Path, embedder: Counted | None, *plans: object) -> Index:
    index = open_index(data, embedder)
    index.update(plans or [BA_TO_PLAN, DUC_PHO_PLAN])
    return index


def cosines(index: Index, text: str = QUESTION) -> dict[str, float]:
    return {hit.passage.quote: hit.cosine for hit in index.find(Query(text), 10) if hit.cosine}


def answers(index: Index) -> bool:
    return index.find(Query(QUESTION), 1)[0].passage.quote == BA_TO[0]


# --- They join --------------------------------------------------------------------------------------------------------


def test_words_answer_before_there_are_vectors(data: Path) -> None:
    index = ingested(data, Counted())
    assert answers(index)
    assert not index.is_embedded()
    assert cosines(index) == {}


def test_vectors_are_used_once_all_are_there(data: Path) -> None:
    index = ingested(data, Counted())
    reader = open_index(data, Counted())
    seen: list[dict[str, float]] = []
    index.embed(lambda *_: seen.append(cosines(reader)))
    assert seen == [{}]
    assert index.is_embedded()
    assert set(cosines(reader)) == {*BA_TO, *DUC_PHO}
    assert answers(reader)


def test_the_title_of_the_plan_is_embedded_with_its_passages(data: Path) -> None:
    embedder = Counted()
    ingested(data, embedder, DUC_PHO_PLAN).embed()
    assert embedder.texts == [f"{DUC_PHO_PLAN.title}\nNhiệm vụ\n{line}" for line in DUC_PHO]


def test_the_nearest_are_found_though_they_share_no_word(data: Path) -> None:
    index = ingested(data, embedder := Counted())
    index.embed()
    text = f"{BA_TO_PLAN.title}\nNhiệm vụ\n{BA_TO[2]}"
    query = Query(text, {"dai_truyen": 1.0}, ())
    found = {hit.passage.quote: hit for hit in index.find(query, 5)}
    assert embedder.embed_query(text) == embedder.embed_documents([text])[0]
    assert (found[BA_TO[2]].words, found[BA_TO[2]].cosine) == (0.0, pytest.approx(1, abs=0.01))
    assert max(found.values(), key=lambda hit: hit.meant).passage.quote == BA_TO[2]


def test_vectors_keep_to_the_plans_that_are_meant(data: Path) -> None:
    index = ingested(data, Counted())
    index.embed()
    duc_pho = next(row.id for row in index.plans() if row.place == "Đức Phổ")
    assert {hit.passage.quote for hit in index.find(Query(QUESTION), 5, [duc_pho])} == set(DUC_PHO)


@pytest.mark.usefixtures("small_batches")
def test_progress_counts_the_texts(data: Path) -> None:
    told: list[tuple[int, int]] = []
    ingested(data, Counted()).embed(lambda *step: told.append(step))
    assert told == [(n, 5) for n in range(1, 6)]


def test_without_an_embedder_there_is_nothing_to_make(data: Path) -> None:
    index = ingested(data, None)
    index.embed()
    assert index.is_embedded()
    assert not list(data.glob("vectors*"))


def test_without_an_embedder_vectors_are_left_alone(data: Path) -> None:
    ingested(data, Counted()).embed()
    assert cosines(open_index(data)) == {}


def test_an_empty_index_has_all_its_vectors(data: Path) -> None:
    assert open_index(data, Counted()).is_embedded()
    assert not data.exists()


# --- Only what is new -------------------------------------------------------------------------------------------------


def test_only_new_texts_are_embedded(data: Path) -> None:
    ingested(data, Counted(), BA_TO_PLAN).embed()
    ingested(data, second := Counted(), DUC_PHO_PLAN).embed()
    assert len(second.texts) == len(DUC_PHO)


def test_a_text_that_comes_twice_is_embedded_once(data: Path) -> None:
    ingested(data, embedder := Counted(), BA_TO_PLAN, plan("again.txt", BA_TO)).embed()
    assert len(embedder.texts) == len(BA_TO)


def test_a_reindex_embeds_nothing_anew(data: Path) -> None:
    ingested(data, Counted()).embed()
    index = open_index(data, second := Counted())
    index.reindex()
    assert not index.is_embedded()
    index.embed()
    assert (second.texts, len(cosines(index))) == ([], 5)


def test_until_then_the_vectors_before_are_used_for_the_plans_that_stayed(data: Path) -> None:
    index = ingested(data, Counted())
    index.embed()
    index.update([plan("moi.txt", ("Sở Y tế phát khẩu trang",))], remove=["ba-to.txt"])
    assert not index.is_embedded()
    assert set(cosines(index, "Phòng Nội vụ hội thi khẩu trang")) == set(DUC_PHO)


def test_vectors_of_removed_texts_leave_the_disk(data: Path) -> None:
    index = ingested(data, Counted())
    for source in ("ba-to.txt", "duc-pho.txt"):
        index.embed()
        index.update([plan(f"new-{source}", (f"thay cho {source}",))], remove=[source])
    index.embed()
    with sqlite3.connect(data / FILE) as database:
        assert database.execute("SELECT count(*) FROM embeddings").fetchone() == (2,)
    assert {path.name for path in data.glob("vectors-*")} == {"vectors-2", "vectors-3"}


@pytest.mark.usefixtures("small_batches")
def test_a_generation_that_comes_meanwhile_is_embedded_too(data: Path) -> None:
    index = ingested(data, Counted(), BA_TO_PLAN)
    later = open_index(data)
    news = iter([lambda: later.update([DUC_PHO_PLAN])])
    index.embed(lambda *_: next(news, lambda: None)())
    assert index.is_embedded()
    assert set(cosines(index)) == {*BA_TO, *DUC_PHO}


@pytest.mark.usefixtures("small_batches")
def test_plans_that_come_and_go_meanwhile_stop_nothing(data: Path) -> None:
    index = ingested(data, Counted())
    later = open_index(data)
    news = iter([{"remove": ["ba-to.txt"]}, {"add": [plan("moi.txt", DUC_PHO[:1])]}, {"remove": ["duc-pho.txt"]}])

    def change(*_: int) -> None:
        for step in news:
            later.update(step.get("add", []), step.get("remove", []))

    index.embed(change)
    assert index.is_embedded()
    assert set(cosines(index, "đài truyền thanh")) == {DUC_PHO[0]}


# --- Another embedder -------------------------------------------------------------------------------------------------


def test_another_embedder_embeds_all_anew_and_is_told_apart(data: Path) -> None:
    ingested(data, Counted()).embed()
    index = open_index(data, other := Counted("other", 24))
    assert not index.is_embedded()
    index.embed()
    assert (len(other.texts), len(cosines(index))) == (5, 5)


def test_vectors_of_an_embedder_that_is_gone_leave_the_words(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    ingested(data, Counted()).embed()
    index = open_index(data, Counted("other", 24))
    assert answers(index)
    assert cosines(index) == {}
    assert [record.message for record in caplog.records] == [
        "Bộ nhúng đã lập vector, made-up, không còn trên máy này, nên chỉ tìm theo chữ."
    ]


# --- What goes wrong --------------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
import index.embed, index.store
from made_up import Counted
from plans_by_hand import open_index

def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
class Dying(Counted):
    def embed_documents(self, texts):
        if len(self.texts) == 2: die()
        return super().embed_documents(texts)
moment = sys.argv[2]
index.embed._BATCH = 1
if moment == "built": index.store.Store.put_vectors = die
if moment == "building": index.embed._Run._batches = die
if moment == "in use": index.embed.keep_only = die
open_index(Path(sys.argv[1]), Dying() if moment == "embedding" else Counted()).embed()
"""


@pytest.mark.parametrize(("moment", "left"), [("embedding", 3), ("building", 0), ("built", 0), ("in use", 0)])
def test_embedding_that_was_killed_goes_on_where_it_was(data: Path, moment: str, left: int) -> None:
    index = ingested(data, embedder := Counted())
    assert run(KILLED, data, moment).returncode == -signal.SIGKILL
    assert answers(index)
    assert index.is_embedded() == (moment == "in use")
    index.embed()
    assert (len(embedder.texts), len(cosines(index)), answers(index)) == (left, 5, True)
    assert len(list(data.glob("vectors-*"))) == 1


FULL = """
import resource, sys
from pathlib import Path
import chromadb
from index.error import UnwritableError
from index.query import Query
from made_up import Counted
from plans_by_hand import open_index
index = open_index(Path(sys.argv[1]), Counted())
index.plans()
size = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try: index.embed()
except UnwritableError as error: print(error)
print(len(index.find(Query("ai chu tri hoi thi"), 3)))
"""


@pytest.mark.parametrize("size", [0, 4_000, 30_000, 150_000])
def test_a_full_disk_is_named_and_words_answer(data: Path, size: int) -> None:
    pytest.importorskip("resource")
    index = ingested(data, Counted())
    told = run(FULL, data, size)
    assert told.stdout.startswith("Không ghi được vào"), told.stderr
    assert told.stdout.splitlines()[-1] == "3"
    assert not list(data.glob("vectors-*"))
    index.embed()
    assert len(cosines(index)) == 5


def test_a_second_process_is_told_who_is_at_it(data: Path) -> None:
    index = ingested(data, Counted())
    with only_writer(data, "vectors.lock"), pytest.raises(BusyError, match=r"lập vector khác \(tiến trình \d+\)"):
        index.embed()


@pytest.mark.usefixtures("small_batches")
def test_an_embedder_that_fails_halfway_keeps_what_it_made(data: Path) -> None:
    index = ingested(data, Failing(good=2))
    with pytest.raises(ModelError, match="mô hình hỏng"):
        index.embed()
    assert answers(index)
    open_index(data, embedder := Counted()).embed()
    assert len(embedder.texts) == 3


def test_an_embedder_that_fails_at_questions_leaves_the_words(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    index = ingested(data, Failing(99, query=True))
    index.embed()
    assert answers(index)
    assert answers(index)
    assert [record.message for record in caplog.records] == ["Chỉ tìm theo chữ, chưa dùng được vector: mô hình hỏng"]


def test_vectors_that_are_no_numbers_are_refused(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = ingested(data, Counted())
    monkeypatch.setattr(Counted, "embed_documents", lambda _, texts: [[float("nan")] * 16 for _ in texts])
    with pytest.raises(ModelError, match="không dùng được"):
        index.embed()


@pytest.mark.parametrize("damage", [shutil.rmtree, lambda folder: (folder / "chroma.sqlite3").write_text("x" * 4096)])
def test_damaged_vectors_leave_the_words_until_reindexed(
    data: Path, damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    ingested(data, Counted()).embed()
    damage(data / "vectors-1")  # type: ignore[operator]
    index = open_index(data, embedder := Counted())
    assert answers(index)
    assert "cchc reindex" in caplog.text
    index.reindex()
    index.embed()
    assert (embedder.texts, len(cosines(index))) == ([], 5)


def test_a_broken_cache_is_begun_anew(data: Path) -> None:
    index = ingested(data, embedder := Counted())
    index.embed()
    (data / FILE).write_text("không phải cơ sở dữ liệu" * 100)
    index.update([], remove=["duc-pho.txt"])
    with pytest.raises(Exception, match="bị hỏng"):
        index.embed()
    index.embed()
    assert (set(cosines(index)), len(embedder.texts)) == (set(BA_TO), 5 + len(BA_TO))


@pytest.mark.parametrize("line", ["", "…?! --- ***", "\0", "a\0b", "chữ " * 2500, "\ud800 nửa chữ"])
def test_odd_texts_are_embedded_or_left_out(data: Path, line: str) -> None:
    index = open_index(data, embedder := Counted())
    index.update([plan("odd.txt", (BA_TO[0], line.replace("\ud800", "�")))])
    index.embed()
    assert index.is_embedded()
    assert all(len(text) < 20_000 for text in embedder.texts)
    assert answers(index)


def test_a_read_only_folder_is_searched_by_vectors(data: Path) -> None:
    ingested(data, Counted()).embed()
    mount = ("unshare", "-m", "sh", "-c", 'mount --bind -o ro "$0" "$0" && exec "$@"', str(data))
    if not shutil.which("unshare") or subprocess.run([*mount, "true"], capture_output=True).returncode:
        pytest.skip("without the right to mount")
    program = "import sys;from pathlib import Path;from made_up import Counted;from plans_by_hand import open_index\n"
    program += "from index.query import Query\nindex = open_index(Path(sys.argv[1]), Counted())\n"
    program += "print(sum(hit.cosine != 0 for hit in index.find(Query('ai chu tri hoi thi'), 3)))\n"
    assert run(program, data, before=mount).stdout == "5\n"


def test_half_precision_keeps_the_cosines(data: Path) -> None:
    index = ingested(data, embedder := Counted())
    index.embed()
    vectors = {text.splitlines()[-1]: np.asarray(embedder.embed_query(text)) for text in embedder.texts}
    asked = np.asarray(embedder.embed_query(QUESTION))
    for quote, cosine in cosines(index).items():
        exact = vectors[quote] @ asked / np.linalg.norm(vectors[quote]) / np.linalg.norm(asked)
        assert cosine == pytest.approx(exact, abs=0.001)
