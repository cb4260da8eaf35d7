"""How a level or a state looks in every picture: its colour, its mark and its words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from maturity.assessment.answer import Judgement, State
from maturity.assessment.blind import NOT_SHOWN
from maturity.framework.model import Framework, Scale, Statement
from maturity.palette import KIND, NOTHING, UNKNOWN, Palette, colours_of, names_of

MARKS = {State.NOT_DETERMINED: "?", State.NOT_ANSWERED: "·", State.NOT_APPLICABLE: "n/a"}
STATE_COLOURS = {
    State.NOT_DETERMINED: UNKNOWN,
    State.NOT_ANSWERED: NOTHING,
    State.NOT_APPLICABLE: NOTHING,
}
STATE_NAMES = {
    State.NOT_DETERMINED: "undetermined",
    State.NOT_ANSWERED: "unanswered",
    State.NOT_APPLICABLE: "inapplicable",
}
"""What the pages' style sheet calls each state; a level has its name from the palette."""


@dataclass(frozen=True)
class Key:
    """What a colour and a mark stand for; `name` is that of the look in the pages' style sheet."""

    mark: str
    words: str
    colour: str
    name: str = ""
    numbered: str = ""  # of a level, its words after its number, where it has one

    @property
    def of_level(self) -> bool:
        """Whether it stands for a level, and not for a state."""
        return bool(self.numbered)


HIDDEN = Key("–", "Not shown", NOTHING, "inapplicable")
"""Of what is hidden from somebody who reviews it blind."""
UNASKED = Key("/", State.NOT_ASKED.words, NOTHING, "unasked")
"""Of what was not asked of a department, where it was of others."""


def keys(framework: Framework) -> list[Key]:
    """Every key that the framework's statements may need: levels, lowest first, scale by scale; then states."""
    found: list[Key] = []
    for scale in framework.scales.values():
        found += [key for key in _of_scale(scale).values() if key not in found]
    return found + [state_key(state) for state in MARKS]


def one_for_alike(keys: Iterable[Key]) -> dict[Key, Key]:
    """For each key the one that stands for all that look like it: statements on many scales, each with words of its
    own, have one key a level, “Yes, some …”, where their words begin alike.
    """
    every = list(keys)
    groups: dict[tuple[str, str], list[Key]] = {}
    for key in every:
        groups.setdefault((key.mark, key.name), []).append(key)
    found = {look: _one_of(group) for look, group in groups.items()}
    return {key: found[key.mark, key.name] for key in every}


def _one_of(group: Sequence[Key]) -> Key:
    first, *others = group
    if not others:
        return first
    side_by_side = zip(*(key.words.split() for key in group), strict=False)
    begin = [each[0] for each in takewhile(lambda words: len(set(words)) == 1, side_by_side)]
    words = " ".join(begin)
    words = f"{words} …" if words else "as the statement's scale has it"
    return replace(first, words=words, numbered=f"{first.mark} {words}")


def state_key(state: State) -> Key:
    return Key(MARKS[state], state.words, STATE_COLOURS[state], STATE_NAMES[state])


def colour_of(key: Key, look: Palette) -> str:
    """The colour of a level or a state on one background; in a picture without patterns."""
    if key.name == STATE_NAMES[State.NOT_DETERMINED]:
        return look.hatch
    if key.name in (*STATE_NAMES.values(), UNASKED.name):
        return look.paper
    if key.name == KIND:
        return look.kind
    count, place = key.name.removeprefix("s").split("-")
    return look.levels(int(count))[int(place)]


def level_keys(framework: Framework, statement: Statement) -> dict[int, Key]:
    """The key of each level of the statement's scale."""
    return _of_scale(framework.scale_of(statement))


def key_of(framework: Framework, statement: Statement, judgement: Judgement) -> Key:
    if judgement == NOT_SHOWN:
        return HIDDEN
    if judgement.state is State.NOT_ASKED:
        return UNASKED
    if judgement.level is None:
        return state_key(judgement.state)
    return level_keys(framework, statement)[judgement.level]


def _of_scale(scale: Scale) -> dict[int, Key]:
    count, ordered = len(scale.levels), scale.ordered
    looks = zip(
        scale.levels, colours_of(count, ordered=ordered), names_of(count, ordered=ordered), strict=True
    )
    return {
        level.value: Key(scale.marks[level.value], level.name, colour, name, level.numbered)
        for level, colour, name in looks
    }
