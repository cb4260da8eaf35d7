"""Names side by side."""

from collections.abc import Sequence

FEWEST = 3
"""Names that must share their first words before these are left out."""


def without_common_words(names: Sequence[str]) -> list[str]:
    """The names without the words that all of them begin with: “Department A, Department B, …” as “A, B, …”.

    Nothing is left out of a few names, nor the whole of any, nor where two would read alike.
    """
    split = [name.split() for name in names]
    if len(names) < FEWEST:
        return list(names)
    shared = 0
    while all(len(words) > shared + 1 for words in split) and len({words[shared] for words in split}) == 1:
        shared += 1
    found = [" ".join(words[shared:]) for words in split]
    return found if len(set(found)) == len(set(names)) else list(names)
