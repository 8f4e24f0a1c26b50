"""What a question wants of many records."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from answer.period import Period
from index.work import Wanted, WorkKind
from ingest.plan import FieldKind
from ingest.recurring import Unit

HALF, YEAR = timedelta(days=184), timedelta(days=364)


class Kind(StrEnum):
    LIST = "list"
    COUNT = "count"
    OVERVIEW = "overview"
    WHO = "who"  # to whom work is given


@dataclass(frozen=True, slots=True)
class Many:
    """What is wanted of many records. `agency` is a name as the question has it, `roles` its parts, empty for any.

    `period` are the days on which it is due, or with `is_going` in which it goes on; `units` how often it comes again;
    `time` are words that its time must say, with `is_literal` and nothing else; `products` those of one of which what
    comes of it has all. `other_than` is the agency whose work is not asked for, `others` are further ones whose work
    is, `partner` is that with which others work. `column` is that of the plan's records in which the agency, or what
    comes of the work, must stand. `lacks` are the fields that it must not have. `words` say besides what it is about,
    folded; `is_cited`: a document is named, by one of the `numbers` or else. `counted` are kinds of place or office
    that are to be named one by one. `is_paired`: who has which work. `is_most`: that of whoever has most; `edge` says
    which of all days is meant. `is_sure`: it is work that is asked for, whatever is found. `skip` is how many were
    shown before, `said` the whole question, folded, `product_said` the products as it says them, `text` the question
    itself.
    """

    kind: Kind = Kind.LIST
    agency: str = ""
    roles: tuple[FieldKind, ...] = ()
    period: Period | None = None
    is_going: bool = False
    units: tuple[Unit, ...] = ()
    is_recurring: bool = False
    time: str = ""
    products: tuple[str, ...] = ()
    other_than: str = ""
    partner: str = ""
    words: tuple[str, ...] = ()
    is_cited: bool = False
    numbers: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    is_sure: bool = True
    names: bool = True
    is_paired: bool = False
    is_literal: bool = False
    lacks: tuple[FieldKind, ...] = ()
    is_most: bool = False
    edge: str = ""
    skip: int = 0
    said: str = ""
    product_said: str = ""
    text: str = ""
    others: tuple[str, ...] = ()
    column: str = ""

    @property
    def has_filter(self) -> bool:
        """Whether any of days, agency, products is wanted."""
        return bool(self.period or self.time or self.agency or self.products)

    @property
    def is_brief(self) -> bool:
        """Whether what goes on in less than half a year is asked for."""
        period = self.period if self.is_going else None
        return bool(period and period.since and period.until and period.until - period.since < HALF)

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """What the index is asked for, for each of the products; what goes on for long is looked through afterwards."""
        since, until = (self.period.since, self.period.until) if self.period and not self.is_going else (None, None)
        if self.is_brief and self.period:
            since, until = self.period.since, self.period.until
        kinds = (WorkKind.TASK,) if self.products else tuple(WorkKind)
        return tuple(
            Wanted(kinds, since, until, False, "" if self.column else self.agency, product=product, going=self.is_brief)
            for product in (("",) if self.column else self.products or ("",))
        )
