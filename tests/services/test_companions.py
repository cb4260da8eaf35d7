"""What stands beside frameworks while somebody answers: taken in without a restart, and changing no answer."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from maturity.assessment.answer import LONGEST_TEXT, Answer, State
from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.reuse import EvidenceTooLong, with_evidence_of
from maturity.assessment.round import Assessment
from maturity.bundle import verifying
from maturity.errors import FileFaulty, MaturityError, NotFound
from maturity.framework import files
from maturity.plan.action import Action, FurtherRise, Rise
from maturity.services import (
    administering,
    answering,
    companions,
    exporting,
    frameworks,
    history,
    planning,
    road_maps,
)
from maturity.services.companions import CompanionRefused
from maturity.services.exporting import BoardRequest
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
        "checklist-words": ("there is no framework “checklist” here to compare with.",),
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


@pytest.fixture
def shared(two: Installation, both: tuple[Assessment, Assessment], noon: datetime) -> Action:
    """One action that raises a statement of each series, as it is kept."""
    action = Action(
        round_id="plans",
        title="One plan for both",
        departments=("treasury",),
        rises=(Rise(statement_id="a1", to=4),),
        further=(FurtherRise(framework_id="edition-one", statement_id="whole", to=2),),
        owner="Somebody",
        due=date(2027, 1, 31),
    )
    return planning.propose_action(two, ME, noon, action=action)


def seen_in(two: Installation, round_id: str, noon: datetime) -> Action:
    found = road_maps.outlook_of(
        two, ME, round_id=round_id, department_id="treasury", today=noon.date()
    ).road_map.actions
    (action,) = found
    return action


def test_one_action_raises_statements_of_both_series_each_on_its_own_scale(
    two: Installation, shared: Action, person: Callable[..., Person], noon: datetime
) -> None:
    plans, editions = (seen_in(two, key, noon) for key in ("plans", "editions"))
    assert [(each.statement_id, each.to) for each in plans.rises] == [("a1", 4)]
    assert plans.elsewhere == ("Whole to 2 Complete (of Two editions, edition 1)",)
    assert [(each.statement_id, each.to) for each in editions.rises] == [("whole", 2)]
    assert editions.elsewhere == ("A plan to 4 Complete (of Two themes, edition 1)",)
    told = {part.name: part.became for part in history.changes(two, ME).entries[0].told.changed}
    assert told["Raises"] == "A plan to 4 Complete; Whole to 2 Complete (of Two editions, edition 1)"
    history.verify(two, person(Role.AUDITOR))


def test_it_is_changed_from_either_side_and_loses_nothing(
    two: Installation, shared: Action, noon: datetime
) -> None:
    there = seen_in(two, "editions", noon)
    changed = there.model_copy(
        update={"rises": (Rise(statement_id="whole", to=1), Rise(statement_id="here"))}
    )
    kept = planning.change_action(two, ME, noon, action=changed, framework_id="edition-one")
    assert kept.rises == shared.rises
    assert [(each.framework_id, each.statement_id, each.to) for each in kept.further] == [
        ("edition-one", "whole", 1),
        ("edition-one", "here", None),
    ]
    here = seen_in(two, "plans", noon).model_copy(update={"rises": (Rise(statement_id="a1", to=3),)})
    again = planning.change_action(two, ME, noon, action=here, framework_id="two-themes")
    assert (again.rises[0].to, again.further) == (3, kept.further)


@pytest.mark.parametrize(
    ("framework_id", "statement_id", "to", "words"),
    [
        ("two-themes", "a2", 3, "is of the series that it is planned in"),
        ("edition-one", "whole", 4, "level 4 is not on this scale"),
        ("edition-one", "whole", 0, "cannot be raised to the lowest level"),
        ("edition-one", "a9", 1, "There is no statement “a9”"),
        ("gone", "a1", 1, "the framework “gone” is not here"),
    ],
)
def test_what_the_other_series_does_not_ask_is_refused(
    framework_id: str,
    statement_id: str,
    to: int,
    words: str,
    two: Installation,
    shared: Action,
    noon: datetime,
) -> None:
    wrong = shared.model_copy(
        update={"further": (FurtherRise(framework_id=framework_id, statement_id=statement_id, to=to),)}
    )
    with pytest.raises(MaturityError, match=words):
        planning.change_action(two, ME, noon, action=wrong)


def test_the_bundles_of_both_rounds_have_it_and_verify(
    two: Installation, shared: Action, noon: datetime
) -> None:
    tables = {}
    for round_id in ("plans", "editions"):
        bundle = exporting.bundle(two, ME, round_id=round_id)
        assert verifying.verify(bundle).manifest.format == 4
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            tables[round_id] = {
                name: archive.read(f"tables/{name}.csv").decode("utf-8-sig").splitlines()[1:]
                for name in ("actions", "action_raises", "action_further", "outside")
            }
        assert exporting.board_pack(two, ME, noon, BoardRequest(round_id))
    number = shared.id
    assert tables["plans"]["action_further"] == [f"{number},edition-one,whole,2"]
    assert tables["plans"]["outside"] == []
    assert tables["editions"]["action_raises"] == [f"{number},a1,4,"]
    assert 'statement,a1,"A plan (of Two themes, edition 1)"' in "\n".join(tables["editions"]["outside"])


def test_what_an_action_may_raise_elsewhere_is_what_a_crosswalk_relates(
    two: Installation, both: tuple[Assessment, Assessment], noon: datetime
) -> None:
    assert companions.related_elsewhere(two, ME, framework_id="two-themes").statements == ()
    companions.take_in_companion(two, ME, noon, text=text_of("related"), name="related.yaml")

    def offered() -> list[str]:
        found = companions.related_elsewhere(two, ME, framework_id="two-themes")
        return [f"{of.id} {statement.id}" for of, statement in found.statements]

    assert offered() == ["edition-one stays", "edition-one whole", "edition-one here"]
    frameworks.take_in(two, ME, noon, text=text_of("edition-two"), name="edition-two.yaml")
    later = noon + timedelta(days=365)
    administering.open_round(two, ME, later, title="Next", framework_id="edition-two", closes=None)
    assert offered() == [  # as it is asked now
        "edition-two stays", "edition-two part-a", "edition-two part-b", "edition-two there",
    ]  # fmt: skip
