"""Saved mails (.eml): what is written in them, and what is attached."""

import email.policy
import mimetypes
from collections.abc import Iterator
from email.message import MIMEPart
from email.parser import BytesParser
from hashlib import sha256
from pathlib import Path

from ingest.document import BlockKind, Document
from ingest.readers.archive import Budget, Member
from ingest.readers.builder import Builder
from ingest.readers.encoding import decode_lines
from ingest.readers.html import add_html
from ingest.readers.load import check_text, load
from ingest.readers.text import from_string
from ingest.vietnamese import nfc, one_line

MAIL = "message/rfc822"
"""What a mail is, attached to another; Word's web pages in one file are mails too."""
_BODIES = ("plain", "html")


def read_mail(path: Path, source: str) -> Document:
    """The body of the mail at `path`, its subject first: the plain text where there is one, else the HTML."""
    raw = load(path)
    mail = _parsed(raw)
    subject, body = one_line(str(mail.get("subject", ""))), _body(mail)
    if body is not None and body.get_content_subtype() == "html":
        builder = Builder(source)
        builder.add(BlockKind.PARAGRAPH, subject)
        add_html(builder, _text(body))
        return builder.build(raw)
    text = _text(body) if body is not None else ""
    return from_string(nfc(f"{subject}\n\n{text}" if text.strip() else ""), source, sha256(raw).hexdigest())


def add_body(builder: Builder, raw: bytes) -> None:
    """Append the body of the mail `raw`, a saved web page, to `builder`."""
    body = _parsed(raw).get_body(("html", "plain"))
    if body is not None:
        add_html(builder, _text(body))


def has_body(raw: bytes) -> bool:
    """Whether anything is written in the mail `raw` itself."""
    body = _body(_parsed(raw))
    return body is not None and bool(_text(body).strip())


def attachments(raw: bytes, budget: Budget) -> Iterator[Member]:
    """What is attached to the mail `raw`, mails that were forwarded too. Raises UnreadableError beyond `budget`."""
    mail = _parsed(raw)
    body = _body(mail)
    for place, part in enumerate(_leaves(mail), start=1):
        if part is body or _belongs_to_body(part):
            continue
        content = _forwarded(part) if part.get_content_type() == MAIL else part.get_payload(decode=True)
        if isinstance(content, bytes):
            budget.spend(len(content))
            yield Member(_name(part, place), content)


def _parsed(raw: bytes) -> MIMEPart:
    return BytesParser(policy=email.policy.default).parsebytes(raw)


def _leaves(mail: MIMEPart) -> Iterator[MIMEPart]:
    """The parts that hold something; a mail inside the mail is one."""
    if mail.get_content_type() == MAIL or not mail.is_multipart():
        yield mail
        return
    for part in mail.iter_parts():
        yield from _leaves(part)


def _belongs_to_body(part: MIMEPart) -> bool:
    """Whether `part` is the body in another form, or a picture shown in it."""
    kind = part.get_content_maintype()
    return (kind == "text" and part.get_filename() is None) or (kind == "image" and not part.is_attachment())


def _body(mail: MIMEPart) -> MIMEPart | None:
    return mail.get_body(_BODIES)


def _text(part: MIMEPart) -> str:
    """By what the bytes look like: mails often name a charset that is not theirs."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    check_text(content)
    return decode_lines(content)


def _forwarded(part: MIMEPart) -> bytes:
    inner = next(part.iter_parts(), None)
    return b"" if inner is None else inner.as_bytes()


def _name(part: MIMEPart, place: int) -> str:
    kind = part.get_content_type()
    suffix = ".eml" if kind == MAIL else mimetypes.guess_extension(kind) or ""
    return part.get_filename() or f"đính kèm {place}{suffix}"
