"""Rules that a framework must keep beyond its shape, each on the smallest document that can break it."""

from typing import Any

import pytest

from maturity.assessment.answer import State
from maturity.framework.rules import NO_LEVELS, RULES, RULES_OF_NEW, breaches
from maturity.workbook.cells import STATES


def document(**changes: Any) -> dict[str, Any]:
    """Sound, as far as the rules go; a change replaces a key at the top."""
    return {
        "counts": {"themes": 1, "statements": 1},
        "scoring": {"overall": "statement_mean"},
        "scale": "ladder",
        "scales": {"ladder": [{"value": 0}, {"value": 1}, {"value": 2}]},
        "themes": [theme("plans", "a1")],
        **changes,
    }


def theme(name: str, *statements: str, **more: int) -> dict[str, Any]:
    return {"id": name, "statements": [statement(each) for each in statements], **more}


def statement(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "levels": {0: "None", 1: "Some", 2: "All"}, **more}


def told(**changes: Any) -> list[tuple[tuple[str | int, ...], str]]:
    return [(breach.path, breach.problem) for breach in breaches(document(**changes))]


def with_statement(**more: Any) -> dict[str, Any]:
    return {"themes": [{"id": "plans", "statements": [statement("a1", **more)]}]}


def test_a_sound_document_breaks_no_rule() -> None:
    assert told() == []


@pytest.mark.parametrize("nothing", [None, "words", 3, [], {}, {"themes": "words"}, {"themes": [None, 3]}])
def test_rules_say_nothing_of_what_has_no_shape(
    nothing: dict[str, Any] | int | list[Any] | str | None,
) -> None:
    assert [breach for rule in (*RULES, *RULES_OF_NEW) for breach in rule(nothing)] == []


RULE: tuple[str | int, ...] = ("rules", "steps")
LIST: tuple[str | int, ...] = ("themes", 0, "statements", 0, "checklist")


def ticked(sets: dict[str, list[str]], *, rule: str = "steps", **more: Any) -> dict[str, Any]:
    """One statement with a checklist, and the rule of it."""
    steps = {"first": [{"all": "signs", "level": 2}, {"level": 0}], "sets": {"signs": "Signs"}}
    steps |= {key: more.pop(key) for key in ("first", "cumulative") if key in more}
    items = {name: [{"id": each} for each in ids] for name, ids in sets.items()}
    many = sum(map(len, sets.values()))
    return {
        "counts": {"themes": 1, "statements": 1, "items": many},
        "rules": {"steps": steps},
        **with_statement(checklist={"rule": rule, "sets": items}),
        **more,
    }


BROKEN: dict[str, tuple[dict[str, Any], tuple[str | int, ...], str]] = {
    "one theme id twice": (
        {"counts": {}, "themes": [theme("plans", "a1"), theme("plans", "a2")]},
        ("themes", 1, "id"),
        "the theme or topic id “plans” is used twice.",
    ),
    "a topic named as a theme": (
        {"counts": {"topics": 1}, "themes": [{"id": "plans", "topics": [theme("plans", "a1")]}]},
        ("themes", 0, "topics", 0, "id"),
        "the theme or topic id “plans” is used twice.",
    ),
    "one statement id in two themes": (
        {"counts": {}, "themes": [theme("plans", "a1"), theme("people", "a1")]},
        ("themes", 1, "statements", 0, "id"),
        "the statement id “a1” is used twice.",
    ),
    "one facet id twice": (
        {"facets": [{"id": "aim"}, {"id": "aim"}]},
        ("facets", 1, "id"),
        "the facet id “aim” is used twice.",
    ),
    "one facet value twice": (
        {"facets": [{"id": "aim", "values": [{"id": "safety"}, {"id": "safety"}]}]},
        ("facets", 0, "values", 1, "id"),
        "the facet value id “safety” is used twice.",
    ),
    "a theme lost": (
        {"counts": {"themes": 2, "statements": 1}},
        ("counts", "themes"),
        "declares 2 themes, but the file holds 1.",
    ),
    "a topic not counted": (
        {"themes": [{"id": "plans", "topics": [theme("writing", "a1")]}]},
        ("counts", "topics"),
        "declares 0 topics, but the file holds 1.",
    ),
    "topics and statements side by side": (
        {
            "counts": {"topics": 1},
            "themes": [{"id": "plans", "topics": [theme("t", "a1")], "statements": [statement("a2")]}],
        },
        ("themes", 0),
        "“plans” needs either topics or statements, and not both.",
    ),
    "a level value twice": (
        {"scales": {"ladder": [{"value": 0}, {"value": 1}, {"value": 1}]}, **with_statement(levels="words")},
        ("scales", "ladder"),
        "the level values [0, 1, 1] do not rise.",
    ),
    "the default scale is not there": (
        {"scale": "steps"},
        ("scale",),
        "there is no scale “steps”.",
    ),
    "moving up leaves out a level": (
        with_statement(moving_up={0: "Begin"}),
        ("themes", 0, "statements", 0, "moving_up"),
        "“a1” does not describe level 1.",
    ),
    "moving up from the top": (
        with_statement(moving_up={0: "Begin", 1: "Finish", 2: "Rest"}),
        ("themes", 0, "statements", 0, "moving_up"),
        "“a1” describes level 2.",
    ),
    "a topic with a weight": (
        {
            "counts": {"topics": 1},
            "scoring": {"overall": "theme_mean"},
            "themes": [{"id": "plans", "topics": [theme("writing", "a1", weight=2)]}],
        },
        ("themes", 0, "topics", 0, "weight"),
        "the weight of “writing” would have no effect.",
    ),
    "items not counted": (
        ticked({"signs": ["i1", "i2"]}, counts={"themes": 1, "statements": 1}),
        ("counts", "items"),
        "declares 0 items, but the file holds 2.",
    ),
    "one item id twice": (
        ticked({"signs": ["i1", "i1"]}),
        (*LIST, "sets", "signs", 1, "id"),
        "the item id “i1” is used twice.",
    ),
    "a checklist without items": (
        ticked({"signs": []}),
        (*LIST, "sets"),
        "“a1” has no items.",
    ),
    "a set that the rule does not have": (
        ticked({"signs": ["i1"], "others": ["i2"]}),
        (*LIST, "sets", "others"),
        "the rule “steps” has no set “others”.",
    ),
    "a rule that is not there": (
        ticked({"signs": ["i1"]}, rule="stairs"),
        (*LIST, "rule"),
        "there is no rule “stairs”.",
    ),
    "a step that names another set": (
        ticked({"signs": ["i1"]}, first=[{"all": ["others"], "level": 1}, {"level": 0}]),
        (*RULE, "first", 0, "all"),
        "“steps” has no set “others”.",
    ),
    "a rule of both kinds": (
        ticked({"signs": ["i1"]}, first=[{"level": 0}], cumulative=[{"all": "signs", "level": 1}]),
        RULE,
        "“steps” needs either first or cumulative, and not both.",
    ),
    "no level where no step holds": (
        ticked({"signs": ["i1"]}, first=[{"all": "signs", "level": 1}]),
        (*RULE, "first"),
        "where no step holds there is no level.",
    ),
    "a step of both kinds": (
        ticked({"signs": ["i1"]}, first=[{"any": "signs", "all": "signs", "level": 1}, {"level": 0}]),
        (*RULE, "first", 0),
        "this step needs either any or all, and not both.",
    ),
    "a level that the scale does not have": (
        ticked({"signs": ["i1"]}, first=[{"all": "signs", "level": 3}, {"level": 0}]),
        (*LIST, "rule"),
        "“steps” may come to level 3, which “a1” does not have.",
    ),
    "cumulative levels that fall": (
        ticked(
            {"signs": ["i1"]},
            first=[],
            cumulative=[{"all": "signs", "level": 2}, {"all": "signs", "level": 1}],
        ),
        (*RULE, "cumulative"),
        "the levels [2, 1] do not rise.",
    ),
    "a cumulative step of any": (
        ticked({"signs": ["i1"]}, first=[], cumulative=[{"any": "signs", "level": 2}]),
        (*RULE, "cumulative", 0),
        "a cumulative step names its items under all.",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_names_its_place_and_problem(name: str) -> None:
    changes, path, problem = BROKEN[name]
    assert told(**changes) == [(path, problem)]


def test_every_breach_comes_with_a_remedy() -> None:
    for changes, _, _ in BROKEN.values():
        assert all(breach.remedy for breach in breaches(document(**changes)))


def test_a_step_whose_sets_a_statement_lacks_may_give_what_its_scale_lacks() -> None:
    """As in a publication that leaves the middle level out of some of its outcomes."""
    steps = [{"all": "others", "level": 3}, {"all": "signs", "level": 2}, {"level": 0}]
    changes = ticked({"signs": ["i1"]}, first=steps)
    changes["rules"]["steps"]["sets"] = {"signs": "Signs", "others": "Others"}
    assert told(**changes) == []


def test_a_theme_may_weigh_where_themes_are_averaged() -> None:
    assert told(scoring={"overall": "theme_mean"}, themes=[theme("plans", "a1", weight=2)]) == []


STAGES = {"facet": "stage", "scale": "ladder", "steps": [{"at": "first", "level": 2, "least": 1}]}
FACETS = {
    "facets": [{"id": "stage", "values": [{"id": "first"}]}],
    **with_statement(facets={"stage": ["first"]}),
}


def staged(**changes: Any) -> dict[str, Any]:
    """Sound, as far as the rules go; a change replaces a key of the stages."""
    return {"scoring": {"overall": "staged", "stages": {**STAGES, **changes}}, **FACETS}


NOT_STAGED: dict[str, tuple[dict[str, Any], tuple[str | int, ...], str]] = {
    "stages that nothing says": (
        {"scoring": {"overall": "staged"}},
        ("scoring",),
        "something is staged, and nothing says what the stages are.",
    ),
    "stages that nothing uses": (
        {**staged(), "scoring": {"overall": "none", "stages": STAGES}},
        ("scoring", "stages"),
        "nothing uses them.",
    ),
    "a facet that is not there": (
        staged(facet="phase"),
        ("scoring", "stages", "facet"),
        "there is no facet “phase”.",
    ),
    "a scale that is not there": (
        staged(scale="steps"),
        ("scoring", "stages", "scale"),
        "there is no scale “steps”.",
    ),
    "a step at another value": (
        staged(steps=[{"at": "second", "level": 2, "least": 1}]),
        ("scoring", "stages", "steps"),
        "the steps are at second, and the facet has first.",
    ),
    "a stage that its scale does not have": (
        staged(steps=[{"at": "first", "level": 4, "least": 1}]),
        ("scoring", "stages", "steps", 0, "level"),
        "the scale “ladder” has no level 4.",
    ),
    "a level that statements do not have": (
        staged(steps=[{"at": "first", "level": 2, "least": 4}]),
        ("scoring", "stages", "steps", 0, "least"),
        "the scale “ladder”, which statements use, has no level 4.",
    ),
    "a statement of no stage": (
        {**staged(), **with_statement()},
        ("themes", 0, "statements", 0),
        "“a1” is of no stage.",
    ),
}


@pytest.mark.parametrize("name", NOT_STAGED)
def test_what_stages_cannot_be_is_named(name: str) -> None:
    changes, path, problem = NOT_STAGED[name]
    assert told(**staged()) == []
    assert told(**changes) == [(path, problem)]


WRONG: dict[
    str, tuple[dict[str, Any], tuple[str | int, ...], str]
] = {  # changes: the path and the problem of the one fault
    "worths that fall": (
        {"scales": {"ladder": [{"value": 0, "worth": 1}, {"value": 1, "worth": 0.5}]}},
        ("scales", "ladder"),
        "the worths [1, 0.5] do not rise.",
    ),
    "a level without worth": (
        {"scales": {"ladder": [{"value": 0, "worth": 0.5}, {"value": 1}]}},
        ("scales", "ladder", 1),
        "level 1 has no worth, and others have.",
    ),
    "out of less than the highest": (
        {"scales": {"ladder": {"out_of": 0.5, "levels": [{"value": 0}, {"value": 1}]}}},
        ("scales", "ladder", "out_of"),
        "a level is worth 1, and that is more than 0.5.",
    ),
    "nothing worth anything": (
        {"scales": {"ladder": [{"value": 0, "worth": 0}, {"value": 1, "worth": 0}]}},
        ("scales", "ladder"),
        "no level is worth anything.",
    ),
    "too many tiers": (
        {
            "scoring": {
                "overall": "none",
                "tiers": [{"name": "A", "method": "sum"}, {"name": "B", "method": "sum"}],
            }
        },
        ("scoring", "tiers"),
        "there are 2 tiers, and groups lie 1 deep.",
    ),
    "themes without figures combined": (
        {"scoring": {"overall": "theme_sum", "tiers": [{"name": "A", "method": "none"}]}},
        ("scoring", "overall"),
        "“theme_sum” combines figures of the A tier, which has none.",
    ),
    "a sum as a level": (
        {"scoring": {"overall": "theme_sum", "shown_as": {"unit": "level"}}},
        ("scoring", "shown_as", "unit"),
        "a sum is no level.",
    ),
    "an overall headline without overall": (
        {"scoring": {"overall": "none", "headline": "overall"}},
        ("scoring", "headline"),
        "there is no overall score to begin with.",
    ),
    "a profile that is not there": (
        {"scoring": {"overall": "none", "headline": {"meets": "baseline"}}},
        ("scoring", "headline", "meets"),
        "there is no target profile “baseline”.",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_groups_and_scales_cannot_be_is_named(name: str) -> None:
    changes, path, problem = WRONG[name]
    plain = with_statement(levels={0: "None", 1: "All"}) if "scales" in changes else {}
    assert told(**changes, **plain) == [(path, problem)]


def test_scales_may_start_at_different_shares() -> None:
    scales = {"ladder": [{"value": 0}, {"value": 1}], "long": [{"value": 2}, {"value": 3}, {"value": 4}]}
    assert told(scales=scales, **with_statement(levels={0: "None", 1: "All"})) == []


def test_scales_may_start_at_one_share_of_their_highest() -> None:
    scales = {"ladder": [{"value": 1}, {"value": 2}], "long": [{"value": 2}, {"value": 3}, {"value": 4}]}
    assert told(scales=scales, **with_statement(levels={1: "Some", 2: "All"})) == []  # 1 ÷ 2 = 2 ÷ 4


def named(*names: str) -> list[tuple[str | int, str]]:
    levels = [{"value": value, "name": name} for value, name in enumerate(names)]
    changes = document(scales={"ladder": levels}, **with_statement(levels=dict(enumerate(names))))
    assert list(breaches(changes)) == []  # editions in use are not held to it
    return [(breach.path[2], breach.problem) for breach in breaches(changes, new=True)]


@pytest.mark.parametrize(
    "names",
    [
        ("In place", "In place"),
        ("In place", "in  PLACE "),
        ("In place", "In place\u200b"),
        ("In place", "In\u00a0place"),
        ("In place", "Ｉn place"),
    ],
)
def test_levels_whose_names_cannot_be_told_apart_are_refused(names: tuple[str, str]) -> None:
    assert named(*names) == [(1, f"“{names[1]}” cannot be told from “In place”.")]


@pytest.mark.parametrize("name", ["4", " 4\u200b", "3.5", "4 In place", "4: In place", "-1"])
def test_a_level_named_as_a_number_is_refused(name: str) -> None:
    assert named("None", name) == [(1, f"“{name}” would be taken for the number of a level.")]


@pytest.mark.parametrize(
    "name", ["Not applicable", "NOT ANSWERED", "cannot determine", "Does not\u00a0apply"]
)
def test_a_level_named_as_a_state_is_refused(name: str) -> None:
    assert named("None", name) == [(1, f"“{name}” is what an answer without a level is called.")]


@pytest.mark.parametrize("names", [("None", "Some"), ("1st steps", "2nd steps"), ("Level 1", "Level 2")])
def test_levels_with_names_of_their_own_are_sound(names: tuple[str, str]) -> None:
    assert named(*names) == []


def test_every_name_of_a_state_is_refused_for_levels() -> None:
    assert {*NO_LEVELS} == {*(state.words for state in State), *STATES.values()}
