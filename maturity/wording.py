"""How dates, figures, money, counts and lists read, wherever a person reads them."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NOT_COSTED = "not costed"
"""A cost that nobody knows, in every sum: it is never £0."""

NOT_SAID = "not said"
"""A saving that nobody has put a figure on: it is never £0 either."""


def day(date_: date) -> str:
    """A date as people write it: “21 June 2019”."""
    return f"{date_.day} {date_:%B %Y}"


def fixed(figure: float) -> str:
    """A figure to one decimal as it reads everywhere: “56.3” for 56.25, as spreadsheet programs and browsers round it.

    Halves go away from zero, of the fifteen digits that a float is good for.
    """
    return str(Decimal(f"{figure:.15g}").quantize(Decimal("0.1"), ROUND_HALF_UP) + 0)


def headed(words: str) -> str:
    """With a capital at the beginning, and the rest as it is: “Below “Met””."""
    return f"{words[:1].upper()}{words[1:]}"


def pounds(amount: int | None) -> str:
    """“£25,000”, or “not costed” where nobody knows."""
    return NOT_COSTED if amount is None else f"£{amount:,}"


def saving(yearly: int | None) -> str:
    """“£25,000”, or “not said” where nobody knows what it saves."""
    return NOT_SAID if yearly is None else f"£{yearly:,}"


def costs(once: int | None, yearly: int | None) -> str:
    """“£5,000 once and £300 a year”; “£5,000 once, yearly not costed”; “not costed” where nobody knows either."""
    if once is None:
        return NOT_COSTED if yearly is None else f"{pounds(yearly)} a year, one-off {NOT_COSTED}"
    return f"{pounds(once)} once" + (
        f", yearly {NOT_COSTED}" if yearly is None else f" and {pounds(yearly)} a year"
    )


def counted(number: int, one: str, several: str = "") -> str:
    """“1 gap”, “3 gaps”; where more than an s changes, `several` is given: “1 gap is”, “3 gaps are”."""
    return f"{number} {one if number == 1 else several or f'{one}s'}"


def counted_are(number: int, one: str) -> str:
    """“1 gap is”, “3 gaps are”."""
    return counted(number, f"{one} is", f"{one}s are")


def share(part: int, whole: int) -> str:
    """A whole percentage: “71%”; “100%” and “0%” only of all and of none."""
    percent = int(Decimal(100 * part / whole).quantize(Decimal("1"), ROUND_HALF_UP))
    return f"{percent if part in (0, whole) else min(99, max(1, percent))}%"


def listed(names: Sequence[str], most: int | None = None) -> str:
    """“Tax, Arts and Sport”; of more than `most`, one fewer and how many more: “Tax, Arts and 7 more”."""
    shown = list(names)
    if most is not None and len(shown) > most:
        shown = [*shown[: most - 1], f"{len(shown) - most + 1} more"]
    return " and ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)


def shortened(words: str, most: int = 90) -> str:
    """The beginning of what somebody wrote, on one line: “We have a plan that …”."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[:most].rstrip()} …"


def without_common_start(names: Iterable[str]) -> dict[str, str]:
    """Each name without the words that all begin with: “A” and “B” of “Department A” and “Department B”."""
    whole = list(names)
    split = [name.split(" ") for name in whole]
    if len(whole) < 2:
        return dict(zip(whole, whole, strict=True))
    shortest = min(map(len, split)) - 1  # one word at least is left of each
    alike = next((i for i in range(shortest) if len({words[i] for words in split}) > 1), shortest)
    return {name: " ".join(words[alike:]) for name, words in zip(whole, split, strict=True)}


def tidy(name: str) -> str:
    """A name as it is kept: single spaces, and no characters that nobody sees."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
