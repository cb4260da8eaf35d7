"""Saving words that a closed tab, a quick tap or a lost connection left behind in the browser."""

from maturity.assessment.answer import NOT_ANSWERED, TEXTS, text_of
from maturity.errors import MaturityError
from maturity.pages.parts.drafts import Written, remember, sweep
from maturity.pages.parts.finding import reason_at
from maturity.pages.visit import Visit
from maturity.services import answering


def sweep_drafts(here: Visit) -> None:
    """Save what this person typed in this browser and no page has saved; call it once on every page."""

    def save(found: Written) -> bool:
        match found.place.split("/"):
            case [_, assessment, statement_id, field] if assessment.isdecimal() and field in TEXTS:
                pass
            case [_, assessment, statement_id, "finding"]:
                remember(reason_at(f"{assessment}/{statement_id}"), found)  # its card shows it, and says so
                return False
            case _:
                return False
        try:
            sheet = here.read(answering.sheet, assessment_id=int(assessment))
            kept = sheet.answers.get(statement_id, NOT_ANSWERED)
            here.write(
                answering.record_words,
                assessment_id=int(assessment),
                statement_id=statement_id,
                field=field,
                words=found.text,
                based_on=found.version_to_save_on(text_of(kept, field), kept.version),
            )
        except MaturityError:
            return False  # it stays in the browser, and its card says why when it is next shown
        return True

    sweep(save, whose=f"{here.person.id}/")
