"""A comparison of levels alone: the same figures as with words, read anew only where something changed."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import event

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person, Role
from maturity.assessment.round import Assessment
from maturity.scoring.compare import View
from maturity.services import answering, comparing
from maturity.services.installation import Installation
from maturity.store import levels


@pytest.fixture
def auditor(person: Callable[..., Person]) -> Person:
    return person(Role.AUDITOR)


@pytest.fixture
def answered(
    installation: Installation, ada: Person, noon: datetime, treasury: Assessment
) -> Callable[..., None]:
    def answer(statement_id: str, level: int, version: int = 0) -> None:
        said = Answer(state=State.LEVEL, level=level, version=version, evidence="A plan")
        answering.record_answer(
            installation, ada, noon, assessment_id=treasury.id, statement_id=statement_id, answer=said
        )

    return answer


def test_a_round_is_read_again_once_something_in_it_changed_and_not_before(
    installation: Installation,
    auditor: Person,
    answered: Callable[..., None],
    home_office: Assessment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(levels, "FEW", 0)
    installation.store.memory.forget()
    asked: list[str] = []
    bind = installation.store._engine
    event.listen(bind, "before_cursor_execute", lambda *args: asked.append(args[2]))

    def read() -> str:
        asked.clear()
        compared = comparing.comparison(installation, auditor, round_id="spring")
        assert home_office.department_id in compared.departments
        return compared.scores["treasury"].words

    def reads() -> int:
        return sum("FROM answers" in each for each in asked)

    answered("a1", 4)
    assert (read(), reads()) == ("100.0 (33.3 to 100.0), 1 of 3", 1)
    assert (read(), reads()) == ("100.0 (33.3 to 100.0), 1 of 3", 0)
    answered("a1", 2, version=1)
    assert (read(), reads()) == ("50.0 (16.7 to 83.3), 1 of 3", 1)
    assert (read(), reads()) == ("50.0 (16.7 to 83.3), 1 of 3", 0)
    assert not any("evidence" in each for each in asked if "answers" in each)


@pytest.mark.parametrize("view", View)
def test_levels_alone_have_the_same_figures_as_with_words(
    installation: Installation,
    auditor: Person,
    answered: Callable[..., None],
    home_office: Assessment,
    view: View,
) -> None:
    answered("a1", 4)
    answered("b1", 1)
    alone, worded = (
        comparing.comparison(installation, auditor, round_id="spring", view=view, words=words)
        for words in (False, True)
    )
    assert (alone.scores, alone.theme_scores) == (worded.scores, worded.theme_scores)
    assert [alone.judgement("treasury", each).level for each in ("a1", "a2", "b1")] == [4, None, 1]
    assert worded.answers["treasury"]["a1"].evidence == "A plan"
    assert home_office.department_id in alone.departments
    with pytest.raises(TypeError, match="read without words"):
        alone.answer("treasury", "a1")
