"""What differs between the frameworks of two rounds, as far as scores go."""

from dataclasses import dataclass

from maturity.framework.model import Framework, Overall, Statement

ASKED = "what was asked"
"""The title of a difference between two rounds of one edition, of which one asked what the other did not."""


@dataclass(frozen=True)
class EditionDifference:
    """Statements by id: each in the order of the framework that it stands in."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    rescaled: tuple[str, ...] = ()  # judged on other levels than before
    reweighted: tuple[str, ...] = ()  # of another weight, or in another theme or one of another weight
    reworded: tuple[str, ...] = ()
    recombined: tuple[Overall, Overall] | None = (
        None  # how statements combine, before and after, where that differs
    )
    title: str = ""  # the editions themselves, before and after


def difference(before: Framework, after: Framework) -> EditionDifference:
    """What changed from one framework to another; statements are the same where their ids are.

    A wording that changed under the same id leaves a statement the same: a new meaning takes a new id.
    """
    if before.content_hash == after.content_hash:
        return EditionDifference()
    both = [(before.by_id[each.id], each) for each in after.statements if each.id in before.by_id]
    title = f"edition {before.edition} to {after.edition}"
    if before.edition == after.edition or before.title != after.title:
        title = f"{before.title}, edition {before.edition}, to {after.title}, edition {after.edition}"
    combined = (before.scoring.overall, after.scoring.overall)
    return EditionDifference(
        added=tuple(each.id for each in after.statements if each.id not in before.by_id),
        removed=tuple(each.id for each in before.statements if each.id not in after.by_id),
        rescaled=tuple(new.id for old, new in both if _levels(before, old) != _levels(after, new)),
        reweighted=tuple(new.id for old, new in both if _weight(before, old) != _weight(after, new)),
        reworded=tuple(new.id for old, new in both if (old.text, old.levels) != (new.text, new.levels)),
        recombined=None if combined[0] is combined[1] else combined,
        title=title,
    )


def _levels(framework: Framework, statement: Statement) -> list[tuple[int, str]]:
    return [(level.value, level.name) for level in framework.scale_of(statement).levels]


def _weight(framework: Framework, statement: Statement) -> tuple[float, str, float]:
    theme = framework.theme_of[statement.id]
    return statement.weight, theme.id, theme.weight
