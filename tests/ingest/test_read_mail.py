"""Saved mails, as Python's own e-mail library writes them."""

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import docx
import pytest

from ingest.document import Document, UnreadableError
from ingest.read import Unreadable, documents, read

BODY = "Kính gửi Phòng Nội vụ,\n\n1. Báo cáo trước ngày 20/3/2024.\n2. Gửi về Sở Nội vụ."
NESTED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
WORD = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")


def mail(body: str | None = BODY, subject: str = "V/v báo cáo cải cách hành chính") -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Subject"], message["From"], message["To"] = subject, "a@example.vn", "b@example.vn"
    if body is not None:
        message.set_content(body)
    return message


def word(folder: Path, text: str = "Kế hoạch cải cách") -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(folder / "trong.docx"))
    return (folder / "trong.docx").read_bytes()


def saved(message: EmailMessage, folder: Path) -> Path:
    path = folder / "thư.eml"
    path.write_bytes(message.as_bytes())
    return path


def told(path: Path) -> list[tuple[str, str]]:
    return [
        (part.source, part.reason if isinstance(part, Unreadable) else part.blocks[0].text) for part in documents(path)
    ]


def test_the_body_is_a_document(tmp_path: Path) -> None:
    document = read(saved(mail(), tmp_path))
    assert [block.text for block in document.blocks] == [
        "V/v báo cáo cải cách hành chính",
        "Kính gửi Phòng Nội vụ,",
        "1. Báo cáo trước ngày 20/3/2024.",
        "2. Gửi về Sở Nội vụ.",
    ]
    assert all(document.cut(block.span) == block.text for block in document.blocks)


def test_plain_text_is_preferred_and_html_read_where_there_is_no_other(tmp_path: Path) -> None:
    message = mail("Chữ trơn")
    message.add_alternative("<p>Chữ HTML</p>", subtype="html")
    assert "Chữ trơn" in read(saved(message, tmp_path)).text
    only = mail(None)
    only.set_content("<p>Chữ <b>HTML</b></p><table><tr><td>1<td>2</table>", subtype="html")
    assert [block.text for block in read(saved(only, tmp_path)).blocks][1:] == ["Chữ HTML", "1 | 2"]


def test_attachments_are_documents_of_their_own(tmp_path: Path) -> None:
    message = mail()
    message.add_attachment(word(tmp_path), *WORD, filename="kế hoạch.docx")
    message.add_attachment("STT;Việc;Chủ trì\n1;Rà soát;Sở Tư pháp".encode(), "text", "csv", filename="a/../b.csv")
    message.add_attachment(b"\x00", "application", "octet-stream", filename="lạ.bin")
    message.add_attachment(b"hong", *WORD, filename="hỏng.docx")
    forwarded = mail("Thư cũ", "Chuyển tiếp")
    forwarded.add_attachment(word(tmp_path, "Sâu"), *WORD, filename="sâu.docx")
    message.add_attachment(forwarded)
    found = told(saved(message, tmp_path))
    assert [source for source, _ in found] == [
        "thư.eml", "thư.eml/kế hoạch.docx", "thư.eml/a/b.csv", "thư.eml/hỏng.docx", "thư.eml/đính kèm 6.eml",
        "thư.eml/đính kèm 6.eml/sâu.docx",
    ]  # fmt: skip
    assert dict(found)["thư.eml/kế hoạch.docx"] == "Kế hoạch cải cách"
    assert "'thư.eml/hỏng.docx': nội dung không phải .docx" in dict(found)["thư.eml/hỏng.docx"]


def test_a_mail_without_body_gives_its_attachments(tmp_path: Path) -> None:
    message = mail("")
    message.add_attachment(word(tmp_path), *WORD, filename="kế hoạch.docx")
    assert told(saved(message, tmp_path)) == [("thư.eml/kế hoạch.docx", "Kế hoạch cải cách")]


@pytest.mark.parametrize("raw", [b"Subject: x\r\n\r\n", b"Subject: x", b"\r\n\r\n", b"MIME-Version: 1.0\r\n\r\n  \r\n"])
def test_an_empty_mail_is_named(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "rỗng.eml").write_bytes(raw)
    (found,) = documents(tmp_path / "rỗng.eml")
    assert isinstance(found, Unreadable)
    assert "'rỗng.eml'" in found.reason
    with pytest.raises(UnreadableError, match="không có chữ nào"):
        read(tmp_path / "rỗng.eml")


def test_pictures_of_the_body_and_unnamed_forms_of_it_are_no_documents(tmp_path: Path) -> None:
    message = mail("Chữ trơn")
    message.add_alternative("<p>Chữ</p><img src=cid:x>", subtype="html")
    message.get_payload()[1].add_related(b"\x89PNG\r\n", "image", "png", cid="<x>")
    assert [source for source, _ in told(saved(message, tmp_path))] == ["thư.eml"]


def test_bodies_in_old_encodings_whatever_they_claim(tmp_path: Path) -> None:
    head = b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=%b\r\n\r\n"
    for charset in (b"windows-1252", b"utf-8", b"khong-co"):
        body = "Phßng Néi vô chñ tr×, phèi hîp víi V¨n phßng".encode("cp1252")
        (tmp_path / "a.eml").write_bytes(head % charset + body)
        assert "Phòng Nội vụ chủ trì, phối hợp với Văn phòng" in read(tmp_path / "a.eml").text


@pytest.mark.parametrize(
    "raw",
    [
        NESTED + (b"--b\r\n" + NESTED) * 3000,
        b"Content-Type: message/rfc822\r\n\r\n" * 3000,
        b"Content-Transfer-Encoding: base64\r\n\r\n" + b"!" * 9999,
        b"Subject: =?utf-8?b?" + b"A" * 99999 + b"?=\r\n\r\nx",
        b"X: " + b"y" * 999999,
        b"Content-Type: text/html; charset=\"\xff\xfe\"\r\n\r\n\xff\xfe\x00",
        b"Content-Disposition: attachment; filename*=utf-8''%00%ff.docx\r\nContent-Type: application/x\r\n\r\nx",
    ],
    ids=["parts in parts", "mails in mails", "bad base64", "long subject", "long header", "odd charset", "odd name"],
)  # fmt: skip
def test_odd_mails_are_read_or_named(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "lạ.eml").write_bytes(raw)
    found = list(documents(tmp_path / "lạ.eml"))
    assert found
    assert all(isinstance(part, Document) or "lạ.eml" in part.reason for part in found)


@pytest.mark.parametrize("suffix", ["mht", "mhtml"])
def test_a_web_page_saved_as_one_file_is_read(suffix: str, tmp_path: Path) -> None:
    message = mail(None)
    message.set_content("<p>Kế hoạch</p>", subtype="html")
    path = tmp_path / f"trang.{suffix}"
    path.write_bytes(message.as_bytes())
    document = read(path)
    assert (document.blocks[-1].text, document.warnings) == ("Kế hoạch", ())
