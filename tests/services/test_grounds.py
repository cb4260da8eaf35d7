"""What answers rest on is read as arrays: the same as the answers say, and after a save of what it touched alone."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import SQLModel

from maturity.assessment.answer import NOT_ANSWERED, Answer, ItemAnswer, State
from maturity.assessment.checklist import ItemState
from maturity.assessment.concerns import needs_evidence
from maturity.assessment.grounds import Grounds, lacks_evidence, number_of_words
from maturity.assessment.levels import levels_of
from maturity.assessment.people import local_person
from maturity.assessment.round import Assessment
from maturity.framework import files
from maturity.services import administering, answering, comparing
from maturity.services.installation import Installation
from maturity.store import answers, levels
from tests.grounds_by_hand import grounds_of

ME = local_person()
DEPARTMENTS = ("navy", "post", "tax")
CHECKLISTS = files.load(Path(__file__).parents[1] / "frameworks" / "checklist.yaml").model_copy(
    update={"high_level": 1}
)


@pytest.fixture
def installation(installation: Installation) -> Installation:
    """The same, with a framework of which two statements have a checklist."""
    return replace(installation, frameworks={CHECKLISTS.id: CHECKLISTS})


@pytest.fixture
def begun(installation: Installation, noon: datetime) -> dict[str, Assessment]:
    """Three departments in a round, that have said nothing."""
    administering.open_round(installation, ME, noon, title="R", framework_id=CHECKLISTS.id, closes=None)
    for key in DEPARTMENTS:
        administering.add_department(installation, ME, noon, name=key.capitalize())
    return {
        key: answering.start_assessment(installation, ME, noon, round_id="r", department_id=key)
        for key in DEPARTMENTS
    }


def some_answer(statement_id: str) -> st.SearchStrategy[Answer]:
    items = [each.id for each in CHECKLISTS.by_id[statement_id].items]
    said = st.dictionaries(st.sampled_from(items), st.sampled_from(ItemState)) if items else st.just({})
    return st.builds(
        lambda level, reached, said, **more: Answer(
            state=State.NOT_DETERMINED if level is None else State.LEVEL,
            level=level,
            low=reached and min(reached),
            high=reached and max(reached),
            items=tuple(ItemAnswer(id=key, said=each) for key, each in said.items()),
            **more,
        ),
        level=st.none() | st.integers(0, 2),
        reached=st.none() | st.tuples(st.integers(0, 2), st.integers(0, 2)),
        said=said,
        evidence=st.sampled_from(["", " \n", "…", "The plan", "the PLAN.", "A letter"]),
        links=st.sampled_from([(), ("https://example.org/plan",)]),
        evidence_date=st.none() | st.dates(date(1910, 1, 1), date(2100, 12, 31)),
        unsure=st.booleans(),
        confirmed=st.booleans(),
    )


some_rounds = st.fixed_dictionaries(
    {
        key: st.fixed_dictionaries({}, optional={each: some_answer(each) for each in CHECKLISTS.by_id})
        for key in DEPARTMENTS
    }
)


def same(one: Grounds, other: Grounds) -> bool:
    assert one.departments == other.departments
    return all(np.array_equal(one.arrays[name], other.arrays[name]) for name in one.arrays)


def read(held: Installation) -> Grounds:
    with held.store.reading() as session:
        compared = comparing.comparison_in(session, held, ME, round_id="r")
        return comparing.grounds_in(session, compared)


@given(said=some_rounds)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_read_is_what_the_answers_say(
    installation: Installation,
    begun: dict[str, Assessment],
    noon: datetime,
    said: dict[str, dict[str, Answer]],
) -> None:
    said = {key: said[key] for key in DEPARTMENTS}
    with installation.store.transaction(ME, noon) as transaction:
        transaction.session.connection().execute(delete(SQLModel.metadata.tables["answers"]))
        for key, own in said.items():
            answers.save_all(transaction, begun[key].id, own)
    found = read(installation)
    assert same(found, grounds_of(CHECKLISTS, said))
    needed = [
        [needs_evidence(CHECKLISTS, each, own.get(each.id, NOT_ANSWERED)) for each in CHECKLISTS.statements]
        for own in said.values()
    ]
    assert np.array_equal(lacks_evidence(levels_of(CHECKLISTS, said), found), needed)


def test_after_a_save_the_words_of_one_assessment_are_read(
    installation: Installation,
    begun: dict[str, Assessment],
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(levels, "FEW", 1)  # fewer than the round has
    worded: list[str] = []

    def hear(text: str) -> int:
        worded.append(text)
        return number_of_words(text)

    monkeypatch.setattr(levels, "number_of_words", hear)

    def say(key: str, evidence: str, version: int = 0) -> None:
        said = Answer(state=State.LEVEL, level=1, evidence=evidence, version=version)
        answering.record_answer(
            installation, ME, noon, assessment_id=begun[key].id, statement_id="b1", answer=said
        )

    def evidence() -> list[str]:
        worded.clear()
        found = read(installation)
        return [key for key, there in zip(found.departments, found.evidence[:, -1], strict=True) if there]

    for key in DEPARTMENTS:
        say(key, f"The plan of {key}")
    assert (evidence(), len(worded)) == (list(DEPARTMENTS), 3)
    assert (evidence(), worded) == (list(DEPARTMENTS), [])
    say("post", " ", version=1)
    assert (evidence(), worded) == (["navy", "tax"], [" "])
    assert (evidence(), worded) == (["navy", "tax"], [])
