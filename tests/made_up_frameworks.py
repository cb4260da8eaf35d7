"""Frameworks of the size and shape of published ones, made up from a seed: 97 statements in topics by themes, and 90
in functions, practices and streams with 24 sets of answers and sums.

`python -m tests.made_up_frameworks FOLDER` writes them there.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

FIRST = "data people plans tools skills owners records standards sharing quality access risk ethics reuse budgets teams"
WORDS = (
    *FIRST.split(),
    "registers",
    "models",
    "services",
    "contracts",
    "training",
    "review",
    "suppliers",
    "backups",
)
VERBS = ("kept", "known", "written", "reviewed", "shared", "agreed", "measured", "used", "owned", "tested")
ABOUT: dict[str, Any] = {
    "format": 1,
    "edition": "1",
    "language": "en",
    "source": {"publisher": "Nobody", "title": "Made up for tests", "published": "2020-01-01"},
    "licence": "None needed.",
    "origin": dict.fromkeys(("statements", "scale", "levels", "guidance", "scoring"), "house"),
}


def topics_by_themes(seed: int = 97) -> dict[str, Any]:
    """97 statements in 10 topics by 6 themes, of which 33 of the 60 cells hold any; levels 1 to 5, nothing overall."""
    chance, label = random.Random(seed), _labels(seed)
    cells = [(topic, theme) for topic in range(10) for theme in range(6)]
    held = sorted({(topic, chance.randrange(6)) for topic in range(10)})
    held = sorted({*held, *chance.sample([each for each in cells if each not in held], 33 - len(held))})
    where = sorted([*held, *(chance.choice(held) for _ in range(97 - len(held)))])
    names = ["Beginning", "Emerging", "Learning", "Developing", "Mastering"]
    topics: dict[int, list[dict[str, Any]]] = {topic: [] for topic in range(10)}
    for number, (topic, theme) in enumerate(where):
        topics[topic].append(
            {
                "id": f"s{number}",
                "code": f"{topic + 1}.{len(topics[topic]) + 1}",
                "label": next(label),
                "text": f"{next(label)}, and {next(label).lower()}",
                "levels": {level: _bullets(chance, label) for level in range(1, 6)},
                "facets": {"theme": [f"theme-{theme}"]},
            }
        )
    return {
        **ABOUT,
        "id": "made-up-97",
        "title": "Ninety-seven statements",
        "counts": {"themes": 10, "statements": 97},
        "scoring": {"overall": "none", "shown_as": {"unit": "level"}, "headline": "themes"},
        "scale": "five",
        "scales": {"five": [{"value": value, "name": name} for value, name in enumerate(names, start=1)]},
        "facets": [
            {
                "id": "theme",
                "label": "Theme",
                "method": "mean",
                "values": [
                    {"id": f"theme-{theme}", "label": f"Theme of {WORDS[theme]}"} for theme in range(6)
                ],
            }
        ],
        "themes": [
            {
                "id": f"topic-{topic}",
                "label": f"Topic {topic + 1}: {WORDS[topic + 6]}",
                "statements": statements,
            }
            for topic, statements in topics.items()
        ],
    }


def sums_of_streams(seed: int = 90) -> dict[str, Any]:
    """90 statements in 5 functions of 3 practices of 2 streams of 3, with 24 sets of answers worth 0, ¼, ½ and 1."""
    chance, label = random.Random(seed), _labels(seed)
    scales = {
        f"answers-{number}": [
            {"value": value, "name": name, "worth": worth}
            for value, (name, worth) in enumerate(
                [("No", 0), (f"Yes, some {WORDS[number]}", 0.25), (f"Yes, half of {WORDS[number]}", 0.5),
                 (f"Yes, most {WORDS[number]}", 1)]
            )
        ]
        for number in range(24)
    }  # fmt: skip

    def statement(key: str) -> dict[str, Any]:
        return {
            "id": key,
            "label": next(label),
            "text": next(label),
            "scale": f"answers-{chance.randrange(24)}",
        }

    themes = [
        {
            "id": f"f{f}",
            "label": f"Function {f + 1}: {WORDS[f]}",
            "topics": [
                {
                    "id": f"f{f}-p{p}",
                    "label": f"Practice {f + 1}.{p + 1}: {WORDS[p + 5]}",
                    "topics": [
                        {
                            "id": f"f{f}-p{p}-s{s}",
                            "label": f"Stream {f + 1}.{p + 1}{'AB'[s]}",
                            "statements": [statement(f"f{f}-p{p}-s{s}-{n}") for n in range(3)],
                        }
                        for s in range(2)
                    ],
                }
                for p in range(3)
            ],
        }
        for f in range(5)
    ]
    tiers = [("Function", "mean"), ("Practice", "mean"), ("Stream", "sum")]
    return {
        **ABOUT,
        "id": "made-up-90",
        "title": "Ninety statements",
        "counts": {"themes": 5, "topics": 45, "statements": 90},
        "scoring": {
            "overall": "theme_mean",
            "shown_as": {"unit": "points"},
            "tiers": [{"name": name, "method": method} for name, method in tiers],
        },
        "scale": "answers-0",
        "scales": scales,
        "themes": themes,
    }


MADE_UP = {"made-up-97": topics_by_themes, "made-up-90": sums_of_streams}


def text_of(document: dict[str, Any]) -> str:
    words = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=1_000_000)
    return words.replace("published: '2020-01-01'", "published: 2020-01-01")


def _labels(seed: int) -> Iterator[str]:
    """Short sentences, no two alike."""
    chance, taken = random.Random(seed), set[str]()
    while True:
        one, other = chance.sample(WORDS, 2)
        words = f"{one.capitalize()} for {other} are {chance.choice(VERBS)} by {chance.choice(WORDS)}"
        if words not in taken:
            taken.add(words)
            yield words


def _bullets(chance: random.Random, label: Iterator[str]) -> str:
    return "\n".join(f"{next(label)}." for _ in range(chance.randint(2, 4)))


if __name__ == "__main__":
    for name, make in MADE_UP.items():
        (Path(sys.argv[1]) / f"{name}.yaml").write_text(text_of(make()), encoding="utf-8")
