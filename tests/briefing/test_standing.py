"""What may be said of where departments stand."""

import pandas as pd
import pytest

from maturity.briefing.standing import order_in_words


def ranges(words: str) -> pd.DataFrame:
    """“a 10-20, b 30-40, c none”: a frame of low and high."""
    rows = {}
    for part in words.split(", "):
        name, written = part.rsplit(" ", 1)
        nan = float("nan")
        rows[name] = [nan, nan] if written == "none" else [float(each) for each in written.split("-")]
    return pd.DataFrame.from_dict(rows, orient="index", columns=["low", "high"])


HEADLINES = [
    ("a none", "Nothing to compare yet: no department has a range."),
    ("a 10-20", "One department: nothing to compare it with."),
    ("a 10-20, b none", "One department: nothing to compare it with."),
    ("Tax 10-30, Health 20-40", "The 2 departments cannot be put in order: their ranges overlap."),
    ("Tax 50-60, Health 20-40", "Tax is ahead of Health."),
    ("Tax 50-60, Roads 55-65, Health 20-40", "Roads and Tax are ahead of Health."),
    ("Tax 50-60, Health 20-40, Roads 1-2", "Tax is ahead of the 2 others."),
    (
        "Tax 50-60, Health 20-40, Roads 30-35",
        "Tax is ahead of the 2 others, which cannot all be separated from each other: their ranges overlap.",
    ),
    (
        "Tax 50-60, Arts 52-60, Sport 51-53, Health 20-40, Roads 30-35",
        "Arts, Sport and Tax are ahead of the 2 others, which cannot all be separated from each other: "
        "their ranges overlap.",
    ),
]


@pytest.mark.parametrize(("words", "expected"), HEADLINES)
def test_a_headline_says_no_more_than_the_ranges_bear(words: str, expected: str) -> None:
    assert order_in_words(ranges(words)) == expected


def test_a_long_headline_names_seven_and_counts_the_rest() -> None:
    frame = ranges(", ".join([*(f"d{place} {90 - place}-95" for place in range(10)), "last 1-2"]))
    assert order_in_words(frame) == "d0, d1, d2, d3, d4, d5, d6 and 3 more are ahead of last."
