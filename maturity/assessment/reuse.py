"""Evidence that was given elsewhere, used once more."""

from datetime import date

from maturity.assessment.answer import LONGEST_TEXT, Answer
from maturity.errors import MaturityError


class EvidenceTooLong(MaturityError):
    def __init__(self, characters: int) -> None:
        self.characters = characters
        super().__init__(
            f"Both together have {characters:,} characters, and {LONGEST_TEXT:,} can be kept. Write the most important "
            "of it yourself."
        )


class ChangedSince(MaturityError):
    """An answer is not the one any more to which evidence was to be added."""

    def __init__(self) -> None:
        super().__init__(
            "This answer has changed since that was shown, and nothing was added. Look at it again, as it is now."
        )


def has_evidence(answer: Answer) -> bool:
    """Whether there is anything to use: words, links, a date or whom to ask."""
    return bool(answer.evidence.strip() or answer.links or answer.contact.strip() or answer.evidence_date)


def with_evidence_of(answer: Answer, other: Answer, source: str) -> Answer:
    """The answer with the other's evidence after its own, and with `source`, which says where it is from.

    Its level, or what stands for one, its reason and its marks stay as they are: a level elsewhere is a step of another
    scale. Raises EvidenceTooLong.
    """
    further = f"{source}: {other.evidence.strip()}" if other.evidence.strip() else f"{source}."
    own = answer.evidence.rstrip()
    words = own if further in own else f"{own}\n\n{further}" if own else further
    if len(words) > LONGEST_TEXT:
        raise EvidenceTooLong(len(words))
    dates: list[date] = [each for each in (answer.evidence_date, other.evidence_date) if each is not None]
    return answer.model_copy(
        update={
            "evidence": words,
            "links": tuple(dict.fromkeys((*answer.links, *other.links))),
            "contact": answer.contact or other.contact,
            "evidence_date": max(dates, default=None),
        }
    )
