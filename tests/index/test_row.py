"""What is kept comes back to the letter."""

import json
from dataclasses import fields, replace
from typing import get_args, get_origin

from hypothesis import given, settings
from hypothesis import strategies as st

from index.passage import Passage
from index.row import passage_from, passage_json, plan_from, plan_json
from ingest.plan import Plan

_EXAMPLES = settings(max_examples=40, deadline=None)


def _plans() -> st.SearchStrategy[Plan]:
    """Plans with two things of each kind at most."""
    few = {
        field.name: st.lists(st.from_type(get_args(field.type)[0]), max_size=2).map(tuple)
        for field in fields(Plan)
        if get_origin(field.type) is tuple
    }
    return st.builds(Plan, **few)


@_EXAMPLES
@given(_plans())
def test_any_plan_comes_back_from_json_equal(plan: Plan) -> None:
    assert plan_from(plan_json(plan)) == plan


@_EXAMPLES
@given(_plans())
def test_a_plan_from_before_typed_rows_is_read(plan: Plan) -> None:
    kept = json.loads(plan_json(plan))
    del kept["rows"]
    assert plan_from(json.dumps(kept)) == replace(plan, rows=())


@_EXAMPLES
@given(st.from_type(Passage))
def test_any_passage_comes_back_from_json_equal(passage: Passage) -> None:
    assert passage_from(passage_json(passage)) == passage
