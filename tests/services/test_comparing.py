from collections.abc import Callable
from datetime import datetime

import pytest

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person, Role
from maturity.assessment.round import Assessment, Round, Status
from maturity.errors import NotFound
from maturity.services import answering, comparing
from maturity.services.installation import Installation

SomeoneOf = Callable[..., Person]

# department: score, low, high (in per cent), statements with a level: the project's check table
CHECK = {
    "A": (100.0, 94.4, 100.0, 17),
    "B": (52.8, 52.8, 52.8, 18),
    "C": (75.0, 66.7, 77.8, 16),
    "D": (46.7, 38.9, 55.6, 15),
    "E": (45.0, 37.5, 54.2, 15),
    "F": (50.0, 44.4, 55.6, 16),
    "G": (61.4, 37.5, 76.4, 11),
}


def test_the_published_departments_come_to_the_check_table(
    installation: Installation, person: SomeoneOf, nao_2019: Round
) -> None:
    compared = comparing.comparison(installation, person(Role.READER), round_id=nao_2019.id)
    found = {
        department: (round(score.score, 1), round(score.low, 1), round(score.high, 1), score.with_level)
        for department, score in compared.scores.items()
        if score.score is not None and score.low is not None and score.high is not None
    }
    assert found == CHECK
    assert {score.statements for score in compared.scores.values()} == {18}
    assert list(compared.departments) == list("ABCDEFG")
    assert "B" in compared.not_separated("G")


def test_a_live_round_is_compared_on_its_answers(
    installation: Installation,
    person: SomeoneOf,
    ada: Person,
    noon: datetime,
    treasury: Assessment,
    home_office: Assessment,
) -> None:
    answer = Answer(state=State.LEVEL, level=2)
    answering.record_answer(
        installation, ada, noon, assessment_id=treasury.id, statement_id="a1", answer=answer
    )
    compared = comparing.comparison(installation, person(Role.AUDITOR), round_id="spring")
    assert list(compared.departments) == ["home-office", "treasury"]  # by name
    score = compared.scores["treasury"]
    # Half of the scale on one statement of three: 50; from 2 of 12 levels to 10 of 12.
    assert (score.score, score.with_level, score.not_answered) == (50.0, 1, 2)
    assert [score.low, score.high] == pytest.approx([100 * 2 / 12, 100 * 10 / 12])
    nothing = compared.scores["home-office"]
    assert (nothing.score, nothing.low, nothing.high) == (None, 0.0, 100.0)
    assert compared.revision == installation.store.revision()


def test_only_what_the_person_may_see_is_compared(
    installation: Installation,
    person: SomeoneOf,
    ada: Person,
    treasury: Assessment,
    home_office: Assessment,
    put_into: Callable[..., None],
) -> None:
    def compared(who: Person) -> tuple[list[str], int]:
        found = comparing.comparison(installation, who, round_id="spring")
        return list(found.departments), found.unseen  # how many there are beside them is no secret

    assert compared(ada) == (["treasury"], 1)
    assert compared(person(Role.READER)) == ([], 2)
    put_into(Status.AGREED, home_office)
    assert compared(ada) == (["home-office", "treasury"], 0)
    assert compared(person(Role.READER)) == (["home-office"], 1)


def test_one_department_alone(installation: Installation, person: SomeoneOf, nao_2019: Round) -> None:
    compared = comparing.comparison(
        installation, person(Role.READER), round_id=nao_2019.id, department_id="G"
    )
    assert list(compared.departments) == ["G"]
    assert round(compared.scores["G"].score or 0, 1) == 61.4


@pytest.mark.parametrize("department", ["home-office", "navy"])
def test_a_department_out_of_sight_is_as_one_that_is_not_there(
    department: str, installation: Installation, ada: Person, treasury: Assessment, home_office: Assessment
) -> None:
    with pytest.raises(NotFound, match=f"no department in this round “{department}”"):
        comparing.comparison(installation, ada, round_id="spring", department_id=department)


@pytest.mark.usefixtures("nao_2019", "spring")
def test_a_round_that_is_not_there_is_named_with_those_that_are(
    installation: Installation, person: SomeoneOf
) -> None:
    with pytest.raises(NotFound, match=r"no round “winter”\. There are: spring, nao-2019\."):
        comparing.comparison(installation, person(Role.READER), round_id="winter")


def test_letters_are_the_same_for_everybody_and_tell_nothing(
    installation: Installation,
    person: SomeoneOf,
    ada: Person,
    noon: datetime,
    treasury: Assessment,
    home_office: Assessment,
) -> None:
    answer = Answer(state=State.LEVEL, level=2, evidence="Seen by Ada")
    answering.record_answer(
        installation, ada, noon, assessment_id=treasury.id, statement_id="a1", answer=answer
    )
    whole = comparing.comparison(installation, person(Role.AUDITOR), round_id="spring", letters=True)
    own = comparing.comparison(installation, ada, round_id="spring", letters=True)
    assert [each.name for each in whole.departments.values()] == ["Peer A", "Peer B"]
    (mine,) = own.departments  # Ada sees the Treasury alone, under the letter that an auditor sees it under
    assert whole.scores[mine].score == 50.0
    told = repr((whole.departments, whole.judgements, whole.answers, whole.findings, whole.statuses))
    assert not any(word in told for word in ("Treasury", "treasury", "Home", "home-office", "Ada"))


@pytest.mark.usefixtures("treasury")
def test_one_department_alone_has_no_letter(installation: Installation, ada: Person) -> None:
    with pytest.raises(comparing.OneIsNamed, match="asking for it names it"):
        comparing.comparison(installation, ada, round_id="spring", department_id="treasury", letters=True)
