"""What is said of all the departments of a round, and of what they are short of together."""

from collections.abc import Sequence

from maturity.roadmap.across import Need
from maturity.wording import counted


def headline(needs: Sequence[Need], departments: int) -> str:
    """Which statement most of the departments fall short on: ““Data quality” needs most: 3 of 9 departments fall …”."""
    first = [need for need in needs if need.rank == 1]
    short = len(first[0].short)
    if not short:
        return "No department is known to fall short of its targets"
    words = f"{short} of {counted(departments, 'department')} {'falls' if short == 1 else 'fall'} short"
    if len(first) > 1:
        return f"{len(first)} statements need most alike: {words} on each"
    return f"“{first[0].statement.label}” needs most: {words}"
