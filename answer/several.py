"""Answers over many records, and the turns that point back at what was shown of them."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

from answer.answer import Answer, Question
from answer.asked import Asked
from answer.choice import options, which
from answer.chosen import chosen_rows, without_names
from answer.columns import column_in
from answer.compare import compared, without_years
from answer.cues import as_said, cues, plain, said
from answer.draft import written
from answer.extract import Extract
from answer.headed import of_heading
from answer.listing import record, told, undated_told
from answer.many import many
from answer.named import Known, agency_in, otherwise_named
from answer.overview import overview
from answer.papers import papers
from answer.period import Period, moved, period_in, unreadable
from answer.phrases import roles_in
from answer.rank import called
from answer.scope import is_of_year
from answer.sought import FEW_PLACES, MANY_ITEMS, Listed, found, found_elsewhere
from answer.turns import (
    SHORT,
    begins_leaning,
    in_words,
    kinds_said,
    leans,
    of_those,
    on_day_said,
    ordinal_in,
    points_back,
    put,
    says_much,
)
from answer.wants import Kind, Many
from index.index import Index
from index.row import PlanRow
from index.work import WHO, Wanted
from ingest.agencies import leading_agency, spelled_out
from ingest.plan import FieldKind
from ingest.vietnamese import fold, nfc

_FEW_PLANS = 10  # whose names and columns are read
_SOME_PLANS = 200  # of which those are looked for that give an agency work
_NOTHING_BEFORE = (
    "Câu này chỉ về một điều đã nói trước đó, nhưng trước đó chưa có câu nào. Xin hỏi rõ việc hay cơ quan nào."
)
_GOVERNED = frozenset(["xa", "phuong", "huyen", "tinh"])  # places whose office has work
_YEAR_LONG = 12  # months
_CORRECTED = re.compile(
    r"\W*(?:(?:a|o|u|ay|oi)\W+)?(?:khong(?: phai)?|ko|k|nham|y (?:toi|minh|em) la)\W+(?:phai\W+)?"
    r"(?:(?:ke hoach|cua|la)\s+)?nam\s+(20\d\d)(?:\s+(?:co|nhe|a|ma|nha|chu))?\W*"
)
_LEVEL = re.compile(r"\s+(?:tỉnh|huyện|xã|phường|thị xã|thành phố)$")  # which other lines leave out
_LONG_NAME = 6  # words
_BETWEEN = re.compile(r"\W|\bnam\b")  # a time and its year
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a turn wants of many records, the plans it is about, and what was found."""

    many: Many
    rows: tuple[PlanRow, ...]
    is_decided: bool
    listed: Listed


class Several:
    """Answers what is asked over many records of `index`; `extract` understands one turn and chooses its plans."""

    def __init__(self, index: Index, extract: Callable[[Question], Extract]) -> None:
        self._index = index
        self._extract = extract

    def answer(self, question: Question, *, is_last: bool = False) -> Answer | None:
        """The answer; None where `question` asks for no such thing, or for another where nothing is found.

        `is_last`: nothing else answers it.
        """
        if refused := self._refused(question):
            return Answer("not_found", refused)
        if pointed := self._pointed(question) or compared(question, self._extract, self._index.plan):
            return pointed
        if named := self._papers(question):
            return named
        if headed := of_heading(self._extract(question), self._index.plan):
            return headed
        shown = self._shown(question, is_last=is_last)
        if shown is None or (shown.listed.lacking and not shown.listed.is_sure):
            return None
        return self._told(shown)[0]

    def _refused(self, question: Question) -> str:
        """Why nothing can be looked up, for people: a day that is none, or a turn that points back at nothing."""
        asked = self._extract(question).asked
        folded = plain(asked)
        if not question.history and any(folded.startswith(f"{cue} ") for cue in cues()["that_agency"]):
            return _NOTHING_BEFORE
        is_first = not question.history and not says_much(asked) and len(folded.split()) <= SHORT
        if is_first and (points_back(folded) or _CORRECTED.fullmatch(fold(nfc(question.text)).strip())):
            return _NOTHING_BEFORE
        if not (said("work", folded) or said("count", folded)):
            return ""
        day, why = unreadable(asked.folded)
        if day:
            return f"Không tìm được việc theo thời hạn này: “{as_said(day, question.text)}” {why}."
        today = question.today or date.today()
        period = period_in(asked.folded, today, today.year)
        if period and period.since and period.until and period.since > period.until:
            return f"Không có ngày nào từ {period.since:%d/%m/%Y} đến {period.until:%d/%m/%Y}."
        return ""

    def _papers(self, question: Question) -> Answer | None:
        """The documents that are asked for as such: "tỉnh có những kế hoạch nào ban hành tháng 11?"."""
        extract = self._extract(question)
        rows, today = extract.scope.plans, question.today or date.today()
        draft = papers(extract.asked, rows, extract.weights, today, self._index.plan)
        if draft is None:
            return None
        if not draft:
            return Answer("not_found", f"Trong {_where(rows)} không có văn bản nào như câu hỏi nêu.")
        return Answer("answered", *written(draft))

    def resumed(self, question: Question) -> Question:
        """`question` in the words of the turn before, where it only moves that one's time: "quý sau thì sao?".

        The day that it calls today's is today.
        """
        question = on_day_said(question)
        if not question.history:
            return question
        folded, before = fold(nfc(question.text)).strip(), _before(question)
        if year := _CORRECTED.fullmatch(folded):
            text = _YEAR.sub(year[1], before.text)
            return replace(
                before, text=text if text != before.text else f"{before.text} năm {year[1]}", year=int(year[1])
            )
        asked = self._extract(replace(question, history=())).asked
        if (cue := said("that_agency", plain(asked))) and (agency := self._agency_before(before)):
            return replace(before, text=put(question.text, cue, agency))
        if says_much(asked) or not leans(plain(asked)):
            return question
        today = question.today or date.today()
        earlier = fold(nfc(before.text))
        then = period_in(earlier, today, today.year)
        now = (then and moved(then, asked.folded)) or period_in(
            asked.folded, today, then.since.year if then and then.since else today.year
        )
        if not (then and now) or len(earlier) != len(nfc(before.text)):
            return question
        at = earlier.find(then.text)
        if at < 0 or now.since is None:
            return question
        text = nfc(before.text)
        return replace(before, text=f"{text[:at]}{in_words(now)}{text[at + len(then.text) :]}")

    def _agency_before(self, before: Question) -> str:
        """The agency that the answer to the turn `before` names first."""
        fits = self._extract(before).fits()
        if not fits:
            return ""
        passage = fits[0].passage
        named = [field.value.text for field in passage.fields if field.kind in (FieldKind.LEAD, FieldKind.PERFORMER)]
        name = passage.agency or next(iter(named), "") or leading_agency(passage.quote) or ""
        name = name.strip(" .;,")
        return _LEVEL.sub("", name) if len(name.split()) > _LONG_NAME else name

    def _told(self, shown: Shown) -> tuple[Answer, int]:
        listed, rows = shown.listed, {row.id: row for row in shown.rows}
        if listed.lacking:
            lacking = f"Trong {_where(shown.rows)} không có {listed.lacking}.{undated_told(listed)}"
            return Answer("not_found", lacking), 0
        if shown.many.kind is Kind.OVERVIEW:
            row = rows[listed.works[0].plan_id] if listed.works else shown.rows[0]
            text, citations = written(overview(self._index.plan(row.id), shown.many.said))
            return Answer("answered", text, citations), 0
        places = {_place(rows[one.plan_id]) for one in listed.works}
        if len(places) > 1 and not shown.is_decided and len(listed.works) > MANY_ITEMS:
            firsts = {_place(rows[one.plan_id]): rows[one.plan_id] for one in reversed(listed.works)}
            own = list(firsts.values())
            return Answer("clarify", which(own), (), options(own)), 0
        return told(shown.many, listed, rows, self._index.plan)

    def _shown(self, question: Question, *, is_last: bool = False) -> Shown | None:
        """What `question` wants, resolved against the turns before it."""
        extract = self._extract(question)
        asked, today = extract.asked, question.today or date.today()
        if question.history and said("more", plain(asked)):
            before = self._shown(_before(question))
            if before is None:
                return None
            skip = before.many.skip + self._told(before)[1]
            return replace(before, many=replace(before.many, skip=skip))
        if moved := self._moved(question, is_last=is_last):
            return moved
        rows = extract.scope.plans
        if dated := _undated(question, asked, today):  # the year of a day is no year of a plan
            extract = replace(extract, scope=self._extract(dated).scope)
            rows = extract.scope.plans
        year = question.year or _year(asked, rows, today)
        wanted = many(asked, today, year, self._known(rows), is_last=is_last)
        is_of_years = not asked.years or any(is_of_year(row, each) for row in rows for each in asked.years)
        if wanted is None or not (wanted.period or is_of_years):
            return None
        wanted = replace(wanted, said=f"{wanted.said} {fold(question.place or '')}")
        if (before := self._before_of(question, wanted)) is not None:
            extract = replace(extract, scope=replace(extract.scope, plans=before.rows, decided=before.is_decided))
        shown = self._find(wanted, extract, is_decided=extract.scope.decided)
        if not shown.listed.lacking or not (asked.years and wanted.period and wanted.period.months >= _YEAR_LONG):
            return shown
        free = replace(extract, scope=self._extract(replace(question, text=without_years(question.text))).scope)
        again = many(asked, today, today.year, self._known(free.scope.plans)) or wanted
        elsewhere = self._find(again, free, is_decided=free.scope.decided)  # the year of the work is not the plan's
        return shown if elsewhere.listed.lacking else elsewhere

    def _before_of(self, question: Question, wanted: Many) -> Shown | None:
        """The list before a turn that asks for another of the same plans: "vậy việc nào đã quá hạn?"."""
        asked = self._extract(replace(question, history=())).asked
        names_own = wanted.is_cited or wanted.words or wanted.agency or said("work", plain(asked)) == ""
        if not question.history or names_own or not begins_leaning(fold(nfc(question.text)).strip()):
            return None
        return self._shown(_before(question))

    def _moved(self, question: Question, *, is_last: bool) -> Shown | None:
        """What the turn before wanted, with the agency, the part or the product that this one says instead.

        Of those that were shown ("trong số đó việc nào của xã?") it is said besides.
        """
        asked = self._extract(replace(question, history=())).asked
        folded = plain(asked)
        roles, kinds = roles_in(folded), kinds_said(folded)
        leans_on = leans(folded) and not says_much(asked) and not (said("work", folded) and not roles)
        if not question.history or not (leans_on or of_those(folded)):
            return None
        before = self._shown(_before(question), is_last=is_last)
        if before is None:
            return None
        work = self._known(before.rows)
        agency = "" if kinds else agency_in(asked, work) or otherwise_named(asked, work, least=1)
        if not (agency or roles or kinds):
            return None
        is_of_places = {*kinds} & _GOVERNED and not before.many.counted
        if is_of_places and before.many.agency:  # "Phòng Tư pháp làm gì?", "thế còn xã?"
            agency, kinds = f"UBND {as_said(kinds[0], asked.text)}", ()
        wanted = replace(
            before.many, agency=agency or before.many.agency, roles=roles or before.many.roles,
            counted=kinds or before.many.counted, skip=0,
        )  # fmt: skip
        return self._find(wanted, self._extract(_before(question)), is_decided=before.is_decided)

    def _find(self, wanted: Many, extract: Extract, *, is_decided: bool) -> Shown:
        words = tuple(word for word in wanted.words if extract.weights.counts(word))
        wanted = replace(wanted, words=words)
        likely = self._with_work(wanted, extract.scope.plans)
        rows, left = chosen_rows(wanted, likely, extract.catalogue.rows, extract.weights)
        are_fewer = len(rows) < len(extract.scope.plans)
        is_chosen = is_decided or (
            are_fewer and len(rows) <= FEW_PLACES
        )  # words that thousands have in common choose none
        if wanted.kind is Kind.OVERVIEW:
            lacking = "" if len(rows) == 1 else "kế hoạch nào được nêu rõ để tóm tắt"
            return Shown(wanted, rows, is_chosen, Listed((), lacking, is_sure=False))
        if len(rows) <= _FEW_PLANS:  # what is of the plan's name is no filter of its work
            said = without_names(wanted.said, rows)
            named = set(roles_in(wanted.said)) - set(roles_in(said))
            wanted = replace(wanted, said=said, roles=tuple(kind for kind in wanted.roles if kind not in named))
        if len(rows) == 1 and wanted.period and _is_named_so(wanted.period, fold(called(rows[0]))):
            is_sure = wanted.is_sure and bool(wanted.agency or wanted.products)
            wanted = replace(wanted, period=None, is_going=False, is_sure=is_sure)  # "kế hoạch … cuối năm" is its name
        if len(rows) <= _FEW_PLANS and (wanted.agency or wanted.products):
            plans = [self._index.plan(row.id) for row in rows]
            wanted = replace(wanted, column=column_in(wanted.said, plans))
        may_issue = wanted.agency and (wanted.period or wanted.is_paired) and len(rows) <= _SOME_PLANS
        own = [row for row in rows if may_issue and _issues(row, wanted.agency)]
        if len(own) == len(rows):
            wanted = replace(wanted, agency="")  # "huyện Ba Tơ phải làm gì": whoever the plan of the office names
        of_one = are_fewer or len(rows) == 1
        find = partial(
            found, index=self._index, words=left, weights=extract.weights, is_chosen=of_one, is_decided=is_chosen
        )
        listed = find(wanted, rows=rows)
        for other in wanted.others:
            also = find(replace(wanted, agency=other), rows=rows)
            listed = replace(listed, works=listed.and_of(also)) if not listed.lacking else also
        if own and wanted.agency and not wanted.roles:
            everybody = find(replace(wanted, agency=""), rows=own)
            listed = everybody if listed.lacking else replace(listed, works=listed.and_of(everybody))
        if listed.lacking and are_fewer and not wanted.numbers:
            every = extract.scope.plans
            if elsewhere := found_elsewhere(wanted, self._index, rows, every, extract.weights):
                return Shown(wanted, every, is_decided, elsewhere)
        return Shown(wanted, rows, is_chosen, listed)

    def _with_work(self, wanted: Many, rows: Sequence[PlanRow]) -> Sequence[PlanRow]:
        """Those of `rows` that give the agency work; all of them where none does, or a document is named."""
        if not wanted.agency or wanted.is_cited or len(rows) > _SOME_PLANS:
            return rows
        of_agency = self._index.works(Wanted(agency=wanted.agency, plans=[row.id for row in rows]))
        ids = {one.plan_id for one in of_agency}
        return [row for row in rows if row.id in ids or _issues(row, wanted.agency)] or rows

    def _known(self, rows: Sequence[PlanRow]) -> Known:
        ids = frozenset(row.id for row in rows)

        def names() -> Iterable[str]:  # among many plans each name is somebody's
            works = self._index.works(Wanted(plans=ids)) if len(ids) <= _FEW_PLANS else ()
            return {text: None for one in works for kind, text in one.work.said if kind in WHO}

        @cache
        def places() -> set[str]:
            return {fold(row.place) for row in rows if row.place}

        titles = [spelled_out(row.title) for row in rows] if len(rows) <= _SOME_PLANS else []

        def column(said: str) -> str:
            return column_in(said, [self._index.plan(row.id) for row in rows]) if len(rows) <= _FEW_PLANS else ""

        return Known(lambda wanted: self._index.has_work(replace(wanted, plans=ids)), names, places, titles, column)

    def _pointed(self, question: Question) -> Answer | None:
        """The record that "việc thứ hai" means, the part that is asked for first."""
        if not question.history:
            return None
        asked = self._extract(replace(question, history=())).asked
        number = ordinal_in(plain(asked))
        before = self._shown(_before(question)) if number else None
        if number is None or before is None or not before.listed.works:
            return None
        works = before.listed.works[before.many.skip :]
        if number > len(works):
            return Answer("not_found", f"Danh sách vừa rồi chỉ có {len(works)} việc.")
        return record(works[number - 1], self._index.plan(works[number - 1].plan_id), asked)


def _before(question: Question) -> Question:
    *earlier, last = question.history
    return replace(question, text=last, history=tuple(earlier))


def _undated(question: Question, asked: Asked, today: date) -> Question | None:
    """`question` without the days with their year that it names; None where it names none."""
    period = period_in(asked.folded, today, today.year)
    text = nfc(question.text)
    at = fold(text).find(period.text) if period and period.has_year and _YEAR.search(period.text) else -1
    if period is None or at < 0 or len(fold(text)) != len(text):
        return None
    return replace(question, text=f"{text[:at]} {text[at + len(period.text) :]}")


def _is_named_so(period: Period, name: str) -> bool:
    """Whether the folded `name` of a plan says the days of `period`: "quý I/2026" of a meeting on "quý I năm 2026"."""
    said, called_so = (" ".join(_BETWEEN.sub(" ", text).split()) for text in (period.text, name))
    return f" {said} " in f" {called_so} "


def _year(asked: Asked, rows: Sequence[PlanRow], today: date) -> int:
    """The year of days named without one: the question's, today's where a plan is of it, else the newest plan's."""
    years = {row.year for row in rows if row.year}
    named = [year for year in sorted(asked.years) if year in years] or sorted(asked.years)
    if named:
        return named[0]
    return today.year if today.year in years or not years else max(years)


def _place(row: PlanRow) -> tuple[str | None, ...]:
    return (row.place, row.place_kind, row.province)


def _issues(row: PlanRow, agency: str) -> bool:
    """Whether `row` is a plan of `agency`: "UBND huyện" of the district."""
    return f" {spelled_out(agency)} " in f" {spelled_out(row.issuer or '')} "


def _where(rows: Sequence[PlanRow]) -> str:
    titles = {row.title for row in rows}
    return f"“{titles.pop()}”" if len(titles) == 1 else f"{len(rows)} kế hoạch được hỏi"
