from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest

from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.round import Round, Status
from maturity.framework.files import EditionChanged
from maturity.plan.action import ActionStatus
from maturity.services import (
    administering,
    answering,
    comparing,
    demo,
    portfolios,
    reviewing,
    road_maps,
)
from maturity.services.demo import AlreadyInUse
from maturity.services.installation import Installation
from maturity.store import history

PLANNED = ("target", "accepted gap", "action")


def make(installation: Installation, noon: datetime, **sizes: Any) -> list[str]:
    told: list[str] = []
    sizes = {"number": 5, "rounds_made": 2, **sizes}
    demo.make_up(installation, local_person(), noon, **sizes, tell=told.append)
    return told


def test_a_small_government_is_written_and_read_like_any_other(
    installation: Installation, noon: datetime, nao_2019: Round, person: Callable[..., Person]
) -> None:
    told = make(installation, noon)
    assert told[0] == "5 made-up departments and 3 made-up people are here."
    assert [line.partition(":")[0] for line in told[1:]] == ["Made-up round 2025", "Made-up round 2026"]
    auditor = person(Role.AUDITOR)
    rounds = administering.every_round(installation, auditor)
    assert [each.id for each in rounds] == ["made-up-round-2026", "made-up-round-2025", nao_2019.id]
    assert len(administering.every_department(installation, auditor)) == 5
    earlier = comparing.comparison(installation, auditor, round_id="made-up-round-2025")
    assert set(earlier.statuses.values()) == {Status.AGREED}
    assert all(score.with_level > 9 for score in earlier.scores.values())
    with installation.store.reading() as session:
        entries = history.verify_chain(session)
    assert entries == installation.store.revision()


def test_every_name_that_it_writes_says_made_up(
    installation: Installation, noon: datetime, person: Callable[..., Person]
) -> None:
    make(installation, noon, seed=3)
    reader = person(Role.READER)
    names = [each.name for each in administering.every_department(installation, reader)]
    names += [each.name for each in administering.every_person(installation, reader)]
    names += [each.title for each in administering.every_round(installation, reader)]
    assert names
    assert all(name.startswith("Made-up ") for name in names)
    sources = {each.source for each in administering.every_round(installation, reader)}
    assert sources == {"Everything in this round is made up by “maturity demo”, seed 3."}


def test_road_maps_are_written_with_what_became_of_their_actions(
    installation: Installation, noon: datetime, person: Callable[..., Person]
) -> None:
    make(installation, noon, number=30)
    auditor = person(Role.AUDITOR)
    actions = portfolios.actions_of(installation, auditor, round_id="made-up-round-2026")
    assert {action.status for action in actions} >= {ActionStatus.PROPOSED, ActionStatus.UNDER_WAY}
    assert any(action.depends_on for action in actions)
    carried = [action for action in actions if action.round_id == "made-up-round-2025"]
    assert carried  # begun a year ago, and not over
    promised = portfolios.promises_of(installation, auditor, round_id="made-up-round-2026").made
    assert len(promised) > 9
    for action in carried:
        changes = road_maps.history_of_action(installation, auditor, action_id=action.id).changes
        assert len(changes) == action.version


def test_everything_stands_in_the_history_as_done_by_those_who_are_made_to_do_it(
    installation: Installation, noon: datetime, person: Callable[..., Person]
) -> None:
    make(installation, noon)
    auditor = person(Role.AUDITOR)
    for waiting in reviewing.queue(installation, auditor, round_id="made-up-round-2025"):
        key = waiting.assessment.id
        review = reviewing.review(installation, auditor, assessment_id=key)
        changes = answering.latest_changes(installation, auditor, assessment_id=key, most=1000)
        count = sum(answer.version for answer in review.view.answers.values())
        count += sum(finding.version for finding in review.findings.values())
        changes = [change for change in changes if change.kind not in PLANNED]
        assert len(changes) == count + 4  # started, submitted, taken into review, agreed
        assert all(change.person.startswith("made-up-") and change.local for change in changes)
        assert {finding.changed_by for finding in review.findings.values()} >= {"made-up-auditor"}
    with installation.store.reading() as session:
        entries = history.verify_chain(session)
    assert entries == installation.store.revision()


def test_the_same_seed_writes_the_same(
    installation: Installation, noon: datetime, person: Callable[..., Person]
) -> None:
    made = demo.make_up(installation, local_person(), noon, number=5, rounds_made=1, seed=9)
    kept = comparing.comparison(installation, person(Role.AUDITOR), round_id="made-up-round-2026", words=True)
    stories = made.occasions[0].stories
    assert {story.department.id for story in stories} == set(kept.departments)
    for story in stories:
        said = {key: each for step in story.steps for key, each in step.answers.items()}
        written = {key: each.content() for key, each in kept.answers[story.department.id].items()}
        assert written == {key: each.content() for key, each in said.items()}


@pytest.mark.usefixtures("treasury")
def test_made_up_departments_do_not_come_among_others(
    installation: Installation, noon: datetime, unchanged: Callable[[], AbstractContextManager[None]]
) -> None:
    with unchanged(), pytest.raises(AlreadyInUse, match=r"Treasury is one of 1.*MATURITY_DATABASE_URL"):
        make(installation, noon)


def test_a_second_time_is_refused(installation: Installation, noon: datetime) -> None:
    make(installation, noon)
    with pytest.raises(AlreadyInUse):
        make(installation, noon)


@pytest.mark.usefixtures("spring")
def test_an_edition_whose_file_changed_is_refused(
    with_changed_file: Installation,
    noon: datetime,
    unchanged: Callable[[], AbstractContextManager[None]],
) -> None:
    with unchanged(), pytest.raises(EditionChanged):
        demo.make_up(with_changed_file, local_person(), noon, number=2, framework_id="two-themes")
