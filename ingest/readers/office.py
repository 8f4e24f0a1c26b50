"""What only an office program understands (.doc, .rtf, .odt, .xls, .ods): LibreOffice makes .docx or .xlsx of it.

LibreOffice opens what strangers made, so it runs apart: in its own process group with its own profile and temporary
folder, without macros and network, bounded in time, memory and what it may write, and killed when it hangs.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.document import Document, UnreadableError
from ingest.readers.load import load
from ingest.scan.child import end

TIMEOUT = 60.0
"""Seconds that one file may take; a plan of a hundred pages takes three on an office PC."""
MAX_MEMORY = 4 * 1024**3
"""Bytes of address space; LibreOffice maps 1.5 GB to open an empty page."""
MAX_WRITTEN = 200 * 1024**2
"""Bytes that any one file it writes may have."""

_PROGRAMS = ("soffice", "libreoffice")
_MISSING = (
    "cần LibreOffice để đọc dạng tệp {suffix}, nhưng máy chưa có. Hãy cài LibreOffice "
    "(Ubuntu, Debian: sudo apt install libreoffice-writer libreoffice-calc; Windows, macOS: www.libreoffice.org), "
    "hoặc lưu lại tệp dạng .docx, .xlsx."
)
_HANGS = "LibreOffice không mở xong tệp trong {seconds:.0f} giây. Hãy mở bằng Word và lưu lại dạng .docx."
_FAILS = "LibreOffice không mở được tệp (tệp hỏng hoặc có mật khẩu). Hãy mở bằng chương trình gốc và lưu lại dạng {to}."
# No macros, nothing linked is fetched or updated, and what asks for the network all the same is sent to a closed port.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"
 oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"
 oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link"
 oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType"
 oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName"
 oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort"
 oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName"
 oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort"
 oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


@dataclass(frozen=True, slots=True)
class _Target:
    """What LibreOffice makes of a file, and by which of its filters."""

    suffix: str
    filter: str
    read: Callable[[Path, str], Document]


def read_office(path: Path, source: str, suffix: str | None = None) -> Document:
    """The file at `path` as read by way of LibreOffice; `suffix` says what it is where its name does not.

    Raises UnreadableError, without the file's name, where LibreOffice is missing, hangs or cannot open it.
    """
    raw = load(path)
    suffix = suffix or path.suffix.lower()
    target = _TARGETS[suffix]
    with TemporaryDirectory(prefix="cchc-") as folder:
        original = Path(folder, f"in{suffix}")
        original.write_bytes(raw)
        made = convert(original, Path(folder), target.suffix, target.filter)
        document = target.read(made, source)
    return replace(document, sha256=sha256(raw).hexdigest())


def program() -> str | None:
    """Where LibreOffice is, None where it is not."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def convert(original: Path, folder: Path, suffix: str, filter_name: str) -> Path:
    """What LibreOffice makes of `original`, written to `folder`, which holds its profile and temporary files too.

    Raises UnreadableError where it is missing, takes longer than `TIMEOUT` or makes nothing.
    """
    soffice = program()
    if soffice is None:
        raise UnreadableError(_MISSING.format(suffix=original.suffix))
    profile, out = folder / "profile", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    arguments = [
        soffice, "--headless", "--norestore", "--nodefault", "--nologo", "--nolockcheck", "--nofirststartwizard",
        f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to", f"{suffix[1:]}:{filter_name}", "--outdir", str(out), str(original),
    ]  # fmt: skip
    _run(arguments, folder)
    made = out / f"{original.stem}{suffix}"
    if not made.is_file() or made.is_symlink():
        raise UnreadableError(_FAILS.format(to=suffix))
    return made


def _run(arguments: list[str], folder: Path) -> None:
    """Run to the end or to `TIMEOUT`, whichever comes first; then nothing of the process group is left."""
    try:
        process = subprocess.Popen(
            [*_bounds(), *arguments],
            cwd=folder, env=_environment(folder), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as error:
        raise UnreadableError(_FAILS.format(to=".docx")) from error
    try:
        process.wait(TIMEOUT)
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(_HANGS.format(seconds=TIMEOUT)) from error
    finally:
        end(process)  # soffice is a script, and the program that hangs is its grandchild


def _environment(folder: Path) -> Mapping[str, str]:
    """Nothing of the asker's environment but where programs and languages are; temporary files go to `folder`."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
    return {**kept, "HOME": str(folder), "TMPDIR": str(folder), "TMP": str(folder), "SAL_USE_VCLPLUGIN": "svp"}


@cache
def _bounds() -> tuple[str, ...]:
    """What is put before a command so that it is bounded, and has no network where the system can take it away."""
    if os.name != "posix":
        return ()
    limits = f"ulimit -v {MAX_MEMORY // 1024}; ulimit -f {MAX_WRITTEN // 512}; ulimit -t {TIMEOUT:.0f}"
    bounded = ("/bin/sh", "-c", f'{limits}; exec "$@"', "sh")
    return (*_without_network(), *bounded)


def _without_network() -> tuple[str, ...]:
    """util-linux's unshare, where this user may make a name space without network."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    command = (unshare, "--map-root-user", "--net")
    try:
        works = subprocess.run([*command, "true"], capture_output=True, check=False, timeout=5).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        works = False
    return command if works else ()


def _docx(path: Path, source: str) -> Document:
    from ingest.readers.docx import read_docx

    return read_docx(path, source)


def _xlsx(path: Path, source: str) -> Document:
    from ingest.readers.sheet import read_xlsx

    return read_xlsx(path, source)


_WORD = _Target(".docx", "MS Word 2007 XML", _docx)
_SHEET = _Target(".xlsx", "Calc MS Excel 2007 XML", _xlsx)
_TARGETS: Mapping[str, _Target] = {".doc": _WORD, ".rtf": _WORD, ".odt": _WORD, ".xls": _SHEET, ".ods": _SHEET}
