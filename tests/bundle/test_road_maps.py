"""Road maps as they leave, and as they are checked elsewhere: a plan of every kind, led here, shared, and another's."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.round import Assessment, Department, Move, Round, RoundKind, Status
from maturity.bundle import record as recording
from maturity.bundle.packing import RECORD, SCHEMA
from maturity.bundle.record import Assessed, Outside, Record
from maturity.bundle.verifying import BundleDiffers, verify
from maturity.framework.model import Framework
from maturity.plan.action import Action, ActionMove, ActionOrigin, ActionStatus, FurtherRise, Rise
from maturity.plan.target import AcceptedGap, Target
from maturity.scoring.compare import View
from maturity.services import administering, answering, exporting, planning, portfolios, reviewing, road_maps
from maturity.services.installation import Installation
from maturity.store.database import IN_MEMORY, open_store

Members = dict[str, bytes]
Opened = Callable[[bytes], Members]
Forged = Callable[..., bytes]
Relisted = Callable[[Members], bytes]
Rows = list[dict[str, str]]

ME = local_person()
ADA = Person(id="ada", name="Ada", roles=frozenset({(Role.CONTRIBUTOR, "treasury")}))
JANUARY = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
MARCH = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECRET = "What the Home Office tells nobody"


@pytest.fixture(scope="module")
def here(two_themes: Framework) -> Iterator[Installation]:
    """“Winter”, and “Spring” with the Treasury in review, the Home Office and the Cabinet Office in draft.

    1 the Treasury's of the winter, under way; 2 stopped then; 3 the Treasury's, waits for 1; 4 shared, led by the
    Treasury, not costed; 5 shared, led by the Home Office, waits for 6; 6 the Home Office's; 7 the Cabinet Office's.
    """
    store = open_store(IN_MEMORY)
    here = Installation(store, {two_themes.id: two_themes})
    for name in ("Treasury", "Home Office", "Cabinet Office"):
        administering.add_department(here, ME, JANUARY, name=name)

    def open_(title: str, at: datetime, *keys: str) -> dict[str, int]:
        opened = administering.open_round(
            here, ME, at, title=title, framework_id=two_themes.id, closes=None
        ).id
        return {
            key: answering.start_assessment(here, ME, at, round_id=opened, department_id=key).id
            for key in keys
        }

    def propose(rises: dict[str, int | None], at: datetime = MARCH, **more: object) -> Action:
        given = {"round_id": "spring", "departments": ("treasury",), "due": date(2026, 6, 30), **more}
        raised = tuple(Rise(statement_id=key, to=to) for key, to in rises.items())
        action = Action.model_validate({**given, "rises": raised})
        return planning.propose_action(here, ME, at, action=action)

    def move(action: Action, *moves: ActionMove, why: str = "") -> None:
        for each in moves:
            action = planning.move_action(
                here, ME, JANUARY, action_id=action.id, move=each, based_on=action.version, why=why
            )

    open_("Winter", JANUARY, "treasury")
    going_on = propose({"a1": 2}, JANUARY, round_id="winter", title="Draft", owner="Bo", one_off=0, yearly=5)
    move(going_on, ActionMove.APPROVE, ActionMove.BEGIN)
    move(propose({"a2": 4}, JANUARY, round_id="winter", title="Stopped"), ActionMove.STOP, why="No money")

    started = open_("Spring", MARCH, "treasury", "home-office", "cabinet-office")
    said = {
        "a1": Answer(state=State.LEVEL, level=1),
        "a2": Answer(state=State.LEVEL, level=3),
        "b1": Answer(state=State.NOT_DETERMINED),
    }
    for statement, answer in said.items():
        key = started["treasury"]
        answering.record_answer(here, ME, MARCH, assessment_id=key, statement_id=statement, answer=answer)
    at: dict[str, str] = {"round_id": "spring", "department_id": "treasury"}
    for statement, level in (("a1", 2), ("a2", 4)):
        aim = Target(statement_id=statement, level=level, by=date(2027, 1, 31))
        kept = planning.set_target(here, ME, MARCH, **at, target=aim)
        if statement == "a1":
            planning.set_target(here, ME, MARCH, **at, target=kept.model_copy(update={"level": 3}))
        else:
            planning.clear_target(here, ME, MARCH, **at, statement_id="a2", based_on=kept.version)
    gap = AcceptedGap(statement_id="a2", reason="=1+1 costs more than it brings")
    planning.accept_gap(here, ME, MARCH, **at, gap=gap)
    both = ("treasury", "home-office")
    propose(
        {"a1": 3, "b1": None},
        title="@Budget",
        owner="Cy",
        one_off=1200,
        yearly=0,
        people=0.5,
        depends_on=(1,),
    )
    propose({"a2": 4}, title="Together", departments=both, due=None, no_date="-When there is money")
    propose({"a1": 4}, title="Theirs and ours", owner="Hal", departments=both[::-1], yearly=7)
    propose({"a1": 4}, title=SECRET, departments=both[1:])
    propose({"a1": 4}, title="The Cabinet's", departments=("cabinet-office",))
    theirs = next(a for a in portfolios.actions_of(here, ME, round_id="spring") if a.lead == "home-office")
    planning.change_action(here, ME, MARCH, action=theirs.model_copy(update={"depends_on": (6,)}))

    key = started["treasury"]
    answering.submit(here, ME, MARCH, assessment_id=key, assurance="Checked")
    reviewing.move_assessment(here, ME, MARCH, assessment_id=key, move=Move.BEGIN_REVIEW)
    found = Finding(state=State.LEVEL, level=2, reason="Seen", standing=Standing.RESOLVED, answer_version=1)
    reviewing.record_finding(here, ME, MARCH, assessment_id=key, statement_id="a1", finding=found)
    yield here
    store.close()


@pytest.fixture(scope="module")
def whole(here: Installation) -> bytes:
    return exporting.bundle(here, ME, round_id="spring")


@pytest.fixture(scope="module")
def hers(here: Installation) -> bytes:
    """The bundle of somebody of the Treasury."""
    return exporting.bundle(here, ADA, round_id="spring")


@pytest.fixture(scope="module")
def rows(opened: Opened) -> Callable[[bytes, str], Rows]:
    def read(data: bytes, name: str) -> Rows:
        text = opened(data)[f"tables/{name}.csv"].decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))

    return read


Read = Callable[[bytes, str], Rows]


def _told(rows: Rows, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def test_bundles_with_road_maps_are_what_they_say(whole: bytes, hers: bytes) -> None:
    told = " ".join(verify(whole).checked)
    # The Treasury has three gaps in each of two views; the two others answered nothing: three statements each.
    assert "Gaps: 18." in told
    assert (
        "Answers as their history last said: 3. Findings: 1. Targets: 1. Accepted gaps: 1. Actions: 6."
        in told
    )
    assert "listed as outside it: 1 is outside." in told
    told = " ".join(verify(hers).checked)
    assert "Gaps: 6." in told
    assert "Actions: 4." in told
    assert "listed as outside it: 3 are outside." in told


def test_targets_and_accepted_gaps_are_those_that_stand(whole: bytes, rows: Read) -> None:
    aims = _told(rows(whole, "targets"), "department", "statement", "level", "level_name", "by")
    assert aims == [("treasury", "a1", "3", "Mostly", "2027-01-31")]
    (left,) = rows(whole, "accepted_gaps")
    assert (left["department"], left["statement"]) == ("treasury", "a2")
    assert left["reason"] == "'=1+1 costs more than it brings"
    by_number = {row["number"]: row["kind"] for row in rows(whole, "history")}
    assert by_number[left["version"]] == "accepted gap"


def test_gaps_are_counted_to_the_targets_in_force_in_both_views(whole: bytes, rows: Read) -> None:
    columns = (
        "view",
        "statement",
        "state",
        "level",
        "target",
        "by",
        "chosen",
        "short",
        "weighted",
        "accepted",
    )
    found = [row for row in rows(whole, "gaps") if row["department"] == "treasury"]
    # a1: 3 was chosen, the department says 1, the auditor 2; on 0 to 4 that is 3/4 − 1/4, and 3/4 − 2/4.
    # a2: nothing was chosen any more, so one level up from 3, a year after the round opened: 4/4 − 3/4.
    # b1: nobody knows, so there is no number and no target, which is not zero.
    assert _told(found, *columns) == [
        ("self", "a1", "level", "1", "3", "2027-01-31", "true", "2", "0.5", "false"),
        ("self", "a2", "level", "3", "4", "2027-03-02", "false", "1", "0.25", "true"),
        ("self", "b1", "not_determined", "", "", "", "false", "", "", "false"),
        ("audited", "a1", "level", "2", "3", "2027-01-31", "true", "1", "0.25", "false"),
        ("audited", "a2", "level", "3", "4", "2027-03-02", "false", "1", "0.25", "true"),
        ("audited", "b1", "not_determined", "", "", "", "false", "", "", "false"),
    ]


def test_actions_are_those_of_the_round_and_those_that_were_not_over(whole: bytes, rows: Read) -> None:
    columns = (
        "action",
        "round",
        "title",
        "lead",
        "owner",
        "due",
        "no_date",
        "one_off",
        "yearly",
        "people",
        "status",
    )
    # Not costed is empty; 0 costs nothing. The stopped action of the winter is not there.
    assert _told(rows(whole, "actions"), *columns)[:4] == [
        ("1", "winter", "Draft", "treasury", "Bo", "2026-06-30", "", "0", "5", "", "under_way"),
        ("3", "spring", "'@Budget", "treasury", "Cy", "2026-06-30", "", "1200", "0", "0.5", "proposed"),
        ("4", "spring", "Together", "treasury", "", "", "'-When there is money", "", "", "", "proposed"),
        ("5", "spring", "Theirs and ours", "home-office", "Hal", "2026-06-30", "", "", "7", "", "proposed"),
    ]
    assert [row["action"] for row in rows(whole, "actions")] == ["1", "3", "4", "5", "6", "7"]


def test_what_an_action_raises_whom_it_is_for_and_what_it_waits_for(hers: bytes, rows: Read) -> None:
    assert _told(rows(hers, "action_raises"), "action", "statement", "level", "level_name") == [
        ("1", "a1", "2", "Partial"),
        ("3", "a1", "3", "Mostly"),
        ("3", "b1", "", ""),  # finds out
        ("4", "a2", "4", "Complete"),
        ("5", "a1", "4", "Complete"),
    ]
    assert _told(rows(hers, "action_departments"), "action", "department", "place") == [
        ("1", "treasury", "1"),
        ("3", "treasury", "1"),
        ("4", "treasury", "1"),
        ("4", "home-office", "2"),
        ("5", "home-office", "1"),
        ("5", "treasury", "2"),
    ]
    assert _told(rows(hers, "action_dependencies"), "action", "waits_for") == [("3", "1"), ("5", "6")]
    assert _told(rows(hers, "outside"), "kind", "id", "name") == [
        ("action", "6", ""),
        ("department", "home-office", "Home Office"),
        ("round", "winter", "Winter"),
    ]


def test_another_departments_plan_is_in_no_file_and_a_shared_ones_history_is(
    here: Installation, hers: bytes, opened: Opened, rows: Read
) -> None:
    for made in (hers, exporting.data(here, ADA, round_id="spring")):
        for content in opened(made).values():
            assert SECRET.encode() not in content
            assert b"Cabinet" not in content
            assert b"cabinet-office" not in content
        told = _told(rows(made, "history"), "kind", "subject")
        # 1 was proposed, approved and begun; 5, which the Home Office leads, proposed and changed.
        assert [subject for kind, subject in told if kind == "action"] == ["1", "1", "1", "3", "4", "5", "5"]
    assert SECRET.encode() in opened(exporting.bundle(here, ME, round_id="spring"))[RECORD]


def test_what_is_in_her_bundle_is_what_she_sees_on_the_road_map(
    here: Installation, hers: bytes, opened: Opened
) -> None:
    seen = road_maps.outlook_of(
        here, ADA, round_id="spring", department_id="treasury", today=date(2026, 3, 10)
    ).road_map
    record = Record.model_validate_json(opened(hers)[RECORD])
    assert record.actions == seen.actions
    (treasury,) = record.assessed
    assert {aim.statement_id: aim for aim in treasury.targets} == seen.chosen
    assert {gap.statement_id: gap for gap in treasury.accepted_gaps} == seen.accepted
    counted = [(gap.statement, gap.short, gap.weighted) for gap in record.gaps if gap.view is View.SELF]
    assert counted == [(gap.statement.id, gap.short, gap.weighted) for gap in seen.gaps]


def test_a_round_before_has_its_own_actions_alone(here: Installation, rows: Read) -> None:
    winter = exporting.bundle(here, ME, round_id="winter")
    verify(winter)
    assert _told(rows(winter, "actions"), "action", "why") == [("1", ""), ("2", "No money")]
    assert rows(winter, "outside") == []


def test_the_schema_says_what_a_plan_holds(whole: bytes, opened: Opened) -> None:
    members = opened(whole)
    schema = json.loads(members[SCHEMA])
    action = schema["$defs"]["Action"]
    assert action["properties"].keys() == json.loads(members[RECORD])["actions"][0].keys()
    assert {kind["type"] for kind in action["properties"]["one_off"]["anyOf"]} == {"integer", "null"}
    assert "whole pounds; None is “not costed”, or a saving that nobody has said" in action["description"]
    assert {"Target", "AcceptedGap", "Shortfall", "Outside"} <= schema["$defs"].keys()


LEVELS = st.integers(min_value=0, max_value=4)


@given(
    said=st.dictionaries(st.sampled_from(["a1", "a2", "b1"]), LEVELS), aims=st.tuples(LEVELS, LEVELS, LEVELS)
)
def test_a_gap_is_target_less_level_wherever_the_target_is_higher(
    two_themes: Framework, said: dict[str, int], aims: tuple[int, ...]
) -> None:
    targets = dict(zip(["a1", "a2", "b1"], aims, strict=True))
    round_ = Round(
        id="spring",
        title="Spring",
        kind=RoundKind.LIVE,
        framework_id=two_themes.id,
        edition=two_themes.edition,
        framework_hash=two_themes.content_hash,
        opens=MARCH.date(),
    )
    treasury = Assessed(
        department=Department(id="treasury", name="Treasury"),
        assessment=Assessment(
            id=1, round_id="spring", department_id="treasury", status=Status.DRAFT, started_at=MARCH
        ),
        answers={key: Answer(state=State.LEVEL, level=level) for key, level in said.items()},
        findings={},
        targets=tuple(
            Target(statement_id=key, level=level, by=MARCH.date()) for key, level in targets.items()
        ),
        accepted_gaps=(),
    )
    found = recording.shortfalls(two_themes, round_, [treasury], False)
    known = {key: targets[key] - level for key, level in said.items() if targets[key] > level}
    unknown = dict.fromkeys(targets.keys() - said.keys())
    for view in View:
        assert {each.statement: each.short for each in found if each.view is view} == known | unknown


def _with(record: Record, **changed: object) -> Record:
    """The record with something of the Treasury changed."""
    assessed = tuple(
        each.model_copy(update=changed) if each.department.id == "treasury" else each
        for each in record.assessed
    )
    return record.model_copy(update={"assessed": assessed})


def _recounted(record: Record, framework: Framework) -> Record:
    """The same with every gap worked out again, as a careful forger would."""
    gaps = tuple(recording.shortfalls(framework, record.round, record.assessed, record.open_round))
    return record.model_copy(update={"gaps": gaps})


def _aiming(record: Record, **changed: object) -> Record:
    (aim,) = next(each.targets for each in record.assessed if each.targets)
    return _with(record, targets=(aim.model_copy(update=changed),))


def _acting(record: Record, number: int, **changed: object) -> Record:
    actions = tuple(each.model_copy(update=changed) if each.id == number else each for each in record.actions)
    return record.model_copy(update={"actions": actions})


def _without(record: Record, number: int) -> Record:
    actions = tuple(each for each in record.actions if each.id != number)
    return record.model_copy(update={"actions": actions})


def test_a_changed_target_is_noticed_by_its_gap_and_its_history(
    whole: bytes, forged: Forged, two_themes: Framework
) -> None:
    with pytest.raises(BundleDiffers) as caught:
        verify(forged(whole, lambda record: _aiming(record, level=4)))
    history = "Treasury, “A plan”: the target is not as its history last said."
    assert caught.value.differences[0] == history
    # From 1 to 4 is three levels, from the auditor's 2 it is two; the first field that differs is told.
    assert "Treasury, “A plan” (self): target is 3 in the bundle, and comes to 4" in str(caught.value)
    with pytest.raises(BundleDiffers) as caught:
        verify(forged(whole, lambda record: _recounted(_aiming(record, level=4), two_themes)))
    assert caught.value.differences == (history,)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda record: _aiming(record, by=date(2030, 1, 1)), "“A plan”: the target is not"),
        (lambda record: _aiming(record, version=1), "“A plan”: the target is not"),
        (lambda record: _aiming(record, changed_by="eve"), "“A plan”: the target is not"),
        (lambda record: _with(record, targets=()), "“A plan”: the target is not"),
        (
            lambda record: _with(
                record,
                targets=(
                    *next(each.targets for each in record.assessed if each.targets),
                    Target(
                        statement_id="a2", level=4, by=date(2027, 1, 31)
                    ),  # as it was before it was taken away
                ),
            ),
            "“A budget”: the target is not",
        ),
        (lambda record: _with(record, accepted_gaps=()), "“A budget”: the accepted gap is not"),
        (
            lambda record: _with(record, accepted_gaps=(AcceptedGap(statement_id="a2", reason="Fine"),)),
            "“A budget”: the accepted gap is not",
        ),
    ],
)
def test_every_part_of_a_plan_is_held_to_its_history(
    change: Callable[[Record], Record], told: str, whole: bytes, forged: Forged, two_themes: Framework
) -> None:
    with pytest.raises(BundleDiffers, match=f"Treasury, {told} as its history last said"):
        verify(forged(whole, lambda record: _recounted(change(record), two_themes)))


CHANGES: dict[str, object] = {
    "round_id": "winter",
    "title": "Another",
    "departments": ("treasury", "home-office"),
    "rises": (Rise(statement_id="a1", to=4),),
    "further": (FurtherRise(framework_id="another", statement_id="a1", to=4),),
    "owner": "Eve",
    "start": date(2026, 1, 1),
    "due": date(2026, 12, 31),
    "no_date": "Never",
    "one_off": None,
    "yearly": None,
    "saving": 500,
    "people": 0.0,
    "depends_on": (),
    "status": ActionStatus.APPROVED,
    "why": "Because",
    "delivered_on": date(2026, 6, 30),
    "origin": ActionOrigin.SUGGESTED,
    "version": 2,
    "changed_at": JANUARY,
    "changed_by": "eve",
}


def test_every_field_of_an_action_is_tried() -> None:
    assert CHANGES.keys() == Action.model_fields.keys() - {
        "id",
        "former",
        "elsewhere",
    }  # two are told and never kept


@pytest.mark.parametrize("field", CHANGES)
def test_every_field_of_an_action_is_held_to_its_history(field: str, whole: bytes, forged: Forged) -> None:
    with pytest.raises(BundleDiffers, match=r"Action 3, “.*”, is not as its history last said"):
        verify(forged(whole, lambda record: _acting(record, 3, **{field: CHANGES[field]})))


def test_an_action_left_out_put_in_or_twice_is_noticed(whole: bytes, forged: Forged) -> None:
    for change, told in (
        (lambda record: _without(record, 7), "The history tells of action 7, which is not in the bundle"),
        (
            lambda record: _without(record, 1),
            "names the action “1”, which is neither in the bundle nor listed",
        ),
        (
            lambda record: _acting(record, 7, id=8),
            "Action 8, “The Cabinet's”, is not as its history last said",
        ),
        (lambda record: _acting(record, 7, id=6), "The action “6” is in it twice"),
    ):
        with pytest.raises(BundleDiffers, match=told):
            verify(forged(whole, change))


def _outside(record: Record, *others: Outside) -> Record:
    return record.model_copy(update={"outside": others})


def test_whatever_a_plan_names_is_in_the_bundle_or_listed_as_outside(
    hers: bytes, forged: Forged, opened: Opened
) -> None:
    first, *others = Record.model_validate_json(opened(hers)[RECORD]).outside
    for change, told in (
        (
            lambda record: _outside(record, *others),
            "Action 5, “Theirs and ours”, names the action “6”, which is",
        ),
        (
            lambda record: _outside(record, first, *others[1:]),
            "names the department “home-office”, which is neither in the bundle nor listed as outside it",
        ),
        (lambda record: _outside(record, first, others[0]), "Action 1, “Draft”, names the round “winter”"),
        (lambda record: _outside(record, first, first, *others), "The action “6” is in it twice"),
        (
            lambda record: _outside(record, first, *others, Outside(kind="department", id="treasury")),
            "The department “treasury” is listed as outside the bundle, and is in it",
        ),
        (
            lambda record: _outside(record, first, *others, Outside(kind="round", id="summer")),
            "The round “summer” is listed as outside the bundle, and no action names it",
        ),
        (
            lambda record: _acting(record, 1, departments=("home-office",)),
            "Action 1, “Draft”, is for no department in the bundle",
        ),
        (lambda record: _acting(record, 1, departments=("treasury",) * 2), "names “treasury” twice"),
    ):
        with pytest.raises(BundleDiffers, match=told):
            verify(forged(hers, change))


def test_a_plan_for_what_is_not_asked_is_refused(whole: bytes, opened: Opened, relisted: Relisted) -> None:
    text = opened(whole)[RECORD].decode()
    record = Record.model_validate_json(text)
    (aim,) = next(each.targets for each in record.assessed if each.targets)
    elsewhere = aim.model_copy(update={"statement_id": "c9"})
    for changed, told in (
        (_aiming(record, level=9), "Treasury: .*level 9 is not on this scale"),
        (_with(record, targets=(elsewhere,)), "Treasury: There is no statement “c9”"),
        (_with(record, targets=(aim, aim)), "Treasury: the target of “a1” is in it twice"),
        (
            _with(record, accepted_gaps=(AcceptedGap(statement_id="c9", reason="No"),)),
            "Treasury: There is no statement “c9”",
        ),
        (
            _acting(record, 3, rises=(Rise(statement_id="a1", to=9),)),
            "Action 3, .*level 9 is not on this scale",
        ),
        (_acting(record, 3, rises=(Rise(statement_id="c9"),)), "Action 3, .*There is no statement “c9”"),
        (_acting(record, 3, rises=(Rise(statement_id="a1"),) * 2), "Action 3, .*names “a1” twice"),
    ):
        members = opened(whole) | {RECORD: recording.as_json(changed)}
        with pytest.raises(BundleDiffers, match=told):
            verify(relisted(members))


def test_a_cost_that_only_its_table_says_otherwise_is_noticed(
    whole: bytes, opened: Opened, relisted: Relisted
) -> None:
    name = "tables/actions.csv"
    members = opened(whole)
    cheaper = members[name].replace(b",1200,0,", b",,0,")
    assert cheaper != members[name]
    with pytest.raises(
        BundleDiffers, match=r"“tables/actions.csv” does not say what “round.json” says: row 3"
    ):
        verify(relisted(members | {name: cheaper}))


def test_a_gap_left_out_put_in_or_counted_otherwise_is_noticed(
    whole: bytes, opened: Opened, relisted: Relisted
) -> None:
    members = opened(whole)
    record = Record.model_validate_json(members[RECORD])
    first, *others = record.gaps
    last = others.pop()
    for gaps, told in (
        ([*others, last], r"The gap of Cabinet Office, “A plan” \(self\) is missing"),
        ([first, first, *others, last], "A gap is in it twice"),
        (
            [first.model_copy(update={"statement": "c9"}), *others, last],
            r"There is a gap that nothing in the bundle comes to: Cabinet Office, “c9” \(self\)",
        ),
        (
            [first, *others, last.model_copy(update={"short": 1})],
            r"Treasury, “An owner” \(audited\): short is 1 in the bundle, and comes to nothing",
        ),
    ):
        changed = record.model_copy(update={"gaps": tuple(gaps)})
        with pytest.raises(BundleDiffers, match=told):
            verify(relisted(members | {RECORD: recording.as_json(changed)}))
