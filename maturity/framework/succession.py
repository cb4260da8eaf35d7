"""Whether an edition says what became of every statement of the one before, and a draft of what it does not say."""

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher

from maturity.errors import FileFaulty
from maturity.framework.document import Document
from maturity.framework.editions import words_asked
from maturity.framework.files import parse
from maturity.framework.model import Became, Framework, StatementChange
from maturity.framework.rules import Breach

ALIKE = 0.9
"""From this likeness of their texts on, a statement that went and a new one are drafted as one that moved."""


def parse_successor(
    text: str, name: str, known: Mapping[str, Framework], *, today: date | None = None
) -> Framework:
    """A new framework in a text, held to the edition that it follows or translates, which is among the `known`.

    Raises FileFaulty, as files.parse, and for every statement of the edition before of which nothing is said.
    """
    framework = parse(text, name, new=True, today=today)
    document = Document(text)
    faults = [document.fault(b.path, b.problem, b.remedy) for b in succession_breaches(framework, known)]
    if faults:
        raise FileFaulty(name, faults)
    return framework


def succession_breaches(framework: Framework, known: Mapping[str, Framework]) -> Iterator[Breach]:
    """What an edition does not say of the one before, or says wrongly."""
    if framework.translates is not None:
        yield from _translates(framework, known)
    follows = framework.follows
    if follows is None:
        return
    before = known.get(follows.edition)
    if before is None:
        yield Breach(
            ("follows", "edition"),
            f"there is no framework “{follows.edition}” here to compare with.",
            "Put its file beside this one, or name another.",
        )
        return
    if framework.series and before.series and framework.series != before.series:
        yield Breach(
            ("series",),
            f"“{before.id}” is of the series “{before.series}”.",
            "An edition is of the series of the one it follows.",
        )
    for place, change in enumerate(follows.changes):
        for was in change.was:
            if was not in before.by_id:
                yield Breach(
                    ("follows", "changes", place, "was"),
                    f"“{before.id}” has no statement “{was}”.",
                    "Use an id of the edition before.",
                )
    for change in missing(framework, before):
        yield Breach(("follows",), _untold(change, before), f"Add: - {as_line(change)}")


def missing(framework: Framework, before: Framework) -> list[StatementChange]:
    """A draft of what an edition does not say of the one before: every id that went, and every text that changed.

    What is new takes an entry only where nothing is the same unless it is listed.
    """
    follows = framework.follows
    changes = follows.changes if follows else ()
    told = {was for change in changes for was in change.was}
    named = {now for change in changes for now in change.now}
    by_id = follows is None or follows.same == "by-id"
    found, fresh = [], [each for each in framework.statements if each.id not in named]
    if by_id:
        fresh = [each for each in fresh if each.id not in before.by_id]
    for statement in before.statements:
        now = framework.by_id.get(statement.id)
        if statement.id in told:
            continue
        if by_id and now is not None and statement.id not in named:
            if words_asked(statement) != words_asked(now):
                found.append(_change(Became.REWORDED, [statement.id], [now.id]))
            continue
        moved = next((each for each in fresh if _alike(statement.text, each.text)), None)
        if moved is None:
            found.append(_change(Became.DROPPED, [statement.id], []))
        else:
            fresh.remove(moved)
            kind = Became.MOVED if by_id or moved.id != statement.id else Became.SAME
            found.append(_change(kind, [statement.id], [moved.id]))
    if not by_id:
        found += [_change(Became.NEW, [], [each.id]) for each in fresh]
    return found


def as_line(change: StatementChange) -> str:
    """A change as the file has it: “{was: [a], now: [b], kind: moved}”."""
    return f"{{was: [{', '.join(change.was)}], now: [{', '.join(change.now)}], kind: {change.kind}}}"


def _untold(change: StatementChange, before: Framework) -> str:
    what = change.was[0] if change.was else change.now[0]
    match change.kind:
        case Became.REWORDED:
            return f"“{what}” is worded otherwise than in “{before.id}”, and nothing is said of it."
        case Became.NEW:
            return f"“{what}” is in no change, and “same: listed” says that all are."
        case _:
            return f"nothing is said of what became of “{what}” of “{before.id}”."


def _translates(framework: Framework, known: Mapping[str, Framework]) -> Iterator[Breach]:
    of = known.get(str(framework.translates))
    if of is None:
        yield Breach(
            ("translates",),
            f"there is no framework “{framework.translates}” here to compare with.",
            "Put its file beside this one, or name another.",
        )
    elif of.skeleton != framework.skeleton:
        lacking = sorted(of.by_id.keys() ^ framework.by_id.keys())
        named = f" Not in both: {', '.join(lacking[:5])}." if lacking else ""
        yield Breach(
            ("translates",),
            f"it does not ask what “{of.id}” asks.{named}",
            "A translation has the same ids under the same themes, weights, level values and scoring.",
        )


def _change(kind: Became, was: list[str], now: list[str]) -> StatementChange:
    return StatementChange(kind=kind, was=tuple(was), now=tuple(now))


def _alike(one: str, other: str) -> bool:
    match = SequenceMatcher(None, one, other)
    return match.real_quick_ratio() >= ALIKE and match.quick_ratio() >= ALIKE and match.ratio() >= ALIKE
