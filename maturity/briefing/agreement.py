"""How far departments and the auditor agree; only of what was recorded blind it is said that nobody knew the other."""

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


KAPPA_BLIND = (
    "1 is agreement, 0 no more than by chance. It is over the findings that were recorded blind, and over no others: "
    "the first on a statement, by somebody who was shown neither the department's level nor another's finding."
)


def ratings_in_words(found: Agreement) -> str:
    """Whether the ratings were made independently of each other, and how often those agree."""
    if not found.blind:
        return NOT_BLIND
    same = sum(pair.steps == 0 for pair in found.blind)
    share = fixed(100 * same / len(found.blind))
    others = "; the rest were recorded by somebody who saw it" if len(found.blind) < len(found.pairs) else ""
    return (
        f"{counted(len(found.blind), 'finding was', 'findings were')} recorded blind, before their author saw the "
        f"department's level: on {same} of them both are at the same level ({share}%){others}."
    )


def kappa_caveat(found: Agreement) -> str:
    """What the kappas are over, and what may be taken from them."""
    return KAPPA_BLIND if found.blind else KAPPA_NOT_BLIND


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
