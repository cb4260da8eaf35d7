"""How far departments and the auditor agree, in words that claim no independent ratings."""

from maturity.scoring.agreement import Agreement, Kappa
from maturity.wording import counted, fixed

NOT_BLIND = (
    "Every finding was recorded by somebody who saw the department's level, and often by agreeing with it: the share "
    "is no measure of how far two independent ratings agree."
)
KAPPA_NOT_BLIND = (
    "1 is agreement, 0 no more than by chance. Kappa is made for ratings of which neither knew the other, and none "
    "here is such a rating: no word such as “substantial” may be taken from it."
)


def headline(found: Agreement, department: str = "") -> str:
    """What the pairs say, in a sentence; of the one department so named, or of all."""
    index = found.overall
    if index.mean is None:
        return "No statement has both a level from its department and a level from the auditor."
    over = f"over {counted(index.pairs, 'pair')}"
    if round(index.mean, 2) == 0:
        kind = "on every statement" if index.same == index.pairs else "on average"
        return f"{department or 'Departments'} and the auditor are at the same level {kind}, {over}."
    side = "above" if index.mean > 0 else "below"
    who = f"{department} puts itself" if department else "Departments put themselves"
    return f"{who} {abs(index.mean):.2f} levels {side} the auditor on average, {over}."


def share_agreed(agreement: Agreement) -> str:
    """“On 180 of 221 pairs both are at the same level (81.4%).”; what is not paired stands apart."""
    index = agreement.overall
    if not index.pairs:
        return "There is no pair to compare."
    same = fixed(100 * index.same / index.pairs)
    return f"On {index.same} of {counted(index.pairs, 'pair')} both are at the same level ({same}%)."


def kappa_in_words(kappa: Kappa, scale: str = "") -> str:
    """The figure and over what, for those who know how to read it; of the scale so named where there are several."""
    which = f" ({scale})" if scale else ""
    if kappa.value is None:
        why = "everybody is at one level" if kappa.pairs else "there are no pairs"
        return f"Quadratic weighted kappa{which} cannot be said: {why}."
    return f"Quadratic weighted kappa{which}: {kappa.value:.2f}, over {counted(kappa.pairs, 'pair')}."
