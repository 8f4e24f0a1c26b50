"""Optional content of a PDF: what of it the file says to be off, and nobody sees (ISO 32000-1, 8.11)."""

from collections.abc import Mapping
from typing import Any

from pdfminer.pdftypes import PDFObjRef, list_value, resolve1
from pdfminer.psparser import literal_name


class Layers:
    """Optional content of a file: which of it the file says to be off."""

    def __init__(self, catalog: Mapping[str, Any]) -> None:
        self._off: set[int] = set()
        properties = resolve1(catalog.get("OCProperties"))
        if not isinstance(properties, dict):
            return
        told = resolve1(properties.get("D"))
        told = told if isinstance(told, dict) else {}
        if resolve1(told.get("BaseState")) is not None and literal_name(resolve1(told["BaseState"])) == "OFF":
            self._off = _ids(properties.get("OCGs")) - _ids(told.get("ON"))
        self._off |= _ids(told.get("OFF"))

    def hide(self, content: object) -> bool:
        """Whether `content`, a group of optional content or what is said of several, is not shown."""
        if not self._off:
            return False
        if isinstance(content, PDFObjRef) and content.objid in self._off:
            return True
        told = resolve1(content)
        if not isinstance(told, dict) or "OCGs" not in told:
            return False
        groups = told["OCGs"] if isinstance(resolve1(told["OCGs"]), list) else [told["OCGs"]]
        off = [isinstance(group, PDFObjRef) and group.objid in self._off for group in list_value(groups)]
        match literal_name(resolve1(told.get("P"))) if told.get("P") else "AnyOn":
            case "AllOn":
                return any(off)
            case "AnyOff":
                return bool(off) and not any(off)
            case "AllOff":
                return not all(off)
        return bool(off) and all(off)


def _ids(groups: object) -> set[int]:
    groups = resolve1(groups)
    return {one.objid for one in groups if isinstance(one, PDFObjRef)} if isinstance(groups, list) else set()
