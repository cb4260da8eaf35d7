"""Targets, gaps that are left open, and actions in words."""

from collections.abc import Mapping, Sequence

from maturity.framework.model import Became, Framework
from maturity.plan.action import Action
from maturity.plan.target import AcceptedGap, Target
from maturity.wording import day, listed, numbered, pounds, saving

NO_TARGET = "no target"
"""What a target that aims at nothing is called."""


def plan_in_words(
    part: Target | AcceptedGap | Action, framework: Framework | None, departments: Mapping[str, str]
) -> dict[str, str]:
    """A part of the road map by what each says; empty words where nothing was written.

    `departments` are names by id. What the framework does not know, or where there is none, goes by its id or number.
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
                "Raises": rises_in_words(part, framework),
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


def rises_in_words(action: Action, framework: Framework | None) -> str:
    """The statements that an action raises and to which level: “Data quality to 3 Partly in place”.

    What an edition since does not ask any more stands after them, with what became of it.
    """
    raised = [rise_in_words(framework, rise.statement_id, rise.to) for rise in action.rises]
    return "; ".join([*raised, *action.former])


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
    statement = framework.by_id.get(statement_id) if framework else None
    label = statement.label if statement else statement_id
    return f"{label}: find out" if to is None else f"{label} to {level_in_words(framework, statement_id, to)}"


def level_in_words(framework: Framework | None, statement_id: str, level: int) -> str:
    """“3 Partly in place”, on the scale of the statement."""
    statement = framework.by_id.get(statement_id) if framework else None
    found = framework.scale_of(statement).by_value.get(level) if framework and statement else None
    return numbered(level, found.name) if found else f"level {level}"


def due_in_words(action: Action) -> str:
    """When it is due, or why nobody can say."""
    return day(action.due) if action.due else f"No date: {action.no_date}"
