"""How a level or a state looks in every picture: its colour, its mark and its words."""

from dataclasses import dataclass

from maturity.assessment.answer import Judgement, State
from maturity.framework.model import Framework, Statement
from maturity.palette import NOTHING, UNKNOWN, level_colours

MARKS = {State.NOT_DETERMINED: "?", State.NOT_ANSWERED: "·", State.NOT_APPLICABLE: "n/a"}
STATE_COLOURS = {
    State.NOT_DETERMINED: UNKNOWN,
    State.NOT_ANSWERED: NOTHING,
    State.NOT_APPLICABLE: NOTHING,
}
EDGE = {"width": 1, "color": "#505a5f"}


@dataclass(frozen=True)
class Key:
    """What a colour and a mark stand for."""

    mark: str
    words: str
    colour: str


def keys(framework: Framework) -> list[Key]:
    """Every key that the framework's statements may need: levels, lowest first, scale by scale; then states."""
    found: list[Key] = []
    for scale in framework.scales.values():
        for level, colour in zip(scale.levels, level_colours(len(scale.levels)), strict=True):
            key = Key(str(level.value), level.name, colour)
            if key not in found:
                found.append(key)
    return found + [state_key(state) for state in MARKS]


def state_key(state: State) -> Key:
    return Key(MARKS[state], state.words, STATE_COLOURS[state])


def level_keys(framework: Framework, statement: Statement) -> dict[int, Key]:
    """The key of each level of the statement's scale."""
    levels = framework.scale_of(statement).levels
    return {
        level.value: Key(str(level.value), level.name, colour)
        for level, colour in zip(levels, level_colours(len(levels)), strict=True)
    }


def key_of(framework: Framework, statement: Statement, judgement: Judgement) -> Key:
    if judgement.level is None:
        return state_key(judgement.state)
    return level_keys(framework, statement)[judgement.level]
