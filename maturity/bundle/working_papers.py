"""Auditors' working papers in a bundle: what they are made of, their tables, and whether they are what they say."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from maturity.assessment.blind import BlindReview
from maturity.assessment.sample import SamplePlan
from maturity.assessment.working_papers import Disposition, Reviewer
from maturity.bundle.columns import CHANGED, DEPARTMENT, STATEMENT
from maturity.bundle.tidy import Column, Table, Type, under
from maturity.framework.model import Framework
from maturity.framework.scope import AskedOfEach
from maturity.history.chain import Content, Key, agree, content_of
from maturity.scoring.challenge import ChallengeKind

KINDS = ("sample", "reviewer", "disposition", "blind review")
VERSION = Column("version", Type.WHOLE, "", "The number of the entry in the history that says it.")


class DrawnStatement(BaseModel):
    """A statement of a department that the sample's seed draws."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    department: str
    statement: str


class Papers(BaseModel):
    """The working papers of a round. Only auditors write them, and only for auditors are they here.

    `drawn` is the sample of the departments here, by seed: the first of their statements by the SHA-256 of
    “seed/department/statement”.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sample: SamplePlan | None
    drawn: tuple[DrawnStatement, ...]
    reviewers: tuple[Reviewer, ...]
    dispositions: tuple[Disposition, ...]
    blind_reviews: tuple[BlindReview, ...]

    @property
    def entries(self) -> dict[Key, Content]:
        """What the history must say of them, under its own keys."""
        found = {("sample", 0, self.sample.round_id): content_of(self.sample)} if self.sample else {}
        for each in self.reviewers:
            found["reviewer", 0, f"{each.round_id}/{each.department_id}"] = content_of(each)
        for said in self.dispositions:
            of = (said.round_id, said.department_id, said.statement_id, said.reason)
            found["disposition", 0, "/".join(of)] = content_of(said)
        for blind in self.blind_reviews:
            found["blind review", 0, f"{blind.round_id}/{blind.person_id}"] = content_of(blind)
        return found


def draw_for(
    sample: SamplePlan | None, departments: Sequence[str], asks: AskedOfEach
) -> tuple[DrawnStatement, ...]:
    """The sample of some departments, of what each was asked, in their order and the framework's; none without one."""
    return tuple(
        DrawnStatement(department=key, statement=statement)
        for key in departments
        for statement in (sample.of_department(key, asks.of(key)) if sample else ())
    )


def papers_differences(
    papers: Papers, departments: Sequence[str], round_id: str, framework: Framework, asks: AskedOfEach
) -> Iterator[str]:
    """Whether the sample is what its seed draws and all that the papers name is there, each fault in a sentence."""
    if papers.drawn != draw_for(papers.sample, departments, asks):
        yield "The sample is not what its seed draws."
    rounds = {
        each.round_id
        for part in (papers.reviewers, papers.dispositions, papers.blind_reviews)
        for each in part
    }
    if papers.sample is not None:
        rounds.add(papers.sample.round_id)
    if rounds - {round_id}:
        yield "A working paper is of another round."
    named = {each.department_id for each in papers.reviewers}
    named |= {each.department_id for each in papers.dispositions}
    for department in sorted(named - set(departments)):
        yield f"A working paper names the department “{department}”, which is not in the bundle."
    reasons = {kind.name.lower() for kind in ChallengeKind}
    for said in papers.dispositions:
        if said.statement_id not in framework.by_id or said.reason not in reasons:
            yield f"A working paper names “{said.statement_id}” and “{said.reason}”, which are not both there."
    for (kind, _, subject), times in Counter(_keys(papers)).items():
        if times > 1:
            yield f"The {kind} “{subject}” is in it twice."


def papers_history_differences(papers: Papers | None, said: Mapping[Key, Content]) -> Iterator[str]:
    """Whether the papers are what the history last said, each that is not in a sentence."""
    kept = papers.entries if papers else {}
    told = {key: content for key, content in said.items() if key[0] in KINDS}
    for key in sorted(kept.keys() | told.keys()):
        if not agree(told.get(key), kept.get(key)):
            yield f"The {key[0]} “{key[2]}” is not as its history last said."


def papers_tables(papers: Papers | None) -> list[Table]:
    """The papers as tidy tables; none where they are not here."""
    if papers is None:
        return []
    seed, each = (papers.sample.seed, papers.sample.each) if papers.sample else (None, None)
    dispositions = _dispositions(papers)
    return [
        Table(
            "sample",
            "One row a statement of a department that the sample's seed draws. For auditors.",
            [
                DEPARTMENT,
                STATEMENT,
                Column("seed", Type.WORDS, "", "What the sample was drawn with."),
                Column("each", Type.WHOLE, "statements", "How many are drawn of each department."),
            ],
            [[drawn.department, drawn.statement, seed, each] for drawn in papers.drawn],
        ),
        Table(
            "reviewers",
            "One row a department that was given to an auditor to review. For auditors.",
            REVIEWERS,
            [
                under(REVIEWERS, each, department=each.department_id, reviewer=each.person_id)
                for each in papers.reviewers
            ],
        ),
        Table(
            "dispositions",
            "One row a reason to look at an answer again of which it was said what became of it. For auditors.",
            dispositions,
            [
                under(dispositions, each, department=each.department_id, statement=each.statement_id)
                for each in papers.dispositions
            ],
        ),
        Table(
            "blind_reviews",
            "One row an auditor who reviews the round blind, or did. For auditors.",
            BLIND_REVIEWS,
            [under(BLIND_REVIEWS, each, reviewer=each.person_id) for each in papers.blind_reviews],
        ),
    ]


REVIEWER = Column("reviewer", Type.ID, "", "The auditor.")
REVIEWERS = [DEPARTMENT, REVIEWER, VERSION, *CHANGED]
OF_CHECKLISTS = {ChallengeKind.CONFIRMED, ChallengeKind.NOT_LOOKED_AT}


def _dispositions(papers: Papers) -> list[Column]:
    """Reasons that only checklists give are named where there is one: without, a bundle is what it was before them."""
    newer = {each.reason for each in papers.dispositions} & {kind.name.lower() for kind in OF_CHECKLISTS}
    reasons = [kind.name.lower() for kind in ChallengeKind if newer or kind not in OF_CHECKLISTS]
    return [
        DEPARTMENT,
        STATEMENT,
        Column("reason", Type.CHOICE, "", f"{', '.join(reasons)}."),
        Column("outcome", Type.CHOICE, "", "explained, finding (it led to one), or left (for later)."),
        Column("words", Type.WORDS, "", "The auditor's."),
        VERSION,
        *CHANGED,
    ]


BLIND_REVIEWS = [
    REVIEWER,
    Column("each", Type.WHOLE, "statements", "How many of each department, by seed; empty for all."),
    Column("seed", Type.WORDS, "", "Empty for all statements."),
    Column("begun", Type.WHOLE, "", "The number of the entry in the history with which it began."),
    Column("begun_at", Type.MOMENT, "UTC", "When."),
    Column(
        "ended", Type.WHOLE, "", "The number of the entry with which it ended; empty while it is under way."
    ),
    Column("ended_at", Type.MOMENT, "UTC", "When."),
]


def _keys(papers: Papers) -> list[Key]:
    found: list[Key] = [("reviewer", 0, each.department_id) for each in papers.reviewers]
    found += [
        ("disposition", 0, f"{each.department_id}/{each.statement_id}/{each.reason}")
        for each in papers.dispositions
    ]
    return found + [("blind review", 0, each.person_id) for each in papers.blind_reviews]
