"""What an auditor is told of a review: where to look, what waits for whom, and what agreeing with the rest means."""

from collections.abc import Mapping

from maturity.assessment.finding import Standing
from maturity.assessment.round import Status
from maturity.wording import counted


def review_headline(department: str, *, statements: int, first: int, to_check: int, hidden: int) -> str:
    """What is to be done on one assessment, of what most needs it: what is found blind, looked at first, or checked."""
    if hidden:
        return f"{department}: {hidden} of {counted(statements, 'statement')} to review blind"
    if first:
        return f"{department}: look first at {first} of {counted(statements, 'answer')}"
    if to_check:
        return f"{department}: {to_check} of {counted(statements, 'answer')} to check"
    return f"{department}: every answer is checked"


def queue_heading(to_do: int, every: int) -> str:
    return f"Queue: {to_do} of {every}" if to_do else f"All {every} are agreed"


def what_waits(
    status: Status, counts: Mapping[Standing, int], *, sent_back: bool, replies: int
) -> tuple[str, bool]:
    """What waits on an assessment in the queue, in a few words; and whether it asks for attention."""
    if sent_back:
        return "sent back", False
    if status is Status.AGREED:
        return "agreed", False
    if status is Status.SUBMITTED:
        return "submitted", False
    if replies:
        return counted(replies, "reply waits", "replies wait"), True
    if counts[Standing.CHALLENGED]:
        return f"{counts[Standing.CHALLENGED]} challenged", True
    total = sum(counts.values())
    return f"{total - counts[Standing.TO_CHECK]} of {total}", False


def resolve_first(challenged: int) -> str:
    """Why a review with open challenges cannot be agreed yet."""
    it = "it" if challenged == 1 else "each"
    return f"{counted(challenged, 'challenge is', 'challenges are')} open: resolve {it}, then agree."


def agreeing_leaves(to_check: int, carried: int) -> list[str]:
    """What agreeing a whole assessment lets stand as it is."""
    words = []
    if to_check:
        has = "1 statement has" if to_check == 1 else f"{to_check} statements have"
        words.append(f"{has} no finding: what was answered would stand as it is.")
    if carried:
        words.append(
            f"{counted(carried, 'answer is', 'answers are')} carried over and never confirmed, and would stand as well."
        )
    return words


def agree_together_label(many: int) -> str:
    return f"Agree {many} with no reason to look again"


def agree_together_words(many: int) -> str:
    """What will happen, before it does."""
    return (
        f"{counted(many, 'answer is', 'answers are')} recorded as agreed, each in the history with your name and a "
        "note that they were agreed together, without looking at each. Those with a reason to look again, without an "
        "answer, or carried over and not confirmed are left for you. You can change each finding afterwards."
    )


def agreed_together_words(many: int) -> str:
    return f"{counted(many, 'answer was', 'answers were')} agreed together."


def filter_words(kind: str, many: int) -> str:
    """“Look first (3)”."""
    return f"{kind} ({many})"
