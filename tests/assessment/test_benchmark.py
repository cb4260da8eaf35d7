"""The published findings: whole as committed, and refused with line and remedy when damaged."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from maturity.assessment import benchmark
from maturity.assessment.answer import State
from maturity.assessment.benchmark import Benchmark
from maturity.assessment.finding import Confidence
from maturity.assessment.round import RoundKind
from maturity.errors import FileFaulty
from maturity.framework.model import Framework

DATA = Path(__file__).parents[2] / "data"
TABLE = "nao-2019-findings.csv"


@pytest.fixture(scope="module")
def loaded(published_frameworks: dict[str, Framework]) -> Benchmark:
    return benchmark.load(DATA / "nao-2019.yaml", published_frameworks)


def test_there_are_126_findings_with_the_agreed_totals(loaded: Benchmark) -> None:
    findings = loaded.findings.values()
    assert len(findings) == 126  # 18 statements × 7 departments
    assert Counter(finding.level for finding in findings if finding.level is not None) == {
        4: 33,
        3: 21,
        2: 25,
        1: 23,
        0: 6,
    }
    assert Counter(finding.state for finding in findings) == {State.LEVEL: 108, State.NOT_DETERMINED: 18}
    assert 33 + 21 + 25 + 23 + 6 + 18 == 126


def test_every_finding_has_its_reason_and_confidence(loaded: Benchmark) -> None:
    findings = loaded.findings.values()
    assert all(finding.reason for finding in findings)
    assert Counter(finding.confidence for finding in findings) == {
        Confidence.HIGH: 99,
        Confidence.MEDIUM: 20,
        Confidence.LOW: 7,
    }


def test_each_of_the_27_doubtful_findings_keeps_its_other_reading(loaded: Benchmark) -> None:
    for finding in loaded.findings.values():
        doubtful = finding.confidence is not Confidence.HIGH
        assert (finding.other_reading is not None) is doubtful
        if finding.other_reading:
            assert not finding.other_reading.same_as(finding)
    assert sum(finding.other_reading is not None for finding in loaded.findings.values()) == 27


@pytest.mark.parametrize(
    ("cell", "level", "confidence", "other"),
    [  # read by eye from the table
        (("business-ownership", "E"), 2, "low", 0),
        (("data-strategic-asset", "F"), 0, "low", 1),
        (("improvement-road-map", "D"), 2, "medium", "not_determined"),
        (("architecture-integrated", "E"), None, "medium", 0),
        (("governance-oversight", "A"), 4, "high", None),
    ],
)
def test_a_finding_is_what_the_table_says(
    loaded: Benchmark, cell: tuple[str, str], level: int | None, confidence: str, other: int | str | None
) -> None:
    finding = loaded.findings[cell]
    assert (finding.level, finding.confidence) == (level, confidence)
    reading = finding.other_reading
    assert (reading and (reading.state.value if reading.level is None else reading.level)) == other


def test_the_round_is_published_remembers_its_edition_and_says_whose_coding_it_is(
    loaded: Benchmark, published_frameworks: dict[str, Framework]
) -> None:
    framework = published_frameworks["nao-data-2019"]
    assert loaded.round.kind is RoundKind.BENCHMARK
    assert (loaded.round.framework_id, loaded.round.edition) == (framework.id, framework.edition)
    assert loaded.round.framework_hash == framework.content_hash
    assert "house method" in loaded.round.source
    assert [department.id for department in loaded.departments] == list("ABCDEFG")


GOOD_ROW = "information-flows,B,level,0,high,,No\n"  # line 66: the heading, nine statements × seven, and A

DAMAGE = {  # what is done to the row on line 66: the new text, line told, place, problem, remedy
    "a level off the scale": (
        "information-flows,B,level,5,high,,No\n",
        (66, "information-flows × B", "level “5” is not on this scale.", "Use 0 to 4."),
    ),
    "no level": (
        "information-flows,B,level,,high,,No\n",
        (66, "information-flows × B", "level “” is not on this scale.", "Use 0 to 4."),
    ),
    "a level where none was determined": (
        "information-flows,B,not_determined,0,high,,No\n",
        (
            66,
            "information-flows × B",
            "state “not_determined” cannot have a level.",
            "Leave the level empty.",
        ),
    ),
    "a state that a finding cannot have": (
        "information-flows,B,not_answered,,high,,No\n",
        (
            66,
            "information-flows × B",
            "state “not_answered” is not known.",
            "Use: level, not_determined, not_applicable.",
        ),
    ),
    "a row missing": ("", (0, "information-flows × B", "has no finding.", "Add its row.")),
    "a row twice": (
        GOOD_ROW * 2,
        (67, "information-flows × B", "this cell is here twice.", "Keep one of them."),
    ),
    "a statement that is not asked": (
        "information-flow,B,level,0,high,,No\n",
        (
            66,
            "information-flow × B",
            "there is no statement “information-flow”.",
            "Use an id of the framework.",
        ),
    ),
    "a department that is not there": (
        "information-flows,H,level,0,high,,No\n",
        (66, "information-flows × H", "there is no department “H” here.", "Use: A, B, C, D, E, F, G."),
    ),
    "a confidence that is not a word we use": (
        "information-flows,B,level,0,fair,,No\n",
        (66, "information-flows × B", "confidence “fair” is not known.", "Use: high, medium, low."),
    ),
    "another reading off the scale": (
        "information-flows,B,level,0,low,7,No\n",
        (
            66,
            "information-flows × B",
            "the other reading “7” is not on this scale.",
            "Use 0 to 4 or not_determined.",
        ),
    ),
    "a comma not quoted": (
        "information-flows,B,level,0,high,,No, none\n",
        (
            66,
            "information-flows × B",
            "the row does not have one value for each heading.",
            "Quote a summary that holds a comma.",
        ),
    ),
    "a row cut short": (
        "information-flows,B,level\n",
        (
            66,
            "information-flows × B",
            "the row does not have one value for each heading.",
            "Quote a summary that holds a comma.",
        ),
    ),
}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the findings and their description, for a test to damage."""
    for name in ("nao-2019.yaml", TABLE):
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def refused(folder: Path, frameworks: dict[str, Framework]) -> FileFaulty:
    with pytest.raises(FileFaulty) as caught:
        benchmark.load(folder / "nao-2019.yaml", frameworks)
    assert "Nothing was changed." in str(caught.value)
    return caught.value


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_table_is_refused_with_its_line_and_remedy(
    copied: Path, published_frameworks: dict[str, Framework], name: str
) -> None:
    row, (line, place, problem, remedy) = DAMAGE[name]
    assert (DATA / TABLE).read_text(encoding="utf-8").splitlines(keepends=True)[65] == GOOD_ROW
    rewrite(copied / TABLE, GOOD_ROW, row)
    faulty = refused(copied, published_frameworks)
    assert faulty.file == TABLE
    assert [(each.line, each.place, each.problem, each.remedy) for each in faulty.faults] == [
        (line, place, problem, remedy)
    ]


def test_several_damaged_rows_are_told_in_one_go(
    copied: Path, published_frameworks: dict[str, Framework]
) -> None:
    rewrite(copied / TABLE, GOOD_ROW, "information-flows,B,level,5,sure,,No\n")
    rewrite(
        copied / TABLE, "business-ownership,A,level,4,high,,Yes\n", "business-ownership,A,guess,,high,,Yes\n"
    )
    assert [fault.line for fault in refused(copied, published_frameworks).faults] == [16, 66, 66]


def test_another_heading_is_refused_with_the_right_ones(
    copied: Path, published_frameworks: dict[str, Framework]
) -> None:
    rewrite(copied / TABLE, "statement_id,department,", "statement,department,")
    (fault,) = refused(copied, published_frameworks).faults
    assert (fault.line, fault.place) == (1, "headings")
    assert fault.remedy == "Use: statement_id,department,state,level,confidence,other_reading,summary."


def test_an_empty_table_is_refused_by_its_headings(
    copied: Path, published_frameworks: dict[str, Framework]
) -> None:
    (copied / TABLE).write_text("", encoding="utf-8")
    assert "headings" in str(refused(copied, published_frameworks))


def test_a_level_altered_by_hand_is_noticed_by_the_totals(
    copied: Path, published_frameworks: dict[str, Framework]
) -> None:
    rewrite(copied / TABLE, GOOD_ROW, GOOD_ROW.replace(",0,", ",4,"))
    faults = refused(copied, published_frameworks).faults
    assert [(fault.place, fault.problem) for fault in faults] == [
        ("total of level 0", "6 declared, 5 found."),
        ("total of level 4", "33 declared, 34 found."),
    ]
    assert all(fault.remedy == "Restore the published findings." for fault in faults)


def test_a_level_turned_into_a_doubt_is_noticed_by_the_totals(
    copied: Path, published_frameworks: dict[str, Framework]
) -> None:
    rewrite(copied / TABLE, GOOD_ROW, "information-flows,B,not_determined,,high,,No\n")
    assert [fault.place for fault in refused(copied, published_frameworks).faults] == [
        "total of level 0",
        "total of not determined",
    ]


def test_a_table_that_is_not_there_is_named(copied: Path, published_frameworks: dict[str, Framework]) -> None:
    (copied / TABLE).unlink()
    assert f"{TABLE} cannot be used" in str(refused(copied, published_frameworks))


def test_a_framework_that_is_not_there_is_named_with_its_line(
    copied: Path, published_frameworks: dict[str, Framework]
) -> None:
    rewrite(copied / "nao-2019.yaml", "framework: nao-data-2019", "framework: nao-data")
    (fault,) = refused(copied, published_frameworks).faults
    assert (fault.line, fault.place) == (5, "framework")
    assert fault.problem == "there is no framework “nao-data”."


def test_a_misspelt_key_of_the_description_is_guessed(
    copied: Path, published_frameworks: dict[str, Framework]
) -> None:
    rewrite(copied / "nao-2019.yaml", "totals:", "total:")
    assert "line 21: total: this key is not known here. Did you mean “totals”?" in str(
        refused(copied, published_frameworks)
    )
