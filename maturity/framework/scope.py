"""What is asked of a body: of a whole edition, what its round asks and what applies to bodies of its kinds.

Everything that counts, scores, checks, carries over or sends out reads its statements from what `part_asked` gives, so
that nothing else has to know that something is not asked. What is not asked is not “not applicable”: nobody answers it,
and it is in no figure, neither as a zero nor as an unknown.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from maturity.framework.model import Framework, Theme

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class AskedOfEach:
    """What was asked of anybody in a round, and what of that was not asked of each department of which not all was."""

    framework: Framework
    not_asked: Mapping[str, Collection[str]]

    def of(self, department_id: str) -> list[str]:
        """The statements that were asked of a department, in the framework's order."""
        left_out = self.not_asked.get(department_id, ())
        return [each.id for each in self.framework.statements if each.id not in left_out]

    def alone(self, given: Mapping[str, Mapping[str, Kept]]) -> dict[str, dict[str, Kept]]:
        """What was said or found, by department and statement, of statements that were asked."""
        known = self.framework.by_id
        return {
            key: {
                each: of
                for each, of in own.items()
                if each in known and each not in self.not_asked.get(key, ())
            }
            for key, own in given.items()
        }


def asked_of_each(framework: Framework, kinds: Mapping[str, tuple[str, ...]]) -> AskedOfEach:
    """What a framework asks of departments, given what kinds of body each is."""
    by_kinds = {each: part_asked(framework, kinds=each) for each in set(kinds.values())}
    anybody = {each.id for asked in by_kinds.values() for each in asked.statements}
    part = framework.asking(anybody) if anybody else framework
    found = {key: frozenset(part.by_id.keys() - by_kinds[each].by_id.keys()) for key, each in kinds.items()}
    return AskedOfEach(part, {key: statements for key, statements in found.items() if statements})


def part_asked(
    framework: Framework, *, of_round: Collection[str] = (), kinds: Collection[str] = ()
) -> Framework:
    """What a round that asks these statements asks of a body of these kinds: the framework, or the part of it.

    `of_round` are ids of statements; none of them stands for all. A body of no kind is asked everything, as nobody has
    said what it is. Raises NothingAsked where nothing is left.
    """
    applies = {each for theme in framework.themes for each in _applying_in(theme, kinds)}
    return framework.asking(applies.intersection(of_round) if of_round else applies)


def asked_groups_in_words(framework: Framework) -> list[str]:
    """What a part of an edition asks, for people: the labels of the groups that are asked whole and, of the others, of
    the statements; nothing where it is no part.
    """
    if framework.whole is framework:
        return []
    return [words for theme in framework.whole.themes for words in _parts(theme, framework)]


def _parts(theme: Theme, framework: Framework) -> Iterator[str]:
    statements = [each.id for each in theme.every_statement()]
    if all(each in framework.by_id for each in statements):
        yield theme.label
        return
    for topic in theme.topics:
        yield from _parts(topic, framework)
    yield from (each.label for each in theme.statements if each.id in framework.by_id)


def _applying_in(theme: Theme, kinds: Collection[str]) -> Iterator[str]:
    if not _applies(theme.applies_to, kinds):
        return
    for topic in theme.topics:
        yield from _applying_in(topic, kinds)
    for statement in theme.statements:
        if _applies(statement.applies_to, kinds):
            yield statement.id


def _applies(named: Collection[str], kinds: Collection[str]) -> bool:
    return not named or not kinds or any(each in named for each in kinds)
