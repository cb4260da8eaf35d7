"""Whether all that a document refers to is in it, once, and on the framework's scales: without that nothing can be
worked out.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from maturity.assessment.answer import NOT_ANSWERED, Judgement, State, check_offered
from maturity.bundle.record import Record, what_was_asked
from maturity.bundle.working_papers import papers_differences
from maturity.errors import MaturityError
from maturity.framework.model import Framework
from maturity.plan.action import Action

Name = tuple[str, str]
"""Kind (department, round, action or statement) and id."""
Each = TypeVar("Each", bound=Hashable)


def reference_differences(record: Record, framework: Framework) -> Iterator[str]:
    """Each in a sentence; none where everything refers to something."""
    for statement in record.round.asks:
        if statement not in framework.by_id:
            yield f"The round asks “{statement}”, which is no statement of {framework.title}."
    yield from _of_departments(record, framework)
    yield from _of_actions(record, framework)
    yield from _of_messages(record)
    departments = [each.department.id for each in record.assessed]
    if record.working_papers is not None:
        asks = what_was_asked(framework, record.round, record.assessed)
        yield from papers_differences(record.working_papers, departments, record.round.id, framework, asks)
    for department, hidden in record.not_shown.items():
        for each in record.assessed:
            if each.department.id == department and {*each.answers, *each.findings} & set(hidden):
                yield f"{each.department.name}: what is said not to be shown is in it."


def _of_departments(record: Record, framework: Framework) -> Iterator[str]:
    names = {each.department.id: each.department.name for each in record.assessed}
    for department in _repeated(each.department.id for each in record.assessed):
        yield f"{names[department]} is in it twice."
    for each in record.assessed:
        name = each.department.name
        if (each.assessment.round_id, each.assessment.department_id) != (record.round.id, each.department.id):
            yield f"The assessment of {name} is one of another department or round."
        targets = [(target.statement_id, _at(target.level)) for target in each.targets]
        accepted = [(gap.statement_id, NOT_ANSWERED) for gap in each.accepted_gaps]
        for what, pairs in (("target", targets), ("accepted gap", accepted)):
            for statement_id in _repeated(key for key, _ in pairs):
                yield f"{name}: the {what} of “{statement_id}” is in it twice."
        judgements = [*each.answers.items(), *each.findings.items(), *targets, *accepted]
        yield from _not_offered(framework, name, judgements)


def _of_messages(record: Record) -> Iterator[str]:
    departments = {each.department.id for each in record.assessed}
    for of in _repeated(each.department_id or "" for each in record.messages):
        yield f"The message to the board of “{of or record.round.id}” is in it twice."
    for each in record.messages:
        if each.department_id is not None and each.department_id not in departments:
            yield f"There is a message of “{each.department_id}” to the board, which is not in the bundle."


def _of_actions(record: Record, framework: Framework) -> Iterator[str]:
    departments = {each.department.id for each in record.assessed}
    actions = [("action", str(action.id)) for action in record.actions]
    within = {("round", record.round.id), *(("department", each) for each in departments), *actions}
    outside = [(each.kind, each.id) for each in record.outside]
    for kind, id_ in _repeated([*actions, *outside]):
        yield f"The {kind} “{id_}” is in it twice."
    named: set[Name] = set()
    for action in record.actions:
        what = f"Action {action.id}, “{action.title}”"
        names = _names(action)
        named.update(names)
        if not departments & set(action.departments):
            yield f"{what}, is for no department in the bundle."
        for kind, id_ in names:
            if (kind, id_) not in within and (kind, id_) not in outside:
                yield f"{what}, names the {kind} “{id_}”, which is neither in the bundle nor listed as outside it."
        for _, id_ in _repeated([*names, *(("statement", rise.statement_id) for rise in action.rises)]):
            yield f"{what}, names “{id_}” twice."
        asked = [rise for rise in action.rises if ("statement", rise.statement_id) not in outside]
        if action.round_id == record.round.id:
            asked = list(action.rises)
        named.update(("statement", rise.statement_id) for rise in action.rises if rise not in asked)
        yield from _not_offered(framework, what, [(rise.statement_id, _at(rise.to)) for rise in asked])
    for kind, id_ in outside:
        if (kind, id_) in within:
            yield f"The {kind} “{id_}” is listed as outside the bundle, and is in it."
        elif (kind, id_) not in named:
            yield f"The {kind} “{id_}” is listed as outside the bundle, and no action names it."


def _names(action: Action) -> list[Name]:
    return [
        ("round", action.round_id),
        *(("department", each) for each in action.departments),
        *(("action", str(each)) for each in action.depends_on),
    ]


def _at(level: int | None) -> Judgement:
    return NOT_ANSWERED if level is None else Judgement(state=State.LEVEL, level=level)


def _not_offered(
    framework: Framework, what: str, judgements: Iterable[tuple[str, Judgement]]
) -> Iterator[str]:
    for statement_id, judgement in judgements:
        try:
            check_offered(framework, statement_id, judgement)
        except MaturityError as problem:
            yield f"{what}: {problem}"


def _repeated(things: Iterable[Each]) -> list[Each]:
    return [thing for thing, times in Counter(things).items() if times > 1]
