"""Laws of what is told: who is left out changes nothing about the rest, better is never told as worse, doubt widens."""

import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import Judgement, State
from maturity.briefing import standing
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.scoring.compare import Comparison
from tests.briefing.conftest import live

ROOT = Path(__file__).parents[2]
NAO = files.load(ROOT / "frameworks" / "nao-data-2019.yaml")
UNKNOWN = [Judgement(state=State.NOT_DETERMINED), Judgement(state=State.NOT_ANSWERED)]
LEVELS = [Judgement(state=State.LEVEL, level=level) for level in range(5)]
judgements = st.sampled_from([*LEVELS, *LEVELS, *UNKNOWN, Judgement(state=State.NOT_APPLICABLE)])
answered = st.lists(judgements, min_size=18, max_size=18)


def compared(framework: Framework, said: list[list[Judgement]]) -> Comparison:
    ids = [each.id for each in framework.statements]
    return live(
        framework, {f"d{place}": dict(zip(ids, each, strict=True)) for place, each in enumerate(said)}
    )


@settings(max_examples=40)
@given(
    st.lists(answered, min_size=2, max_size=7), st.lists(st.sampled_from(UNKNOWN), min_size=10, max_size=18)
)
def test_a_department_too_little_known_changes_nothing_about_the_rest(
    said: list[list[Judgement]], hidden: list[Judgement]
) -> None:
    little = [*hidden, *[LEVELS[4]] * (18 - len(hidden))]  # at the top in all that is known of it
    rest, every = compared(NAO, said), compared(NAO, [*said, little])
    assert every.little_known.keys() - rest.little_known.keys() == {f"d{len(said)}"}
    assert standing.order_in_words(every) == standing.order_in_words(rest)
    assert every.ranks == rest.ranks
    if rest.placed:
        assert (
            standing.finding(every).split(";")[0] == standing.finding(rest).split(";")[0]
            or len(rest.placed) < 3
        )
        assert every.placed_scores == rest.placed_scores


@settings(max_examples=40)
@given(st.lists(answered, min_size=2, max_size=7), st.integers(0, 17), st.integers(1, 4))
def test_a_level_that_is_raised_never_lowers_a_place(
    said: list[list[Judgement]], statement: int, level: int
) -> None:
    before = said[0][statement].level
    if before is None or before >= level:
        return
    raised = [[*said[0][:statement], LEVELS[level], *said[0][statement + 1 :]], *said[1:]]
    then, now = compared(NAO, said), compared(NAO, raised)
    assert now.ranks.keys() == then.ranks.keys()
    if "d0" in then.ranks:
        assert now.ranks["d0"].best <= then.ranks["d0"].best
        assert now.ranks["d0"].worst <= then.ranks["d0"].worst


@settings(max_examples=40)
@given(answered, st.sets(st.integers(0, 17)), st.sampled_from(UNKNOWN))
def test_what_is_no_longer_known_only_widens(
    said: list[Judgement], lost: set[int], unknown: Judgement
) -> None:
    less = [unknown if place in lost and each.level is not None else each for place, each in enumerate(said)]
    then, now = (compared(NAO, [each]).scores["d0"] for each in (said, less))
    if then.low is not None and then.high is not None:
        assert now.low is not None
        assert now.high is not None
        assert now.low <= then.low + 1e-9
        assert now.high >= then.high - 1e-9


@settings(max_examples=40)
@given(st.lists(answered, min_size=2, max_size=6))
def test_no_sentence_about_a_median_calls_it_a_mean(said: list[list[Judgement]]) -> None:
    comparison = compared(NAO, said)
    for sentence in (*standing.standing_in_words(comparison), standing.with_a_score(comparison)):
        if "median" in sentence:
            assert not re.search(r"\b(?:mean|average)\b", sentence)
    alone = replace(comparison, departments={"d0": comparison.departments["d0"]})
    assert "median" not in standing.middle(alone)
