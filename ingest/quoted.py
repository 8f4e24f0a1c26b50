"""A piece of a document with its place, and what a labelled one says: what plans and procedures are made of."""

from dataclasses import dataclass
from enum import StrEnum

from ingest.document import Span


@dataclass(frozen=True, slots=True)
class Quoted:
    """A piece of the text: `text` on one line, and where it stands (several spans where a page break cuts it)."""

    text: str
    spans: tuple[Span, ...]


class FieldKind(StrEnum):
    """What a labelled line or a table column says of a task or a procedure."""

    LEAD = "lead"  # cơ quan chủ trì
    PERFORMER = "performer"  # cơ quan thực hiện
    COORDINATOR = "coordinator"  # cơ quan phối hợp
    TIME = "time"
    FREQUENCY = "frequency"
    METHOD = "method"
    PRODUCT = "product"
    BUDGET = "budget"
    NOTE = "note"
    CODE = "code"  # mã thủ tục; from here on of procedures alone
    NAME = "name"
    DECISION = "decision"  # số quyết định công bố
    LEVEL = "level"  # cấp thực hiện
    DOMAIN = "domain"  # lĩnh vực
    APPLICANT = "applicant"  # đối tượng thực hiện
    DECIDER = "decider"  # cơ quan có thẩm quyền
    DELEGATE = "delegate"  # cơ quan được ủy quyền
    ADDRESS = "address"  # nơi tiếp nhận
    RELATED = "related"  # thủ tục liên quan
    CHANGE = "change"  # mới ban hành, được sửa đổi, bổ sung, thay thế, bị bãi bỏ
    STEP = "step"
    WAY = "way"  # hình thức nộp
    FEE = "fee"
    PAPER = "paper"
    SETS = "sets"  # số bộ hồ sơ
    FORM = "form"  # mẫu đơn, tờ khai
    RESULT = "result"
    CONDITION = "condition"
    BASIS = "basis"


TASK_KINDS = tuple(FieldKind)[: tuple(FieldKind).index(FieldKind.CODE)]
"""What is said of a task of a plan."""


@dataclass(frozen=True, slots=True)
class Field:
    """`label` is the document's own word for it ("Cơ quan thực hiện"), empty where it says it in prose."""

    kind: FieldKind
    label: str
    value: Quoted
