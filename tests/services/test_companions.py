"""What stands beside frameworks while somebody answers: taken in without a restart, and changing no answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from maturity.assessment.answer import LONGEST_TEXT, Answer, State
from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.reuse import EvidenceTooLong, with_evidence_of
from maturity.assessment.round import Assessment
from maturity.errors import FileFaulty, NotFound
from maturity.framework import files
from maturity.services import administering, answering, companions, frameworks, history
from maturity.services.companions import CompanionRefused
from maturity.services.frameworks import FrameworkNeeded
from maturity.services.installation import Installation

FOLDER = Path(__file__).parents[1] / "frameworks"
TINY = files.library(FOLDER)
ME = local_person()


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.fixture
def two(installation: Installation) -> Installation:
    """Two series, and a crosswalk between them, taken in while it runs."""
    known = {**installation.frameworks, "edition-one": TINY.frameworks["edition-one"]}
    return replace(installation, frameworks=known)


@pytest.fixture
def both(two: Installation, noon: datetime) -> tuple[Assessment, Assessment]:
    """The Treasury's in a round of each; in the second, “Stays” is answered."""
    administering.add_department(two, ME, noon, name="Treasury")
    begun = []
    for title, framework in (("Plans", "two-themes"), ("Editions", "edition-one")):
        administering.open_round(two, ME, noon, title=title, framework_id=framework, closes=None)
        begun.append(
            answering.start_assessment(two, ME, noon, round_id=title.lower(), department_id="treasury")
        )
    said = Answer(state=State.LEVEL, level=1, evidence="It is kept", links=("https://example.org/kept",))
    answering.record_answer(two, ME, noon, assessment_id=begun[1].id, statement_id="stays", answer=said)
    return begun[0], begun[1]


def test_what_was_said_of_a_related_statement_is_told_as_soon_as_a_crosswalk_is_taken_in(
    two: Installation, both: tuple[Assessment, Assessment], person: Callable[..., Person], noon: datetime
) -> None:
    plans, other = both
    assert companions.said_elsewhere(two, ME, assessment_id=plans.id) == {}
    companions.take_in_companion(two, ME, noon, text=text_of("related"), name="related.yaml")
    told = companions.said_elsewhere(two, ME, assessment_id=plans.id)
    assert {
        key: [(e.round.title, e.statement.id, e.answer.level) for e in of] for key, of in told.items()
    } == {
        "a1": [("Editions", "stays", 1)]  # “whole” and “here” are not answered
    }
    assert companions.said_elsewhere(two, ME, assessment_id=other.id) == {}
    colleague = person(Role.CONTRIBUTOR, "treasury")
    assert "a1" in companions.said_elsewhere(two, colleague, assessment_id=plans.id)
    assert history.changes(two, ME).entries[0].told.what == "Took in “Two themes beside the editions”"
    history.verify(two, person(Role.AUDITOR))
    assert companions.take_away_companion(two, ME, noon, companion_id="related")
    assert companions.said_elsewhere(two, ME, assessment_id=plans.id) == {}
    assert history.changes(two, ME).entries[0].told.what == "Took away “Two themes beside the editions”"
    history.verify(two, person(Role.AUDITOR))


def test_evidence_is_used_without_its_level_and_says_where_it_is_from() -> None:
    own = Answer(state=State.LEVEL, level=3, evidence="Ours", links=("https://a",), contact="Me", version=4)
    other = Answer(
        state=State.LEVEL,
        level=1,
        evidence="Theirs",
        links=("https://b", "https://a"),
        contact="Them",
        evidence_date=date(2026, 5, 1),
    )
    further = with_evidence_of(own, other, "From elsewhere")
    assert further.model_dump(exclude={"evidence", "links", "evidence_date"}) == own.model_dump(
        exclude={"evidence", "links", "evidence_date"}
    )
    assert further.evidence == "Ours\n\nFrom elsewhere: Theirs"
    assert (further.links, further.evidence_date) == (("https://a", "https://b"), date(2026, 5, 1))
    assert with_evidence_of(further, other, "From elsewhere") == further
    assert with_evidence_of(Answer(state=State.NOT_ANSWERED), other, "From elsewhere").contact == "Them"
    with pytest.raises(EvidenceTooLong, match="32,767 can be kept"):
        with_evidence_of(own, other.model_copy(update={"evidence": "x" * LONGEST_TEXT}), "From elsewhere")


def test_a_translation_is_read_beside_its_edition_and_changes_with_its_next_text(
    two: Installation, both: tuple[Assessment, Assessment], noon: datetime
) -> None:
    assert companions.translations_of(two, ME, round_id="plans") == {}
    companions.take_in_companion(two, ME, noon, text=text_of("words"), name="words.yaml")
    assert list(companions.translations_of(two, ME, round_id="plans")) == ["cy"]
    again = text_of("words").replace("text: Mae cynllun", "text: Mae yna gynllun")
    companions.take_in_companion(two, ME, noon, text=again, name="words.yaml")
    welsh = companions.translations_of(two, ME, round_id="plans")["cy"]
    assert welsh.words.statements["a1"].text == "Mae yna gynllun"
    assert companions.translations_of(two, ME, round_id="editions") == {}
    assert history.changes(two, ME).entries[0].told.what == "Took in another text of “Dwy thema”"


def test_what_cannot_stand_beside_the_frameworks_is_refused(two: Installation, noon: datetime) -> None:
    with pytest.raises(FileFaulty, match="has no statement “a7”"):
        companions.look_over_companion(
            two, ME, text=text_of("related").replace("[a2]", "[a7]"), name="x.yaml"
        )
    with pytest.raises(CompanionRefused, match="is the id of a framework"):
        companions.look_over_companion(
            two, ME, text=text_of("words").replace("id: words", "id: two-themes"), name="x.yaml"
        )
    filed = replace(two, companions={"words": TINY.companions["words"]})
    with pytest.raises(CompanionRefused, match="is a file of the folder"):
        companions.take_in_companion(filed, ME, noon, text=text_of("words"), name="x.yaml")
    with pytest.raises(CompanionRefused, match="Take the file away there"):
        companions.take_away_companion(filed, ME, noon, companion_id="words")
    with pytest.raises(NotFound):
        companions.take_away_companion(two, ME, noon, companion_id="words")


def test_one_that_names_what_is_not_here_says_so_and_says_nothing_else(installation: Installation) -> None:
    alone = replace(installation, companions=TINY.companions)
    troubles = {each.companion.id: each.troubles for each in companions.every_companion(alone, ME)}
    assert troubles == {
        "words": (),
        "related": ("there is no framework “edition-one” here to compare with.",),
    }


def test_a_framework_is_taken_away_while_nothing_rests_on_it(
    two: Installation, both: tuple[Assessment, Assessment], person: Callable[..., Person], noon: datetime
) -> None:
    frameworks.take_in(two, ME, noon, text=text_of("weakest"), name="weakest.yaml")
    later = text_of("weakest").replace("id: weakest", "id: weaker\nfollows: {edition: weakest}")
    frameworks.take_in(two, ME, noon, text=later, name="weaker.yaml")
    with pytest.raises(FrameworkNeeded, match="“weaker” follows or translates it"):
        frameworks.take_away(two, ME, noon, framework_id="weakest")
    with pytest.raises(FrameworkNeeded, match="the round “Plans” asks it"):
        frameworks.take_away(two, ME, noon, framework_id="two-themes")
    for each in ("weaker", "weakest"):
        frameworks.take_away(two, ME, noon, framework_id=each)
        assert each not in [edition.framework.id for edition in frameworks.every_edition(two, ME)]
    assert history.changes(two, ME).entries[0].told.what == "Took away the framework “Weakest”"
    history.verify(two, person(Role.AUDITOR))
    with pytest.raises(NotFound):
        frameworks.take_away(two, ME, noon, framework_id="weakest")
