"""Saving words that a closed tab, a quick tap or a lost connection left behind in the browser."""

from maturity.assessment.answer import part_named
from maturity.errors import Stale
from maturity.pages.reviewing.finding_card import finding_at
from maturity.pages.saving.attempt import NotSaved, attempt
from maturity.pages.saving.fields import Written, remember, sweep
from maturity.pages.session import Visit
from maturity.services import answering


def sweep_drafts(here: Visit) -> None:
    """Save what this person typed in this browser and no page has saved; call it once on every page."""

    def save(found: Written) -> bool:
        match found.place.split("/"):
            case [_, assessment, statement_id, name] if assessment.isdecimal() and (
                field := part_named(name)
            ):
                pass
            case [_, assessment, statement_id, "finding" | "blind"]:
                remember(finding_at(f"{assessment}/{statement_id}"), found)  # its card shows it, and says so
                return False
            case _:
                return False
        outcome = attempt(
            lambda: here.write(
                answering.record_field,
                assessment_id=int(assessment),
                statement_id=statement_id,
                field=field,
                words=found.text,
                based_on=found.version,
                over=found.over,
            )
        )
        # What is not saved stays in the browser, and its card says why when it is next shown.
        return not isinstance(outcome, Stale | NotSaved)

    sweep(save, whose=f"{here.person.id}/")
