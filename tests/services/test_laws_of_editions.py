"""Laws of editions that follow one another, over any changes: what is carried, what a bridge adds up to, what a slip of
the pen may move.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import Judgement
from maturity.assessment.levels import levels_of
from maturity.framework import editions, files
from maturity.framework.model import Became, Framework, Statement
from maturity.scoring import score
from maturity.scoring.bridge import ChangeKind, NoBridge, bridge
from maturity.services.lineage import Lineage
from tests.scoring.test_bridge import compared
from tests.scoring.test_laws import answers

ONE = files.library(Path(__file__).parents[1] / "frameworks").frameworks["edition-one"]
IDS = [each.id for each in ONE.statements]
LAWFUL = settings(max_examples=40, deadline=None)
KINDS = [Became.SAME, Became.MOVED, Became.REWORDED, Became.SPLIT, Became.MERGED, Became.DROPPED]


@dataclass(frozen=True)
class Next:
    """An edition that follows on ONE, and what was to become of each statement of that."""

    framework: Framework
    became: dict[str, Became]


@st.composite
def next_editions(draw: st.DrawFn) -> Next:
    """Any next edition: each statement is kept, moved, reworded, split, dropped or merged; some are new."""
    became = {key: draw(st.sampled_from(KINDS)) for key in IDS}
    merged = [key for key in IDS if became[key] is Became.MERGED]
    if len(merged) == 1:
        became[merged.pop()] = Became.DROPPED
    fresh = [f"new-{place}" for place in range(draw(st.integers(1, 2)))]
    themes = []
    changes: list[dict[str, object]] = [{"was": [], "now": [key], "kind": "new"} for key in fresh]
    for theme in ONE.themes:
        statements: list[Statement] = []
        for each in theme.statements:
            made, change = _next_of(each, became[each.id], merged)
            statements += made
            changes += change
        if theme is ONE.themes[0]:
            statements += [_called(ONE.statements[0], key) for key in fresh]
        themes.append(theme.model_copy(update={"statements": tuple(statements)}))
    parts = {name: getattr(ONE, name) for name in ONE.model_fields_set}
    follows = {"edition": ONE.id, "changes": changes}
    kept = tuple(theme for theme in themes if theme.statements)
    made_of = {
        **parts,
        "id": "next",
        "edition": "2",
        "themes": kept,
        "contradictions": (),
        "target_profiles": (),
    }
    return Next(Framework.model_validate({**made_of, "follows": follows}), became)


def _next_of(
    each: Statement, became: Became, merged: list[str]
) -> tuple[list[Statement], list[dict[str, object]]]:
    """What asks a statement now, and what the file says of it."""
    key = each.id
    match became:
        case Became.SAME:
            return [each], []
        case Became.MOVED:
            return [_called(each, f"{key}-moved")], [{"was": [key], "now": [f"{key}-moved"], "kind": "moved"}]
        case Became.REWORDED:
            again = each.model_copy(update={"text": f"{each.text}, as we now say"})
            return [again], [{"was": [key], "now": [key], "kind": "reworded"}]
        case Became.SPLIT:
            halves = [f"{key}-left", f"{key}-right"]
            return [_called(each, half) for half in halves], [{"was": [key], "now": halves, "kind": "split"}]
        case Became.MERGED if key == merged[0]:
            return [_called(each, "merged")], [{"was": merged, "now": ["merged"], "kind": "merged"}]
        case Became.DROPPED:
            return [], [{"was": [key], "now": [], "kind": "dropped"}]
        case _:
            return [], []


def _called(each: Statement, key: str) -> Statement:
    return each.model_copy(update={"id": key, "label": key})


@given(next_editions())
@LAWFUL
def test_carrying_over_loses_nothing_and_invents_nothing(later: Next) -> None:
    known = {ONE.id: ONE, "next": later.framework}
    fates = editions.became(ONE, later.framework, known)
    carried = editions.carried_ids(ONE, later.framework, known)
    assert set(fates) == set(IDS)  # something is said of every statement
    assert {key: fate.kind for key, fate in fates.items()} == later.became
    same = {key for key, kind in later.became.items() if kind in editions.SAME_STATEMENT}
    assert set(carried) == same  # every answer that can be carried is, and no other
    assert len(set(carried.values())) == len(carried)  # and each to a statement of its own
    assert set(carried.values()) <= later.framework.by_id.keys()
    asked = {now for fate in fates.values() for now in fate.now}
    assert not set(carried.values()) & {key for key in later.framework.by_id if key.startswith("new-")}
    assert (
        asked | {key for key in later.framework.by_id if key.startswith("new-")}
        == later.framework.by_id.keys()
    )


@given(next_editions(), st.data())
@LAWFUL
def test_a_bridge_over_splits_merges_and_drops_adds_up(later: Next, data: st.DataObject) -> None:
    known = {ONE.id: ONE, "next": later.framework}
    before = compared(ONE, {"d": data.draw(answers(ONE))}, title="First")
    after = compared(later.framework, {"d": data.draw(answers(later.framework))}, title="Second")
    seen = Lineage(known).seen_from(before, later.framework)
    assert seen.scores["d"].score == pytest.approx(before.scores["d"].score, nan_ok=True)
    found = bridge(seen, after, "d")
    if isinstance(found, NoBridge):
        assert None in (before.scores["d"].score, after.scores["d"].score)
        return
    assert found.start.score + sum(part.points for part in found.parts) == pytest.approx(found.end.score)
    carried = set(editions.carried_ids(ONE, later.framework, known).values())
    answered = {
        each.statement for part in found.parts if part.kind is not ChangeKind.EDITION for each in part.moved
    }
    assert answered <= carried  # nothing improved or declined that is not the same statement


@given(st.data())
@LAWFUL
def test_a_correction_changes_no_figure(data: st.DataObject) -> None:
    words = data.draw(
        st.dictionaries(
            st.sampled_from(IDS), st.text(st.characters(codec="ascii", categories=["L"]), min_size=1)
        )
    )
    themes = tuple(
        theme.model_copy(
            update={
                "statements": tuple(
                    each.model_copy(update={"text": words.get(each.id, each.text)})
                    for each in theme.statements
                )
            }
        )
        for theme in ONE.themes
    )
    parts = {name: getattr(ONE, name) for name in ONE.model_fields_set}
    mended = Framework(**{**parts, "themes": themes, "corrects": (ONE.content_hash[:12],)})
    assert mended.skeleton == ONE.skeleton
    assert mended.stands_for(ONE.content_hash)
    said = {"d": data.draw(answers(ONE)), "e": data.draw(answers(ONE))}
    assert dict(score.by_department(levels_of(mended, said))) == dict(
        score.by_department(levels_of(ONE, said))
    )
    same: dict[str, Judgement] = dict(levels_of(mended, said)["d"])
    assert same == dict(levels_of(ONE, said)["d"])
