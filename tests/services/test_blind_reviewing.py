"""Reviewing blind: who may, what is hidden until when, and which findings count as blind."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from maturity.assessment.answer import Answer, State
from maturity.assessment.blind import CannotReviewBlind, FoundByAnother, StatementNotShown, StillHidden
from maturity.assessment.finding import Finding, FindingRefused, Standing
from maturity.assessment.people import EVERY_DEPARTMENT, Person, Role, local_person
from maturity.assessment.round import Move
from maturity.assessment.sample import draw_sample
from maturity.bundle import verifying
from maturity.plan.action import Action, Rise
from maturity.plan.target import Target
from maturity.roadmap.portfolio_solver import Limits
from maturity.scoring.compare import View
from maturity.services import (
    administering,
    answering,
    blind_reviewing,
    challenging,
    comparing,
    exporting,
    history,
    planning,
    portfolios,
    reviewing,
    road_maps,
    trends,
    working_papers,
)
from maturity.services.exporting import BoardRequest
from maturity.services.installation import Installation
from maturity.store.tables import AnswerRow, FindingRow
from tests.document.test_typeset import words as words_of

ME, NOON = local_person(), datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DEPARTMENTS = ("bridges", "caves", "ferries", "locks", "piers", "tunnels")
SECRET = "Zebra"


def auditor(name: str) -> Person:
    return Person(id=name, name=name.title(), roles=frozenset({(Role.AUDITOR, EVERY_DEPARTMENT)}))


ANN, BOB = auditor("ann"), auditor("bob")


@dataclass(frozen=True)
class Rounds:
    """Six departments in two rounds; in the second all are submitted, and Ann reviews it blind."""

    held: Installation
    last: dict[str, int]
    spring: dict[str, int]
    statements: tuple[str, ...]

    def begin(self, *, sample: bool, person: Person = ANN) -> None:
        blind_reviewing.begin_blind_review(self.held, person, NOON, round_id="spring", sample=sample)

    def take_into_review(self, department: str, person: Person = BOB) -> None:
        reviewing.move_assessment(
            self.held, person, NOON, assessment_id=self.spring[department], move=Move.BEGIN_REVIEW
        )

    def find(self, person: Person, department: str, statement: str, **said: object) -> Finding:
        given = {"state": State.LEVEL, "level": 1, "reason": "Seen", "answer_version": 1}
        given |= {"standing": Standing.CHALLENGED, **said}
        return reviewing.record_finding(
            self.held,
            person,
            NOON,
            assessment_id=self.spring[department],
            statement_id=statement,
            finding=Finding.model_validate(given),
        )

    def not_shown(self, department: str, person: Person = ANN) -> set[str]:
        view = answering.assessment_view(self.held, person, assessment_id=self.spring[department])
        return set(view.not_shown)


@pytest.fixture
def two_rounds(installation: Installation) -> Rounds:
    statements = [each.id for each in installation.frameworks["two-themes"].statements]
    begun: dict[str, dict[str, int]] = {}
    for title in ("Last", "Spring"):
        opened = NOON.replace(year=2025 if title == "Last" else 2026)
        administering.open_round(
            installation, ME, opened, title=title, framework_id="two-themes", closes=None
        )
        found = begun[title.lower()] = {}
        for place, name in enumerate(DEPARTMENTS):
            if title == "Last":
                administering.add_department(installation, ME, opened, name=name.title())
            made = answering.start_assessment(
                installation, ME, opened, round_id=title.lower(), department_id=name
            )
            found[name] = made.id
            for number, statement in enumerate(statements):
                answering.record_answer(
                    installation,
                    ME,
                    opened,
                    assessment_id=made.id,
                    statement_id=statement,
                    answer=Answer(
                        state=State.LEVEL, level=(place + number) % 4, evidence=f"{name} {statement}"
                    ),
                )
            answering.submit(installation, ME, opened, assessment_id=made.id, assurance="Checked")
    return Rounds(installation, begun["last"], begun["spring"], tuple(statements))


def test_what_is_covered_is_hidden_until_the_reviewer_has_recorded_what_they_find(two_rounds: Rounds) -> None:
    two_rounds.begin(sample=False)
    two_rounds.take_into_review("bridges")
    assert two_rounds.not_shown("bridges") == {"a1", "a2", "b1"}
    assert two_rounds.not_shown("bridges", BOB) == set()
    recorded = two_rounds.find(ANN, "bridges", "a1", level=0)  # as the department answered
    assert (recorded.standing, recorded.answer_version) == (Standing.AGREED, 1)
    recorded = two_rounds.find(ANN, "bridges", "a2", level=3)
    assert recorded.standing is Standing.CHALLENGED
    assert two_rounds.not_shown("bridges") == {"b1"}
    found = reviewing.review(two_rounds.held, ANN, assessment_id=two_rounds.spring["bridges"])
    assert set(found.findings) == set(found.view.answers) == {"a1", "a2"}
    with pytest.raises(FindingRefused, match="say in a few words why"):
        two_rounds.find(ANN, "bridges", "b1", reason="")
    with pytest.raises(StillHidden, match="An owner"):
        reviewing.move_assessment(
            two_rounds.held, ANN, NOON, assessment_id=two_rounds.spring["bridges"], move=Move.AGREE
        )


def test_a_second_finding_is_refused_without_showing_the_first(two_rounds: Rounds) -> None:
    two_rounds.begin(sample=False)
    two_rounds.take_into_review("bridges")
    two_rounds.find(BOB, "bridges", "a1", level=4, reason=SECRET)
    with pytest.raises(FoundByAnother) as caught:
        two_rounds.find(ANN, "bridges", "a1")
    assert SECRET not in str(vars(caught.value)) + str(caught.value)
    assert "a1" in two_rounds.not_shown("bridges")


def test_what_was_under_review_before_or_is_agreed_stays_open(two_rounds: Rounds) -> None:
    two_rounds.take_into_review("bridges")
    two_rounds.begin(sample=False)
    two_rounds.take_into_review("caves")
    assert two_rounds.not_shown("bridges") == set()
    assert two_rounds.not_shown("caves") == {"a1", "a2", "b1"}
    for move in (Move.AGREE, Move.REOPEN):
        reviewing.move_assessment(
            two_rounds.held, BOB, NOON, assessment_id=two_rounds.spring["caves"], move=move, why="So"
        )
        assert two_rounds.not_shown("caves") == set()


def test_a_blind_review_is_begun_once_and_ended_once(two_rounds: Rounds) -> None:
    held = two_rounds.held
    with pytest.raises(CannotReviewBlind, match="nobody is blind to their own answers"):
        two_rounds.begin(sample=False, person=ME)
    with pytest.raises(CannotReviewBlind, match="No sample"):
        two_rounds.begin(sample=True)
    two_rounds.begin(sample=False)
    before = held.store.revision()
    two_rounds.begin(sample=False)  # sent twice
    assert held.store.revision() == before
    blind_reviewing.end_blind_review(held, ANN, NOON, round_id="spring")
    assert two_rounds.not_shown("bridges") == set()
    before = held.store.revision()
    blind_reviewing.end_blind_review(held, ANN, NOON, round_id="spring")
    assert held.store.revision() == before
    with pytest.raises(CannotReviewBlind, match="cannot be unseen"):
        two_rounds.begin(sample=False)
    history.verify(held, ANN)


def test_an_auditor_made_a_contributor_cannot_write_over_what_they_are_not_shown(two_rounds: Rounds) -> None:
    two_rounds.begin(sample=False)
    both = ANN.model_copy(update={"roles": ANN.roles | {(Role.CONTRIBUTOR, "bridges")}})
    reviewing.move_assessment(
        two_rounds.held,
        BOB,
        NOON,
        assessment_id=two_rounds.spring["bridges"],
        move=Move.SEND_BACK,
        why="Again",
    )
    with pytest.raises(StatementNotShown):
        answering.record_answer(
            two_rounds.held,
            both,
            NOON,
            assessment_id=two_rounds.spring["bridges"],
            statement_id="a1",
            answer=Answer(state=State.LEVEL, level=2),
        )


def test_kappa_is_over_findings_recorded_blind_as_they_were_then(two_rounds: Rounds) -> None:
    two_rounds.take_into_review("bridges")
    two_rounds.find(ANN, "bridges", "a1", level=4)  # before
    two_rounds.begin(sample=False)
    for department in ("caves", "ferries"):
        two_rounds.take_into_review(department)
    two_rounds.find(ANN, "bridges", "a2", level=4)  # open to her
    two_rounds.find(BOB, "caves", "a1", level=1)  # not blind
    blind = two_rounds.find(ANN, "caves", "a2", level=2)
    two_rounds.find(ANN, "caves", "a2", level=4, version=blind.version)  # changed, and seen
    two_rounds.find(ANN, "ferries", "a1", level=2)
    blind_reviewing.end_blind_review(two_rounds.held, ANN, NOON, round_id="spring")
    two_rounds.find(ANN, "ferries", "a2", level=4)  # over
    found = trends.agreement_of(two_rounds.held, BOB, round_id="spring")
    assert [(each.department, each.statement, each.own, each.audited) for each in found.blind] == [
        ("caves", "a2", 2, 2),
        ("ferries", "a1", 2, 2),
    ]
    assert len(found.pairs) == 6
    assert found.kappas["ladder"].pairs == 2


def test_kappa_is_held_against_the_answer_that_was_judged_not_the_one_of_after(two_rounds: Rounds) -> None:
    two_rounds.begin(sample=False)
    two_rounds.take_into_review("caves")
    two_rounds.find(ANN, "caves", "a1", level=3)
    key = two_rounds.spring["caves"]
    reviewing.move_assessment(
        two_rounds.held, BOB, NOON, assessment_id=key, move=Move.SEND_BACK, why="Look again"
    )
    answering.record_answer(
        two_rounds.held,
        ME,
        NOON,
        assessment_id=key,
        statement_id="a1",
        answer=Answer(state=State.LEVEL, level=3, version=1),
    )
    (pair,) = trends.agreement_of(two_rounds.held, BOB, round_id="spring").blind
    assert (pair.own, pair.audited) == (1, 3)


def read_everything(held: Installation, who: Person, rounds: Rounds) -> Iterator[tuple[str, object]]:
    """Whatever services show to a person: each reading with its name."""
    for round_id, begun in (("last", rounds.last), ("spring", rounds.spring)):
        for view in View:
            compared = comparing.comparison(held, who, round_id=round_id, view=view)
            yield f"comparison {round_id} {view}", (compared, compared.scores, compared.ranks, compared.order)
            yield (
                f"portfolio {round_id} {view}",
                portfolios.portfolio_for(held, who, round_id=round_id, limits=Limits(), view=view),
            )
            yield (
                f"across {round_id} {view}",
                portfolios.across_government(held, who, round_id=round_id, view=view),
            )
            yield (
                f"promises {round_id} {view}",
                portfolios.promises_of(held, who, round_id=round_id, view=view),
            )
            for key in ("bridges", "caves"):
                for made in (road_maps.outlook_of, road_maps.suggested_actions):
                    given = {"today": NOON.date()} if made is road_maps.outlook_of else {}
                    yield (
                        f"{made.__name__} {round_id} {key} {view}",
                        made(held, who, round_id=round_id, department_id=key, view=view, **given),
                    )
        for make in (exporting.board_pack, exporting.slides, exporting.brief):
            word = View.AUDITED if round_id == "spring" else View.SELF
            yield f"{make.__name__} {round_id}", make(held, who, NOON, BoardRequest(round_id, view=word))
        letters = comparing.comparison(held, who, round_id=round_id, letters=True)
        yield f"letters {round_id}", (letters, letters.scores)
        yield f"data {round_id}", exporting.data(held, who, round_id=round_id)
        yield f"bundle {round_id}", exporting.bundle(held, who, round_id=round_id)
        yield f"actions {round_id}", portfolios.actions_of(held, who, round_id=round_id)
        yield f"agreement {round_id}", trends.agreement_of(held, who, round_id=round_id)
        yield f"queue {round_id}", reviewing.queue(held, who, round_id=round_id)
        yield (
            f"first {round_id}",
            challenging.challenges(held, who, round_id=round_id, today=NOON.date()).items,
        )
        yield f"brief alone {round_id}", exporting.brief(held, who, NOON, BoardRequest(round_id, "bridges"))
        for key, number in begun.items():
            yield f"view {round_id} {key}", answering.assessment_view(held, who, assessment_id=number)
            yield f"review {round_id} {key}", reviewing.review(held, who, assessment_id=number)
            yield (
                f"latest {round_id} {key}",
                answering.latest_changes(held, who, assessment_id=number, most=99),
            )
            yield (
                f"since {round_id} {key}",
                answering.since_last(held, who, assessment_id=number, statement_ids=rounds.statements),
            )
            for statement in rounds.statements:
                yield (
                    f"history {round_id} {key} {statement}",
                    answering.history_of(held, who, assessment_id=number, statement_id=statement),
                )
    yield "changes", history.changes(held, who, most=1000)
    for view in View:
        yield f"movers {view}", trends.movers_between(held, who, start="last", end="spring")
        for each in (None, *DEPARTMENTS):
            yield f"over time {each} {view}", trends.over_time(held, who, department_id=each, view=view)
            yield (
                f"bridge {each} {view}",
                trends.bridge_between(held, who, start="last", end="spring", department_id=each, view=view),
            )


def as_words(read: object) -> str:
    """All that can be read in it: an archive unpacked, a page of a PDF as its words."""
    if not isinstance(read, bytes):
        return repr(read)
    if read.startswith(b"%PDF"):
        return words_of(read)
    with zipfile.ZipFile(io.BytesIO(read)) as archive:
        parts = {name: archive.read(name) for name in sorted(archive.namelist())}
    told = [
        f"{name}\n{as_words(part) if part.startswith(b'PK') else part.decode(errors='replace')}"
        for name, part in parts.items()
    ]
    return re.sub(
        r"\d{4}-\d\d-\d\dT[\d:]+Z", "a moment", "\n".join(told)
    )  # openpyxl's, of when it was written


def test_nothing_that_is_read_tells_of_a_hidden_cell(two_rounds: Rounds) -> None:
    """Law: whatever the hidden cell says, in this round or the last, and whatever another auditor found of it, all
    that its blind reviewer reads is the same, to the letter.
    """
    held = two_rounds.held
    working_papers.draw_sample_of_round(held, BOB, NOON, round_id="spring", seed="7", each=1, based_on=0)
    two_rounds.begin(sample=True)
    two_rounds.take_into_review("bridges")
    (hidden,) = draw_sample("7", 1, "bridges", two_rounds.statements)
    seen = next(each for each in two_rounds.statements if each != hidden)
    two_rounds.find(BOB, "bridges", hidden, level=4, reason=SECRET)
    two_rounds.find(BOB, "bridges", seen, level=1)
    planning.set_target(
        held,
        ME,
        NOON,
        round_id="spring",
        department_id="bridges",
        target=Target(statement_id=hidden, level=4, by=NOON.date().replace(year=2027)),
    )
    planning.propose_action(
        held,
        ME,
        NOON,
        action=Action(
            round_id="spring",
            title=SECRET,
            departments=("bridges",),
            rises=(Rise(statement_id=hidden, to=4),),
            owner="Ada",
            due=NOON.date().replace(year=2027),
        ),
    )

    def say(level: int, evidence: str, unsure: bool) -> None:
        with held.store.transaction(ME, NOON) as transaction:
            session = transaction.session
            for key in (two_rounds.last["bridges"], two_rounds.spring["bridges"]):
                answer = session.get_one(AnswerRow, (key, hidden))
                answer.level, answer.evidence, answer.unsure = level, evidence, unsure
            finding = session.get_one(FindingRow, (two_rounds.spring["bridges"], hidden))
            finding.level, finding.reason = 4 - level, f"{SECRET} {evidence}"

    def read(who: Person) -> dict[str, str]:
        return {name: as_words(each) for name, each in read_everything(held, who, two_rounds)}

    say(4, "", True)
    before = read(ANN)
    say(0, f"{SECRET} {SECRET}", False)
    after = read(ANN)
    of_bob = exporting.bundle(held, BOB, round_id="spring")
    assert [name for name in before if before[name] != after[name]] == []
    assert [name for name, words in after.items() if SECRET in words] == []
    assert SECRET in as_words(of_bob)  # the test looks where there is something to be found


def test_a_bundle_without_what_is_hidden_is_still_what_it_says(two_rounds: Rounds) -> None:
    two_rounds.begin(sample=False)
    two_rounds.take_into_review("bridges")
    two_rounds.find(BOB, "bridges", "a1", reason=SECRET)
    two_rounds.find(ANN, "bridges", "a2")
    made = exporting.bundle(two_rounds.held, ANN, round_id="spring")
    assert verifying.verify(made).manifest.round == "spring"
    assert SECRET not in as_words(made)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_only_auditors_review_blind(two_rounds: Rounds, person: Callable[..., Person], role: Role) -> None:
    with pytest.raises(Exception, match="may not review"):
        two_rounds.begin(sample=False, person=person(role))
