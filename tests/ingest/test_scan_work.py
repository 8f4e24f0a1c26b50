"""Scans read over cores and machines, bounded, and kept page by page."""

import io
import os
import struct
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from ingest.document import UnreadableError
from ingest.readers import image as image_reader
from ingest.readers.image import read_image
from ingest.readers.layout import Word
from ingest.readers.pdf import read_pdf
from ingest.scan import machines, tesseract, work
from ingest.scan.cache import Cache
from ingest.scan.child import ChildError, Worker, run
from ingest.scan.machines import Machines
from ingest.scan.reading import Reading, from_json, to_json
from ingest.scan.tesseract import Engine, engine
from ingest.scan.work import Cores, Setting, recognise

needs_posix = pytest.mark.skipif(os.name != "posix", reason="the stand-in for tesseract is a shell script")
ENGINE = Engine("tesseract", "tesseract 5.0")


def has_tesseract() -> bool:
    try:
        return bool(engine())
    except UnreadableError:
        return False


needs_tesseract = pytest.mark.skipif(not has_tesseract(), reason="tesseract with Vietnamese (vie) is not installed")


@pytest.fixture
def read_pages(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Pages are read at once, by nobody; the list tells which."""
    asked: list[int] = []

    def read(_: bytes, numbers: Sequence[int], using: Engine) -> list[Reading]:
        asked.extend(numbers)
        return [Reading(number, 595, 842, (Word(f"{using.version} {number}", 1, 2, 3, 4),)) for number in numbers]

    monkeypatch.setattr(work, "engine", lambda: ENGINE)
    monkeypatch.setattr(work, "read", read)
    return asked


def picture(text: str = "UBND", size: tuple[int, int] = (800, 1100)) -> bytes:
    made = io.BytesIO()
    sheet = Image.new("L", size, 255)
    ImageDraw.Draw(sheet).multiline_text((80, 80), f"{text}\n" * 4, fill=0, font_size=36, spacing=16)
    sheet.save(made, "PNG")
    return made.getvalue()


def scan(pages: int = 1) -> bytes:
    made = io.BytesIO()
    first, *rest = [Image.open(io.BytesIO(picture(f"UBND HUYEN BA TO TRANG {page}"))) for page in range(1, pages + 1)]
    first.save(made, "PDF", save_all=True, append_images=rest)
    return made.getvalue()


def test_a_reading_survives_json() -> None:
    reading = Reading(3, 595.0, 842.0, (Word("xã", 1.0, 2.0, 3.0, 4.0),), (((0.0, 0.0, 1.0, 1.0),),), 91.5)
    assert from_json(to_json(reading)) == reading


def test_pages_are_read_once_and_an_interruption_loses_little(read_pages: list[int], tmp_path: Path) -> None:
    def interrupt(done: int, _: int) -> None:
        if done >= 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recognise(b"a plan", range(1, 41), Setting(tmp_path, progress=interrupt))
    read_pages.clear()
    readings = recognise(b"a plan", range(1, 41), Setting(tmp_path))
    assert list(readings) == list(range(1, 41))
    assert len(read_pages) <= 32  # none where the pages were quicker than the interruption
    read_pages.clear()
    assert recognise(b"a plan", range(1, 41), Setting(tmp_path)) == readings
    assert not read_pages
    recognise(b"another plan", [1], Setting(tmp_path))
    assert read_pages == [1]


def test_the_cache_depends_on_the_engine_and_survives_damage(
    read_pages: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recognise(b"a plan", [1, 2], Setting(tmp_path))
    kept = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert len(kept) == 2
    kept[0].write_text('{"number": 1', encoding="utf-8")
    kept[1].write_text("[]", encoding="utf-8")
    read_pages.clear()
    recognise(b"a plan", [1, 2], Setting(tmp_path))
    assert sorted(read_pages) == [1, 2]
    monkeypatch.setattr(work, "engine", lambda: Engine("tesseract", "tesseract 6.0"))
    recognise(b"a plan", [1], Setting(tmp_path))
    assert sorted(read_pages) == [1, 1, 2]


def test_a_cache_that_cannot_be_written_costs_nothing(read_pages: list[int], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert recognise(b"a plan", [1], Setting(tmp_path / "file"))[1].words
    assert read_pages == [1]


def test_an_engine_that_keeps_failing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def fail(_: bytes, numbers: Sequence[int], using: Engine) -> list[Reading]:
        asked.extend(numbers)
        return [Reading(number, fault=f"{using.program} hỏng") for number in numbers]

    class OneByOne(Cores):
        def map(
            self, raw: bytes, batches: Sequence[tuple[int, ...]], using: Engine, _: Cache
        ) -> Iterator[list[Reading]]:
            return (fail(raw, batch, using) for batch in batches)

    monkeypatch.setattr(work, "engine", lambda: ENGINE)
    with OneByOne() as cores:
        readings = recognise(b"a plan", range(1, 201), Setting(cores=cores))
    assert len(asked) <= 2 * work.GIVE_UP
    assert len(readings) == 200
    assert all(reading.fault for reading in readings.values())


def test_a_child_is_bounded(tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(ChildError, match="giây"):
        run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, 1)
    assert time.monotonic() - start < 10
    with pytest.raises(ChildError, match="mã"):
        run([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, 20)
    with pytest.raises(ChildError, match="không chạy được"):
        run([str(tmp_path / "nothing")], tmp_path, 5)


@needs_posix
def test_nothing_is_left_of_what_a_child_started_when_it_crashes(tmp_path: Path) -> None:
    with pytest.raises(ChildError, match="mã 3"):
        run(["/bin/sh", "-c", "sleep 600 & echo $! > pid; exit 3"], tmp_path, 20)
    time.sleep(0.2)
    status = Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}/stat")
    assert not status.exists() or status.read_text().split()[2] == "Z"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory of another process is bounded on Linux only")
def test_a_child_that_wants_all_memory_ends(tmp_path: Path) -> None:
    hungry = "import time; time.sleep(0.3); held = bytearray(8_000_000_000)"
    with pytest.raises(ChildError, match="mã"):
        run([sys.executable, "-c", hungry], tmp_path, 30)


@pytest.mark.parametrize("given", [b"for ever", b"all memory"])
def test_a_worker_that_is_too_busy_ends_and_the_next_one_answers(given: bytes) -> None:
    if given == b"all memory" and not sys.platform.startswith("linux"):
        pytest.skip("memory of another process is bounded on Linux only")
    worker = Worker("tests.ingest.busy", 500)
    start = time.monotonic()
    assert worker.ask(b"first") == b"first"
    with pytest.raises(ChildError, match="mã"):
        worker.ask(given)
    assert worker.ask(b"next") == b"next"
    assert time.monotonic() - start < 20
    worker.close()


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Puts a script that knows `languages` and does `work` in the place of tesseract; returns its folder."""

    def put(languages: str, does: str) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir()
        script = folder / "tesseract"
        script.write_text(
            f"#!/bin/sh\ncase $1 in --version) echo tesseract 5;; --list-langs) echo {languages};; *) {does};; esac\n"
        )
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        return folder

    return put


def saved(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def test_without_tesseract_the_reason_and_the_remedy_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableError, match=r"không có lớp chữ.*chưa có tesseract.*tesseract-ocr-vie"):
        read_pdf(saved(tmp_path, "a.pdf", scan()), "a.pdf")
    with pytest.raises(UnreadableError, match=r"chưa có tesseract.*tesseract-ocr-vie"):
        read_image(saved(tmp_path, "a.png", picture()), "a.png")
    canvas = Canvas(made := io.BytesIO())
    canvas.drawString(72, 700, "Trang co chu")
    canvas.save()
    with PdfDocument(made) as text, PdfDocument(scan()) as scanned:
        text.import_pages(scanned)
        text.save(mixed := io.BytesIO())
    document = read_pdf(saved(tmp_path, "b.pdf", mixed.getvalue()), "b.pdf")
    assert document.text == "Trang co chu"
    assert document.warnings[0].startswith("Trang 2 không có lớp chữ")


@needs_posix
def test_without_vietnamese_the_remedy_is_named(stand_in: Callable[[str, str], Path], tmp_path: Path) -> None:
    stand_in("eng", "exit 0")
    with pytest.raises(UnreadableError, match=r"chưa có dữ liệu tiếng Việt.*tesseract-ocr-vie"):
        read_image(saved(tmp_path, "a.png", picture()), "a.png")


@needs_posix
@pytest.mark.parametrize("does", ["exit 3", "kill -9 $$", "exit 0", "printf '\\377\\tx' > out-3.tsv; exit 1"])
def test_a_crashing_tesseract_is_named(does: str, stand_in: Callable[[str, str], Path], tmp_path: Path) -> None:
    stand_in("vie", does)
    with pytest.raises(UnreadableError, match="nhận dạng chữ"):
        read_image(saved(tmp_path, "a.png", picture()), "a.png")


@needs_posix
def test_a_hanging_tesseract_is_killed_with_what_it_started(
    stand_in: Callable[[str, str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = stand_in("vie", 'sleep 600 & echo $! > "$(dirname "$0")/pid"; wait')
    monkeypatch.setattr(tesseract, "PAGE_SECONDS", 2.0)
    start = time.monotonic()
    with pytest.raises(UnreadableError, match="giây"):
        read_image(saved(tmp_path, "a.png", picture()), "a.png")
    assert time.monotonic() - start < 30
    time.sleep(0.2)
    status = Path(f"/proc/{(folder / 'pid').read_text().strip()}/stat")
    assert not status.exists() or status.read_text().split()[2] == "Z"


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims to be so large, and holds next to nothing."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\0" * 100_000)
    chunks = (
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in (head, data)
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + b"\0\0\0\0IEND\xaeB`\x82"


@needs_tesseract
def test_bombs_and_broken_pictures_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="ảnh quá lớn"):
        read_image(saved(tmp_path, "a.png", png_header(60_000, 60_000)), "a.png")
    with pytest.raises(UnreadableError, match="ảnh hỏng"):
        read_image(saved(tmp_path, "b.png", picture()[:400]), "b.png")


@needs_tesseract
def test_pages_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = io.BytesIO()
    frames = [Image.open(io.BytesIO(picture(f"TRANG {page}", (400, 300)))) for page in range(1, 6)]
    frames[0].save(made, "TIFF", save_all=True, append_images=frames[1:])
    monkeypatch.setattr(image_reader, "MAX_PAGES", 2)
    document = read_image(saved(tmp_path, "a.tif", made.getvalue()), "a.tif")
    assert "Chỉ đọc 2 trang đầu" in document.warnings[0]
    assert {block.span.page for block in document.blocks} <= {1, 2}


@needs_tesseract
def test_a_huge_page_is_read_at_fewer_dots(tmp_path: Path) -> None:
    canvas = Canvas(made := io.BytesIO(), pagesize=(14_000, 14_000))
    canvas.drawInlineImage(Image.open(io.BytesIO(picture("KE HOACH", (4000, 4000)))), 0, 0, 14_000, 14_000)
    canvas.save()
    assert "HOACH" in read_pdf(saved(tmp_path, "a.pdf", made.getvalue()), "a.pdf").text


def test_a_scheduler_that_is_not_there_is_told_once_and_the_cores_read(
    read_pages: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'cchc-assistant[spread]'")
    monkeypatch.setattr(machines, "_ANSWER_SECONDS", 0.5)
    told: list[str] = []
    with Machines("tcp://127.0.0.1:9", told.append) as away:
        recognise(b"a plan", [1, 2], Setting(machines=away))
        recognise(b"another plan", [3], Setting(machines=away))
    assert sorted(read_pages) == [1, 2, 3]
    assert len(told) == 1
    assert "tcp://127.0.0.1:9" in told[0]


@pytest.fixture
def worker() -> Iterator[Callable[[Callable[[str], object]], Machines]]:
    """Makes Machines with one worker, in threads of this process."""
    distributed = pytest.importorskip(
        "distributed", reason="Dask is not installed: pip install 'cchc-assistant[spread]'"
    )
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None
    ) as cluster:
        yield lambda warn: Machines(cluster.scheduler_address, warn)


def test_pages_that_a_failing_worker_leaves_are_read_here(worker: Callable[..., Machines]) -> None:
    told: list[str] = []
    with worker(told.append) as away:
        assert away.hands(lambda: "able") == 1
        assert list(away.map(lambda _, item: [10 // item], b"", [5, 0])) in ([], [[2]])
        assert away.hands(lambda: "able") == 0
    assert "ZeroDivisionError" in told[0]


def test_a_worker_with_another_tesseract_is_left_alone(worker: Callable[..., Machines]) -> None:
    told: list[str] = []
    with worker(told.append) as away:
        assert away.hands(lambda: f"tesseract of {threading.current_thread().name}") == 0
    assert told[0].endswith("ở đây là tesseract of MainThread.")
