"""Working papers: a sample that anybody can draw again, who reviews what, what became of reasons; as they leave."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import EVERY_DEPARTMENT, Person, Role, local_person
from maturity.assessment.round import Assessment, PublishedIsFixed, Round
from maturity.assessment.sample import SampleRefused, draw_sample
from maturity.assessment.working_papers import CannotReview, Disposition, DispositionRefused, Outcome
from maturity.briefing import working_papers as told
from maturity.bundle import packing, verifying
from maturity.bundle.verifying import BundleDiffers
from maturity.errors import NotFound, Stale
from maturity.services import administering, answering, deleting, exporting, history, working_papers
from maturity.services.deleting import StillNeeded
from maturity.services.installation import Installation

ME, NOON = local_person(), datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANN = Person(id="ann", name="Ann", roles=frozenset({(Role.AUDITOR, EVERY_DEPARTMENT)}))
Said = Callable[..., Disposition]


@given(st.text(min_size=1), st.integers(1, 30), st.lists(st.text(), unique=True, max_size=30))
def test_a_larger_sample_has_all_of_the_smaller_one(seed: str, each: int, statements: list[str]) -> None:
    drawn, more = (draw_sample(seed, number, "treasury", statements) for number in (each, each + 1))
    assert len(drawn) == min(each, len(statements))
    assert set(drawn) <= set(more)
    assert drawn == [statement for statement in statements if statement in drawn]


def test_a_sample_is_drawn_by_the_sha_256_of_seed_department_and_statement() -> None:
    def place(statement: str) -> str:
        return hashlib.sha256(f"2026-03-02/treasury/{statement}".encode()).hexdigest()

    first, second, _ = sorted(["a1", "a2", "b1"], key=place)
    assert draw_sample("2026-03-02", 1, "treasury", ["a1", "a2", "b1"]) == [first]
    assert set(draw_sample("2026-03-02", 2, "treasury", ["b1", "a2", "a1"])) == {first, second}


@pytest.fixture
def high(installation: Installation, treasury: Assessment, home_office: Assessment) -> Installation:
    """The Treasury says 4 of a1 without evidence, which gives a reason to look again."""
    answering.record_answer(
        installation,
        ME,
        NOON,
        assessment_id=treasury.id,
        statement_id="a1",
        answer=Answer(state=State.LEVEL, level=4),
    )
    administering.register_person(installation, ME, NOON, name="Una", roles=[(Role.AUDITOR, "*")])
    administering.register_person(installation, ME, NOON, name="Rob", roles=[(Role.READER, "*")])
    return installation


@pytest.fixture
def say(high: Installation) -> Said:
    def said(words: str = "Shown on 3 March", based_on: int = 0, **other: str) -> Disposition:
        of = {"department_id": "treasury", "statement_id": "a1", "reason": "no_evidence", **other}
        return working_papers.record_disposition(
            high,
            ANN,
            NOON,
            round_id="spring",
            outcome=Outcome.EXPLAINED,
            words=words,
            based_on=based_on,
            **of,
        )

    return said


def draw(
    held: Installation, each: int = 1, seed: str = "7", based_on: int = 0, round_id: str = "spring"
) -> int:
    made = working_papers.draw_sample_of_round(
        held, ANN, NOON, round_id=round_id, each=each, seed=seed, based_on=based_on
    )
    return made.version


def test_a_sample_keeps_its_seed_and_only_grows(high: Installation, nao_2019: Round) -> None:
    with pytest.raises(SampleRefused, match="choose 1 to 3"):
        draw(high, each=4)
    version = draw(high, each=2)
    assert draw(high, each=2, based_on=0) == version  # the same again is nothing new
    with pytest.raises(SampleRefused, match="until the sample suits them"):
        draw(high, each=2, seed="8", based_on=version)
    with pytest.raises(SampleRefused, match="never smaller"):
        draw(high, each=1, based_on=version)
    with pytest.raises(Stale):
        draw(high, each=3, based_on=version - 1)
    assert draw(high, each=3, seed="", based_on=version) > version
    with pytest.raises(PublishedIsFixed):
        draw(high, round_id=nao_2019.id)
    papers = working_papers.working_papers_of(high, ANN, NOON, round_id="spring")
    assert len(papers.drawn()) == 6


def test_a_department_is_given_to_an_auditor_and_to_nobody_else(high: Installation) -> None:
    def give(to: str, based_on: int = 0, department: str = "treasury") -> int:
        return working_papers.assign_reviewer(
            high, ANN, NOON, round_id="spring", department_id=department, to=to, based_on=based_on
        ).version

    with pytest.raises(CannotReview, match="Rob is no auditor"):
        give("rob")
    with pytest.raises(NotFound):
        give("una", department="elsewhere")
    version = give("una")
    papers = working_papers.working_papers_of(high, ANN, NOON, round_id="spring")
    assert [papers.reviewer(key) for key in ("treasury", "home-office")] == ["Una", told.NOBODY]
    assert papers.reviewers["treasury"].version == version


def test_what_became_of_a_reason_needs_words_and_is_versioned(high: Installation, say: Said) -> None:
    with pytest.raises(DispositionRefused):
        say("  ")
    with pytest.raises(NotFound, match="reason to look again"):
        say(reason="whim")
    first = say()
    with pytest.raises(Stale) as caught:
        say("Another's")
    assert (caught.value.kept.words, caught.value.yours.words) == ("Shown on 3 March", "Another's")
    say("Shown on 4 March", first.version)
    again = working_papers.working_papers_of(high, ANN, NOON, round_id="spring").looked_again()
    assert [(each.kind.name, each.disposition.words) for each in again if each.disposition] == [
        ("NO_EVIDENCE", "Shown on 4 March")
    ]
    answering.record_answer(
        high,
        ME,
        NOON,
        assessment_id=answering.assessments_to_answer(high, ME, round_id="spring")[1][0].id,
        statement_id="a1",
        answer=Answer(state=State.LEVEL, level=0, version=1),
    )
    papers = working_papers.working_papers_of(high, ANN, NOON, round_id="spring")
    assert [each.reason for each in papers.looked_again() if each.disposition] == [None]
    history.verify(high, ANN)


def test_the_workbook_has_the_sample_and_what_became_of_reasons(high: Installation, say: Said) -> None:
    say("=1+1")
    draw(high, each=2)
    made = working_papers.export_working_papers(high, ANN, NOON, round_id="spring")
    book = load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["About", "Sample", "Look first", "Reviewers", "Blind reviews"]
    cells = {cell.value: cell.data_type for row in book["Look first"] for cell in row}
    assert cells["=1+1"] == "s"
    drawn = [row[8].value for row in book["Sample"] if row[7].value in ("treasury", "home-office")]
    assert drawn == [
        statement
        for department in ("home-office", "treasury")
        for statement in draw_sample("7", 2, department, ["a1", "a2", "b1"])
    ]


def changed(bundle: bytes, change: Callable[[dict[str, object]], None]) -> bytes:
    """The bundle with its document changed and every hash of the manifest mended."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    record = json.loads(members["round.json"])
    change(record)
    written = (json.dumps(record, indent=1, ensure_ascii=False, separators=(",", ": ")) + "\n").encode()
    members["round.json"] = written
    manifest = json.loads(members["manifest.json"])
    manifest["members"]["round.json"] = packing.member(written).model_dump()
    members["manifest.json"] = (
        json.dumps(manifest, indent=1, ensure_ascii=False, separators=(",", ": ")) + "\n"
    ).encode()
    return packing.zipped(members)


def test_a_bundle_of_an_auditor_draws_the_sample_again_and_holds_papers_to_the_history(
    high: Installation, say: Said, ada: Person
) -> None:
    say()
    draw(high, each=2)
    made = exporting.bundle(high, ANN, round_id="spring")
    checked = " ".join(verifying.verify(made).checked)
    assert "Statements of the sample, drawn again by its seed: 4." in checked

    def other_sample(record: dict[str, object]) -> None:
        record["working_papers"]["drawn"][0]["statement"] = "a2"  # type: ignore[index]
        record["working_papers"]["drawn"][1]["statement"] = "a2"  # type: ignore[index]

    def other_words(record: dict[str, object]) -> None:
        record["working_papers"]["dispositions"][0]["words"] = "Never shown"  # type: ignore[index]

    def elsewhere(record: dict[str, object]) -> None:
        record["working_papers"]["dispositions"][0]["department_id"] = "nowhere"  # type: ignore[index]

    for change, told_as in (
        (other_sample, "not what its seed draws"),
        (other_words, "is not as its history last said"),
        (elsewhere, "which is not in the bundle"),
    ):
        with pytest.raises(BundleDiffers, match=told_as):
            verifying.verify(changed(made, change))
    of_ada = exporting.bundle(high, ada, round_id="spring")
    assert verifying.verify(of_ada)
    assert b"Shown on 3 March" in made
    assert b"Shown on 3 March" not in of_ada


def test_departments_are_told_nothing_of_working_papers(high: Installation, say: Said, ada: Person) -> None:
    say()
    draw(high)
    assert {"sample", "disposition"} <= {
        each.change.kind for each in history.changes(high, ANN, most=100).entries
    }
    seen = history.changes(high, ada, most=100).entries
    assert not {"sample", "disposition"} & {each.change.kind for each in seen}


def test_what_has_working_papers_is_not_deleted(
    high: Installation, say: Said, administrator: Person, home_office: Assessment
) -> None:
    working_papers.assign_reviewer(
        high, ANN, NOON, round_id="spring", department_id="home-office", to="una", based_on=0
    )
    with pytest.raises(StillNeeded, match="working paper"):
        deleting.delete_assessment(high, administrator, NOON, assessment_id=home_office.id)
