"""Reading framework files: strict YAML in, a Framework out, or every fault at once with its line."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import yaml

from maturity.errors import Fault, FileFaulty, MaturityError
from maturity.framework import companions, rules
from maturity.framework.companions import Companion
from maturity.framework.document import Document, read_text
from maturity.framework.model import Framework

SUFFIXES = (".yaml", ".yml")


class EditionChanged(MaturityError):
    """The file of an edition that is in use no longer says what it said when it was first used."""

    def __init__(self, name: str, edition: str) -> None:
        self.name, self.edition = name, edition
        super().__init__(
            f"The file of framework “{name}”, edition {edition}, has changed since it was first used here. "
            "Put the original file back; publish changes as a new edition in a new file. A slip of the pen is mended "
            "with “corrects”: see frameworks/README.md."
        )


def load(path: Path, *, new: bool = False) -> Framework:
    """The framework in a file; a `new` one is held to rules that editions in use may break.

    Raises FileFaulty naming every fault with its line and remedy: wrong YAML, unknown or repeated keys,
    unquoted booleans, broken rules.
    """
    return parse(read_text(path), path.name, new=new)


def parse(text: str, name: str, *, new: bool = False, today: date | None = None) -> Framework:
    """The framework in a text; `name` is what faults call the file, `today` the day after which nothing can have been
    published. Raises FileFaulty.
    """
    document = Document(text)
    breaches = [*rules.breaches(document.value, new=new, today=today)]
    if new:
        breaches += rules.comments_cut(document.cut)
    broken = [document.fault(b.path, b.problem, b.remedy) for b in breaches]
    return document.model(Framework, name, further=broken if document.value else ())


def as_yaml(framework: Framework) -> str:
    """The text of a file that loads as the same framework, hash and all; comments and layout are not in it."""
    return yaml.dump(
        framework.model_dump(exclude_unset=True, by_alias=True),
        Dumper=_Plain,
        allow_unicode=True,
        sort_keys=False,
        width=1_000_000,
    )


class _Plain(yaml.SafeDumper):
    """Writes what `parse` reads: no aliases, and nothing but plain values."""

    def ignore_aliases(self, _: object) -> bool:
        return True


_Plain.add_representer(tuple, lambda dumper, items: dumper.represent_list(items))
_Plain.add_multi_representer(StrEnum, lambda dumper, word: dumper.represent_str(word.value))


@dataclass(frozen=True)
class Library:
    """The files of a folder: the frameworks that can be used and what stands beside them, by id, and what is wrong with
    the others.
    """

    frameworks: dict[str, Framework]
    companions: dict[str, Companion]
    faulty: tuple[FileFaulty, ...]


def library(folder: Path) -> Library:
    """Every framework in a folder (`.yaml` or `.yml`) and its companions; a faulty file does not stop the others."""
    found: dict[str, Framework | Companion] = {}
    faulty: list[FileFaulty] = []
    for path in sorted(each for each in folder.glob("*") if each.suffix in SUFFIXES):
        try:
            each = load_any(path)
            if each.id in found:
                problem = f"the id “{each.id}” is used by another file in this folder."
                raise FileFaulty(path.name, [Fault(0, "id", problem, "Give each file its own id.")])
        except FileFaulty as problems:
            faulty.append(problems)
        else:
            found[each.id] = each
    return Library(
        {key: each for key, each in found.items() if isinstance(each, Framework)},
        {key: each for key, each in found.items() if not isinstance(each, Framework)},
        tuple(faulty),
    )


def load_any(path: Path) -> Framework | Companion:
    """The framework, translation or crosswalk in a file; raises FileFaulty."""
    text = read_text(path)
    if companions.is_companion(Document(text).value):
        return companions.parse_companion(text, path.name)
    return parse(text, path.name)


def check_unchanged(framework: Framework, remembered_hash: str) -> None:
    """Refuse an edition whose content is not what it was when it was first used; raises EditionChanged."""
    if framework.content_hash != remembered_hash:
        raise EditionChanged(framework.id, framework.edition)
