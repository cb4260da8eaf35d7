"""An assessment filled in offline: the workbook that leaves, and what comes back in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from maturity.assessment import merge
from maturity.assessment.answer import NOT_ANSWERED, Answer, check_answer
from maturity.assessment.merge import CellChange, Choices, Difference, Field, ItemCell, Key
from maturity.assessment.people import LOCAL, Permission, Person, local_person
from maturity.assessment.round import Assessment, Department, Round, check_may_change
from maturity.errors import MaturityError, NotFound
from maturity.framework.model import Framework
from maturity.services.installation import Installation
from maturity.store import answers, assessments, departments, history, people, rounds
from maturity.workbook import identity
from maturity.workbook.identity import WorkbookIdentity

if TYPE_CHECKING:
    from maturity.workbook.intake import Returned

Versions = Mapping[str, int]
"""Of the answers that a person has seen, by statement id."""


@dataclass(frozen=True)
class ChangedBy:
    """Who last changed one field of an answer in the app, by name, and when."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Preview:
    """What bringing a workbook in would do, cell by cell, to an assessment as it now is."""

    round: Round
    department: Department
    framework: Framework
    identity: WorkbookIdentity
    differences: list[Difference]
    versions: Versions  # of the app's answers that this looked at
    remarks: tuple[str, ...] = ()  # sentences on what the workbook carries that does not come in
    moved: tuple[
        tuple[str, str], ...
    ] = ()  # statements that hold what went out under another one, and that one
    changed: Mapping[Key, ChangedBy] = field(
        default_factory=dict
    )  # cells that the app changed: by whom, and when

    def of(self, kind: CellChange) -> list[Difference]:
        return [difference for difference in self.differences if difference.kind is kind]

    @property
    def counts(self) -> dict[CellChange, int]:
        """How many cells there are of each kind, in the order of the kinds."""
        counted = Counter(difference.kind for difference in self.differences)
        return {kind: counted[kind] for kind in CellChange}

    @property
    def brings_nothing(self) -> bool:
        """Whether the app would be the same afterwards, whatever is chosen."""
        return not any(
            self.of(kind) for kind in (CellChange.IN_WORKBOOK, CellChange.IN_BOTH, CellChange.NOT_UNDERSTOOD)
        )


class ContentsMoved(MaturityError):
    """Answers seem to have changed places, and nobody has said that they stand where they belong."""

    def __init__(self, framework: Framework, moved: Sequence[tuple[str, str]]) -> None:
        self.moved = tuple(moved)
        super().__init__(f"{moved_in_words(framework, moved)} Nothing was imported.")


def moved_in_words(framework: Framework, moved: Sequence[tuple[str, str]]) -> str:
    """What seems to have changed places, in sentences."""
    label = {statement.id: f"“{statement.label}”" for statement in framework.statements}
    listed = "; ".join(f"{label[key]} has what was under {label[other]}" for key, other in moved[:6])
    more = f"; and {len(moved) - 6} more" if len(moved) > 6 else ""
    return (
        f"Answers have changed places since the workbook was downloaded, as happens when cells are sorted: {listed}"
        f"{more}. Undo the sorting, or say that they stand where they belong."
    )


class ChangedSincePreview(MaturityError):
    def __init__(self, framework: Framework, statements: list[str]) -> None:
        self.statements = statements
        listed = ", ".join(f"“{framework.by_id[each].label}”" for each in statements)
        super().__init__(
            f"Somebody changed {listed} in the app since you looked. Nothing was imported: look at the "
            "differences again, and choose."
        )


def template(
    installation: Installation, person: Person, at: datetime, *, assessment_id: int, filled: bool
) -> bytes:
    """An assessment as an .xlsx workbook to be filled in offline: with the answers so far, or empty.

    For those who may answer, while the assessment takes answers; raises as record_answer does.
    """
    with installation.store.reading() as session:
        found = _assessment(installation, person, at, session, assessment_id)
    from maturity.workbook import template as workbook_template  # openpyxl takes its time, and memory

    return workbook_template.make(
        found.framework,
        found.round,
        found.department,
        found.assessment,
        found.answers,
        made=at,
        filled=filled,
    )


def preview(
    installation: Installation, person: Person, at: datetime, *, assessment_id: int, data: bytes
) -> Preview:
    """What bringing a workbook in would do; changes nothing.

    Raises as record_answer does, MaturityErrors of maturity.workbook for a file that cannot be read, or OfAnother,
    OfAnotherEdition or OfAnotherInstallation for one that does not belong to the assessment.
    """
    with installation.store.reading() as session:
        found = _assessment(installation, person, at, session, assessment_id)
    returned = _taken_in(data, found)  # a big file is read while nobody waits
    with installation.store.reading() as session:
        return _preview(session, found, returned)


def bring_in(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    assessment_id: int,
    data: bytes,
    choices: Choices,
    seen: Versions | None = None,
    in_place: bool = False,
) -> list[str]:
    """Save what a workbook brings, all of it or nothing; gives the ids of the statements that changed.

    `choices` say whose words to keep for every cell that changed on both sides; `seen` are the versions of the
    preview they were made on; `in_place` says that answers which changed places stand where they belong. Raises as
    preview does, CellsNotUnderstood, ContentsMoved, Undecided, TooLongTogether, ChangedSincePreview if a cell that
    was chosen about has changed again, or ReasonNeeded.
    """
    with installation.store.reading() as session:  # a big file is read before writers have to wait
        returned = _taken_in(data, _assessment(installation, person, at, session, assessment_id))
    with installation.store.transaction(person, at) as transaction:
        found = _assessment(installation, person, at, transaction.session, assessment_id)
        identity.check_belongs(
            returned.identity, found.round, found.department, found.assessment, found.framework
        )
        current = _preview(transaction.session, found, returned)
        _check_seen(current, choices, seen)
        if current.moved and not in_place and not current.of(CellChange.NOT_UNDERSTOOD):
            raise ContentsMoved(found.framework, current.moved)
        to_save = merge.merged(found.framework, current.differences, found.answers, choices)
        for statement_id, answer in to_save.items():
            check_answer(found.framework, statement_id, answer, found.answers.get(statement_id))
            answers.save(transaction, assessment_id, statement_id, answer)
        return list(to_save)


def assessment_of_workbook(installation: Installation, person: Person, *, data: bytes) -> Assessment:
    """The assessment that a workbook belongs to; NotFound if it is not kept here or not the person's to see."""
    from maturity.workbook import intake

    person.must(Permission.SEE_PUBLISHED)
    own = intake.take_in(data).identity
    with installation.store.reading() as session:
        for assessment, department in assessments.of_round(session, own.round_id):
            if department.id == own.department_id and person.may_see(department.id, assessment.status):
                return assessment
    raise NotFound("assessment", f"{own.department_name}, {own.round_title}")


@dataclass(frozen=True)
class _Found:
    round: Round
    department: Department
    assessment: Assessment
    framework: Framework
    answers: Mapping[str, Answer]


def _assessment(
    installation: Installation, person: Person, at: datetime, session: Session, assessment_id: int
) -> _Found:
    """An assessment that the person may now answer; raises as record_answer does.

    One that there is not is refused as another department's is, so that nobody learns which there are.
    """
    assessment = assessments.find(session, assessment_id)
    person.must(Permission.ANSWER, assessment.department_id if assessment else None)
    if assessment is None:
        raise NotFound("assessment", assessment_id)
    round_ = rounds.get(session, assessment.round_id)
    department = departments.get(session, assessment.department_id)
    check_may_change(round_, department, assessment, at.date())
    framework = installation.asked_of(session, round_, assessment)
    said = answers.of_assessment(session, assessment_id)
    asked = {key: each for key, each in said.items() if key in framework.by_id}
    return _Found(round_, department, assessment, framework, asked)


def _taken_in(data: bytes, found: _Found) -> "Returned":
    from maturity.workbook import intake

    returned = intake.take_in(data)
    identity.check_belongs(
        returned.identity, found.round, found.department, found.assessment, found.framework
    )
    return intake.asked_still(found.framework, returned)


def _preview(session: Session, found: _Found, returned: "Returned") -> Preview:
    from maturity.workbook import intake

    cells = intake.read_answers(found.framework, returned)
    differences = merge.differences(returned.identity.answers, cells, found.answers)
    return Preview(
        round=found.round,
        department=found.department,
        framework=found.framework,
        identity=returned.identity,
        differences=differences,
        versions={each: found.answers.get(each, NOT_ANSWERED).version for each in returned.identity.answers},
        remarks=returned.remarks,
        moved=tuple(intake.statements_out_of_place(returned, cells)),
        changed=_changed_by(session, found.assessment.id, differences),
    )


def _changed_by(
    session: Session, assessment_id: int, differences: Sequence[Difference]
) -> dict[Key, ChangedBy]:
    asked = [each for each in differences if each.kind in (CellChange.IN_APP, CellChange.IN_BOTH)]
    entries = {
        statement: history.of_assessment(session, assessment_id, statement_id=statement)
        for statement in {each.statement_id for each in asked}
    }
    wrote = {entry.person for every in entries.values() for entry in every}
    names = {LOCAL: local_person().name, **people.named(session, tuple(wrote))}
    found = {}
    for each in asked:
        keys = ("state", "level") if each.field is Field.ANSWER else (each.field.value,)
        keys = ("items",) if isinstance(each.field, ItemCell) else keys
        for entry in entries[each.statement_id]:
            before, after = entry.before or {}, entry.after or {}
            if any(before.get(key) != after.get(key) for key in keys):
                found[each.key] = ChangedBy(names.get(entry.person, entry.person), entry.at)
                break
    return found


def _check_seen(current: Preview, choices: Choices, seen: Versions | None) -> None:
    chosen_about = {each.statement_id for each in current.of(CellChange.IN_BOTH) if each.key in choices}
    if seen is None:
        return
    changed = [
        each.id
        for each in current.framework.statements
        if each.id in chosen_about and seen.get(each.id) != current.versions[each.id]
    ]
    if changed:
        raise ChangedSincePreview(current.framework, changed)
