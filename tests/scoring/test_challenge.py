"""Where to look first: each rule at its edge, worked by hand, and the laws of the list."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import Answer, ItemAnswer, State
from maturity.assessment.checklist import ItemState
from maturity.assessment.grounds import normalised
from maturity.assessment.levels import STATES
from maturity.assessment.round import Round, RoundKind
from maturity.framework import files
from maturity.framework.model import Challenge, Contradiction, Framework, Reasons, Statement
from maturity.scoring.challenge import ChallengeKind, HeavyDepartment, Item
from tests.challenges_by_hand import challenges_by_hand
from tests.grounds_by_hand import look_first

TODAY = date(2026, 3, 2)
TINY = Path(__file__).parents[1] / "frameworks"
LAST = Round(
    id="spring-2025",
    title="Spring 2025",
    kind=RoundKind.LIVE,
    framework_id="two-themes",
    edition="1",
    framework_hash="",
    opens=date(2025, 3, 2),
)
Said = Mapping[str, Mapping[str, Answer]]


def level(value: int, evidence: str = "", **more: object) -> Answer:
    return Answer(state=State.LEVEL, level=value, evidence=evidence, **more)


@pytest.fixture(scope="module")
def framework(two_themes: Framework) -> Framework:
    """Evidence from level 3 and within a year; a2 not above a1. Every weight another power of two."""
    rule = Contradiction(statement="a2", above="a1", message="The budget is ahead of the plan.")
    names = ["no_evidence", "contradiction", "jump", "outlier", "same_text", "old_evidence", "unsure"]
    weights = Reasons(**{name: float(2**place) for place, name in enumerate(names)})
    return two_themes.model_copy(
        update={
            "high_level": 3,
            "evidence_months": 12,
            "contradictions": (rule,),
            "challenge": Challenge(weights=weights),
        }
    )


def challenges(
    framework: Framework,
    said: Said,
    today: date,
    *,
    last: Mapping[str, tuple[Round, Mapping[str, Answer]]] | None = None,
    of: Collection[str] | None = None,
) -> list[Item]:
    return look_first(framework, said, today, last).items(of)


def told(items: list[Item]) -> list[tuple[str, str, str, str]]:
    return [
        (item.department_id, item.statement_id, reason.kind.name, reason.sentence)
        for item in items
        for reason in item.reasons
    ]


def test_a_department_of_its_own_kind_with_evidence_gives_no_reason(framework: Framework) -> None:
    said = {"x": {"a1": level(3, "The plan", evidence_date=TODAY), "a2": level(2), "b1": level(0)}}
    assert challenges(framework, said, TODAY) == []
    assert challenges(framework, {"x": {}}, TODAY) == []
    assert challenges(framework, {}, TODAY) == []


def test_reasons_name_their_facts(framework: Framework) -> None:
    said = {
        "x": {
            "a1": level(1, unsure=True, evidence_date=date(2025, 3, 2)),
            "a2": level(4),
            "b1": Answer(state=State.NOT_DETERMINED, unsure=True),
        }
    }
    last = {"x": (LAST, {"a2": level(2)})}
    assert told(challenges(framework, said, TODAY, last=last)) == [
        # 32 + 64 = 96; then 64; then 1 + 2 + 4 = 7
        ("x", "a1", "OLD_EVIDENCE", "The newest evidence is of 2 March 2025: 12 months or more before 2 March 2026."),
        ("x", "a1", "UNSURE", "Level 1 (Begun), and the department marked it as unsure."),
        ("x", "b1", "UNSURE", "Not determined, and the department marked it as unsure."),
        ("x", "a2", "NO_EVIDENCE", "Level 4 (Complete), with neither words nor a link to show it."),
        (
            "x",
            "a2",
            "CONTRADICTION",
            "Level 4 (Complete). The budget is ahead of the plan. Compare it with “A plan”, at level 1.",
        ),
        ("x", "a2", "JUMP", "Level 4 (Complete). It was level 2 in the round “Spring 2025”: 2 levels higher."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "before", "found"),
    [(2, level(0), True), (2, level(1), False), (0, level(4), False), (2, None, False)],
)
def test_a_jump_is_upwards_and_at_least_as_large_as_the_framework_says(
    framework: Framework, now: int, before: Answer | None, found: bool
) -> None:
    last = {"x": (LAST, {"b1": before} if before else {"b1": Answer(state=State.NOT_DETERMINED)})}
    items = challenges(framework, {"x": {"b1": level(now)}}, TODAY, last=last)
    assert [reason.kind for item in items for reason in item.reasons] == [ChallengeKind.JUMP] * found


@pytest.mark.parametrize(
    ("peers", "sentence"),
    [
        # The median of 0 0 1 1 1 is 1; 3 is 2 above it.
        ([1, 0, 1, 0, 1], "The median of 5 other departments is level 1."),
        # Of 0 1 1 2 2 2 it is (1 + 2) ÷ 2 = 1.5: 3 is 1.5 above it.
        ([0, 1, 1, 2, 2, 2], None),
        # Of 0 0 0 1 2 2 it is (0 + 1) ÷ 2 = 0.5: 3 is 2.5 above it.
        ([0, 0, 0, 1, 2, 2], "The median of 6 other departments is level 0.5."),
        ([0, 0, 0, 0], None),  # four are too few
        ([0, 0, 0, 0, None], None),  # the fifth has no level
        ([4, 4, 4, 4, 4], None),  # below the others
    ],
)
def test_an_outlier_is_far_above_the_median_of_enough_others(
    framework: Framework, peers: list[int | None], sentence: str | None
) -> None:
    said: dict[str, dict[str, Answer]] = {"x": {"b1": level(3, "The letter")}}
    for number, each in enumerate(peers):
        unknown = Answer(state=State.NOT_DETERMINED)
        said[f"peer-{number}"] = {"b1": unknown if each is None else level(each, f"Letter {number}")}
    items = challenges(framework, said, TODAY, of={"x"})
    found = [reason.sentence for item in items for reason in item.reasons]
    assert found == ([f"Level 3 (Mostly). {sentence}"] if sentence else [])


def test_the_same_words_are_found_in_other_answers_and_other_departments(framework: Framework) -> None:
    said = {
        "x": {"a1": level(1, "See the strategy."), "a2": level(1, "see  the STRATEGY"), "b1": level(1, "–")},
        "y": {"a1": level(1, "“See the strategy”"), "a2": level(1, "..."), "b1": level(1, " ")},
        "z": {"a1": level(1, "See the strategy!"), "a2": level(1), "b1": level(1, "See our strategy")},
    }
    same = "The evidence reads the same"
    assert [(department, statement, told) for department, statement, _, told in
            told(challenges(framework, said, TODAY))] == [
        ("x", "a1", f"{same} for “A budget” of this department, and in answers of 2 other departments."),
        ("x", "a2", f"{same} for “A plan” of this department, and in answers of 2 other departments."),
        ("y", "a1", f"{same} in answers of 2 other departments."),
        ("z", "a1", f"{same} in answers of 2 other departments."),
    ]  # fmt: skip


def test_no_other_department_is_named(framework: Framework) -> None:
    said = {f"secret-{number}": {"b1": level(4 * (number == 0), "The same")} for number in range(7)}
    items = challenges(framework, said, TODAY, of={"secret-0"})
    assert [reason.kind for reason in items[0].reasons] == [ChallengeKind.OUTLIER, ChallengeKind.SAME_TEXT]
    assert not any("secret" in reason.sentence for reason in items[0].reasons)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        (" - \n…", ""),
        ("See  The\nPlan!", "see the plan"),
        ("ΣΊΣΥΦΟΣ.", "σίσυφοσ"),
        ("v1.2", "v1 2"),
    ],
)
def test_words_are_compared_without_capitals_spaces_and_punctuation(text: str, words: str) -> None:
    assert normalised(text) == words


def test_equals_keep_the_order_of_departments_and_of_the_framework(framework: Framework) -> None:
    said = {key: {each: level(0, unsure=True) for each in ("b1", "a2", "a1")} for key in ("z", "a")}
    found = [(item.department_id, item.statement_id) for item in challenges(framework, said, TODAY)]
    assert found == [(key, each) for key in ("z", "a") for each in ("a1", "a2", "b1")]


def test_a_reason_that_weighs_nothing_is_not_looked_for(framework: Framework) -> None:
    silent = framework.model_copy(update={"challenge": Challenge(weights=Reasons(unsure=0.0))})
    assert challenges(silent, {"x": {"a1": level(0, unsure=True)}}, TODAY) == []


def test_every_kind_has_a_weight_in_the_framework() -> None:
    assert {kind.name.lower() for kind in ChallengeKind} == set(Reasons.model_fields)


some_answers = st.builds(
    lambda value, evidence, old, unsure: Answer(
        state=State.NOT_DETERMINED if value is None else State.LEVEL,
        level=value,
        evidence=evidence,
        evidence_date=date(2024, 1, 1) if old else None,
        unsure=unsure,
    ),
    st.none() | st.integers(0, 4),
    st.sampled_from(["", "The plan", "the plan.", "A letter"]),
    st.booleans(),
    st.booleans(),
)
some_rounds = st.dictionaries(
    st.sampled_from([f"d{number}" for number in range(8)]),
    st.dictionaries(st.sampled_from(["a1", "a2", "b1"]), some_answers),
)


@given(said=some_rounds, before=some_rounds)
def test_the_list_is_ranked_and_each_item_stands_once_with_its_reasons(
    framework: Framework, said: Said, before: Said
) -> None:
    last = {key: (LAST, each) for key, each in before.items()}
    items = challenges(framework, said, TODAY, last=last)
    assert [item.weight for item in items] == sorted((item.weight for item in items), reverse=True)
    assert len({(item.department_id, item.statement_id) for item in items}) == len(items)
    assert all(item.reasons and item.department_id in said for item in items)
    assert all(item.weight == sum(reason.weight for reason in item.reasons) for item in items)


@given(said=some_rounds, before=some_rounds)
def test_keeping_to_one_department_changes_nothing_of_what_is_found(
    framework: Framework, said: Said, before: Said
) -> None:
    last = {key: (LAST, each) for key, each in before.items()}
    whole = challenges(framework, said, TODAY, last=last)
    for department in said:
        own = challenges(framework, said, TODAY, last=last, of={department})
        assert own == [item for item in whole if item.department_id == department]


def test_nothing_is_higher_among_kinds() -> None:
    kinds = files.load(TINY / "kinds.yaml")  # a2 is of a kind, a1 on a ladder
    kinds = kinds.model_copy(update={"high_level": 1, "challenge": Challenge(least_peers=2)})
    said = {
        key: {each: level(2 * (key == "x"), f"{each} of {key}") for each in ("a1", "a2")}
        for key in ("x", "y", "z")
    }
    last = {"x": (LAST, {each: level(0) for each in ("a1", "a2")})}
    assert [
        (statement, kind) for _, statement, kind, _ in told(challenges(kinds, said, TODAY, last=last))
    ] == [
        ("a1", "JUMP"),
        ("a1", "OUTLIER"),
    ]


SHAPES = [
    files.load(TINY / f"{name}.yaml")
    for name in (
        "two-themes",
        "lower",
        "kinds",
        "no-numbers",
        "checklist",
        "scale-per-statement",
        "scale-from-one",
    )
]
DAYS = st.dates(date(2024, 9, 1), date(2026, 6, 1))


@st.composite
def some_frameworks(draw: st.DrawFn) -> Framework:
    """Scales of every kind, and every number of the rules, so low that few departments make a case."""
    framework = draw(st.sampled_from(SHAPES))
    statements = st.sampled_from([each.id for each in framework.statements])
    rules = st.lists(
        st.builds(
            Contradiction,
            statement=statements,
            above=statements,
            margin=st.integers(0, 1),
            message=st.just("No."),
        ),
        max_size=3,
    )
    weights = {name: draw(st.sampled_from([0, 0.1, 0.2, 0.3, 1, 2.5])) for name in Reasons.model_fields}
    return framework.model_copy(
        update={
            "high_level": draw(st.none() | st.integers(0, 3)),
            "evidence_months": draw(st.none() | st.integers(1, 24)),
            "contradictions": tuple(draw(rules)),
            "challenge": Challenge(
                weights=Reasons(**weights),
                jump_levels=draw(st.integers(1, 2)),
                outlier_levels=draw(st.integers(1, 2)),
                least_peers=draw(st.integers(1, 3)),
            ),
        }
    )


@st.composite
def some_of_any(draw: st.DrawFn, framework: Framework, statement: Statement) -> Answer:
    levels = st.sampled_from(sorted(framework.scale_of(statement).by_value))
    level = draw(st.none() | levels)
    reached = sorted([draw(levels), draw(levels)]) if draw(st.booleans()) else [None, None]
    items = [each.id for each in statement.items]
    said = st.dictionaries(st.sampled_from(items), st.sampled_from(ItemState)) if items else st.just({})
    return Answer(
        state=draw(st.sampled_from(list(STATES)[1:])) if level is None else State.LEVEL,
        level=level,
        low=reached[0],
        high=reached[1],
        confirmed=draw(st.booleans()),
        items=tuple(ItemAnswer(id=key, said=each) for key, each in draw(said).items()),
        evidence=draw(st.sampled_from(["", " ", "…", "The plan", "the PLAN.", "A letter", "A budget"])),
        links=draw(st.sampled_from([(), ("https://example.org/plan",)])),
        evidence_date=draw(st.none() | DAYS),
        unsure=draw(st.booleans()),
        carried=draw(st.booleans()),
    )


@st.composite
def some_government(draw: st.DrawFn) -> tuple[Framework, Said, Said]:
    """A framework, and what departments say of it in one round and said in the round before."""
    framework = draw(some_frameworks())
    every = {each.id: some_of_any(framework, each) for each in framework.statements}
    own = st.fixed_dictionaries({}, optional=every)
    rounds = st.dictionaries(st.sampled_from([f"d{number}" for number in range(6)]), own)
    return framework, draw(rounds), draw(rounds)


@given(given_=some_government(), today=DAYS)
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_the_arrays_find_what_looking_at_each_answer_finds(
    given_: tuple[Framework, Said, Said], today: date
) -> None:
    framework, said, before = given_
    last = {key: (LAST, each) for key, each in before.items()}
    expected = challenges_by_hand(framework, said, today, last=last)
    found = look_first(framework, said, today, last)
    assert found.items() == expected
    assert [item.weight for item in found.items()] == [item.weight for item in expected]
    assert found.reasons == sum(len(item.reasons) for item in expected)
    for item in expected:
        kinds = {reason.kind for reason in item.reasons}
        held = {each for each in ChallengeKind if found.holds(item.department_id, item.statement_id, each)}
        assert held == kinds
    some = sorted(said)[1::2]
    assert found.departments(some, 99) == heaviest_by_hand([i for i in expected if i.department_id in some])
    assert found.departments(some, 1) == found.departments(some, 99)[:1]


def heaviest_by_hand(items: list[Item]) -> list[HeavyDepartment]:
    """Departments by the sum of what their answers weigh; of equals, first the one that stands first in the list."""
    own: dict[str, list[Item]] = {}
    for item in items:
        own.setdefault(item.department_id, []).append(item)
    order = sorted(own, key=lambda key: -round(sum(item.weight for item in own[key]), 9))
    return [HeavyDepartment(key, len(own[key]), own[key][0]) for key in order]
