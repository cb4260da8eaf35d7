"""What changed in the framework between two rounds, as far as scores go, in words."""

from maturity.scoring.editions import ASKED, EditionDifference
from maturity.wording import counted


def difference_in_words(changed: EditionDifference) -> str:
    """“edition 1 to 2: 1 statement added, 2 statements weighted otherwise”; empty where nothing differs."""
    counts = [
        ("added", changed.added),
        ("removed", changed.removed),
        ("judged on another scale", changed.rescaled),
        ("weighted otherwise", changed.reweighted),
        ("worded otherwise", changed.reworded),
    ]
    said = [f"{counted(len(ids), 'statement')} {what}" for what, ids in counts if ids]
    if changed.recombined:
        before, after = (each.value.replace("_", " ") for each in changed.recombined)
        said.append(f"statements combine by {after} instead of {before}")
    return ": ".join(filter(None, [changed.title, ", ".join(said)]))


def why_broken(words: str) -> str:
    """Why no line leads over a difference in such words: “the framework changed”."""
    return "not the same was asked" if words.startswith(ASKED) else "the framework changed"
