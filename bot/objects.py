"""Answers and plans as JSON objects: what --json, --batch and the API give."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from answer.answer import Answer, Citation, Question
from answer.versions import Versions
from index.row import PlanRow


def as_object(number: Any, question: Question, answer: Answer) -> dict[str, Any]:
    """The answer to `question`, whose id is `number`."""
    return {
        "id": number,
        "question": question.text,
        "status": answer.status,
        "text": answer.text,
        "citations": [citation_object(citation) for citation in answer.citations],
        "options": [asdict(option) for option in answer.options],
        "engine": answer.engine,
        "elapsed_ms": round(answer.elapsed_ms, 1),
    }


def citation_object(citation: Citation) -> dict[str, Any]:
    """`citation`, its note only where there is one."""
    return {key: value for key, value in asdict(citation).items() if key != "note" or value}


def plan_object(row: PlanRow, told: Sequence[str], *, in_force: bool) -> dict[str, Any]:
    """A plan of which `told` says how it stands to others; `id` is its key, which stays."""
    shown = {key: value for key, value in asdict(row).items() if key not in ("id", "sha256", "version")}
    day = row.version.issued_on
    shown |= {"date": day.isoformat() if day else None, "signer": row.version.signer}
    return {"id": row.key} | shown | {"in_force": in_force, "versions": list(told)}


def standing(versions: Versions) -> Mapping[int, tuple[str, ...]]:
    """A plan's id -> how it stands to the others: replaced, amended, the same again, of a past year."""
    told = {row.id: list(versions.told(row)) for row in versions.rows}
    for group in versions.by_office().values():
        for row in group:
            years = [one.year for one in versions.newer(row, group) if one.year]
            told[row.id] += [f"đã có kế hoạch năm {max(years)}"] if years else []
    return {plan_id: tuple(lines) for plan_id, lines in told.items()}
