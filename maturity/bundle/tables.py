"""A round as tidy tables."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from maturity.assessment.answer import NOT_ANSWERED
from maturity.bundle import road_maps
from maturity.bundle.checklists import checklist_tables
from maturity.bundle.columns import (
    CHANGED,
    DEPARTMENT,
    JUDGED,
    LEVEL_NAME,
    SAVED,
    STATEMENT,
    VIEW,
    level_name,
)
from maturity.bundle.groups import group_tables
from maturity.bundle.record import Record, Scored, what_was_asked
from maturity.bundle.tidy import Column, Table, Type, Value, under
from maturity.bundle.working_papers import papers_tables
from maturity.framework.model import Framework, Overall

ROUND = [
    Column("round", Type.ID, "", "The round's id."),
    Column("title", Type.WORDS, "", "The round's title."),
    Column("kind", Type.CHOICE, "", "live (answered by departments) or benchmark (published findings)."),
    Column("framework", Type.ID, "", "What is asked: the framework's id."),
    Column("edition", Type.WORDS, "", "The framework's edition."),
    Column("framework_hash", Type.WORDS, "SHA-256", "Of all in the framework that is asked or scored."),
    Column("opens", Type.DATE, "", "The first day of the round, or when the findings were published."),
    Column("closes", Type.DATE, "", "The last day; empty where none is set."),
    Column("source", Type.WORDS, "", "Where the findings come from, or that everything is made up."),
    Column("revision", Type.WHOLE, "changes", "How many changes the store held when this was made."),
    Column("head", Type.WORDS, "SHA-256", "The hash of the last of them."),
]
ROUND_SINCE_3 = [
    *ROUND,
    Column(
        "open_round",
        Type.FLAG,
        "",
        "The round was open when this was made: an answer carried over and not confirmed then counts as not answered "
        "in scores and gaps, unless the assessment is agreed.",
    ),
]
DEPARTMENTS = [
    DEPARTMENT,
    Column("name", Type.WORDS, "", "The department's name."),
    Column("family", Type.ID, "", "The department at the head of its family; empty where it is in none."),
    Column("assessment", Type.WHOLE, "", "The number of its assessment in this round, as in the history."),
    Column("status", Type.CHOICE, "", "draft, submitted, in_review, agreed or published."),
    Column("started_at", Type.MOMENT, "UTC", "When the assessment was begun."),
    Column("assurance", Type.WORDS, "", "The approver's statement of assurance, while it is submitted."),
    Column("submitted_at", Type.MOMENT, "UTC", "Empty while it is not submitted."),
    Column("submitted_by", Type.ID, "", "Who submitted it."),
    Column("agreed_at", Type.MOMENT, "UTC", "Empty while it is not agreed."),
    Column("agreed_by", Type.ID, "", "Who agreed it."),
]
STATEMENTS = [
    STATEMENT,
    Column("position", Type.WHOLE, "", "Its place in the framework, from 1."),
    Column("theme", Type.ID, "", "The theme's id."),
    Column("theme_label", Type.WORDS, "", "The theme's name."),
    Column("theme_weight", Type.NUMBER, "", "The theme's weight among themes."),
    Column("label", Type.WORDS, "", "The statement's short name."),
    Column("text", Type.WORDS, "", "The statement as it was published."),
    Column("weight", Type.NUMBER, "", "The statement's weight in its score."),
]
LEVELS = [
    STATEMENT,
    Column("level", Type.WHOLE, "step of the scale", "From the lowest to the highest."),
    LEVEL_NAME,
    Column("wording", Type.WORDS, "", "What the level means for this statement."),
    Column("worth", Type.NUMBER, "0 to 1", "The level ÷ the highest level of the scale."),
]
NUMBER = Column(
    "number",
    Type.WHOLE,
    "as published",
    "The number that people see, where that is not the level itself; empty where they see none.",
)
ANSWERS = [
    *JUDGED,
    Column("evidence", Type.WORDS, "", "In the department's own words."),
    Column("evidence_date", Type.DATE, "", "Of the newest evidence."),
    Column("links", Type.WORDS, "", "To evidence, one a line."),
    Column("contact", Type.WORDS, "", "Who can be asked."),
    Column("reason", Type.WORDS, "", "Why the statement does not apply."),
    Column("unsure", Type.FLAG, "", "Marked as unsure."),
    Column("come_back", Type.FLAG, "", "Marked to come back to."),
    Column("carried", Type.FLAG, "", "Taken over from the last round, and not yet confirmed."),
    *SAVED,
]
FINDINGS = [
    *JUDGED,
    Column("reason", Type.WORDS, "", "The auditor's, or what was published."),
    Column("standing", Type.CHOICE, "", "agreed, challenged or resolved; empty for a published finding."),
    Column("answer_version", Type.WHOLE, "saves", "The version of the answer that it was made on."),
    Column("confidence", Type.CHOICE, "", "high, medium or low: of the coding of a published finding."),
    Column(
        "other_state", Type.CHOICE, "", "The other defensible reading of a published finding, as for state."
    ),
    Column("other_level", Type.WHOLE, "step of the scale", "Its level, where it has one."),
    Column("reply", Type.WORDS, "", "The department's."),
    Column("replied_at", Type.MOMENT, "UTC", "When the reply was last saved."),
    Column("replied_by", Type.ID, "", "Who saved it last."),
    *SAVED,
]
ANSWERS_SINCE_3 = [
    replace(
        each,
        meaning=each.meaning.replace(
            "does not apply).",
            "does not apply), not_shown (hidden from whoever this was made for, who reviews it blind).",
        ),
    )
    for each in ANSWERS
]
SCORES = [
    DEPARTMENT,
    Column("scope", Type.CHOICE, "", "overall, or theme."),
    Column("theme", Type.ID, "", "Which theme; empty for overall."),
    VIEW,
    Column(
        "state",
        Type.CHOICE,
        "",
        "scored; or why there is no score: no_level (nothing that applies has a level), nothing_applies, or "
        "not_offered (the framework has no overall score).",
    ),
    Column("score", Type.NUMBER, "per cent", "The score, unrounded. Empty is never zero: see state."),
    Column("low", Type.NUMBER, "per cent", "With every unknown at the lowest level."),
    Column("high", Type.NUMBER, "per cent", "With every unknown at the highest level."),
    Column("coverage", Type.NUMBER, "per cent", "Statements with a level ÷ statements that apply."),
    Column("statements", Type.WHOLE, "statements", "That apply."),
    Column("with_level", Type.WHOLE, "statements", "With a level."),
    Column("not_determined", Type.WHOLE, "statements", "Without evidence to judge on."),
    Column("not_answered", Type.WHOLE, "statements", "Of which nothing was said."),
    Column("not_applicable", Type.WHOLE, "statements", "That do not apply."),
    Column(
        "best_rank",
        Type.WHOLE,
        "",
        "The best rank that the range allows, 1 being the highest; overall only.",
    ),
    Column("worst_rank", Type.WHOLE, "", "The worst rank that the range allows; overall only."),
]
SCORES_SINCE_3 = [
    replace(each, meaning=each.meaning.replace("only.", "only, and none where too little is known."))
    if each.name in ("best_rank", "worst_rank")
    else each
    for each in SCORES
]
NOT_ASKED = Column(
    "not_asked",
    Type.WHOLE,
    "statements",
    "Of the edition, or of the theme in it, that were not asked at all.",
)
BODIES = [
    DEPARTMENT,
    Column("asked_as", Type.WORDS, "", "The kinds of body that it was in this round, a space between them."),
    Column("system", Type.FLAG, "", "true for a system, which is of the department that is its family."),
]
NOT_ASKED_OF = [
    DEPARTMENT,
    STATEMENT,
    Column(
        "why",
        Type.CHOICE,
        "",
        "round (which asks a part of the edition) or kind (to which it does not apply).",
    ),
]
MESSAGES = [
    Column("department", Type.ID, "", "The department's id; empty for the message of the round itself."),
    Column("text", Type.WORDS, "", "In the words of whoever saved it last."),
    Column("version", Type.WHOLE, "", "The number of its last change in the history."),
    *CHANGED,
]
HISTORY = [
    Column("number", Type.WHOLE, "", "The entry's place in the history of the whole installation, from 1."),
    Column("at", Type.MOMENT, "UTC", "When."),
    Column("person", Type.ID, "", "Who."),
    Column("local", Type.FLAG, "", "true where no sign-in had vouched for the person."),
    Column(
        "kind",
        Type.CHOICE,
        "",
        "What was changed: round, benchmark, assessment, assignment, answer, finding, target, accepted gap or action.",
    ),
    Column("assessment", Type.WHOLE, "", "The assessment; empty for what belongs to none."),
    Column("subject", Type.ID, "", "Which: the statement's, department's, round's or action's id."),
    Column("before", Type.JSON, "", "What was said before; empty where nothing was."),
    Column("after", Type.JSON, "", "What is said since; empty where it was taken away."),
    Column("why", Type.WORDS, "", "The reason given."),
    Column("previous", Type.WORDS, "SHA-256", "The hash of the entry before it."),
    Column(
        "hash",
        Type.WORDS,
        "SHA-256",
        "Over everything else in this row, in the form that the program states.",
    ),
]
HISTORY_SINCE_3 = [
    replace(
        each,
        meaning=each.meaning.replace(
            "gap or action", "gap, action, message, sample, reviewer, disposition or blind review"
        ),
    )
    if each.name == "kind"
    else each
    for each in HISTORY
]


def tables(record: Record, framework: Framework) -> list[Table]:
    """Every table of a round."""
    of_round, of_answers, of_scores, of_history = (
        ROUND_SINCE_3,
        ANSWERS_SINCE_3,
        SCORES_SINCE_3,
        HISTORY_SINCE_3,
    )
    if record.format == 2:
        of_round, of_answers, of_scores, of_history = ROUND, ANSWERS, SCORES, HISTORY
    if any(each.not_asked for each in record.scores):
        of_scores = [*of_scores, NOT_ASKED]
    return [
        Table("round", "The round: one row.", of_round, [_round(record, of_round)]),
        Table("departments", "One row a department in the round.", DEPARTMENTS, list(_departments(record))),
        Table(
            "statements", "One row a statement of the framework.", STATEMENTS, list(_statements(framework))
        ),
        _of_levels(framework),
        Table(
            "answers",
            "One row a department and statement, whether answered or not. No rows where findings were published.",
            of_answers,
            [] if record.round.published else list(_answers(record, framework)),
        ),
        *([] if record.round.published else checklist_tables(record, framework)),
        Table("findings", "One row a finding that was made.", FINDINGS, list(_findings(record, framework))),
        Table(
            "scores",
            "One row a department, view, and theme or overall.",
            of_scores,
            list(_scores(record, framework, of_scores)),
        ),
        *_what_was_asked(record, framework),
        *group_tables(record, framework),
        *road_maps.road_map_tables(record, framework),
        *_messages(record),
        *papers_tables(record.working_papers if record.format > 2 else None),
        Table(
            "history",
            "One row a change of the round, its assessments, answers, findings and road maps.",
            of_history,
            list(_history(record)),
        ),
    ]


def _round(record: Record, columns: Sequence[Column]) -> Sequence[Value]:
    round_ = record.round
    return under(
        columns,
        round_,
        open_round=record.open_round,
        round=round_.id,
        framework=round_.framework_id,
        revision=record.revision,
        head=record.head,
    )


def _departments(record: Record) -> Iterator[Sequence[Value]]:
    for each in record.assessed:
        department, kept = each.department, each.assessment
        yield under(
            DEPARTMENTS,
            kept,
            department=department.id,
            name=department.name,
            family=department.family,
            assessment=kept.id,
        )


def _statements(framework: Framework) -> Iterator[Sequence[Value]]:
    for position, each in enumerate(framework.statements, start=1):
        theme = framework.theme_of[each.id]
        yield under(
            STATEMENTS,
            each,
            statement=each.id,
            position=position,
            theme=theme.id,
            theme_label=theme.label,
            theme_weight=theme.weight,
        )


def _of_levels(framework: Framework) -> Table:
    columns = LEVELS if framework.seen_as_kept else [*LEVELS, NUMBER]
    return Table("levels", "One row a level of a statement.", columns, list(_levels(framework)))


def _levels(framework: Framework) -> Iterator[Sequence[Value]]:
    for statement in framework.statements:
        scale = framework.scale_of(statement)
        for level in scale.levels:
            wording = statement.levels.get(level.value)
            worth = scale.worth(level.value) if scale.ordered else None
            number = [] if framework.seen_as_kept else [int(level.number) if level.number else None]
            yield [statement.id, level.value, level.name, wording, worth, *number]


def _answers(record: Record, framework: Framework) -> Iterator[Sequence[Value]]:
    asks = what_was_asked(framework, record.round, record.assessed)
    for each in record.assessed:
        left_out = asks.not_asked.get(each.department.id, ())
        for statement in framework.statements:
            unasked = statement.id in left_out or statement.id not in asks.framework.by_id
            answer = NOT_ANSWERED if unasked else each.answers.get(statement.id, NOT_ANSWERED)
            hidden = statement.id in record.not_shown.get(each.department.id, ())
            yield under(
                ANSWERS,
                answer,
                state="not_asked" if unasked else "not_shown" if hidden else answer.state,
                department=each.department.id,
                statement=statement.id,
                level_name=level_name(framework, statement.id, answer.level),
                links="\n".join(answer.links),
            )


def _findings(record: Record, framework: Framework) -> Iterator[Sequence[Value]]:
    for each in record.assessed:
        for statement_id, finding in each.findings.items():
            other = finding.other_reading
            yield under(
                FINDINGS,
                finding,
                department=each.department.id,
                statement=statement_id,
                level_name=level_name(framework, statement_id, finding.level),
                other_state=other.state if other else None,
                other_level=other.level if other else None,
            )


def _what_was_asked(record: Record, framework: Framework) -> list[Table]:
    """What was asked of whom, where that was not everything of departments alone."""
    rows = list(_not_asked_of(record, framework))
    found = []
    if any(each.assessment.kinds or each.department.system for each in record.assessed):
        bodies: list[Sequence[Value]] = [
            [each.department.id, " ".join(each.assessment.kinds), each.department.system]
            for each in record.assessed
        ]
        found.append(Table("bodies", "One row a department: what body it is.", BODIES, bodies))
    if rows:
        says = (
            "One row a department and statement of the edition that was not asked of it; it is in no figure."
        )
        found.append(Table("not_asked", says, NOT_ASKED_OF, rows))
    return found


def _not_asked_of(record: Record, framework: Framework) -> Iterator[Sequence[Value]]:
    asks = what_was_asked(framework, record.round, record.assessed)
    for each in record.assessed:
        for statement in framework.statements:
            if (
                statement.id in asks.not_asked.get(each.department.id, ())
                or statement.id not in asks.framework.by_id
            ):
                by_round = bool(record.round.asks) and statement.id not in record.round.asks
                yield [each.department.id, statement.id, "round" if by_round else "kind"]


def _scores(record: Record, framework: Framework, columns: Sequence[Column]) -> Iterator[Sequence[Value]]:
    for each in record.scores:
        scope = "overall" if each.theme is None else "theme"
        yield under(columns, each, scope=scope, state=_state(each, framework))


def _state(each: Scored, framework: Framework) -> str:
    if each.score is not None:
        return "scored"
    if each.theme is None and framework.scoring.overall is Overall.NONE:
        return "not_offered"
    return "no_level" if each.statements else "nothing_applies"


def _messages(record: Record) -> list[Table]:
    if record.format == 2:
        return []
    rows = [under(MESSAGES, each, department=each.department_id) for each in record.messages]
    says = "One row a message to the board: of a department, or of the round itself."
    return [Table("messages", says, MESSAGES, rows)]


def _history(record: Record) -> Iterator[Sequence[Value]]:
    for each in record.history:
        yield under(HISTORY, each, assessment=each.assessment_id)
