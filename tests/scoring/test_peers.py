"""Groups of departments, and departments by letters."""

from collections.abc import Callable

import pytest

from maturity.assessment.answer import Judgement
from maturity.assessment.round import Department, Status
from maturity.framework.model import Framework
from maturity.scoring.compare import Comparison, Sort
from maturity.scoring.peers import letters, peers, unattributed

Said = Callable[[str], dict[str, Judgement]]


def test_a_group_is_summed_up_from_five_scores_on(published: Comparison) -> None:
    # A to G in order: 45.0 46.7 50.0 52.8 61.4 75.0 100.0; the quarters fall half-way between neighbours.
    found = peers(published.scores.values())
    assert found.words == "median 52.8, the middle half from 48.3 to 68.2"
    few = peers([published.scores[key] for key in "ABCD"])
    assert (few.median, few.words) == (None, "too few to compare (4; at least 5)")
    assert peers([published.scores[key] for key in "ABCDE"]).median == pytest.approx(100 * 38 / 72)


def test_letters_follow_the_secret_and_not_the_names() -> None:
    ids = [f"d{n:02}" for n in range(30)]
    given = letters(ids, "one")
    assert sorted(given.values(), key=len)[-1] in {"Peer AA", "Peer AB", "Peer AC", "Peer AD"}
    assert set(given.values()) >= {"Peer A", "Peer Z", "Peer AA", "Peer AD"}
    assert list(given) != sorted(ids)
    assert letters(reversed(ids), "one") == given
    assert letters(ids, "two") != given


def test_what_is_unattributed_keeps_every_figure_and_nothing_written(published: Comparison) -> None:
    names = letters(published.departments, "secret")
    bare = unattributed(published, names)
    assert list(bare.departments) == [f"peer-{letter}" for letter in "abcdefg"]
    for key, name in names.items():
        assert bare.scores[name.lower().replace(" ", "-")] == published.scores[key]
    told = repr((bare.departments, bare.judgements, bare.answers, bare.findings, bare.statuses))
    assert "Department A" not in told
    assert "reason" not in told
    assert bare.unattributed


@pytest.fixture
def families(tiny: dict[str, Framework], said: Said, published: Comparison) -> Comparison:
    departments = {
        "home": Department(id="home", name="Home"),
        "arts": Department(id="arts", name="Arts", family="home"),
        "tax": Department(id="tax", name="Tax"),
        "zoo": Department(id="zoo", name="Zoo", family="absent"),
    }
    answers = {"home": "a1=1 a2=1 b1=1", "arts": "a1=4 a2=4 b1=0", "tax": "a1=2 a2=2 b1=2", "zoo": ""}
    judgements = {key: said(words) for key, words in answers.items()}
    statuses = dict.fromkeys(departments, Status.DRAFT)
    return Comparison(tiny["two-themes"], published.round, departments, judgements, 1, statuses=statuses)


def test_a_family_is_its_parent_and_its_children(families: Comparison) -> None:
    assert families.families == {"absent": ["zoo"], "home": ["home", "arts"]}
    assert unattributed(families, letters(families.departments, "x")).families == {}


def test_some_departments_are_ranked_among_themselves(families: Comparison) -> None:
    assert families.ranks["home"].best == 3  # after Arts and Tax
    assert families.only(["home"]).ranks["home"].worst == 1


def test_departments_are_put_in_order(families: Comparison) -> None:
    def order(sort: Sort) -> list[str]:
        return list(families.ordered(sort).departments)

    assert order(Sort.NAME) == ["arts", "home", "tax", "zoo"]
    assert order(Sort.SCORE) == ["arts", "tax", "home", "zoo"]  # 66.7, 50, 25, none
    assert order(Sort.FAMILY) == ["zoo", "home", "arts", "tax"]


@pytest.mark.parametrize(
    "name", ["two-themes", "unequal-weights", "theme-mean", "weakest", "no-overall", "topics"]
)
def test_one_theme_alone_scores_as_that_theme_did(
    tiny: dict[str, Framework], published: Comparison, name: str
) -> None:
    framework = tiny[name]
    judgements = {
        "d": {each.id: published.judgements["B"]["shared-data-model"] for each in framework.statements}
    }
    judgements["d"].pop(framework.statements[0].id)
    whole = Comparison(framework, published.round, {"d": Department(id="d", name="D")}, judgements, 1)
    assert whole.framework.by_id  # remembered by the whole, and not to be carried over
    for theme in framework.themes:
        alone = whole.in_theme(theme.id)
        assert alone.scores["d"] == whole.theme_scores["d", theme.id]
        assert set(alone.framework.by_id) == {each.id for each in theme.every_statement()}
