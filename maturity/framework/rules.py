"""What a framework file must hold true beyond its shape; every rule yields all the faults it finds.

Rules read the plain document rather than the model, so that a file with a wrong shape in one place
still hears of a repeated id in another.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from maturity.characters import alike, is_blank
from maturity.framework.document import Path
from maturity.framework.keys import one_id, one_of
from maturity.framework.model import Became, Better, Combine, FigureUnit, Overall


@dataclass(frozen=True)
class Breach:
    """A rule broken at a path of the document."""

    path: Path
    problem: str
    remedy: str


def breaches(document: object, *, new: bool = False, today: date | None = None) -> Iterator[Breach]:
    """Everything in the document that breaks a rule, in no particular order; by `today` it was published.

    A `new` file is held to rules that came later, too. An edition that is in use cannot be changed any more, and
    neither its rounds nor the bundles made of them may be lost to such a rule.
    """
    for rule in (*RULES, *RULES_OF_NEW) if new else RULES:
        yield from rule(document)
    published = _at(document, "source", "published")
    if new and today is not None and isinstance(published, date) and published > today:
        yield Breach(("source", "published"), f"“{published}” is still to come.", "Check the year.")


def comments_cut(cut: Mapping[Path, str]) -> Iterator[Breach]:
    """Words of which the rest was taken for a comment: see Document.cut."""
    for path, rest in cut.items():
        yield Breach(
            path,
            f"the words end before “{rest}”: a space and # begin a comment.",
            "Put the words in quotes, or the comment on a line of its own.",
        )


def _at(document: object, *keys: str) -> object:
    for key in keys:
        document = document.get(key) if isinstance(document, Mapping) else None
    return document


def _items(value: object, path: Path) -> Iterator[tuple[Path, Mapping[object, object]]]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        for index, item in enumerate(value):
            if isinstance(item, Mapping):
                yield (*path, index), item


def _themes(document: object) -> list[tuple[Path, Mapping[object, object]]]:
    return list(_items(_at(document, "themes"), ("themes",)))


def _topics(document: object) -> list[tuple[Path, Mapping[object, object]]]:
    found, waiting = [], _themes(document)
    while waiting:
        path, theme = waiting.pop(0)
        topics = list(_items(theme.get("topics"), (*path, "topics")))
        found += topics
        waiting += topics
    return found


def _statements(document: object) -> list[tuple[Path, Mapping[object, object]]]:
    return [
        statement
        for path, theme in (*_themes(document), *_topics(document))
        for statement in _items(theme.get("statements"), (*path, "statements"))
    ]


def _sets(
    document: object,
) -> Iterator[tuple[Path, Mapping[object, object], str, list[tuple[Path, Mapping[object, object]]]]]:
    """Every set of items: where it stands, its statement, its name, and its items."""
    for path, statement in _statements(document):
        sets = _at(statement, "checklist", "sets")
        for name, items in sets.items() if isinstance(sets, Mapping) else ():
            place = (*path, "checklist", "sets", str(name))
            yield place, statement, str(name), list(_items(items, place))


def _levels(document: object, scale: object) -> list[int]:
    found = (level.get("value") for _, level in _levels_of(document, scale))
    return [value for value in found if type(value) is int]


def _levels_of(document: object, scale: object) -> list[tuple[Path, Mapping[object, object]]]:
    """The levels of a scale, whether it is a list of them or says more."""
    path: Path = ("scales", str(scale))
    told = _at(document, "scales", str(scale))
    if isinstance(told, Mapping):
        path, told = (*path, "levels"), told.get("levels")
    return list(_items(told, path))


def _repeated(items: Sequence[tuple[Path, Mapping[object, object]]], kind: str) -> Iterator[Breach]:
    seen: set[object] = set()
    for path, item in items:
        name = item.get("id")
        if isinstance(name, str) and name in seen:
            yield Breach((*path, "id"), f"the {kind} id “{name}” is used twice.", "Give each its own id.")
        if isinstance(name, str):
            seen.add(name)


def ids_are_unique(document: object) -> Iterator[Breach]:
    yield from _repeated(_statements(document), "statement")
    yield from _repeated([*_themes(document), *_topics(document)], "theme or topic")
    yield from _repeated([item for _, _, _, items in _sets(document) for item in items], "item")
    facets = list(_items(_at(document, "facets"), ("facets",)))
    yield from _repeated(facets, "facet")
    for path, facet in facets:
        yield from _repeated(list(_items(facet.get("values"), (*path, "values"))), "facet value")


def counts_are_kept(document: object) -> Iterator[Breach]:
    found = {
        "themes": len(_themes(document)),
        "topics": len(_topics(document)),
        "statements": len(_statements(document)),
        "items": sum(len(items) for _, _, _, items in _sets(document)),
    }
    for kind, number in found.items():
        declared = _at(document, "counts", kind)
        declared = 0 if kind in ("topics", "items") and declared is None else declared
        if type(declared) is int and declared != number:
            yield Breach(
                ("counts", kind),
                f"declares {declared} {kind}, but the file holds {number}.",
                "Restore what is lost or correct the count.",
            )


def themes_hold_something(document: object) -> Iterator[Breach]:
    for path, theme in (*_themes(document), *_topics(document)):
        if bool(theme.get("topics")) == bool(theme.get("statements")):
            yield Breach(
                path,
                f"“{theme.get('id')}” needs either topics or statements, and not both.",
                "Put statements under a topic, or leave topics out.",
            )


def scales_rise(document: object) -> Iterator[Breach]:
    scales = _at(document, "scales")
    for name in scales if isinstance(scales, Mapping) else ():
        values, better = _levels(document, name), _better(document, name)
        if better == Better.NONE and len(set(values)) < len(values):
            problem, remedy = (
                f"the level values {values} are not each there once.",
                "Give each level its own.",
            )
            yield Breach(("scales", str(name)), problem, remedy)
        elif better == Better.LOWER and values != sorted(set(values), reverse=True):
            yield Breach(
                ("scales", str(name)),
                f"a lower number is better, and the level values {values} do not fall.",
                "List levels from the worst to the best.",
            )
        elif better == Better.HIGHER and values != sorted(set(values)):
            yield Breach(
                ("scales", str(name)),
                f"the level values {values} do not rise.",
                "List levels from the lowest to the highest, each once. Where a lower number is better, say "
                "better: lower.",
            )
        yield from _worths_rise(document, str(name))


def _better(document: object, scale: object) -> object:
    """Which numbers of a scale are better."""
    return _at(document, "scales", str(scale), "better") or Better.HIGHER


def kinds_have_no_order(document: object) -> Iterator[Breach]:
    """Levels that are kinds are described: nothing that needs one to be better than another is said of them."""
    scales = _at(document, "scales")
    kinds = [
        name for name in map(str, scales if isinstance(scales, Mapping) else ()) if _is_kind(document, name)
    ]
    for name in kinds:
        worth = any("worth" in level for _, level in _levels_of(document, name))
        for key in [key for key, there in (("worth", worth), ("out_of", _at(document, "scales", name, "out_of")))
                    if there]:  # fmt: skip
            yield Breach(
                ("scales", name), f"with better: none no level has a {key}.", f"Leave {key} out, or better."
            )
    of_kinds = {
        str(each.get("id")): (path, each)
        for path, each in _statements(document)
        if str(each.get("scale") or _at(document, "scale")) in kinds
    }
    for key, (path, statement) in of_kinds.items():
        for said in ("moving_up", "weight", "checklist"):
            if said in statement:
                yield Breach(
                    (*path, said),
                    f"the levels of “{key}” are kinds, of which none is better.",
                    "Leave it out.",
                )
    for name in ("contradictions", "target_profiles"):
        for path, each in _items(_at(document, name), (name,)):
            levels = each.get("levels")
            ids = [
                *map(str, levels if isinstance(levels, Mapping) else ()),
                each.get("statement"),
                each.get("above"),
            ]
            for named in ids:
                if named in of_kinds:
                    problem = f"the levels of “{named}” are kinds, of which none is better."
                    yield Breach(path, problem, "Name other statements.")
    if (
        of_kinds
        and len(of_kinds) == len(_statements(document))
        and _at(document, "scoring", "overall") != "none"
    ):
        yield Breach(
            ("scoring", "overall"), "no statement is scored, so there is none.", "Write overall: none."
        )


def _is_kind(document: object, scale: object) -> bool:
    return _better(document, scale) == Better.NONE


def _worths_rise(document: object, name: str) -> Iterator[Breach]:
    """What levels are worth never falls, and none is worth more than the scale is out of."""
    levels = _levels_of(document, name)
    worths = [level.get("worth") for _, level in levels]
    for (path, level), worth in zip(levels, worths, strict=True):
        if worth is None and any(each is not None for each in worths):
            yield Breach(
                path, f"level {level.get('value')} has no worth, and others have.", "Give each one, or none."
            )
    points = [each for each in worths if isinstance(each, int | float) and not isinstance(each, bool)]
    if points != sorted(points):
        yield Breach(
            ("scales", name),
            f"the worths {points} do not rise.",
            "List levels from the worst to the best: the number that people see may be in the name.",
        )
    out_of = _at(document, "scales", name, "out_of")
    highest = max(points or _levels(document, name), default=0)
    if points and not highest:
        yield Breach(("scales", name), "no level is worth anything.", "Give the highest a worth above 0.")
    if isinstance(out_of, int | float) and not isinstance(out_of, bool) and 0 < out_of < highest:
        yield Breach(
            ("scales", name, "out_of"),
            f"a level is worth {highest:g}, and that is more than {out_of:g}.",
            "Write what the highest score would be.",
        )


def level_names_differ(document: object) -> Iterator[Breach]:
    """Each level is known by its name alone, as people type it in a workbook, and never taken for another."""
    scales = _at(document, "scales")
    for scale in scales if isinstance(scales, Mapping) else ():
        taken: dict[str, str] = {}
        for path, level in _levels_of(document, scale):
            name = level.get("name")
            if not isinstance(name, str) or is_blank(name):
                continue  # a fault of the shape
            place, said = (*path, "name"), alike(name)
            if said in taken:
                yield Breach(
                    place,
                    f"“{name}” cannot be told from “{taken[said]}”.",
                    "Give each level of a scale a name of its own; capitals and spaces make no difference.",
                )
            taken.setdefault(said, name)
            if _NUMBERED.match(said):
                yield Breach(
                    place,
                    f"“{name}” would be taken for the number of a level.",
                    "Begin the name with a word: its number is shown before it.",
                )
            if said in {alike(words) for words in NO_LEVELS}:
                yield Breach(
                    place,
                    f"“{name}” is what an answer without a level is called.",
                    "Use other words for the level.",
                )


_NUMBERED = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:\W|$)")
NO_LEVELS = (
    "Level", "Not answered", "Not determined", "Not applicable", "Cannot determine", "Does not apply",
    "Not asked",
)  # fmt: skip
"""What answers without a level are called on pages and in workbooks; a test holds that these are all."""


def labels_differ(document: object) -> Iterator[Breach]:
    """Pages, packs and pictures know statements and themes by their labels."""
    kinds = {"statement": _statements(document), "theme or topic": [*_themes(document), *_topics(document)]}
    for kind, items in kinds.items():
        taken: dict[str, str] = {}
        for path, item in items:
            label = item.get("label")
            if not isinstance(label, str) or is_blank(label):
                continue  # a fault of the shape
            label = f"{item['code']} {label}" if isinstance(item.get("code"), str) else label
            if alike(label) in taken:
                yield Breach(
                    (*path, "label"),
                    f"another {kind} has the label “{taken[alike(label)]}”.",
                    "Give each a label of its own; capitals and spaces make no difference.",
                )
            taken.setdefault(alike(label), label)


def high_level_is_on_a_scale(document: object) -> Iterator[Breach]:
    scales = _at(document, "scales")
    names = scales if isinstance(scales, Mapping) else ()
    highest = max((value for name in names for value in _levels(document, name)), default=None)
    level = _at(document, "high_level")
    if type(level) is int and highest is not None and level > highest:
        yield Breach(
            ("high_level",),
            f"no scale has a level {level}, so evidence would never be asked for.",
            f"Use a level of a scale, up to {highest}, or leave it out.",
        )


def language_is_known(document: object) -> Iterator[Breach]:
    language = _at(document, "language")
    if not isinstance(language, str) or is_blank(language):
        return  # a fault of the shape
    found = _TAG.fullmatch(language)
    if found is None or (len(found[1]) == 2 and found[1] not in LANGUAGES):
        yield Breach(("language",), f"“{language}” is no language tag.", "Use one such as en, cy or en-GB.")


_TAG = re.compile(r"([a-z]{2,3})(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
LANGUAGES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de
    dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id
    ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu
    lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu
    rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr
    ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905  (a hundred quotation marks fewer)
)
"""ISO 639-1."""


def names_are_known(document: object) -> Iterator[Breach]:
    scales = _at(document, "scales")
    known_scales = sorted(map(str, scales)) if isinstance(scales, Mapping) else []
    facets = {
        str(facet.get("id")): {str(value.get("id")) for _, value in _items(facet.get("values"), ())}
        for _, facet in _items(_at(document, "facets"), ())
    }
    used = [
        (("scale",), _at(document, "scale")),
        (("scoring", "stages", "scale"), _at(document, "scoring", "stages", "scale")),
    ]
    for path, statement in _statements(document):
        used.append(((*path, "scale"), statement.get("scale")))  # type: ignore[arg-type]
        chosen = statement.get("facets")
        for facet, values in chosen.items() if isinstance(chosen, Mapping) else ():
            place = (*path, "facets", str(facet))
            if facet not in facets:
                yield Breach(place, f"there is no facet “{facet}”.", one_of(facet, facets))
                continue
            for value in values if isinstance(values, list) else ():
                if isinstance(value, str) and value not in facets[facet]:
                    yield Breach(
                        place,
                        f"“{value}” is not a value of the facet “{facet}”.",
                        one_of(value, sorted(facets[facet])),
                    )
    for place, scale in used:
        if isinstance(scale, str) and scale not in known_scales:
            yield Breach(place, f"there is no scale “{scale}”.", one_of(scale, known_scales))


def kinds_are_named(document: object) -> Iterator[Breach]:
    kinds = list(_items(_at(document, "kinds"), ("kinds",)))
    yield from _repeated(kinds, "kind of body")
    known = [str(kind.get("id")) for _, kind in kinds]
    for path, part in (*_themes(document), *_topics(document), *_statements(document)):
        for each in _words(part.get("applies_to")):
            if each not in known:
                yield Breach(
                    (*path, "applies_to"),
                    f"there is no kind of body “{each}”.",
                    f"{one_of(each, known)} They are listed under kinds.",
                )


def kinds_are_used(document: object) -> Iterator[Breach]:
    """A kind that nothing is asked of more or less makes no difference, and would be taken for one that does."""
    parts = (*_themes(document), *_topics(document), *_statements(document))
    if _items_of(_at(document, "kinds")) and not any(part.get("applies_to") for _, part in parts):
        yield Breach(
            ("kinds",), "nothing says what it applies to.", "Add applies_to to a group or statement."
        )


def what_is_named_is_used(document: object) -> Iterator[Breach]:
    """A scale, facet, rule or set of items that no statement uses is a slip: of a name, or of a statement left out."""
    statements = [each for _, each in _statements(document)]
    if not statements:
        return
    used: dict[str, set[object]] = {
        "scales": {each.get("scale") or _at(document, "scale") for each in statements}
        | {_at(document, "scoring", "stages", "scale")},
        "rules": {_at(each, "checklist", "rule") for each in statements},
        "facets": {facet for each in statements for facet in _mapping(each.get("facets"))},
    }
    ways = {
        "scales": "write scale: {} in a statement",
        "rules": "write rule: {} in a statement's checklist",
        "facets": "write facets: {{{}: […]}} in a statement",
    }
    for kind, named in used.items():
        told = _at(document, kind)
        places = {str(name): (kind, str(name)) for name in _mapping(told)} | {
            str(item.get("id")): path for path, item in _items(told, (kind,)) if item.get("id")
        }
        for name, place in places.items():
            if name not in named:
                yield Breach(
                    place,
                    f"no statement uses the {kind.removesuffix('s')} “{name}”.",
                    f"Take it out, or {ways[kind].format(name)}.",
                )
    filled = {
        (_at(statement, "checklist", "rule"), name) for _, statement, name, items in _sets(document) if items
    }
    for rule in used["rules"] & set(_mapping(_at(document, "rules"))):
        for key in _mapping(_at(document, "rules", str(rule), "sets")):
            if (rule, key) not in filled:
                yield Breach(
                    ("rules", str(rule), "sets", str(key)),
                    f"no checklist has items in the set “{key}”.",
                    "Take it out, or write items under it.",
                )


def _mapping(value: object) -> Mapping[object, object]:
    return value if isinstance(value, Mapping) else {}


def contradictions_name_statements(document: object) -> Iterator[Breach]:
    known = [statement.get("id") for _, statement in _statements(document)]
    for path, rule in _items(_at(document, "contradictions"), ("contradictions",)):
        for key in ("statement", "above"):
            if isinstance(rule.get(key), str) and rule[key] not in known:
                yield Breach((*path, key), f"there is no statement “{rule[key]}”.", one_id(rule[key], known))


def profiles_name_levels(document: object) -> Iterator[Breach]:
    profiles = list(_items(_at(document, "target_profiles"), ("target_profiles",)))
    yield from _repeated(profiles, "target profile")
    offered = {
        str(statement.get("id")): _levels(document, statement.get("scale") or _at(document, "scale"))
        for _, statement in _statements(document)
    }
    kinds = {
        str(statement.get("id"))
        for _, statement in _statements(document)
        if _is_kind(document, statement.get("scale") or _at(document, "scale"))
    }
    for path, profile in profiles:
        own = profile.get("levels")
        named = own if isinstance(own, Mapping) else {}
        if "level" not in profile and not named:
            yield Breach(path, f"“{profile.get('id')}” names no level.", "Give level, or levels, or both.")
        for statement, level in named.items():
            place = (*path, "levels", str(statement))
            if statement not in offered:
                yield Breach(place, f"there is no statement “{statement}”.", one_id(str(statement), offered))
            elif type(level) is int and level not in offered[statement]:
                yield Breach(place, f"“{statement}” has no level {level}.", "Use a level of its scale.")
        level = profile.get("level")
        if level is not None and profile.get("otherwise") is not None:
            yield Breach(
                (*path, "otherwise"),
                "nothing is left for it: level names one for every statement.",
                "Leave out level or otherwise.",
            )
        lacking = [
            each
            for each, levels in offered.items()
            if each not in named and level not in levels and each not in kinds
        ]
        if type(level) is int and lacking:
            yield Breach(
                (*path, "level"),
                f"“{lacking[0]}” has no level {level}.",
                "Use a level of every scale, or name such statements under levels.",
            )


def levels_are_described(document: object) -> Iterator[Breach]:
    for path, statement in _statements(document):
        scale = statement.get("scale") or _at(document, "scale")
        values = _levels(document, scale)
        if len(values) < len(list(_items(_at(document, "scales", str(scale)), ()))):
            continue  # a level's value is wrong itself, and every statement would be told of it
        wanted = {"levels": values, "moving_up": values[:-1] if "moving_up" in statement else []}
        for key, needed in wanted.items():
            given = statement.get(key)
            if (
                not values
                or not isinstance(given, Mapping | None)
                or (key == "levels" and key not in statement)
            ):
                continue  # the scale then says all there is
            described = list(given or {})
            missing = [value for value in needed if value not in described]
            strange = [value for value in described if value not in needed]
            name = statement.get("id")
            if missing:
                listed = ", ".join(map(str, missing))
                yield Breach(
                    (*path, key),
                    f"“{name}” does not describe level {listed}.",
                    "Write a line for every level.",
                )
            if strange:
                listed = ", ".join(map(str, strange))
                expected = ", ".join(map(str, needed))
                yield Breach(
                    (*path, key),
                    f"“{name}” describes level {listed}.",
                    f"The levels to describe are {expected}.",
                )


def weights_have_effect(document: object) -> Iterator[Breach]:
    overall = _at(document, "scoring", "overall")
    of_themes = overall in [each for each in Overall if each.of_themes]
    topics = [] if _at(document, "scoring", "tiers") else _topics(document)
    for path, theme in topics + ([] if of_themes else _themes(document)):
        if "weight" in theme:
            yield Breach(
                (*path, "weight"),
                f"the weight of “{theme.get('id')}” would have no effect.",
                "Weigh statements, or weigh themes with overall: theme_mean (topics with tiers).",
            )


def tiers_fit(document: object) -> Iterator[Breach]:
    """There is a tier for each depth of groups, named apart; and what combines figures has figures to combine."""
    tiers = list(_items(_at(document, "scoring", "tiers"), ("scoring", "tiers")))
    overall = _at(document, "scoring", "overall")
    if not tiers:
        return
    deep = _depth(_at(document, "themes"))
    if len(tiers) != deep:
        yield Breach(
            ("scoring", "tiers"),
            f"there are {len(tiers)} tiers, and groups lie {deep} deep.",
            "Name one for the themes, one for their topics, and so on.",
        )
    taken: set[str] = set()
    for path, tier in tiers:
        name = tier.get("name")
        if isinstance(name, str) and alike(name) in taken:
            yield Breach((*path, "name"), f"another tier is called “{name}”.", "Give each a name of its own.")
        if isinstance(name, str):
            taken.add(alike(name))
    no_figures = tiers[0][1].get("method") == Combine.NONE
    if no_figures and overall in [each for each in Overall if each.of_themes]:
        yield Breach(
            ("scoring", "overall"),
            f"“{overall}” combines figures of the {tiers[0][1].get('name')} tier, which has none.",
            "Give that tier a method, or write overall: none or statement_mean.",
        )


def stages_fit(document: object) -> Iterator[Breach]:
    """Where figures are stages, the file says of every statement which stage it is of, and what each asks."""
    scoring, path = _at(document, "scoring"), ("scoring", "stages")
    methods = [tier.get("method") for _, tier in _items(_at(scoring, "tiers"), ())]
    staged = Combine.STAGED in methods or _at(scoring, "overall") == Overall.STAGED
    stages = _at(scoring, "stages")
    if staged and stages is None:
        yield Breach(
            ("scoring",), "something is staged, and nothing says what the stages are.", "Add stages to it."
        )
    if not isinstance(stages, Mapping):
        return
    if not staged:
        yield Breach(path, "nothing uses them.", "Write method: staged in a tier, or overall: staged.")
    steps = list(_items(stages.get("steps"), (*path, "steps")))
    yield from _stages_rise(document, stages, steps)
    facet, names = stages.get("facet"), [str(step.get("at")) for _, step in steps]
    known = [each for _, each in _items(_at(document, "facets"), ()) if each.get("id") == facet]
    if not known:
        names_of = [each.get("id") for _, each in _items(_at(document, "facets"), ())]
        remedy = one_of(facet, names_of) if names_of else "Write it under facets."
        yield Breach((*path, "facet"), f"there is no facet “{facet}”.", remedy)
        return
    values = [str(value.get("id")) for _, value in _items(known[0].get("values"), ())]
    if sorted(names) != sorted(values):
        yield Breach(
            (*path, "steps"),
            f"the steps are at {', '.join(names) or 'nothing'}, and the facet has {', '.join(values)}.",
            "Write one step for each value of the facet.",
        )
    for place, statement in _statements(document):
        told = _words(_at(statement, "facets", str(facet)))
        if len(told) != 1:
            yield Breach(
                place,
                f"“{statement.get('id')}” is of {'no stage' if not told else 'several stages'}.",
                f"Write facets: {{{facet}: […]}} with one of: {', '.join(values)}.",
            )


def _stages_rise(
    document: object, stages: Mapping[object, object], steps: list[tuple[Path, Mapping[object, object]]]
) -> Iterator[Breach]:
    """The steps come to levels of their scale that rise, and ask for levels that statements have."""
    reached = [step.get("level") for _, step in steps]
    numbers = [each for each in reached if type(each) is int]
    offered = _levels(document, stages.get("scale"))
    if numbers != sorted(set(numbers)):
        yield Breach(
            ("scoring", "stages", "steps"), f"the levels {numbers} do not rise.", "List them from the lowest."
        )
    judged = {
        str(statement.get("scale") or _at(document, "scale")): None for _, statement in _statements(document)
    }
    for path, step in steps:
        if type(step.get("level")) is int and offered and step.get("level") not in offered:
            yield Breach(
                (*path, "level"),
                f"the scale “{stages.get('scale')}” has no level {step.get('level')}.",
                one_of(step.get("level"), offered),
            )
        for key in ("least", "newest"):
            for scale in judged:
                values = _levels(document, scale)
                if type(step.get(key)) is int and values and step.get(key) not in values:
                    yield Breach(
                        (*path, key),
                        f"the scale “{scale}”, which statements use, has no level {step.get(key)}.",
                        one_of(step.get(key), values),
                    )


def _depth(themes: object) -> int:
    found = [_depth(theme.get("topics")) for _, theme in _items(themes, ())]
    return 1 + max(found) if found else 0


def figures_read_well(document: object) -> Iterator[Breach]:
    """What figures are shown as, and the first sentence, are possible here."""
    scoring = _at(document, "scoring")
    unit, headline = _at(scoring, "shown_as", "unit"), _at(scoring, "headline")
    tiers = [tier.get("method") for _, tier in _items(_at(scoring, "tiers"), ())]
    used = {str(each.get("scale") or _at(document, "scale")) for _, each in _statements(document)}
    tops = {_highest_of(document, each) for each in used if not _is_kind(document, each)}
    if unit == FigureUnit.LEVEL and (Combine.SUM in tiers or _at(scoring, "overall") == Overall.THEME_SUM):
        yield Breach(("scoring", "shown_as", "unit"), "a sum is no level.", "Show it as points or percent.")
    if unit == FigureUnit.LEVEL and len(tops) > 1:
        yield Breach(
            ("scoring", "shown_as", "unit"),
            "statements are judged on scales of different heights, so a mean is no level of one of them.",
            "Show figures as percent or points.",
        )
    if unit == FigureUnit.LEVEL and any(_better(document, each) == Better.LOWER for each in used):
        yield Breach(
            ("scoring", "shown_as", "unit"),
            "a lower number is better, and of a figure more is: it is no level of that scale.",
            "Show figures as percent or points.",
        )
    if headline == "overall" and _at(scoring, "overall") == Overall.NONE:
        yield Breach(("scoring", "headline"), "there is no overall score to begin with.", "Write themes.")
    profiles = [each.get("id") for _, each in _items(_at(document, "target_profiles"), ())]
    meets = _at(headline, "meets")
    if isinstance(meets, str) and meets not in profiles:
        yield Breach(
            ("scoring", "headline", "meets"),
            f"there is no target profile “{meets}”.",
            one_of(meets, profiles),
        )


def _highest_of(document: object, scale: str) -> object:
    out_of = _at(document, "scales", scale, "out_of")
    worths = [level.get("worth", level.get("value")) for _, level in _levels_of(document, scale)]
    points = [each for each in worths if isinstance(each, int | float)]
    return out_of or max(points, default=None)


def rules_give_a_level(document: object) -> Iterator[Breach]:
    """Every rule comes to one level, whatever is said of the items."""
    rules = _at(document, "rules")
    of_lower = {
        str(_at(each, "checklist", "rule"))
        for _, each in _statements(document)
        if _better(document, each.get("scale") or _at(document, "scale")) == Better.LOWER
    }
    for name, rule in rules.items() if isinstance(rules, Mapping) else ():
        if not isinstance(rule, Mapping):
            continue  # a fault of the shape
        path: Path = ("rules", str(name))
        steps = {key: list(_items(rule.get(key), (*path, key))) for key in ("first", "cumulative")}
        if bool(steps["first"]) == bool(steps["cumulative"]):
            yield Breach(
                path, f"“{name}” needs either first or cumulative, and not both.", "Give one of them."
            )
        known = rule.get("sets")
        yield from _first_holds(path, steps["first"])
        yield from _steps_rise(path, steps["cumulative"], falling=str(name) in of_lower)
        for place, step in (*steps["first"], *steps["cumulative"]):
            for key in ("any", "all"):
                for each in _named(step.get(key)):
                    if isinstance(known, Mapping) and each not in known:
                        yield Breach(
                            (*place, key),
                            f"“{name}” has no set “{each}”.",
                            one_of(each, known),
                        )


def _first_holds(path: Path, steps: Sequence[tuple[Path, Mapping[object, object]]]) -> Iterator[Breach]:
    for place, step in steps[:-1]:
        if bool(_named(step.get("any"))) == bool(_named(step.get("all"))):
            yield Breach(place, "this step needs either any or all, and not both.", "Give one of them.")
    if steps and (_named(steps[-1][1].get("any")) or _named(steps[-1][1].get("all"))):
        yield Breach(
            (*path, "first"),
            "where no step holds there is no level.",
            "End with a step that has a level alone: - {level: 0}",
        )


def _steps_rise(
    path: Path, steps: Sequence[tuple[Path, Mapping[object, object]]], *, falling: bool
) -> Iterator[Breach]:
    levels = [step.get("level") for _, step in steps]
    numbers = [each for each in levels if type(each) is int]
    if numbers != sorted(set(numbers), reverse=falling):
        does, first = ("fall", "worst") if falling else ("rise", "lowest")
        yield Breach(
            (*path, "cumulative"), f"the levels {numbers} do not {does}.", f"List them from the {first}."
        )
    for place, step in steps:
        if _named(step.get("any")) or not _named(step.get("all")):
            yield Breach(place, "a cumulative step names its items under all.", "Write - {all: …, level: …}")


def checklists_follow_rules(document: object) -> Iterator[Breach]:
    rules = _at(document, "rules")
    known = rules if isinstance(rules, Mapping) else {}
    filled: dict[Path, set[str]] = {}
    for place, statement, name, items in _sets(document):
        rule = known.get(_at(statement, "checklist", "rule"))
        sets = rule.get("sets") if isinstance(rule, Mapping) else None
        if isinstance(sets, Mapping) and name not in sets:
            yield Breach(
                place,
                f"the rule “{_at(statement, 'checklist', 'rule')}” has no set “{name}”.",
                one_of(name, sets),
            )
        if items:
            filled.setdefault(place[:-2], set()).add(name)
    for path, statement in _statements(document):
        if not isinstance(statement.get("checklist"), Mapping):
            continue
        here, asked = (*path, "checklist"), _at(statement, "checklist", "rule")
        if isinstance(asked, str) and asked not in known:
            remedy = one_of(asked, known) if known else "Write it under rules."
            yield Breach((*here, "rule"), f"there is no rule “{asked}”.", remedy)
        if here not in filled:
            yield Breach((*here, "sets"), f"“{statement.get('id')}” has no items.", "Write at least one.")
            continue
        offered = _levels(document, statement.get("scale") or _at(document, "scale"))
        for step in _steps_that_may_hold(known.get(asked), filled[here]):
            level = step.get("level")
            if type(level) is int and offered and level not in offered:
                yield Breach(
                    (*here, "rule"),
                    f"“{asked}” may come to level {level}, which “{statement.get('id')}” does not have.",
                    f"The levels of its scale are {', '.join(map(str, offered))}.",
                )


def _steps_that_may_hold(rule: object, filled: set[str]) -> Iterator[Mapping[object, object]]:
    for key in ("first", "cumulative"):
        for _, step in _items(_at(rule, key), ()):
            named = {*_named(step.get("any")), *_named(step.get("all"))}
            if not named or named & filled:
                yield step


def _named(value: object) -> list[str]:
    return [value] if isinstance(value, str) else _words(value)


MANY = 10**6
ARITY = {
    Became.NEW: ((0, 0), (1, MANY)),
    Became.DROPPED: ((1, MANY), (0, 0)),
    Became.SPLIT: ((1, 1), (2, MANY)),
    Became.MERGED: ((2, MANY), (1, 1)),
    **dict.fromkeys((Became.SAME, Became.MOVED, Became.REWORDED), ((1, 1), (1, 1))),
}
"""How many ids a change has under `was`, at least and at most, and how many under `now`."""


def changes_name_statements(document: object) -> Iterator[Breach]:
    """As far as this file alone can tell; what the edition before asks is for framework.succession."""
    known = {str(statement.get("id")) for _, statement in _statements(document)}
    seen: dict[str, set[str]] = {"was": set(), "now": set()}
    for path, change in _items(_at(document, "follows", "changes"), ("follows", "changes")):
        ids = {key: _words(change.get(key)) for key in seen}
        yield from _fits(path, change.get("kind"), ids["was"], ids["now"])
        for key, named in ids.items():
            for each in named:
                if each in seen[key]:
                    yield Breach((*path, key), f"“{each}” is told of twice.", "Keep one of them.")
                seen[key].add(each)
        for each in ids["now"]:
            if each not in known:
                yield Breach((*path, "now"), f"there is no statement “{each}”.", one_id(each, known))
    own = _at(document, "id")
    named_here: list[tuple[Path, object]] = [
        (("follows", "edition"), _at(document, "follows", "edition")),
        (("translates",), _at(document, "translates")),
    ]
    for place, of in named_here:
        if of is not None and of == own:
            yield Breach(place, f"“{own}” is the id of this file itself.", "Name another edition.")


def _fits(path: Path, kind: object, was: Sequence[str], now: Sequence[str]) -> Iterator[Breach]:
    if kind not in set(Became):
        return  # a fault of the shape
    before, after = ARITY[Became(str(kind))]
    if not (before[0] <= len(was) <= before[1] and after[0] <= len(now) <= after[1]):
        wanted = f"{_number(*before)} under was, and {_number(*after)} under now"
        yield Breach(path, f"“{kind}” does not fit these ids.", f"Give it {wanted}.")


def _number(least: int, most: int) -> str:
    if most == MANY:
        return "at least one id" if least == 1 else "several ids"
    return "one id" if least else "none"


def _items_of(value: object) -> bool:
    return isinstance(value, list) and bool(value)


def _words(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


RULES: tuple[Callable[[object], Iterator[Breach]], ...] = (
    ids_are_unique,
    counts_are_kept,
    themes_hold_something,
    scales_rise,
    kinds_have_no_order,
    names_are_known,
    kinds_are_named,
    contradictions_name_statements,
    profiles_name_levels,
    levels_are_described,
    weights_have_effect,
    tiers_fit,
    stages_fit,
    figures_read_well,
    rules_give_a_level,
    checklists_follow_rules,
    changes_name_statements,
)

RULES_OF_NEW: tuple[Callable[[object], Iterator[Breach]], ...] = (
    level_names_differ,
    labels_differ,
    high_level_is_on_a_scale,
    language_is_known,
    kinds_are_used,
    what_is_named_is_used,
)
