"""Which keys may stand where in a file, and what somebody meant who wrote another one."""

import difflib
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any, get_args

from pydantic import BaseModel, RootModel

Parts = frozenset[type[BaseModel]]
MOST_PLACES = 2
"""Places named for one key: of one that stands in more, such as label, they would say nothing."""


def meant_by(kind: type[BaseModel], path: tuple[str | int, ...]) -> str:
    """What to do about a key that is not known at the end of a path of a file that is read as a `kind`."""
    key, here = str(path[-1]), _keys(_parts_at(kind, path[:-1]))
    begun = sorted((each for each in here if key.startswith(each)), key=len)  # “ident” is meant as “id”
    if near := difflib.get_close_matches(key, here, n=1, cutoff=0.75) or begun[-1:]:
        return f"Did you mean “{near[0]}”?"
    places = _places(kind)
    if 0 < len(places.get(key, ())) <= MOST_PLACES:
        return f"It belongs {' or '.join(places[key])}."
    elsewhere = [each for each in nearest(key, places) if len(places[each]) <= MOST_PLACES]
    if elsewhere:
        return f"Did you mean “{elsewhere[0]}”? It belongs {' or '.join(places[elsewhere[0]])}."
    near = difflib.get_close_matches(key, here, n=1)
    return f"Did you mean “{near[0]}”?" if near else "Remove it, or see the README beside the file."


def nearest(given: str, known: Iterable[str]) -> list[str]:
    """The known name that somebody most likely meant, if any is near."""
    return difflib.get_close_matches(given, [*known], n=1, cutoff=0.75)


def one_of(given: object, known: Iterable[object]) -> str:
    """A remedy: what was most likely meant, and what there is."""
    names = [str(each) for each in known]
    meant = nearest(str(given), names)
    words = f"Did you mean “{meant[0]}”? " if meant else ""
    return f"{words}Use one of: {', '.join(names) or 'none'}."


def one_id(given: object, known: Iterable[object], whose: str = "this file") -> str:
    """The same where there may be too many to name."""
    meant = nearest(str(given), map(str, known))
    return f"Did you mean “{meant[0]}”?" if meant else f"Use an id of {whose}."


def _keys(parts: Collection[type[BaseModel]]) -> list[str]:
    return sorted({key for part in parts for key, _ in _fields(part)})


def _fields(part: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """The keys of a part, with what may stand at each."""
    for name, field in part.model_fields.items():
        yield field.alias or name, field.annotation


def _parts_at(kind: type[BaseModel], path: Iterable[str | int]) -> Parts:
    """What may stand at a path: the parts whose keys are known there. Places in a list, and names that the file gives
    (of scales, rules and sets), lead no further.
    """
    parts: Parts = frozenset({kind})
    for step in path:
        fields = [annotation for part in parts for key, annotation in _fields(part) if key == step]
        if fields:
            parts = frozenset(found for each in fields for found in _parts_in(each))
    return parts


def _parts_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        yield from _parts_in(annotation.model_fields["root"].annotation)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    else:
        for each in get_args(annotation):
            yield from _parts_in(each)


@lru_cache
def _places(kind: type[BaseModel]) -> dict[str, tuple[str, ...]]:
    """Where each key may stand, in words."""
    found: dict[str, dict[str, None]] = {}
    waiting: deque[tuple[type[BaseModel], str]] = deque([(kind, "at the top of the file")])
    seen: set[type[BaseModel]] = set()
    while waiting:
        part, place = waiting.popleft()
        if part in seen:
            continue
        seen.add(part)
        for key, annotation in _fields(part):
            found.setdefault(key, {})[place] = None
            within = f"under {key}" if part is kind else f"{place} › {key}"
            waiting += [(each, within) for each in _parts_in(annotation)]
    return {key: tuple(places) for key, places in found.items()}
