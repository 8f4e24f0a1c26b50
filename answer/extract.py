"""The engine that is always there: the answer is put together from what the plans say, word for word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePosixPath

from answer import documents, lines, values
from answer.about import is_about
from answer.answer import Option, Status
from answer.asked import Asked
from answer.choice import MANY, of_each, options, which
from answer.demanded import demanded
from answer.draft import Draft, Statement, source
from answer.lexicon import small_talk
from answer.offices import department_of
from answer.rank import Fit, Weights, heading_of, holding, prior_for, rank
from answer.record import record_beside
from answer.recorded import recorded
from answer.scope import Catalogue, Scope
from answer.slips import is_syllable
from answer.titled import titled
from answer.versions import is_alike, issued
from index.index import Index
from index.passage import Passage, PassageKind
from index.row import PlanRow, ProcedureRow
from ingest.agencies import spelled_out
from ingest.mentions import DATE
from ingest.plan import EffectKind, Plan, Quoted
from ingest.vietnamese import folded_words, one_line

_RIVAL = 0.75  # of the best fit: a plan that fits as well answers too
_EQUAL = 0.9  # of the best fit: another plan of the place on the same subject is about the matter no less
_SAME = 0.97  # ... and one on another subject
_TOLD = 4  # plans of one place that are told beside each other
_LIKELY = 12  # of plans of which none is named these alone are read: alike ones are asked back
_MORE = "Còn văn bản khác của nơi này nói về việc này. Xin hỏi kèm số văn bản hoặc tên cơ quan ban hành."
_HEAD = 1000  # characters at the beginning of a plan that say what it is
_NO_PLANS = "Chưa có kế hoạch nào được nạp. Xin nạp bằng lệnh: cchc ingest THƯ_MỤC"
_NO_PLAN_OF_IT = "Chưa nạp kế hoạch nào của địa phương được hỏi. Xem các kế hoạch đã nạp: cchc plans"
_EMPTY = "Xin chào! Xin gõ câu hỏi về kế hoạch, ví dụ: “Ai chủ trì hội thi CCHC?”."
_FOREIGN = "Tôi chỉ đọc được câu hỏi bằng tiếng Việt (có dấu hay không dấu đều được). Xin hỏi lại bằng tiếng Việt."
_ASK_WHOM = re.compile(r"(?:phản ánh|liên hệ|vướng mắc)[^.]{0,160}?\(\s*(?:thông )?qua\s+([^()]{4,60}?)\s*[()]")


@dataclass(frozen=True, slots=True)
class Found:
    """What the plans say: a draft, or options to choose from, or a line that says why there is nothing.

    A `note` goes with what is told of the draft, and with nothing else. `partly` says that of several places asked
    about some have no answer.
    """

    status: Status
    draft: Draft = ()
    note: Draft = ()
    options: tuple[Option, ...] = ()
    text: str = ""
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Extract:
    """Answers one question from `index`."""

    index: Index
    catalogue: Catalogue
    asked: Asked
    scope: Scope
    weights: Weights
    _ranked: list[list[Fit]] = field(default_factory=list, init=False, compare=False, repr=False)

    def answer(self) -> Found:
        """What the plans say to the question."""
        if not self.scope.plans:
            return Found("not_found", text=_NO_PLAN_OF_IT if self.catalogue.rows else _NO_PLANS)
        if reply := self._no_question():
            return Found("not_found", text=reply)
        fits = self.fits()
        drafts = self._drafts(fits)
        if not drafts:
            found = self._within()
            return found if found.draft else Found("not_found", text=self._nothing(fits))
        if self.scope.each:
            told = {row.place for row, _ in drafts}
            partly = any(row.place not in told for row in self.scope.plans)
            return Found("answered", draft=tuple(of_each(drafts)), partly=partly)
        firsts = {_place(row): row for row, _ in reversed(drafts)}
        if len(firsts) > 1 and not self.scope.decided:
            rows = [row for row, _ in drafts if firsts[_place(row)] is row]
            return Found("clarify", options=options(rows), text=which(rows))
        row, draft = drafts[0]
        note = (*self._of_past_year(row), *self._of_ended(row))
        if len(drafts) > 1:
            return Found("answered", draft=self._beside(drafts, fits))
        return Found("answered", draft=self._as_amended(row, draft, fits), note=note)

    def _within(self) -> Found:
        """What the plans of places in the office's province say, where its own say nothing."""
        if not self.scope.within:
            return Found("not_found")
        return replace(self, scope=replace(self.scope, plans=self.scope.within, within=())).answer()

    def _drafts(self, fits: Sequence[Fit]) -> list[tuple[PlanRow, Draft]]:
        """What the contenders say: the first of each place, where a name chose of one, and those that say otherwise."""
        told: list[tuple[PlanRow, Draft]] = []
        chosen = self.scope.decided and not self.scope.each
        for row in self._contenders(fits):
            here = [(one, said) for one, said in told if _place(one) == _place(row)]
            if (told and not here and chosen) or (here and not self._is_rival(row, [one for one, _ in here], fits)):
                continue
            draft = self._from_plan(row, fits)
            if not draft and not told and self._is_without_number(row):
                return []  # no other plan's number is that of the one which is meant
            if draft and all(_words(draft) != _words(said) for _, said in here):
                told.append((row, draft))
        return told

    def _is_without_number(self, row: PlanRow) -> bool:
        """Whether the question asks for the number of the plan of `row` itself, and it has none."""
        if not documents.asks_number(self.asked):
            return False
        return documents.document(self.asked, self.index.plan(row.id), self.weights) is None

    def _is_rival(self, row: PlanRow, told: Sequence[PlanRow], fits: Sequence[Fit]) -> bool:
        """Whether `row` is as much about the matter as the first of `told`, of its place, and no version of any."""
        if self.scope.each or len(told) > _TOLD or any(self._is_versed(row, one) for one in told):
            return False
        titles = [titled(self.asked, one, self.weights.rarity) for one in (row, told[0])]
        if titles[0] < titles[1]:  # the first is called by its title
            return False
        alike = is_alike(row, told[0])
        if self._by_record():
            return alike
        mine, best = (next(fit for fit in fits if fit.hit.plan_id == one.id) for one in (row, told[0]))
        return min(mine.score / best.score, mine.whole / max(best.whole, 0.01)) >= (_EQUAL if alike else _SAME)

    def _is_versed(self, row: PlanRow, told: PlanRow) -> bool:
        """Whether the two are versions of each other: plans of one office for two years, one that the other amends."""
        versions = self.catalogue.versions
        if versions.office(row) == versions.office(told) and row.year != told.year:
            return True
        return not {one.id for one in versions.bases(row)}.isdisjoint(one.id for one in versions.bases(told))

    def _beside(self, drafts: Sequence[tuple[PlanRow, Draft]], fits: Sequence[Fit]) -> Draft:
        """What several plans of one place say, each with its number and day, the latest first.

        Of those of departments, the one that the question names.
        """
        departments = [department_of(row) for row, _ in drafts]
        named = [self.asked.names(spelled_out(name).split()) for name in departments]
        if all(departments) and any(named):
            drafts = [one for one, is_named in zip(drafts, named, strict=True) if is_named]
        said: list[Statement] = []
        for row, draft in sorted(drafts, key=lambda one: issued(one[0]), reverse=True)[:_TOLD]:
            told = self._as_amended(row, draft, fits)
            plan = self.index.plan(row.id)
            said += told if told is not draft else _introduced("Theo văn bản", draft, plan, department_of(row))
        return (*said, Statement(_MORE, ())) if len(drafts) > _TOLD else tuple(said)

    def _as_amended(self, row: PlanRow, draft: Draft, fits: Sequence[Fit]) -> Draft:
        """`draft` of a plan that was amended, or amends, with what the others of these say; the latest first."""
        versions = self.catalogue.versions
        near = {one.id for one in self._contenders(fits)}
        bases = versions.bases(row)
        base = next((one for one in bases if one.id in near), bases[0])
        links = [link for link in versions.amendments(base) if link.by.id in near]
        if not links or self._by_record():
            return draft
        amending = [(link, said) for link in links if (said := self._from_plan(link.by, fits))]
        first = self._from_plan(base, fits) if base.id in near else ()
        if len(amending) + bool(first) < 2:
            return draft
        told: list[Statement] = []
        for link, said in amending:
            latest = " mới nhất" if not told and len(amending) > 1 else ""
            by = self.index.plan(link.by.id)
            told += _introduced(f"Theo văn bản sửa đổi, bổ sung{latest}", said, by, "", link.effect.line)
        return (*told, *_introduced("Theo văn bản được sửa đổi, bổ sung", first, self.index.plan(base.id)))

    def _of_ended(self, row: PlanRow) -> Draft:
        """That the plan which answers, since it was asked for, is no longer in force."""
        link = self.catalogue.versions.ended.get(row.id)
        if link is None:
            return ()
        by = self.index.plan(link.by.id)
        text = "hết hiệu lực theo" if link.effect.kind is EffectKind.ENDS else "được thay thế bởi"
        text += f" văn bản số {by.number.text}" if by.number else " văn bản sau"
        places = [source(by, (), piece) for piece in (link.effect.line, by.number) if piece]
        return (Statement(f"(Lưu ý: kế hoạch này đã {text})", tuple(places)),)

    def _of_past_year(self, row: PlanRow) -> Draft:
        """That the answer is out of a past year's plan."""
        plan = self.index.plan(row.id)
        naming = [piece for head in plan.heads for piece in head if str(row.year) in piece.text]
        if row.year is None or row.year >= date.today().year or not naming:
            return ()
        return (Statement(f"(Theo kế hoạch năm {row.year})", (source(plan, (), naming[0]),)),)

    def _no_question(self) -> str:
        """The reply to what is no question: a greeting, nothing but signs, another language."""
        typed = folded_words(self.asked.text)
        for said in (" ".join(typed), " ".join(folded_words(self.asked.folded))):
            for pattern, reply in small_talk():
                if pattern.fullmatch(said):
                    return reply
        if not typed or (not self.asked.terms and self.asked.before is None):
            return _EMPTY
        syllables = [word for word in typed if is_syllable(word)]
        foreign = len(typed) >= 4 and len(syllables) < 0.5 * len(typed)
        return _FOREIGN if foreign and not self.asked.marked else ""

    def fits(self) -> list[Fit]:
        """The passages in scope, best first; looked up once."""
        if not self._ranked:
            self._ranked.append(self._rank())
        return self._ranked[0]

    def _rank(self) -> list[Fit]:
        plans, rows = self.scope.plans, self.catalogue.rows
        everything = len(plans) == len(rows) or plans is self.catalogue.versions.in_force
        ids = [row.id for row in plans]
        is_all = len(rows) == len(self.index.plans())  # procedures beside them are looked for elsewhere
        wanted = None if everything and is_all else ids
        fits = rank(self.asked, self.index, self.catalogue.by_id, wanted, self.weights, prior_for(self.asked))
        if not is_all:
            return [fit for fit in fits if fit.passage.kind is not PassageKind.PROCEDURE]
        if not everything or len(plans) == len(rows):
            return fits
        allowed = frozenset(ids)  # looking for the thousands in force by their ids costs more than dropping the few
        return [fit for fit in fits if fit.hit.plan_id in allowed]

    def fits_of(self, rows: Sequence[ProcedureRow]) -> list[Fit]:
        """The passages of the procedure that `rows` have, best first."""
        ids, names = [row.plan_id for row in rows], {row.name for row in rows}
        fits = rank(self.asked, self.index, self.catalogue.by_id, ids, self.weights, prior_for(self.asked))
        return [fit for fit in fits if names.intersection(fit.passage.path[:1])]

    def _contenders(self, fits: Sequence[Fit]) -> list[PlanRow]:
        """The plans whose best passage fits nearly as well as the best of all, best first, a past year's last."""
        best: dict[int, Fit] = {}
        for fit in fits:
            best.setdefault(fit.hit.plan_id, fit)
        rows = self.catalogue.by_id
        share = 0.0 if self._by_record() or self.scope.each else _RIVAL  # each place named speaks for itself
        near = [
            rows[plan]
            for plan, fit in best.items()
            if plan in rows and min(fit.score / fits[0].score, fit.whole / max(fits[0].whole, 0.01)) >= share
        ]
        newer = self.catalogue.versions.newer
        near = near if self.scope.decided else near[:_LIKELY]
        return sorted(near, key=lambda row: len(newer(row, near))) or list(self.scope.plans[:1])

    def _by_record(self) -> bool:
        """Whether the plan's records answer, whatever its passages say."""
        return (
            self.asked.asks("signer", "definition", "phone", "link", "mail", "place") and len(self.scope.plans) <= MANY
        )

    def _from_plan(self, row: PlanRow, fits: Sequence[Fit]) -> Draft:
        """What the plan of `row` says: one of its records, or lines of its passages."""
        plan = self.index.plan(row.id)
        own = [fit for fit in fits if fit.hit.plan_id == row.id]
        known = recorded(self.asked, plan, self.weights, own)
        if known is not None:
            is_it = self._names_strangers(_held(plan, known)) and self._is_of_year(plan, known)
            return (*known, *self._rest(plan, row, own, known)) if is_it else ()
        own = [fit for fit in own if self._names_strangers(fit.passage.quote)]
        draft = self._from_lines(plan, row, own)
        if not draft or not self._is_of_year(plan, draft):
            return ()
        return (*draft, *record_beside(self.asked, draft, own[0], plan, self.weights))

    def _rest(self, plan: Plan, row: PlanRow, own: Sequence[Fit], known: Draft) -> Draft:
        """What the lines say of the second of two things asked, where the records that answer say nothing of it."""
        text = " ".join(statement.text for statement in known)
        open_ = [holds for holds in values.wants(self.asked.facets, self.asked.folded) if not holds(text)]
        open_ += [values.has_agency] if self.asked.asks("who", "receiver") and not values.has_agency(text) else []
        if not known or not open_ or not lines.asks_more(self.asked, self.weights):
            return ()
        return tuple(one for one in self._from_lines(plan, row, own) if any(holds(one.text) for holds in open_))

    def _from_lines(self, plan: Plan, row: PlanRow, own: Sequence[Fit]) -> Draft:
        """The lines of the passages `own` that answer; none where they are about another matter."""
        if (
            not own
            or not is_about(self.asked, own[0], self.rival_of(own[0]), self.weights, heading_of(row))
            or not self._speaks_of(plan, own[0])
        ):
            return ()
        draft = lines.from_passages(self.asked, own, self.weights, lambda _: plan, self._after)
        told = " ".join(statement.text for statement in draft)
        required = values.required(self.asked.folded)
        required += [values.has_document] if documents.asks_number(self.asked) else []
        return draft if all(holds(told) for holds in required) and self._holds_what_is_named(plan, draft, own) else ()

    def rival_of(self, fit: Fit) -> Fit | None:
        """The best passage of another section."""
        return next((one for one in self.fits() if one.passage.path != fit.passage.path), None)

    def _holds_what_is_named(self, plan: Plan, draft: Draft, fits: Sequence[Fit]) -> bool:
        """Whether what the question names stands in the answer, its headings or the passages that it is told from."""
        wanted = demanded(self.asked)
        if not wanted:
            return True
        starts = [span.start for statement in draft for place in statement.sources for span in place.spans]
        passages = [
            f"{fit.passage.agency} {fit.passage.quote}"
            for fit in fits
            if any(span.start <= start < span.end for start in starts for span in fit.passage.spans)
        ]
        text = " ".join((*(statement.text for statement in draft), _held(plan, draft), *passages))
        return all(holds(text) for holds in wanted)

    def _after(self, fit: Fit) -> Iterator[Passage]:
        """The passages behind that of `fit` in its plan."""
        return (passage for number, passage in self.index.passages(fit.hit.plan_id) if number > fit.hit.passage_id)

    def _is_of_year(self, plan: Plan, draft: Draft) -> bool:
        """Whether the plan, or what the answer stands on, is of every year that the question names."""
        if not self.asked.years or plan.year in self.asked.years:
            return True
        held = _held(plan, draft)
        if not re.search(DATE, self.asked.text):  # a day is that of a document, and its year no year of a plan
            held = values.without_document_dates(held)
        if plan.year is None:  # then what it says of itself at its beginning counts
            held = f"{held} {plan.text[:_HEAD]}"
        return all(str(year) in held for year in self.asked.years)

    def _names_strangers(self, text: str) -> bool:
        """Whether `text` names every place that the question names and no plan is of."""
        return not self.scope.strangers or all(holding(text).has(name.split()) for name in self.scope.strangers)

    def _speaks_of(self, plan: Plan, fit: Fit) -> bool:
        """Whether the plan says anywhere what the question asks the agency of.

        Two neighbouring words that other plans know and that this one never says are of another matter.
        """
        if not self.asked.asks("who"):
            return True
        said = {word for phrase in self.asked.phrases for word in self.asked.syllables[phrase.start : phrase.end]}
        named = {term.word for term in self.asked.terms if term.weight >= 1 and self.weights.counts(term.word)}
        held, frequencies = holding(fit.passage.quote).words, self.index.document_frequencies()
        strange = [
            pair
            for pair in self.asked.pairs
            if named >= set(pair) and held.isdisjoint(pair) and said.isdisjoint(pair) and "_".join(pair) in frequencies
        ]
        return not strange or all(pair in holding(plan.text).pairs for pair in strange)

    def _nothing(self, fits: Sequence[Fit]) -> str:
        """That the plans do not say, and what they do say nearest to it."""
        names = sorted({row.title or PurePosixPath(row.source).name for row in self.scope.plans})
        where = f"“{names[0]}”" if len(names) == 1 else "các kế hoạch đã nạp"
        text = f"Không tìm thấy trong {where} nội dung trả lời câu hỏi này."
        if fits and fits[0].whole >= 0.3 and fits[0].passage.path:
            text += f" Gần nhất là mục: {fits[0].passage.path[-1][:140].rstrip('. ')}."
        return text + self._whom_to_ask()

    def _whom_to_ask(self) -> str:
        """The office that the only plan in question names for difficulties."""
        if len(self.scope.plans) != 1:
            return ""
        named = _ASK_WHOM.search(one_line(self.index.plan(self.scope.plans[0].id).text))
        return f" Có thể hỏi thêm: {named.group(1).strip()}." if named else ""


def _held(plan: Plan, draft: Draft) -> str:
    """What `draft` stands on, with the heads of its plan."""
    places = [place for statement in draft for place in statement.sources]
    heads = [piece.text for head in plan.heads for piece in head]
    return " ".join((*heads, *(part for place in places for part in (place.quote, *place.path))))


def _place(row: PlanRow) -> tuple[str | None, ...]:
    return (row.place, row.place_kind, row.province)


def _words(draft: Draft) -> list[str]:
    return [word for statement in draft for word in folded_words(statement.text)]


def _introduced(words: str, draft: Draft, plan: Plan, issuer: str = "", *because: Quoted) -> Draft:
    """`draft` with `words`, the number and day of its `plan` before it, and what they stand on.

    `issuer` is named as well, where it is not empty.
    """
    if not draft:
        return ()
    said = (
        (f"số {plan.number.text}" if plan.number else "", plan.number),
        (f"ngày {plan.issued_on:%d/%m/%Y}" if plan.issued_on else "", plan.dated),
        (f"của {one_line(issuer)}" if issuer else "", plan.issuer),
    )
    name = "".join(f" {text}" for text, _ in said if text)
    pieces = [piece for text, piece in said if text and piece]
    sources = [source(plan, (), piece) for piece in (*because, *pieces)]
    return (Statement(f"{words}{name}: {draft[0].text}", (*draft[0].sources, *sources)), *draft[1:])
