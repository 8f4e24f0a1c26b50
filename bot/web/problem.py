"""What went wrong with a request, for people and for programs: RFC 9457 problem details, in Vietnamese."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

MEDIA_TYPE = "application/problem+json"

_TITLES = {
    400: "Yêu cầu chưa đúng",
    403: "Không được phép",
    404: "Không tìm thấy",
    405: "Không dùng được cách gọi này",
    406: "Không có dạng được yêu cầu",
    408: "Yêu cầu gửi đến quá chậm",
    413: "Yêu cầu quá lớn",
    414: "Địa chỉ quá dài",
    415: "Sai kiểu nội dung",
    422: "Nội dung chưa đúng",
    429: "Đang có quá nhiều yêu cầu",
    500: "Có trục trặc",
    503: "Tạm thời chưa phục vụ được",
}
_DETAILS = {
    404: "Địa chỉ này không có gì. Xin quay lại trang đầu.",
    405: "Xin xem cách gọi đúng ở /api/openapi.json.",
    500: "Xin thử lại; nếu vẫn lỗi, xin báo người quản trị.",
}


@dataclass
class Problem(Exception):  # noqa: N818 - the standard's name
    """`detail` says in Vietnamese what happened and what to do. `faults` are those of single fields."""

    status: int
    detail: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    faults: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """What kind of problem it is."""
        return _TITLES.get(self.status) or HTTPStatus(self.status).phrase

    @property
    def told(self) -> str:
        """The detail; where none was given, one for the status."""
        return self.detail or _DETAILS.get(self.status, "Xin thử lại sau.")

    def as_object(self) -> dict[str, Any]:
        """The members that RFC 9457 names, and the faulty fields where there are any."""
        told: dict[str, Any] = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.told}
        return told | (
            {"errors": [{"field": name, "detail": text} for name, text in self.faults]} if self.faults else {}
        )


def busy(seconds: float, detail: str) -> Problem:
    """429, to be tried again after `seconds`."""
    return Problem(429, detail, {"Retry-After": str(max(1, round(seconds)))})
