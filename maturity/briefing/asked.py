"""What was asked of whom, said beside every figure wherever that was not the whole edition."""

from maturity.framework.scope import asked_groups_in_words
from maturity.scoring.compare import Comparison
from maturity.scoring.score import Score
from maturity.wording import counted, listed

MOST_GROUPS = 6
EACH = "On what each was asked: "
"""Before a sentence that sets departments beside each other that were not asked the same."""
BEGINNINGS = ("The", "None", "All", "Too", "Nothing")
"""Words that such a sentence may begin with, which are no names."""


def scope_in_words(comparison: Comparison) -> list[str]:
    """How much of the edition was asked, and whether all were asked the same; nothing where all was asked of all."""
    if comparison.asks_all or not comparison.departments:
        return []
    whole = len(comparison.framework.whole.statements)
    of = f"{whole} statements"
    if comparison.asked_alike:
        part = len(comparison.framework.statements)
        groups = listed(asked_groups_in_words(comparison.framework), MOST_GROUPS)
        return [f"Asked: {part} of {of} ({groups})."]
    counts = {key: len(comparison.asks.of(key)) for key in comparison.departments}
    common = len(comparison.asked_of_all)
    return [
        f"Not all were asked the same: {min(counts.values())} to {max(counts.values())} of {of}, and "
        f"{counted(common, 'statement')} of all of them. A score is over what a department was asked."
    ]


def asked_in_short(comparison: Comparison) -> str:
    """“asked 31 of 97 statements”, “asked 31 to 97 of 97 statements”; nothing where all was asked of all."""
    if comparison.asks_all or not comparison.departments:
        return ""
    counts = [len(comparison.asks.of(key)) for key in comparison.departments]
    some = f"{min(counts)}" if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"
    return f"asked {some} of {len(comparison.framework.whole.statements)} statements"


def on_its_own(comparison: Comparison, sentence: str) -> str:
    """A sentence that sets departments beside each other, with EACH before it where they were not asked the same."""
    if comparison.asked_alike:
        return sentence
    first = sentence.split(" ")[0]
    return EACH + (sentence[0].lower() + sentence[1:] if first in BEGINNINGS else sentence)


def part_in_words(part: int, whole: int) -> str:
    """“31 of 97 statements”."""
    return f"{part} of {counted(whole, 'statement')}"


def common_in_words(comparison: Comparison) -> str:
    """How much was asked of every department here: “31 statements”."""
    return counted(len(comparison.asked_of_all), "statement")


def of_whole(score: Score) -> str:
    """“31 of 97”: how much of the edition was asked, under a heading that says so."""
    return f"{score.asked} of {score.whole}"


def known_in_words(score: Score) -> str:
    """“11 of 18”; “11 of 18, asked 31 of 97” where not everything was asked."""
    return ", ".join(filter(None, [f"{score.with_level} of {score.statements}", score.asked_in_words]))
