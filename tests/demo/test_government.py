"""The laws of a made-up government: all of it could have been said here, and all of it says that it is made up."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import NOT_ANSWERED, Answer, check_answer
from maturity.assessment.concerns import needs_evidence
from maturity.assessment.finding import Finding, Standing, check_finding, standing
from maturity.assessment.people import PERMISSIONS, Permission
from maturity.assessment.round import Status, status_after
from maturity.demo.government import Government, Story, government
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.plan.action import Action, ActionStatus, action_moved, check_action, moves_open
from maturity.plan.target import AcceptedGap, Target, check_accepted, check_target

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 3, 2)
FRAMEWORKS = [
    files.load(ROOT / "frameworks" / "nao-data-2019.yaml"),
    *(
        files.load(ROOT / "tests" / "frameworks" / f"{name}.yaml")
        for name in ("two-themes", "scale-from-one")
    ),
]

made_governments = st.builds(
    lambda framework, **sizes: (framework, government(framework, TODAY, **sizes)),
    st.sampled_from(FRAMEWORKS),
    departments=st.integers(1, 30),
    rounds=st.integers(1, 3),
    seed=st.integers(),
)


def replay(framework: Framework, story: Story) -> tuple[Status, dict[str, Answer], dict[str, Finding]]:
    """The story as the store would take it: every answer, finding and move is checked on the way."""
    status, said, found = Status.DRAFT, dict[str, Answer](), dict[str, Finding]()
    permission = {Status.DRAFT: Permission.ANSWER, Status.IN_REVIEW: Permission.REVIEW}
    for step in story.steps:
        for key, answer in step.answers.items():
            check_answer(framework, key, answer)
            assert step.person.may(permission[status], story.department.id)
            assert answer.version == said.get(key, NOT_ANSWERED).version
            said[key] = answer.model_copy(update={"version": answer.version + 1})
        for key, finding in step.findings.items():
            check_finding(framework, key, said.get(key, NOT_ANSWERED), finding)
            replies = key in found and finding.reply != found[key].reply
            assert step.person.may(Permission.REPLY if replies else Permission.REVIEW, story.department.id)
            assert status is Status.IN_REVIEW
            assert finding.version == (found[key].version if key in found else 0)
            assert finding.answer_version == said.get(key, NOT_ANSWERED).version
            found[key] = finding.model_copy(update={"version": finding.version + 1})
        if step.move is not None:
            status = status_after(status, step.move)
    return status, said, found


@settings(max_examples=25)
@given(made_governments)
def test_everything_made_up_could_have_been_said_here(made: tuple[Framework, Government]) -> None:
    framework, all_of_it = made
    for occasion in all_of_it.occasions:
        for story in occasion.stories:
            status, said, found = replay(framework, story)
            standings = [standing(found[key], said.get(key, NOT_ANSWERED)) for key in found]
            if status is Status.AGREED:
                assert Standing.CHALLENGED not in standings
                assert len(found) == len(framework.statements)
            if occasion is not all_of_it.occasions[-1]:
                assert status is Status.AGREED


@settings(max_examples=25)
@given(made_governments)
def test_every_road_map_made_up_could_have_been_planned_here(made: tuple[Framework, Government]) -> None:
    framework, all_of_it = made
    ids = {department.id for department in all_of_it.departments}
    for occasion in all_of_it.occasions:
        for story in occasion.stories:
            kept: dict[int, Action] = {}
            for deed in story.road_map:
                assert deed.at.date() < TODAY
                assert deed.person.may(Permission.APPROVE_ACTIONS, story.department.id)
                match deed.what:
                    case Target():
                        check_target(framework, deed.what, occasion.round.opens)
                    case AcceptedGap():
                        check_accepted(framework, deed.what)
                        assert deed.what.reason.startswith("Made up")
                    case Action():
                        check_action(framework, deed.what)
                        assert deed.what.lead == story.department.id
                        assert set(deed.what.departments) <= ids
                        assert deed.what.title.startswith("Made-up ")
                        assert deed.after is None or deed.after in kept
                        before = kept.get(deed.number)
                        if before is None:
                            assert deed.what.status is ActionStatus.PROPOSED
                        else:
                            ways = {action_moved(before.status, move) for move in moves_open(before.status)}
                            assert deed.what.status in ways
                        kept[deed.number] = deed.what


@settings(max_examples=25)
@given(made_governments)
def test_ids_are_unique_and_everything_named_says_that_it_is_made_up(
    made: tuple[Framework, Government],
) -> None:
    _, all_of_it = made
    rounds = [occasion.round for occasion in all_of_it.occasions]
    for things in (all_of_it.departments, all_of_it.people, rounds):
        assert len({thing.id for thing in things}) == len(things)
    names = [each.name for each in all_of_it.departments] + [each.name for each in all_of_it.people]
    assert all(name.startswith("Made-up ") for name in names)
    assert len(set(names)) == len(names)
    assert all(each.title.startswith("Made-up ") and "made up" in each.source for each in rounds)
    for occasion in all_of_it.occasions:
        for story in occasion.stories:
            for step in story.steps:
                texts = [step.assurance]
                texts += [text for each in step.answers.values() for text in (each.evidence, each.reason)]
                texts += [text for each in step.findings.values() for text in (each.reason, each.reply)]
                assert all(text.startswith(("Made up", "Made-up")) for text in texts if text)
                links = [link for each in step.answers.values() for link in each.links]
                assert all(link.split("/")[2].endswith(".example") for link in links)


@settings(max_examples=25)
@given(made_governments)
def test_families_are_headed_by_departments_that_come_before_them(
    made: tuple[Framework, Government],
) -> None:
    heads: set[str | None] = set()
    for department in made[1].departments:
        if department.family is None:
            heads.add(department.id)
        assert department.family is None or department.family in heads


@settings(max_examples=25)
@given(made_governments)
def test_time_runs_forward_and_nothing_is_done_after_today(made: tuple[Framework, Government]) -> None:
    _, all_of_it = made
    for occasion in all_of_it.occasions:
        newest = occasion is all_of_it.occasions[-1]
        assert occasion.round.is_open(TODAY) is newest
        for story in occasion.stories:
            moments: list[datetime] = [story.started, *(step.at for step in story.steps)]
            assert moments == sorted(moments)
            assert all(occasion.round.is_open(moment.date()) for moment in moments)
            assert moments[-1].date() < TODAY or not newest


def test_the_same_seed_makes_the_same_and_another_seed_another(two_themes: Framework) -> None:
    made = [government(two_themes, TODAY, departments=20, rounds=2, seed=seed) for seed in (7, 7, 8)]
    assert made[0] == made[1]
    assert made[0] != made[2]


@pytest.mark.parametrize("today", [date(2024, 4, 14), date(2024, 2, 29), date(2026, 1, 1)])
def test_every_round_opens_a_year_after_the_one_before(two_themes: Framework, today: date) -> None:
    made = government(two_themes, today, departments=1, rounds=6)
    years = [occasion.round.opens.year for occasion in made.occasions]
    assert years == list(range(years[0], years[0] + 6))
    assert made.occasions[-1].round.is_open(today)


def test_as_many_as_were_asked_for_up_to_the_most(two_themes: Framework) -> None:
    for number in (1, 11, 300, 1000):
        made = government(two_themes, TODAY, departments=number, rounds=1)
        assert len(made.departments) == number


def test_there_is_something_of_everything_to_look_at() -> None:
    """300 departments are enough for every kind; the auditor finds a little less than was answered."""
    framework = FRAMEWORKS[0]
    made = government(framework, TODAY, departments=300, rounds=2)
    told = [replay(framework, story) for story in made.occasions[-1].stories]
    said_of = [(framework.by_id[key], answer) for _, said, _ in told for key, answer in said.items()]
    answers = [answer for _, answer in said_of]
    statuses = {status for status, _, _ in told}
    assert statuses == {Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.AGREED}
    assert len(told) < 300  # some have not begun
    assert {answer.state.value for answer in answers} == {"level", "not_determined", "not_applicable"}
    assert {answer.level for answer in answers} == {None, 0, 1, 2, 3, 4}
    for flag in ("unsure", "come_back", "carried", "links", "contact", "reason"):
        assert any(getattr(answer, flag) for answer in answers), flag
    assert any(needs_evidence(framework, *each) for each in said_of)
    texts = [answer.evidence for answer in answers if answer.evidence]
    assert len(set(texts)) < len(texts)
    findings = [finding for _, _, found in told for finding in found.values()]
    assert {each.standing for each in findings} == {
        Standing.AGREED,
        Standing.CHALLENGED,
        Standing.RESOLVED,
    }
    assert any(each.reply for each in findings)
    lower = [
        own - finding.level
        for _, said, found in told
        for key, finding in found.items()
        if finding.level is not None and key in said and (own := said[key].level) is not None
    ]
    assert 0.05 < sum(lower) / len(lower) < 0.4
    for occasion in made.occasions:
        planned = [deed.what for story in occasion.stories for deed in story.road_map]
        assert {type(each) for each in planned} == {Target, AcceptedGap, Action}
        statuses_of_actions = {each.status for each in planned if isinstance(each, Action)}
        over = {ActionStatus.DELIVERED, ActionStatus.STOPPED}
        assert statuses_of_actions == set(ActionStatus) - (over if occasion is made.occasions[-1] else set())
    families: dict[str, int] = {}
    for department in made.departments:
        head = department.family or department.id
        families[head] = families.get(head, 0) + 1
    assert min(families.values()) < 4 < 20 < max(families.values())


def test_the_people_can_do_what_they_are_made_to_do(two_themes: Framework) -> None:
    made = government(two_themes, TODAY, departments=30, rounds=1)
    held = {permission for each in made.people for role, _ in each.roles for permission in PERMISSIONS[role]}
    assert {Permission.REVIEW, Permission.SUBMIT, Permission.SEE_AGREED} <= held
    assert all(any(each.may(Permission.SUBMIT, d.id) for each in made.people) for d in made.departments)
