"""Zip archives: what is in them, and what must not come out of them."""

import io
import struct
import time
import zipfile
from pathlib import Path

import docx
import pytest

from ingest.document import Document, UnreadableError
from ingest.read import Part, Unreadable, documents, read, unpack
from ingest.readers import archive

TEXT = "Ủy ban nhân dân huyện giao Phòng Nội vụ chủ trì thực hiện".encode()


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return held.getvalue()


def saved(raw: bytes, folder: Path, name: str = "kế hoạch.zip") -> Path:
    (folder / name).write_bytes(raw)
    return folder / name


def told(path: Path) -> dict[str, str]:
    """Source -> text, or why not."""
    parts = list(documents(path))
    assert len({part.source for part in parts}) == len(parts)
    return {part.source: part.reason if isinstance(part, Unreadable) else part.text for part in parts}


def word(text: str) -> bytes:
    held = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(text)
    document.save(held)
    return held.getvalue()


def test_every_readable_member_is_a_document(tmp_path: Path) -> None:
    raw = zipped({
        "thư mục/kh.docx": word("Kế hoạch"), "b.txt": TEXT, "hỏng.docx": b"x", "anh.bin": b"x", ".ẩn.txt": TEXT,
        "__MACOSX/._b.txt": TEXT, "~$kh.docx": b"x", "ẩn/.git/c.txt": TEXT, "trống/": b"",
    })  # fmt: skip
    found = told(saved(raw, tmp_path))
    assert list(found) == [f"kế hoạch.zip/{name}" for name in ("thư mục/kh.docx", "b.txt", "hỏng.docx")]
    assert found["kế hoạch.zip/thư mục/kh.docx"] == "Kế hoạch"
    assert "'kế hoạch.zip/hỏng.docx': nội dung không phải .docx" in found["kế hoạch.zip/hỏng.docx"]


def test_a_file_that_is_no_archive_is_itself(tmp_path: Path) -> None:
    path = saved(TEXT, tmp_path, "a.txt")
    assert [part.source for part in documents(path, "khác/a.txt")] == ["khác/a.txt"]
    assert list(unpack(path, "a.txt", tmp_path)) == [Part(path, "a.txt")]
    (gone,) = documents(tmp_path / "vắng.docx")
    assert isinstance(gone, Unreadable)
    assert "không thấy tệp" in gone.reason


def test_office_files_are_no_archives_whatever_they_are_called(tmp_path: Path) -> None:
    assert told(saved(word("Kế hoạch"), tmp_path, "kh.zip")) == {"kh.zip": "Kế hoạch"}
    assert list(told(saved(zipped({"a.txt": TEXT}), tmp_path, "kh.docx"))) == ["kh.docx/a.txt"]


def test_names_that_lead_elsewhere_are_only_names(tmp_path: Path) -> None:
    names = [
        "../../ngoài.txt",
        "/tuyệt/đối.txt",
        "C:\\Windows\\a.txt",
        "..\\..\\b.txt",
        "a\nb\x1b[31m\u202etxt.exe.txt",
        "x" * 300 + ".txt",
    ]
    inside = tmp_path / "trong" / "nữa"
    inside.mkdir(parents=True)
    path = saved(zipped(dict.fromkeys(names, TEXT)), inside)
    before = sorted(tmp_path.rglob("*"))
    assert list(told(path)) == [
        f"kế hoạch.zip/{name}"
        for name in ("ngoài.txt", "tuyệt/đối.txt", "Windows/a.txt", "b.txt", "a b [31m txt.exe.txt", "x" * 300 + ".txt")
    ]
    assert sorted(tmp_path.rglob("*")) == before


def test_one_name_twice_is_two_sources(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.txt", TEXT)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", TEXT)
    assert list(told(saved(held.getvalue(), tmp_path))) == ["kế hoạch.zip/a.txt", "kế hoạch.zip/a.txt (2)"]


def test_utf8_names_without_the_flag_that_says_so(tmp_path: Path) -> None:
    raw = zipped({"aaaaa.txt": TEXT}).replace(b"aaaaa.txt", "ế12.txt".encode())
    assert list(told(saved(raw, tmp_path))) == ["kế hoạch.zip/ế12.txt"]


def test_archives_inside_archives_to_a_depth(tmp_path: Path) -> None:
    raw = zipped({"sâu.txt": TEXT})
    for _ in range(archive.MAX_DEPTH - 1):
        raw = zipped({"a.zip": raw, "b.txt": TEXT})
    assert f"kế hoạch.zip/{'a.zip/' * (archive.MAX_DEPTH - 1)}sâu.txt" in told(saved(raw, tmp_path))
    for _ in range(3):
        raw = zipped({"a.zip": raw, "b.txt": TEXT})
    found = told(saved(raw, tmp_path))
    assert "lồng nhau quá 3 lớp" in found["kế hoạch.zip" + "/a.zip" * 3]
    assert len(found) == archive.MAX_DEPTH + 1


def test_a_bomb_among_plans_is_named_and_the_plans_are_kept(tmp_path: Path) -> None:
    raw = zipped({"a.txt": TEXT, "bom.txt": b"\0" * 64 * 1024**2, "b.txt": TEXT})
    found = told(saved(raw, tmp_path))
    assert "bung ra quá lớn" in found["kế hoạch.zip/bom.txt"]
    assert len(found) == 3


def test_many_small_bombs_are_bounded_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.unpack.Budget", lambda: archive.Budget(size=20_000))
    inner = zipped({f"{n}.txt": TEXT * 20 for n in range(9)})
    found = told(saved(zipped({f"{n}.zip": inner for n in range(9)}), tmp_path))
    named = [source for source, reason in found.items() if "bung ra quá lớn" in reason]
    assert named == ["kế hoạch.zip/1.zip", "kế hoạch.zip"]
    assert sum(source.endswith(".txt") for source in found) < 20


def test_a_size_that_the_archive_lies_about(tmp_path: Path) -> None:
    raw = bytearray(zipped({"bom.txt": b"\0" * 64 * 1024**2, "a.txt": TEXT}))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = raw.find(signature)
        struct.pack_into("<I", raw, at + place, 10)
    found = told(saved(bytes(raw), tmp_path))
    assert found["kế hoạch.zip/a.txt"] == TEXT.decode()


def test_a_table_of_contents_of_a_million_names_is_refused(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for number in range(60_000):
            archive.writestr(f"{number}.txt", b"")
    before = time.monotonic()
    found = told(saved(held.getvalue(), tmp_path))
    assert time.monotonic() - before < 3
    assert "quá nhiều tệp" in found["kế hoạch.zip"]


def test_more_members_than_allowed(tmp_path: Path) -> None:
    raw = zipped({f"{number}.bin": b"" for number in range(archive.MAX_MEMBERS + 5)} | {"cuối.txt": TEXT})
    assert "kế hoạch.zip" in told(saved(raw, tmp_path))


def test_members_under_a_password_are_named(tmp_path: Path) -> None:
    raw = bytearray(zipped({"mật.txt": TEXT, "mở.txt": TEXT}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.find(signature) + place] |= 1
    found = told(saved(bytes(raw), tmp_path))
    assert "có mật khẩu" in found["kế hoạch.zip/mật.txt"]
    assert found["kế hoạch.zip/mở.txt"] == TEXT.decode()


def test_a_damaged_member_is_named_and_the_rest_kept(tmp_path: Path) -> None:
    raw = bytearray(zipped({"a.txt": TEXT * 99, "b.txt": TEXT}))
    at = raw.find(b"a.txt") + 8
    raw[at : at + 20] = b"\xff" * 20
    found = told(saved(bytes(raw), tmp_path))
    assert "bị hỏng" in found["kế hoạch.zip/a.txt"]
    assert found["kế hoạch.zip/b.txt"] == TEXT.decode()


@pytest.mark.parametrize(
    "raw", [b"PK\x03\x04" + b"x" * 99, b"PK\x05\x06" + bytes(18), zipped({"a.bin": b"x"}), zipped({})]
)
def test_an_archive_with_nothing_in_it_is_named(raw: bytes, tmp_path: Path) -> None:
    (found,) = told(saved(raw, tmp_path)).items()
    assert found[0] == "kế hoạch.zip"
    assert "Hãy" in found[1]


def test_an_archive_is_not_read_as_one_document(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="tệp nén chứa các tệp khác"):
        read(saved(zipped({"a.txt": TEXT}), tmp_path))


def test_parts_live_as_long_as_the_folder_that_they_were_unpacked_to(tmp_path: Path) -> None:
    path = saved(zipped({"a.txt": TEXT}), tmp_path)
    (tmp_path / "tạm").mkdir()
    (part,) = unpack(path, "kh.zip", tmp_path / "tạm")
    assert isinstance(part, Part)
    assert part.path.parent == tmp_path / "tạm"
    assert isinstance(read(part.path, part.source), Document)


def _named(raw: bytes) -> bytes:
    """A zip whose one member has the name `raw`, in whatever code page."""
    name = "x" * len(raw)
    return zipped({name: TEXT}).replace(name.encode(), raw)


def test_a_name_in_the_code_page_of_vietnamese_windows_is_read(tmp_path: Path) -> None:
    raw = b"K\xea\xec hoa\xf2ch.txt"
    assert list(told(saved(_named(raw), tmp_path))) == ["kế hoạch.zip/Kế hoạch.txt"]


def test_a_name_in_another_code_page_stays(tmp_path: Path) -> None:
    assert list(told(saved(_named("Übersicht é.txt".encode("cp437")), tmp_path))) == ["kế hoạch.zip/Übersicht é.txt"]
