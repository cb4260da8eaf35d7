"""What is said of promises, and of what came of them."""

from maturity.roadmap.promises import Tally
from maturity.wording import counted


def headline(found: Tally) -> str:
    """“3 of 5 promises kept: 8 levels promised, 6 found”."""
    if not found.known:
        return "Nobody knows yet whether any promise was kept"
    kept = f"{found.kept} of {counted(found.known, 'promise')} kept"
    return f"{kept}: {counted(found.promised, 'level')} promised, {found.found} found"
