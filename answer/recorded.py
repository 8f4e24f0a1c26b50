"""What a plan's records answer whatever its passages say: who signed it, its number, short forms, contacts, duties."""

import re
from collections.abc import Sequence

from answer import documents, records
from answer.agency import asked_agency, names_asked_agency
from answer.asked import Asked
from answer.draft import Draft
from answer.duties import duties_of, tour
from answer.rank import Fit, Weights
from answer.values import defines, has_document
from index.passage import PassageKind
from ingest.plan import ContactKind, Plan

_MORE = 0.08  # of what the question says


def recorded(asked: Asked, plan: Plan, weights: Weights, fits: Sequence[Fit]) -> Draft | None:
    """The answer out of the records of `plan`, whose passages `fits` are; None where the question is not for them."""
    if asked.asks("replaces") and (replaced := documents.replaced(plan)):
        return replaced
    if (own := documents.own(asked, plan)) is not None:
        return own
    if asked.asks("signer") and not _is_signed_in(fits, weights, plan):
        return (*(documents.issued(plan) if asked.asks("doc") else ()), *records.signer(plan))
    if asked.asks("definition"):
        told = records.definitions(asked, plan)
        is_explained = any(holds(fit.passage.quote) for fit in fits[:1] for holds in defines(asked.folded))
        if told or (records.asks_short_form(asked) and not is_explained):
            return told
    if asked.asks("place"):
        return records.location(plan)
    if kinds := _contact_kinds(asked):
        told = records.contacts(plan, kinds, weights, fits)
        return None if not told and records.gives(plan, kinds, weights, fits) else told
    if told := records.below_heading(asked, plan, weights):
        return told
    if asked.asks("list", "newcomer"):
        told_or_none = _to_do(asked, plan, fits)
        if told_or_none is not None:
            return told_or_none
    return _of_document(asked, plan, weights, fits)


def _to_do(asked: Asked, plan: Plan, fits: Sequence[Fit]) -> Draft | None:
    """What the agency in question has to do; nothing where it is named and the plan does not speak of it."""
    agency = asked_agency(asked, [plan])
    if agency and (told := (duties_of if asked.asks("list") else tour)(agency, plan)):
        return told
    return () if asked.asks("list") and not names_asked_agency(asked, fits) else None


def _of_document(asked: Asked, plan: Plan, weights: Weights, fits: Sequence[Fit]) -> Draft | None:
    """What is told of a document: its number and date, its purpose."""
    purpose = records.purpose(asked, plan) if asked.asks("overview") else ()
    if purpose and "muc dich" in asked.folded:
        return purpose
    if asked.asks("doc", "overview", "definition") and documents.gives_number(asked, plan):
        return documents.document(asked, plan, weights) or ()
    if asked.asks("doc") and not asked.asks("who", "receiver"):
        told_or_none = documents.document(asked, plan, weights)
        if told_or_none is None or told_or_none:
            is_other = told_or_none and not _is_own(told_or_none, plan) and _says_more(fits, told_or_none, weights)
            return None if is_other else told_or_none or ()
    return purpose or None


def _is_signed_in(fits: Sequence[Fit], weights: Weights, plan: Plan) -> bool:
    """Whether the passage that fits best says who signs something, and more of the question than the plan's heading."""
    quote = fits[0].passage.quote if fits and fits[0].passage.kind in (PassageKind.TEXT, PassageKind.DUTY) else ""
    is_said = re.search(r"(?<!\w)ký(?!\w)", quote) is not None
    return is_said and weights.covered(quote) > weights.covered(f"{plan.kind} {plan.title}") + _MORE


def _is_own(told: Draft, plan: Plan) -> bool:
    """Whether `told` is out of the heading of `plan` itself."""
    heads = {span for head in plan.heads for piece in head for span in piece.spans}
    return any(not heads.isdisjoint(place.spans) for statement in told for place in statement.sources)


def _says_more(fits: Sequence[Fit], told: Draft, weights: Weights) -> bool:
    """Whether the passage that fits best names a document and says more of the question than what is `told`."""
    quote = fits[0].passage.quote if fits else ""
    text = " ".join(statement.text for statement in told)
    return has_document(quote) and weights.covered(quote) > weights.covered(text) + _MORE


def _contact_kinds(asked: Asked) -> tuple[ContactKind, ...]:
    kinds = (("phone", ContactKind.PHONE), ("link", ContactKind.LINK), ("mail", ContactKind.MAIL))
    if documents.asks_number(asked):  # "kế hoạch … số mấy" wants no telephone
        return ()
    return tuple(kind for facet, kind in kinds if asked.asks(facet))
