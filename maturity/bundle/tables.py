"""A round as tidy tables: one row a thing, one column a fact, and a dictionary that says what each column means.

Written as CSV (RFC 4180) in UTF-8 with one heading row. Dates and moments are ISO 8601, moments in UTC. An empty cell
is nothing or not known; the column `state` of the row says which, and never means zero. A cell of words that begins
with = + - @ ' or a control character, which a spreadsheet program would take for a formula, has an apostrophe put
before it: take one apostrophe off the front of such words to have them as they were written.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from maturity.assessment.answer import NOT_ANSWERED
from maturity.bundle.record import Record, Scored
from maturity.framework.model import Framework, Overall

Value = str | int | float | bool | date | None


class Type(StrEnum):
    """What may stand in a column."""

    ID = "id"
    WORDS = "words"
    CHOICE = "one of a few words"
    WHOLE = "whole number"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    FLAG = "true or false"
    JSON = "JSON"


@dataclass(frozen=True)
class Column:
    name: str
    type: Type
    unit: str  # “” where there is none
    meaning: str


@dataclass(frozen=True)
class Table:
    name: str
    says: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


DEPARTMENT = Column("department", Type.ID, "", "The department's id.")
STATEMENT = Column("statement", Type.ID, "", "The statement's id.")
STATE = Column(
    "state",
    Type.CHOICE,
    "",
    "level; or why there is none: not_answered (nothing was said), not_determined (there is no evidence to judge on), "
    "not_applicable (does not apply).",
)
LEVEL = Column("level", Type.WHOLE, "step of the scale", "Empty unless the state is level.")
LEVEL_NAME = Column("level_name", Type.WORDS, "", "The level in words.")
WROTE = [
    Column("version", Type.WHOLE, "saves", "How often it was saved; 0 for never."),
    Column("changed_at", Type.MOMENT, "UTC", "When it was last saved."),
    Column("changed_by", Type.ID, "", "Who saved it last."),
]

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
    Column("level_name", Type.WORDS, "", "The level in words."),
    Column("wording", Type.WORDS, "", "What the level means for this statement."),
    Column("worth", Type.NUMBER, "0 to 1", "The level ÷ the highest level of the scale."),
]
ANSWERS = [
    DEPARTMENT,
    STATEMENT,
    STATE,
    LEVEL,
    LEVEL_NAME,
    Column("evidence", Type.WORDS, "", "In the department's own words."),
    Column("evidence_date", Type.DATE, "", "Of the newest evidence."),
    Column("links", Type.WORDS, "", "To evidence, one a line."),
    Column("contact", Type.WORDS, "", "Who can be asked."),
    Column("reason", Type.WORDS, "", "Why the statement does not apply."),
    Column("unsure", Type.FLAG, "", "Marked as unsure."),
    Column("come_back", Type.FLAG, "", "Marked to come back to."),
    Column("carried", Type.FLAG, "", "Taken over from the last round, and not yet confirmed."),
    *WROTE,
]
FINDINGS = [
    DEPARTMENT,
    STATEMENT,
    STATE,
    LEVEL,
    LEVEL_NAME,
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
    *WROTE,
]
SCORES = [
    DEPARTMENT,
    Column("scope", Type.CHOICE, "", "overall, or theme."),
    Column("theme", Type.ID, "", "Which theme; empty for overall."),
    Column(
        "view",
        Type.CHOICE,
        "",
        "self: answers, or published findings; audited: findings where there are any.",
    ),
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
        "best_rank", Type.WHOLE, "", "The best rank that the range allows, 1 being the highest; overall only."
    ),
    Column("worst_rank", Type.WHOLE, "", "The worst rank that the range allows; overall only."),
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
        "What was changed: round, benchmark, assessment, assignment, answer, finding …",
    ),
    Column("assessment", Type.WHOLE, "", "The assessment; empty for what belongs to none."),
    Column("subject", Type.ID, "", "Which: the statement's, department's or round's id."),
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
DICTIONARY = [
    Column("table", Type.ID, "", "The table, without .csv."),
    Column("column", Type.ID, "", "The column; (table) for the table itself."),
    Column("type", Type.CHOICE, "", ", ".join(Type) + "."),
    Column("unit", Type.WORDS, "", "What numbers count or measure."),
    Column("meaning", Type.WORDS, "", "In words."),
]


def tables(record: Record, framework: Framework) -> list[Table]:
    """Every table of a round."""
    return [
        Table("round", "The round: one row.", ROUND, [_round(record)]),
        Table("departments", "One row a department in the round.", DEPARTMENTS, list(_departments(record))),
        Table(
            "statements", "One row a statement of the framework.", STATEMENTS, list(_statements(framework))
        ),
        Table("levels", "One row a level of a statement.", LEVELS, list(_levels(framework))),
        Table(
            "answers",
            "One row a department and statement, whether answered or not. No rows where findings were published.",
            ANSWERS,
            [] if record.round.published else list(_answers(record, framework)),
        ),
        Table("findings", "One row a finding that was made.", FINDINGS, list(_findings(record, framework))),
        Table(
            "scores",
            "One row a department, view, and theme or overall.",
            SCORES,
            list(_scores(record, framework)),
        ),
        Table(
            "history",
            "One row a change of the round, its assessments, answers and findings.",
            HISTORY,
            list(_history(record)),
        ),
    ]


def dictionary(described: Sequence[Table]) -> Table:
    """What every column of the tables means, its own included."""
    own = Table("dictionary", "One row a column of every table.", DICTIONARY, [])
    rows: list[Sequence[Value]] = []
    for table in [*described, own]:
        rows.append([table.name, "(table)", "", "", table.says])
        rows += [[table.name, each.name, each.type, each.unit, each.meaning] for each in table.columns]
    return Table(own.name, own.says, own.columns, rows)


def as_csv(table: Table) -> bytes:
    """The table as CSV, in the form that the head of this module describes."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([cell(value) for value in row] for row in table.rows)
    return file.getvalue().encode()


def cell(value: Value) -> str:
    """A value as it stands in CSV; words that a program might calculate are guarded by an apostrophe."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case str():
            return f"'{value}" if value and (value[0] in GUARDED or value[0] < " ") else value
        case _:
            return repr(value)


GUARDED = ("=", "+", "-", "@", "'", "＝", "＋", "－", "＠")
"""Some programs take the wide ones, of East Asian keyboards, for the others."""


def _round(record: Record) -> Sequence[Value]:
    round_ = record.round
    return [
        round_.id,
        round_.title,
        round_.kind,
        round_.framework_id,
        round_.edition,
        round_.framework_hash,
        round_.opens,
        round_.closes,
        round_.source,
        record.revision,
        record.head,
    ]


def _departments(record: Record) -> Iterator[Sequence[Value]]:
    for each in record.assessed:
        kept = each.assessment
        yield [
            each.department.id,
            each.department.name,
            each.department.family,
            kept.id,
            kept.status,
            kept.started_at,
            kept.assurance,
            kept.submitted_at,
            kept.submitted_by,
            kept.agreed_at,
            kept.agreed_by,
        ]


def _statements(framework: Framework) -> Iterator[Sequence[Value]]:
    for position, each in enumerate(framework.statements, start=1):
        theme = framework.theme_of[each.id]
        yield [
            each.id,
            position,
            theme.id,
            theme.label,
            theme.weight,
            each.label,
            each.text,
            each.weight,
        ]


def _levels(framework: Framework) -> Iterator[Sequence[Value]]:
    for statement in framework.statements:
        scale = framework.scale_of(statement)
        for level in scale.levels:
            wording = statement.levels.get(level.value)
            yield [statement.id, level.value, level.name, wording, scale.worth(level.value)]


def _named(framework: Framework, statement_id: str, level: int | None) -> str | None:
    scale = framework.scale_of(framework.by_id[statement_id])
    return None if level is None else scale.by_value[level].name


def _answers(record: Record, framework: Framework) -> Iterator[Sequence[Value]]:
    for each in record.assessed:
        for statement in framework.statements:
            answer = each.answers.get(statement.id, NOT_ANSWERED)
            yield [
                each.department.id,
                statement.id,
                answer.state,
                answer.level,
                _named(framework, statement.id, answer.level),
                answer.evidence,
                answer.evidence_date,
                "\n".join(answer.links),
                answer.contact,
                answer.reason,
                answer.unsure,
                answer.come_back,
                answer.carried,
                answer.version,
                answer.changed_at,
                answer.changed_by,
            ]


def _findings(record: Record, framework: Framework) -> Iterator[Sequence[Value]]:
    for each in record.assessed:
        for statement_id, finding in each.findings.items():
            other = finding.other_reading
            yield [
                each.department.id,
                statement_id,
                finding.state,
                finding.level,
                _named(framework, statement_id, finding.level),
                finding.reason,
                finding.standing,
                finding.answer_version,
                finding.confidence,
                other.state if other else None,
                other.level if other else None,
                finding.reply,
                finding.replied_at,
                finding.replied_by,
                finding.version,
                finding.changed_at,
                finding.changed_by,
            ]


def _scores(record: Record, framework: Framework) -> Iterator[Sequence[Value]]:
    for each in record.scores:
        yield [
            each.department,
            "overall" if each.theme is None else "theme",
            each.theme,
            each.view,
            _state(each, framework),
            each.score,
            each.low,
            each.high,
            each.coverage,
            each.statements,
            each.with_level,
            each.not_determined,
            each.not_answered,
            each.not_applicable,
            each.best_rank,
            each.worst_rank,
        ]


def _state(each: Scored, framework: Framework) -> str:
    if each.score is not None:
        return "scored"
    if each.theme is None and framework.scoring.overall is Overall.NONE:
        return "not_offered"
    return "no_level" if each.statements else "nothing_applies"


def _history(record: Record) -> Iterator[Sequence[Value]]:
    for each in record.history:
        yield [
            each.number,
            each.at,
            each.person,
            each.local,
            each.kind,
            each.assessment_id,
            each.subject,
            each.before,
            each.after,
            each.why,
            each.previous,
            each.hash,
        ]
