"""Auditors' working papers as a workbook of their own: a board pack goes to others, and these do not."""

from maturity.assessment.answer import Judgement
from maturity.briefing import working_papers
from maturity.briefing.working_papers import WorkingPapers
from maturity.framework.model import Statement
from maturity.wording import day
from maturity.workbook.sheets import Column, Format, Row, Sheet, Workbook

NOTHING, NO_FINDING = "Nothing", "No finding"
DRAWN = (
    "Anybody can draw it again: write seed/department/statement (the ids below) for every statement of a department, "
    "take the SHA-256 of each, sort them, and take the first ones."
)
DEPARTMENT, STATEMENT = Column("Department", 28), Column("Statement", 34)


def describe_working_papers(papers: WorkingPapers) -> Workbook:
    """The sheets: what there is, the sample, the reasons to look again, who reviews what, and blind reviews."""
    comparison = papers.comparison
    return Workbook(
        title=f"Working papers: {comparison.round.title}",
        language=comparison.framework.language,
        sheets=[_about(papers), _sample(papers), _reasons(papers), _reviewers(papers), _blind(papers)],
        reminder=comparison.round.source,
    )


def _about(papers: WorkingPapers) -> Sheet:
    rows: list[Row] = [
        ["Round", papers.comparison.round.title],
        ["Framework", f"{papers.comparison.framework.title}, edition {papers.comparison.framework.edition}"],
        ["Made", f"{day(papers.at)}, {papers.at:%H:%M} UTC"],
        ["Head of the history", papers.head],
        *(["How far it is", sentence] for sentence in working_papers.sentences(papers)),
    ]
    return Sheet(
        "About",
        f"Working papers: {papers.comparison.round.title}",
        [Column("What", 22), Column("Of this workbook", 90)],
        rows,
        portrait=True,
    )


def _sample(papers: WorkingPapers) -> Sheet:
    rows: list[Row] = [
        [
            papers.comparison.departments[key].name,
            statement.label,
            papers.reviewer(key),
            _words(papers, statement, papers.comparison.judgement(key, statement.id)),
            _found(papers, key, statement),
            papers.standing(key, statement.id).value.capitalize(),
            "Yes" if papers.is_blind(key, statement.id) else "No",
            key,
            statement.id,
        ]
        for key, statement in papers.drawn()
    ]
    seed = papers.sample.seed if papers.sample else ""
    said = f"Seed: {seed}. {DRAWN}" if papers.sample else "No sample has been drawn."
    return Sheet(
        "Sample",
        "The sample",
        [
            DEPARTMENT,
            STATEMENT,
            Column("Reviewer", 20),
            Column("The department says", 24),
            Column("The auditor found", 24),
            Column("Standing", 14),
            Column("Recorded blind", 12),
            Column("Department id", 24),
            Column("Statement id", 28),
        ],
        rows or [[NOTHING] * 9],
        notes=[said],
        fixed_columns=2,
    )


def _reasons(papers: WorkingPapers) -> Sheet:
    rows: list[Row] = []
    for each in papers.looked_again():
        said = each.disposition
        rows.append(
            [
                papers.comparison.departments[each.department_id].name,
                each.statement.label,
                each.kind.value,
                each.reason.sentence if each.reason else "It no longer holds.",
                round(each.reason.weight, 6) if each.reason else "None",
                said.outcome.words if said else "Open",
                said.words if said else NOTHING,
                papers.names.get(said.changed_by or "", said.changed_by or "") if said else "Nobody",
                day(said.changed_at) if said and said.changed_at else "No date",
            ]
        )
    return Sheet(
        "Look first",
        "Reasons to look again, and what became of them",
        [
            DEPARTMENT,
            STATEMENT,
            Column("Reason", 26),
            Column("What it rests on", 60),
            Column("Weight", 8, Format.NUMBER),
            Column("What became of it", 16),
            Column("In words", 60),
            Column("By", 20),
            Column("On", 18),
        ],
        rows or [[NOTHING] * 9],
        notes=["The heaviest first; the weights are in the framework file."],
        fixed_columns=2,
    )


def _reviewers(papers: WorkingPapers) -> Sheet:
    compared = papers.comparison
    drawn = papers.drawn()
    rows: list[Row] = []
    for key, department in compared.departments.items():
        sample = [statement for of, statement in drawn if of == key]
        done = sum(papers.found(key, statement.id) is not None for statement in sample)
        rows.append(
            [
                department.name,
                papers.reviewer(key),
                compared.statuses[key].words,
                compared.audited_of(key),
                len(compared.framework.statements),
                done,
                len(sample),
            ]
        )
    return Sheet(
        "Reviewers",
        "Who reviews what",
        [
            DEPARTMENT,
            Column("Reviewer", 24),
            Column("Status", 14),
            Column("Findings", 10, Format.COUNT),
            Column("Statements", 10, Format.COUNT),
            Column("Findings in the sample", 12, Format.COUNT),
            Column("Statements in the sample", 12, Format.COUNT),
        ],
        rows or [[NOTHING] * 7],
    )


def _blind(papers: WorkingPapers) -> Sheet:
    rows: list[Row] = [
        [
            papers.names.get(each.person_id, each.person_id),
            "All statements"
            if each.each is None
            else f"{each.each} of each department, by the seed “{each.seed}”",
            f"{each.begun_at:%Y-%m-%d %H:%M} UTC" if each.begun_at else NOTHING,
            f"{each.ended_at:%Y-%m-%d %H:%M} UTC" if each.ended_at else "Under way",
            each.begun,
        ]
        for each in papers.blind
    ]
    return Sheet(
        "Blind reviews",
        "Who reviews blind, and since when",
        [
            Column("Auditor", 24),
            Column("What", 44),
            Column("Begun", 22),
            Column("Ended", 22),
            Column("Entry of the history", 12, Format.COUNT),
        ],
        rows or [[NOTHING] * 5],
        notes=["A finding counts as blind by the order of the history: see the guide for auditors."],
    )


def _words(papers: WorkingPapers, statement: Statement, judgement: Judgement) -> str:
    return judgement.numbered(papers.comparison.framework.scale_of(statement))


def _found(papers: WorkingPapers, key: str, statement: Statement) -> str:
    found = papers.found(key, statement.id)
    if found is None:
        return NO_FINDING if papers.comparison.is_shown(key, statement.id) else "Not shown"
    return _words(papers, statement, found)
