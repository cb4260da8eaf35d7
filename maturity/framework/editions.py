"""How the editions of a series stand to one another: what became of each statement from one to the next.

Nothing here changes what was answered. It says which statement of a later edition an earlier answer may be carried to,
set beside, or reckoned with; whatever it does not say is not the same statement.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from maturity.framework.model import Became, Framework, Statement, Theme

SAME_STATEMENT = (Became.SAME, Became.MOVED, Became.REWORDED)
"""What leaves a statement the same one, asked of the same thing."""


@dataclass(frozen=True)
class Fate:
    """What became of a statement of an earlier edition, and the ids that now ask it."""

    kind: Became
    now: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether it is asked still, by one statement."""
        return self.kind in SAME_STATEMENT

    def then(self, later: Mapping[str, "Fate"]) -> "Fate":
        """What became of it in an edition after, given what became of each statement that asked it then."""
        after = [later.get(each, Fate(Became.DROPPED)) for each in self.now]
        now = tuple(dict.fromkeys(each for fate in after for each in fate.now))
        if not now:
            return Fate(Became.DROPPED)
        kinds = [self.kind, *(each.kind for each in after if each.now)]
        if self.kind is Became.SPLIT and len(now) == 1 and all(each.same for each in after if each.now):
            return Fate(Became.SPLIT, now)  # one part of it alone is left
        return Fate(max(kinds, key=list(Became).index), now)


def series_of(framework: Framework, known: Mapping[str, Framework]) -> str:
    """The series of an edition: the word of the first that it follows on, or else the id of that; of a translation, the
    series of what it translates.
    """
    first = _line(framework, known)[-1]
    return first.series or first.id


def became(before: Framework, after: Framework, known: Mapping[str, Framework]) -> dict[str, Fate]:
    """What became of every statement of one edition in another of its series; `known` are the editions between."""
    one, other = _original(before, known), _original(after, known)
    if one.content_hash == other.content_hash or one.id == other.id:
        return {each.id: Fate(Became.SAME, (each.id,)) for each in one.statements}
    line = _line(other, known)
    if any(each.id == one.id for each in line):
        steps = line[: next(place for place, each in enumerate(line) if each.id == one.id) + 1][::-1]
        found = {each.id: Fate(Became.SAME, (each.id,)) for each in one.statements}
        for earlier, later in pairwise(steps):
            step = _step(earlier, later)
            found = {key: fate.then(step) for key, fate in found.items()}
        return found
    if any(each.id == other.id for each in _line(one, known)):
        back = became(other, one, known)
        undone = {fate.now[0]: Fate(fate.kind, (key,)) for key, fate in back.items() if fate.same}
        return {each.id: undone.get(each.id, Fate(Became.DROPPED)) for each in one.statements}
    return _step(one, other)


def comparable(
    before: Framework, was: str, after: Framework, now: str, known: Mapping[str, Framework]
) -> bool:
    """Whether a level of the one statement is a level of the other: the same values, by the same names."""
    one, other = _original(before, known), _original(after, known)
    return _levels(one, one.by_id[was]) == _levels(other, other.by_id[now])


def carried_ids(before: Framework, after: Framework, known: Mapping[str, Framework]) -> dict[str, str]:
    """The statements whose answers can be set beside each other: ids of the earlier edition, and of the later."""
    return {
        key: fate.now[0]
        for key, fate in became(before, after, known).items()
        if fate.same and comparable(before, key, after, fate.now[0], known)
    }


def as_asked_in(
    before: Framework, after: Framework, known: Mapping[str, Framework]
) -> tuple[Framework, dict[str, str]]:
    """An edition with its statements by the ids of another of its series, and those ids by its own.

    A statement that the other asks still has the other's id; one that it does not ask has an id that the other does not
    have. Nothing else differs, so every score is what it was.
    """
    if _original(before, known).id == _original(after, known).id:
        return after, {each.id: each.id for each in before.statements}
    fates = became(before, after, known)
    ids = {}
    for key, fate in fates.items():
        apart = f"{key[:50].strip('-')}-{hashlib.sha256(before.id.encode()).hexdigest()[:8]}"
        ids[key] = fate.now[0] if fate.same else apart if key in after.by_id else key
    if all(key == now for key, now in ids.items()):
        return before, ids
    parts = {name: getattr(before, name) for name in before.model_fields_set}
    renamed = {
        "themes": tuple(_renamed(theme, ids) for theme in before.themes),
        "contradictions": (),
        "target_profiles": (),
    }
    return Framework(**{**parts, **renamed}), ids


def _original(framework: Framework, known: Mapping[str, Framework]) -> Framework:
    """What a translation is of; the framework itself where it is none."""
    of = known.get(framework.translates or "")
    return of if of is not None and of.skeleton == framework.skeleton else framework


def _line(framework: Framework, known: Mapping[str, Framework]) -> list[Framework]:
    """An edition, the one it follows, and so on to the first that is known."""
    found = [_original(framework, known)]
    while (follows := found[-1].follows) is not None:
        earlier = known.get(follows.edition)
        if earlier is None or _original(earlier, known).id in {each.id for each in found}:
            break
        found.append(_original(earlier, known))
    return found


def _step(before: Framework, after: Framework) -> dict[str, Fate]:
    """From one edition to the next, as that says; or by ids, where it says nothing of the one before."""
    follows = after.follows if after.follows and after.follows.edition == before.id else None
    changes = follows.changes if follows else ()
    told = {was: change for change in changes for was in change.was}
    named = {now for change in changes for now in change.now}
    by_id = follows is None or follows.same == "by-id"
    found = {}
    for statement in before.statements:
        change, now = told.get(statement.id), after.by_id.get(statement.id)
        if change is not None:
            there = tuple(each for each in change.now if each in after.by_id)
            found[statement.id] = Fate(change.kind, there) if there else Fate(Became.DROPPED)
        elif by_id and now is not None and statement.id not in named:
            kind = Became.SAME if words_asked(statement) == words_asked(now) else Became.REWORDED
            found[statement.id] = Fate(kind, (now.id,))
        else:
            found[statement.id] = Fate(Became.DROPPED)
    return found


def words_asked(statement: Statement) -> tuple[object, ...]:
    """The words by which a statement is answered: its text, what its levels look like, and its checklist."""
    return statement.text, statement.levels, statement.checklist


def _levels(framework: Framework, statement: Statement) -> list[tuple[int, str]]:
    return [(level.value, level.name) for level in framework.scale_of(statement).levels]


def _renamed(theme: Theme, ids: Mapping[str, str]) -> Theme:
    return theme.model_copy(
        update={
            "topics": tuple(_renamed(topic, ids) for topic in theme.topics),
            "statements": tuple(each.model_copy(update={"id": ids[each.id]}) for each in theme.statements),
        }
    )
