"""Targets, gaps that are left open, and actions in words."""

from collections.abc import Iterable, Mapping, Sequence

from maturity.framework.model import Became, Framework
from maturity.plan.action import Action, FurtherRise
from maturity.plan.target import AcceptedGap, Target
from maturity.wording import day, listed, pounds, saving

RAISES = "Raises"
"""What is said of what an action raises."""
NO_TARGET = "no target"
"""What a target that aims at nothing is called."""


def plan_in_words(
    part: Target | AcceptedGap | Action,
    framework: Framework | None,
    departments: Mapping[str, str],
    known: Mapping[str, Framework] | None = None,
) -> dict[str, str]:
    """A part of the road map by what each says; empty words where nothing was written.

    `departments` are names by id, `known` other editions. What the framework does not know, or where there is none,
    goes by its id or number.
    """
    match part:
        case Target():
            if part.level is None:
                return {"Target": NO_TARGET}
            return {"Target": level_in_words(framework, part.statement_id, part.level), "By": day(part.by)}
        case AcceptedGap():
            return {"Reason": part.reason}
        case Action():
            return {
                "Title": part.title,
                "Status": part.status.words,
                RAISES: rises_in_words(part, framework, known),
                "Owner": part.owner or "Nobody yet",
                "Start": day(part.start) if part.start else "Not set",
                "Due": due_in_words(part),
                "One-off cost": pounds(part.one_off).capitalize(),
                "Yearly cost": pounds(part.yearly).capitalize(),
                "Yearly saving": saving(part.saving).capitalize(),
                "People": "Not known" if part.people is None else f"{part.people:g}",
                "Departments": ", ".join(departments.get(each, each) for each in part.departments),
                "Waits for": ", ".join(f"action {each}" for each in part.depends_on) or "Nothing",
                "Why": part.why or "Not said",
            }


def rises_in_words(
    action: Action, framework: Framework | None, known: Mapping[str, Framework] | None = None
) -> str:
    """The statements that an action raises and to which level: “Data quality to 3 Partly in place”.

    What an edition since does not ask any more stands after them, with what became of it, and then what it raises of
    other series: in the words that it tells, or else by the editions that are `known`.
    """
    raised = [rise_in_words(framework, rise.statement_id, rise.to) for rise in action.rises]
    others = action.elsewhere or further_in_words(known or {}, action.further)
    return "; ".join([*raised, *action.former, *others])


def became_in_words(what: str, edition: str, kind: Became, labels: Sequence[str]) -> str:
    """“Data quality to 3 Partly in place (edition 2019; split since into “Rules” and “Measures”)”.

    `what` is of an earlier edition, and `labels` are those of the statements that ask it now.
    """
    named = listed([f"“{each}”" for each in labels])
    match kind:
        case Became.SPLIT:
            since = f"split since into {named}"
        case Became.MERGED:
            since = f"merged since into {named}"
        case Became.MOVED | Became.REWORDED | Became.SAME if labels:
            since = f"asked since as {named}"
        case _:
            since = "no longer asked"
    return f"{what} (edition {edition}; {since})"


def rise_in_words(framework: Framework | None, statement_id: str, to: int | None) -> str:
    """One of them; “Data quality: find out” where no level is aimed at."""
    label = label_of(framework, statement_id)
    return f"{label}: find out" if to is None else f"{label} to {level_in_words(framework, statement_id, to)}"


def label_of(framework: Framework | None, statement_id: str) -> str:
    """The label of a statement, or its id where it is not known."""
    statement = framework.whole.by_id.get(statement_id) if framework else None
    return statement.label if statement else statement_id


def further_in_words(frameworks: Mapping[str, Framework], further: Iterable[FurtherRise]) -> tuple[str, ...]:
    """The same of statements of other series, each with its framework: “A plan to 2 Draft (of Plans, edition 1)”."""
    return tuple(
        f"{rise_in_words(of, each.statement_id, each.to)} (of {_named(of, each.framework_id)})"
        for each in further
        for of in [frameworks.get(each.framework_id)]
    )


def _named(framework: Framework | None, framework_id: str) -> str:
    return f"{framework.title}, edition {framework.edition}" if framework else framework_id


def level_in_words(framework: Framework | None, statement_id: str, level: int) -> str:
    """“3 Partly in place”, on the scale of the statement."""
    statement = framework.whole.by_id.get(statement_id) if framework else None
    found = framework.scale_of(statement).by_value.get(level) if framework and statement else None
    return found.numbered if found else f"level {level}"


def due_in_words(action: Action) -> str:
    """When it is due, or why nobody can say."""
    return day(action.due) if action.due else f"No date: {action.no_date}"
