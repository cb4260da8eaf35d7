"""What somebody tells the board in words of their own, as it is headed and divided wherever it is printed."""

from maturity.assessment.message import Message
from maturity.briefing.facts import Facts
from maturity.wording import day

HEADING = "Message to the board"
MOST_PARAGRAPHS = 8


def message_heading(facts: Facts, message: Message) -> str:
    """“Message to the board from Ada Lovelace, 3 March 2026”."""
    when = f", {day(message.changed_at)}" if message.changed_at else ""
    return f"{HEADING} from {facts.person(message.changed_by)}{when}"


def paragraphs(message: Message) -> list[str]:
    """The words by paragraph; as one where there are so many that a slide or a page could not hold them apart."""
    found = [line.strip() for line in message.text.splitlines() if line.strip()]
    return found if len(found) <= MOST_PARAGRAPHS else [" ".join(found)]
