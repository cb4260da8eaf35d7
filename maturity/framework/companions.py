"""What stands beside frameworks and changes none: their words in another language, and what is related between two."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from maturity.characters import alike
from maturity.errors import FileFaulty
from maturity.framework import editions, rules
from maturity.framework.document import Document
from maturity.framework.keys import one_id
from maturity.framework.model import (
    Checklist,
    Framework,
    FrameworkPart,
    Id,
    LevelsAndMore,
    Origin,
    Scale,
    Statement,
    Text,
    Theme,
)
from maturity.framework.rules import Breach


class LevelWords(FrameworkPart):
    """What a step of a scale is called, and what it means."""

    name: Text
    meaning: Text


class StatementWords(FrameworkPart):
    """What is asked by a statement, whole; guidance that is left out is read in the language of the edition."""

    label: Annotated[Text, StringConstraints(max_length=60)]
    text: Text | None = None  # as in the edition, where the label is all there is
    levels: dict[int, Text] = Field(default_factory=dict)  # likewise
    evidence: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    moving_up: dict[int, Text] = Field(default_factory=dict)


CALLED = {"label": "called", "text": "asked", "levels": "looks", "moving_up": "advice"}
"""What a Statement calls these words of its own, where it falls back on others."""


class Words(FrameworkPart):
    """Words by the ids of the edition; whatever is not here is read in the language of the edition."""

    scales: dict[Id, dict[int, LevelWords]] = Field(default_factory=dict)
    rules: dict[Id, dict[Id, Text]] = Field(default_factory=dict)  # what the sets of each are called
    themes: dict[Id, Text] = Field(default_factory=dict)  # and topics
    statements: dict[Id, StatementWords] = Field(default_factory=dict)
    items: dict[Id, Text] = Field(default_factory=dict)  # of checklists


class Translation(FrameworkPart):
    """The words of an edition in another language, as far as they are there."""

    format: Literal[1]
    id: Id
    title: Text
    translates: Id
    language: Text
    origin: Annotated[Origin, Field(strict=False)]  # whose words they are
    status: Literal["draft", "agreed"] = "draft"  # agreed: whoever answers for the words has read them
    words: Words


class Between(FrameworkPart):
    """The two editions that a crosswalk lies between, of two series."""

    one: Id
    other: Id


class Related(FrameworkPart):
    """Statements of the one edition, and those of the other that ask about the same thing, on levels of their own."""

    one: Annotated[tuple[Id, ...], Field(strict=False, min_length=1)]
    other: Annotated[tuple[Id, ...], Field(strict=False, min_length=1)]
    note: Text | None = None  # in what they differ


class Crosswalk(FrameworkPart):
    """Which statements of two series are related: what was said of one may help to answer the other."""

    format: Literal[1]
    id: Id
    title: Text
    origin: Annotated[Origin, Field(strict=False)]  # whose judgement it is that they are related
    between: Between
    related: Annotated[tuple[Related, ...], Field(strict=False, min_length=1)]


Companion = Translation | Crosswalk


@dataclass(frozen=True)
class Counterpart:
    """A statement of another series that asks about the same thing."""

    framework: Framework
    statement: Statement
    crosswalk: Crosswalk
    note: str | None


@dataclass(frozen=True)
class Spoken:
    """An edition as it is read in a language, and of which language each of its words is."""

    framework: Framework  # in those words
    original: str  # the language of what is not there in the other
    translation: Translation

    def of_statement(self, statement_id: str) -> str:
        return self._of(statement_id in self.translation.words.statements)

    def of_evidence(self, statement_id: str) -> str:
        words = self.translation.words.statements.get(statement_id)
        return self._of(words is not None and bool(words.evidence))

    def of_moving_up(self, statement_id: str) -> str:
        words = self.translation.words.statements.get(statement_id)
        return self._of(words is not None and bool(words.moving_up))

    def of_scale(self, scale: str) -> str:
        return self._of(scale in self.translation.words.scales)

    def of_sets(self, rule: str) -> str:
        return self._of(rule in self.translation.words.rules)

    def of_item(self, item_id: str) -> str:
        return self._of(item_id in self.translation.words.items)

    def of_theme(self, theme_id: str) -> str:
        return self._of(theme_id in self.translation.words.themes)

    def _of(self, there: bool) -> str:
        return self.translation.language if there else self.original


def is_companion(document: object) -> bool:
    """Whether a document is meant as one of these rather than as a framework."""
    return isinstance(document, Mapping) and ("words" in document or "related" in document)


def parse_companion(text: str, name: str) -> Companion:
    """The translation or crosswalk in a text; `name` is what faults call the file. Raises FileFaulty."""
    document = Document(text)
    kind: type[Companion] = Translation
    if isinstance(document.value, Mapping) and "related" in document.value:
        kind = Crosswalk
    breaches = [*rules.language_is_known(document.value)] if kind is Translation else []
    breaches += rules.comments_cut(document.cut)
    broken = [document.fault(b.path, b.problem, b.remedy) for b in breaches]
    return document.model(kind, name, further=broken if document.value else ())


def parse_beside(text: str, name: str, known: Mapping[str, Framework]) -> Companion:
    """The same, held to the editions that it names, which are among the `known`. Raises FileFaulty."""
    companion = parse_companion(text, name)
    document = Document(text)
    faults = [document.fault(b.path, b.problem, b.remedy) for b in companion_breaches(companion, known)]
    if faults:
        raise FileFaulty(name, faults)
    return companion


def companion_breaches(companion: Companion, known: Mapping[str, Framework]) -> Iterator[Breach]:
    """What it says of editions that are not as it says."""
    if isinstance(companion, Translation):
        of = known.get(companion.translates)
        if of is None:
            yield _not_here(("translates",), companion.translates)
        else:
            yield from _of_words(companion, of)
        return
    sides = {side: known.get(getattr(companion.between, side)) for side in ("one", "other")}
    for side, framework in sides.items():
        if framework is None:
            yield _not_here(("between", side), getattr(companion.between, side))
            continue
        for place, each in enumerate(companion.related):
            for statement_id in getattr(each, side):
                if statement_id not in framework.by_id:
                    yield _no_such(("related", place, side), "statement", statement_id, framework)
    one, other = sides["one"], sides["other"]
    if one and other and editions.series_of(one, known) == editions.series_of(other, known):
        yield Breach(
            ("between",),
            f"“{one.id}” and “{other.id}” are of one series.",
            "A later edition says itself what it follows; a crosswalk lies between two series.",
        )


def _of_words(companion: Translation, of: Framework) -> Iterator[Breach]:
    themes = {each.id for theme in of.themes for each in (theme, *theme.every_topic())}
    at = ("words",)
    if companion.language == of.language:
        yield Breach(("language",), f"“{of.id}” is in “{of.language}” itself.", "Name another language.")
    for key in companion.words.themes.keys() - themes:
        yield _no_such((*at, "themes", key), "theme or topic", key, of)
    for name, levels in companion.words.scales.items():
        if name not in of.scales:
            yield _no_such((*at, "scales", name), "scale", name, of)
            continue
        yield from _levels_told((*at, "scales", name), levels, of.scales[name])
        names = [alike(each.name) for each in levels.values()]
        if len(set(names)) < len(names):
            yield Breach(
                (*at, "scales", name), "two levels have one name.", "Give each level a name of its own."
            )
    yield from _of_checklists(companion.words, of)
    for key, words in companion.words.statements.items():
        statement = of.by_id.get(key)
        if statement is None:
            yield _no_such((*at, "statements", key), "statement", key, of)
            continue
        place = (*at, "statements", key)
        if statement.asked and not words.text:
            yield Breach((*place, "text"), "is missing.", "Add it.")
        if statement.levels or words.levels:
            yield from _levels_told((*place, "levels"), words.levels, of.scale_of(statement))
        if words.moving_up and words.moving_up.keys() != statement.advice.keys():
            wanted = ", ".join(map(str, statement.advice)) or "none"
            yield Breach(
                (*place, "moving_up"),
                f"“{of.id}” has it for other levels.",
                f"Give it for these: {wanted}; or leave it out.",
            )


def _of_checklists(words: Words, of: Framework) -> Iterator[Breach]:
    known = {item.id for statement in of.statements for item in statement.items}
    for key in words.items.keys() - known:
        yield _no_such(("words", "items", key), "item", key, of)
    for name, sets in words.rules.items():
        if name not in of.rules:
            yield _no_such(("words", "rules", name), "rule", name, of)
        elif sets.keys() != of.rules[name].sets.keys():
            wanted = ", ".join(of.rules[name].sets)
            yield Breach(
                ("words", "rules", name),
                "not every set of the rule, and no other, is here.",
                f"Give these: {wanted}.",
            )


def _levels_told(path: tuple[str | int, ...], levels: Mapping[int, object], scale: Scale) -> Iterator[Breach]:
    numbers = [each.value for each in scale.written]
    if levels.keys() != set(numbers):
        wanted = ", ".join(map(str, numbers))
        yield Breach(path, "not every level of the scale, and no other, is here.", f"Give these: {wanted}.")


def _not_here(path: tuple[str | int, ...], framework_id: str) -> Breach:
    return Breach(
        path,
        f"there is no framework “{framework_id}” here to compare with.",
        "Put its file beside this one, or name another.",
    )


def _no_such(path: tuple[str | int, ...], what: str, key: str, framework: Framework) -> Breach:
    ids = framework.scales if what == "scale" else framework.by_id if what == "statement" else ()
    return Breach(path, f"“{framework.id}” has no {what} “{key}”.", one_id(key, ids, "that edition"))


def spoken_in(framework: Framework, translation: Translation) -> Spoken:
    """The framework in those words, as far as they are there; nothing else of it changes."""
    words = translation.words

    def told(statement: Statement) -> Statement:
        own = words.statements.get(statement.id)
        given = own.model_dump(exclude_defaults=True) if own else {}
        update = {CALLED.get(key, key): words for key, words in given.items()}
        if statement.checklist and any(item.id in words.items for item in statement.items):
            update["checklist"] = told_items(statement.checklist)
        return statement.model_copy(update=update) if update else statement

    def told_items(checklist: Checklist) -> Checklist:
        sets = {
            name: tuple(
                each.model_copy(update={"text": words.items.get(each.id, each.text)}) for each in items
            )
            for name, items in checklist.sets.items()
        }
        return Checklist(rule=checklist.rule, sets=sets)

    def told_theme(theme: Theme) -> Theme:
        return theme.model_copy(
            update={
                "label": words.themes.get(theme.id, theme.label),
                "topics": tuple(map(told_theme, theme.topics)),
                "statements": tuple(map(told, theme.statements)),
            }
        )

    def told_scale(name: str, scale: Scale) -> Scale:
        own = words.scales.get(name)
        if own is None:
            return scale
        levels = tuple(
            each.model_copy(update={"name": own[each.value].name, "described": own[each.value].meaning})
            for each in scale.written
        )
        more = scale.root
        return Scale(
            more.model_copy(update={"levels": levels}) if isinstance(more, LevelsAndMore) else levels
        )

    parts = {name: getattr(framework, name) for name in framework.model_fields_set}
    changed = {
        "scales": {name: told_scale(name, scale) for name, scale in framework.scales.items()},
        "rules": {
            name: rule.model_copy(update={"sets": {key: words.rules[name][key] for key in rule.sets}})
            if name in words.rules
            else rule
            for name, rule in framework.rules.items()
        },
        "themes": tuple(map(told_theme, framework.whole.themes)),
    }
    whole = Framework(**{**parts, **changed})
    return Spoken(whole.asking(framework.by_id), framework.language, translation)


def languages_of(
    framework: Framework, known: Mapping[str, Framework], companions: Mapping[str, Companion]
) -> dict[str, Translation]:
    """By language, the words in which an edition can be read besides its own.

    A whole edition that translates it, or that it translates, stands before words alone.
    """
    of = {framework.id, framework.translates or framework.id}
    whole = [
        _as_translation(each)
        for each in known.values()
        if each.id != framework.id and {each.id, each.translates} & of and each.skeleton == framework.skeleton
    ]
    words = [
        each
        for each in companions.values()
        if isinstance(each, Translation)
        and each.translates in of
        and not any(companion_breaches(each, {**known, each.translates: framework.whole}))
    ]
    found: dict[str, Translation] = {}
    for each in (*whole, *words):
        if each.language != framework.language:
            found.setdefault(each.language, each)
    return found


def _as_translation(framework: Framework) -> Translation:
    """All the words of an edition, by themselves."""
    themes = [each for theme in framework.themes for each in (theme, *theme.every_topic())]
    return Translation(
        format=1,
        id=framework.id,
        title=framework.title,
        translates=framework.translates or framework.id,
        language=framework.language,
        origin=framework.origin.statements,
        status="agreed",
        words=Words(
            scales={
                name: {each.value: LevelWords(name=each.name, meaning=each.meaning) for each in scale.written}
                for name, scale in framework.scales.items()
            },
            rules={name: dict(rule.sets) for name, rule in framework.rules.items()},
            items={item.id: item.text for each in framework.statements for item in each.items},
            themes={each.id: each.label for each in themes},
            statements={
                each.id: StatementWords(
                    label=each.called,
                    text=each.asked,
                    levels=each.looks or {},
                    evidence=each.evidence,
                    moving_up={
                        at: told if isinstance(told, str) else "\n".join(told)
                        for at, told in each.advice.items()
                    },
                )
                for each in framework.statements
            },
        ),
    )


def counterparts(
    framework: Framework, companions: Mapping[str, Companion], known: Mapping[str, Framework]
) -> dict[str, list[Counterpart]]:
    """By statement of an edition, those of other series that a crosswalk relates to it, or to what it was before.

    A statement that was split or merged since is related as what it became.
    """
    own = editions.series_of(framework, known)
    found: dict[str, list[Counterpart]] = {}
    for crosswalk in companions.values():
        if not isinstance(crosswalk, Crosswalk):
            continue
        for here, there in (("one", "other"), ("other", "one")):
            near = known.get(getattr(crosswalk.between, here))
            far = known.get(getattr(crosswalk.between, there))
            if near is None or far is None or editions.series_of(near, known) != own:
                continue
            now = editions.became(near, framework, known)
            for each in crosswalk.related:
                asked = {key for was in getattr(each, here) if was in now for key in now[was].now}
                for key in sorted(asked):
                    found.setdefault(key, []).extend(
                        Counterpart(far, far.by_id[other], crosswalk, each.note)
                        for other in getattr(each, there)
                        if other in far.by_id
                    )
    return found
