"""A made-up framework of outcomes with checklists and two profiles, of any size, and departments that answer it: the
same seed gives the same.
"""

from random import Random

from maturity.assessment.answer import Answer, ItemAnswer, State, with_derived
from maturity.assessment.checklist import ItemState
from maturity.framework import files
from maturity.framework.model import Framework

WORDS = (
    "risk", "board", "policy", "record", "owner", "supplier", "network", "backup", "access", "review",
    "incident", "plan", "service", "user", "system", "data", "test", "training", "monitoring",
    "evidence", "change", "asset", "threat", "response", "lesson", "exercise", "contract", "budget",
    "log", "password", "key",
)  # fmt: skip
HEAD = """\
format: 1
id: made-up-outcomes
edition: "1"
title: Made-up outcomes
language: en
source: {publisher: Nobody, title: Made up for tests, published: 2020-01-01}
licence: None needed.
origin: {statements: house, scale: house, levels: house, guidance: house, scoring: house}
"""


def framework(outcomes: int = 39, items: int = 449, seed: int = 1) -> Framework:
    """That many outcomes with so many items in all, under 4 objectives and 14 principles."""
    return files.parse(text(outcomes, items, seed), "made-up-outcomes.yaml", new=True)


def text(outcomes: int = 39, items: int = 449, seed: int = 1) -> str:
    """The file of that framework."""
    random = Random(seed)
    kinds = [
        (place, kind) for place in range(outcomes) for kind in range(3) if kind != 1 or not _two_levels(place)
    ]
    sizes = dict.fromkeys(kinds, 1)
    for _ in range(items - len(kinds)):
        sizes[random.choice(kinds)] += 1
    themes: list[str] = []
    principles = min(14, outcomes)
    for objective in range(4):
        topics = [each for each in range(principles) if each * 4 // principles == objective]
        if not topics:
            continue
        lines = [f"  - id: objective-{objective}", f"    label: Objective {'ABCD'[objective]}", "    topics:"]
        for topic in topics:
            lines += [
                f"      - id: principle-{topic}",
                f"        label: Principle {topic + 1}",
                "        statements:",
            ]
            for place in (each for each in range(outcomes) if each * principles // outcomes == topic):
                lines += _outcome(random, place, [sizes.get((place, kind), 0) for kind in range(3)])
        themes.append("\n".join(lines))
    some = {f"o{place}": 1 + _two_levels(place) for place in range(outcomes)}
    levels = ", ".join(f"{key}: {value}" for key, value in some.items())
    return (
        HEAD
        + f"counts: {{themes: {len(themes)}, topics: {principles}, statements: {outcomes}, items: {items}}}\n"
        + "scoring: {overall: none}\nscale: three\nscales:\n"
        + _scale("three", {0: "Not achieved", 1: "Partly achieved", 2: "Achieved"})
        + _scale("two", {0: "Not achieved", 2: "Achieved"})
        + "rules:\n  outcome:\n    sets: {bad: Not achieved, some: Partly achieved, good: Achieved}\n    first:\n"
        + "      - {any: bad, level: 0}\n      - {all: good, level: 2}\n      - {all: some, level: 1}\n"
        + "      - {level: 0}\n"
        + f"target_profiles:\n  - {{id: baseline, label: Baseline, levels: {{{levels}}}}}\n"
        + "  - {id: enhanced, label: Enhanced, level: 2}\nthemes:\n"
        + "\n".join(themes)
        + "\n"
    )


def answers(asked: Framework, seed: int) -> dict[str, Answer]:
    """What a department says: most items are looked at, some outcomes are confirmed otherwise."""
    random = Random(seed)
    found = {}
    for statement in asked.statements:
        weights = (random.uniform(1, 9), random.uniform(1, 4), 1, 0.5, random.choice([0, 0, 0, 2]))
        said = random.choices(
            [
                ItemState.YES,
                ItemState.NO,
                ItemState.ANOTHER_WAY,
                ItemState.NOT_APPLICABLE,
                ItemState.NOT_LOOKED_AT,
            ],
            weights,
            k=len(statement.items),
        )
        bad = {each.id for _, each_set in asked.item_sets(statement)[:1] for each in each_set}
        items = []
        for item, state in zip(statement.items, said, strict=True):
            if item.id in bad and state in (ItemState.YES, ItemState.ANOTHER_WAY) and random.random() < 0.9:
                state = ItemState.NO
            if state is not ItemState.NOT_LOOKED_AT:
                words = f"By the {random.choice(WORDS)}." if state is ItemState.ANOTHER_WAY else ""
                items.append(ItemAnswer(id=item.id, said=state, words=words))
        answer = Answer(
            state=State.NOT_ANSWERED,
            items=tuple(sorted(items, key=lambda each: each.id)),
            evidence=f"See the {random.choice(WORDS)} {random.choice(WORDS)}.",
        )
        if random.random() < 0.1:
            level = random.choice(list(asked.scale_of(statement).by_value))
            reason = f"The {random.choice(WORDS)} says otherwise."
            chosen = {"state": State.LEVEL, "level": level, "reason": reason, "confirmed": True}
            answer = answer.model_copy(update=chosen)
        found[statement.id] = with_derived(asked, statement.id, answer)
    return found


def _two_levels(place: int) -> bool:
    return place % 3 == 2


def _scale(name: str, levels: dict[int, str]) -> str:
    lines = (
        f"    - {{value: {value}, name: {words}, meaning: It is so.}}\n" for value, words in levels.items()
    )
    return f"  {name}:\n{''.join(lines)}"


def _outcome(random: Random, place: int, sizes: list[int]) -> list[str]:
    """An outcome's lines; one of two levels lacks the middle set."""
    name = f"o{place}"
    lines = [
        f"          - id: {name}",
        f"            label: Outcome {place + 1} {random.choice(WORDS)}",
        f"            text: {_sentence(random, 12)}",
        *(["            scale: two"] if _two_levels(place) else []),
        "            checklist:",
        "              rule: outcome",
        "              sets:",
    ]
    number = 0
    for kind, size in zip(("bad", "some", "good"), sizes, strict=True):
        if not size:
            continue
        lines.append(f"                {kind}:")
        for _ in range(size):
            number += 1
            lines.append(f"                  - {{id: {name}-{number}, text: {_sentence(random, 28)}}}")
    return lines


def _sentence(random: Random, words: int) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(words // 2, words))).capitalize()
