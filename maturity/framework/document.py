"""Strict YAML: plain values, the line of each, and every fault at once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path as FilePath
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from maturity.errors import Fault, FileFaulty
from maturity.framework.keys import meant_by, nearest

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

NOT_SUPPORTED = {
    "measures": "several measures for a statement",
    "ask_if": "statements that are asked after certain answers alone",
    "next": "statements that are asked after certain answers alone",
    "extends": "a framework that extends another",
    "not_applicable": "statements to which “does not apply” is no answer",
}
"""What other frameworks have and this program does not, by the keys that somebody might write for it."""
SYNONYMS = {
    "minimum": ("weakest",),
    "min": ("weakest",),
    "lowest": ("weakest", "lower"),
    "mean": ("statement_mean",),
    "average": ("mean", "statement_mean"),
    "sum": ("theme_sum",),
    "total": ("sum", "theme_sum"),
    "stages": ("staged",),
    "cumulative": ("staged",),
    "percentage": ("percent",),
    "ours": ("house",),
    "own": ("house",),
}
"""What somebody may write for a word that is known, by what they write."""
MOST_LOOKED_AT = 1000
"""Faults of the shape that are put into words: of a file with more, the rest is of no use to anybody."""
DEEPEST = 30
"""How many brackets or dashes may stand within one another; a framework needs fewer than ten."""
LONGEST_SHOWN = 80
"""Characters of what a file says that a fault shows."""
LARGEST_FILE = 2_000_000  # bytes; a framework of 97 statements, all described, is under 200,000


def read_text(file: FilePath) -> str:
    """The words in a small UTF-8 file; raises FileFaulty where they cannot be had."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        problem = f"cannot be read ({error.strerror})."
        raise FileFaulty(file.name, [Fault(0, "the file", problem, "Check its name and place.")]) from None
    return decoded(raw, file.name)


def decoded(raw: bytes, name: str) -> str:
    """The words of a small file in UTF-8, called `name` in faults; raises FileFaulty where it is none."""
    if len(raw) > LARGEST_FILE:
        problem = f"is larger than {LARGEST_FILE:,} bytes."
        raise FileFaulty(name, [Fault(0, "the file", problem, "Check that it is the right one.")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problem, remedy = "is not UTF-8 text.", "Save the file as UTF-8."
        raise FileFaulty(name, [Fault(line, "the text", problem, remedy)]) from None


def _composed(text: str) -> tuple[yaml.Node | None, yaml.AliasEvent | None]:
    """The tree of a text, or the first alias in it; raises as PyYAML does.

    By its parser in C, where there is one, in a tenth of the time; what that refuses the other one tells of.
    """
    for loader in (getattr(yaml, "CSafeLoader", None), yaml.SafeLoader):
        if loader is None:
            continue
        try:
            alias = next(
                (each for each in yaml.parse(text, loader) if isinstance(each, yaml.AliasEvent)), None
            )
            return (None, alias) if alias is not None else (yaml.compose(text, loader), None)
        except yaml.YAMLError:
            if loader is yaml.SafeLoader:
                raise
    return None, None


class Document:
    """Plain values read from YAML, the line of each, and the faults of the YAML itself.

    Reads PyYAML's node tree rather than its values, because values have forgotten their lines, their
    repeated keys, and that a label was written as a bare `No`.
    """

    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        self.lines: dict[Path, int] = {}
        self.cut: dict[Path, str] = {}  # what stands after words and was taken for a comment
        self.value: object = None
        if (line := _too_deep(text)) is not None:
            problem = f"has more than {DEEPEST} brackets or dashes within one another."
            self.faults.append(Fault(line, "the text", problem, "Check the brackets near this line."))
            return
        try:
            node, alias = _composed(text)
            if alias is not None:
                problem = "uses YAML anchors and aliases (& and *)."
                line = alias.start_mark.line + 1 if alias.start_mark else 0
                self.faults.append(Fault(line, "the text", problem, "Write the words out."))
                return
        except yaml.MarkedYAMLError as error:
            at_the_end = "end of stream" in str(error.problem)  # then what was left open says more
            mark = (error.context_mark if at_the_end else None) or error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 0
            problem = f"is not readable as YAML: {error.problem}."
            self.faults.append(
                Fault(line, "the text", problem, "Check the indents and quotes near this line.")
            )
            return
        except (yaml.YAMLError, RecursionError):
            self.faults.append(
                Fault(0, "the file", "is not readable as YAML.", "Check it for stray characters.")
            )
            return
        if not isinstance(node, yaml.MappingNode):
            self.faults.append(
                Fault(0, "the file", "holds no keys and values.", "See the README beside it for the format.")
            )
            return
        self._found: list[tuple[Path, int, str, str]] = []
        self._lines = text.splitlines()
        self.value = self._read(node, ())
        for path, line, problem, remedy in self._found:  # only now can places be named by their ids
            self.faults.append(Fault(line, self._place(path), _clipped(problem), _clipped(remedy)))

    def model(self, kind: type[Model], name: str, further: Iterable[Fault] = ()) -> Model:
        """The document as a `kind`, or FileFaulty with its own faults, the shape's and `further` ones.

        `name` is what faults call the file.
        """
        faults = [*self.faults, *further]
        made = None
        if self.value is not None:
            try:
                made = kind.model_validate(self.value)
            except ValidationError as error:
                faults += islice(_shape_faults(self, error, kind), MOST_LOOKED_AT)
        if faults or made is None:
            raise FileFaulty(name, faults)
        return made

    def _read(self, node: yaml.Node, path: Path) -> object:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode):
            return [self._read(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        assert isinstance(node, yaml.ScalarNode)  # noqa: S101  (there is no fourth kind)
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[object, object]:
        found: dict[object, object] = {}
        for key_node, value_node in node.value:
            if isinstance(key_node, yaml.ScalarNode):
                key = self._scalar(key_node, (*path, str(key_node.value)))
            else:
                key = str(key_node.value)
            place = (*path, key if isinstance(key, str | int) else str(key))
            if key in found:
                line = key_node.start_mark.line + 1
                self._found.append((place, line, "this key is here twice.", "Keep one of them."))
            value = self._read(value_node, place)
            self.lines[place] = key_node.start_mark.line + 1
            found.setdefault(key, value)
        return found

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> object:
        written = str(node.value)
        if not node.style and node.end_mark:
            line = "".join(self._lines[node.end_mark.line : node.end_mark.line + 1])
            rest = line[node.end_mark.column :].strip()
            if rest.startswith("#") and (
                " " in written or not rest.startswith("# ")
            ):  # an id may have a comment
                self.cut[path] = rest
        kind = node.tag.rpartition(":")[2]
        if kind == "bool":
            problem = f"the bare word {written} would be read as true or false."
            remedy = f'Write "{written}" in quotes.'
            self._found.append((path, node.start_mark.line + 1, problem, remedy))
            return written
        if kind == "null":
            return None
        try:
            if kind == "int":
                return int(written, 10)
            if kind == "float":
                return float(written)
            if kind == "timestamp":
                return date.fromisoformat(written)
        except ValueError:
            return written
        return written

    def fault(self, path: Path, problem: str, remedy: str) -> Fault:
        line = next(
            (self.lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self.lines), 0
        )
        return Fault(line, self._place(path), _clipped(problem), _clipped(remedy))

    def _place(self, path: Path) -> str:
        """The path in words: list positions are named by the id found there, where there is one."""
        words, here = [], self.value
        for step in path:
            try:
                here = here[step]  # type: ignore[index]
            except (KeyError, IndexError, TypeError):
                here = None
            name = here.get("id") if isinstance(step, int) and isinstance(here, dict) else None
            words.append(str(name or (step + 1 if isinstance(step, int) else step))[:LONGEST_SHOWN])
        return " › ".join(words)


def _too_deep(text: str) -> int | None:
    """The line on which brackets or dashes stand too deep within one another: the reader would take minutes over them.

    It does not look for quotes: nobody writes so many brackets in words without closing them.
    """
    depth = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(rf"\s*(?:[-?:]\s+){{{DEEPEST},}}", line):
            return number
        for letter in re.findall(r"[\[{}\]]", line):
            depth = depth + 1 if letter in "[{" else max(0, depth - 1)
            if depth > DEEPEST:
                return number
    return None


def _clipped(words: str) -> str:
    """Words without the rest of what they quote, where that is long."""
    return re.sub(rf"([“\"][^”\"]{{{LONGEST_SHOWN}}})[^”\"]+([”\"])", r"\1…\2", words)


def _shape_faults(document: Document, error: ValidationError, kind: type[BaseModel]) -> Iterator[Fault]:
    for item in error.errors(include_url=False):
        path = _written(document.value, item["loc"])
        if item["type"] == "extra_forbidden":
            refused = NOT_SUPPORTED.get(str(path[-1]))
            if refused is not None:
                yield document.fault(path, f"not supported: {refused}.", "Leave it out.")
            else:
                yield document.fault(path, "this key is not known here.", meant_by(kind, path))
            continue
        if item["type"] == "too_short" and len(item["input"]) >= item["ctx"]["min_length"]:
            continue  # pydantic leaves faulty items out of its count; they have faults of their own
        yield document.fault(path, *_shape_in_words(item["type"], item["input"], item.get("ctx", {})))


def _written(value: object, steps: tuple[int | str, ...]) -> Path:
    """The steps that stand in the file: pydantic adds which of several forms a value was taken for."""
    path: list[int | str] = []
    for place, step in enumerate(steps):
        there = isinstance(value, Mapping) and step in value
        if step == "[key]" or (not there and isinstance(step, str) and step in FORMS):
            continue
        if not there and isinstance(step, str) and re.search(r"[\[(]", step):
            continue
        path.append(step)
        try:
            value = value[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            value = steps[place + 1 :]
    return tuple(path)


FORMS = {"list", "keys", "Meets", "constrained-str", "str"}
"""What pydantic calls the forms of a value that may be written in several."""


def _shape_in_words(kind: str, given: object, ctx: Mapping[str, Any]) -> tuple[str, str]:  # noqa: C901  # a shape a line
    """What is wrong with the shape of a value, and what to do: pydantic's kinds of errors in plain words."""
    plain = isinstance(given, str | int | float | date)
    shown = f"“{given}”" if plain else "what is here"
    match kind:
        case "missing":
            return "is missing.", "Add it."
        case "string_type" | "string_too_short" if given is None or not str(given).strip():
            return "is empty.", "Write the words or leave the key out."
        case "string_type":
            return (
                f"expects words, but {shown} is not.",
                f'Write it in quotes: "{given}".' if plain else "Write words only.",
            )
        case "string_pattern_mismatch":
            return f"{shown} is not an id.", "Use lower-case letters, digits and single hyphens."
        case "string_too_long":
            most = ctx["max_length"]
            return f"has {len(str(given))} characters, and at most {most} fit.", "Shorten it."
        case "too_short":
            return f"has {len(given)} items, and needs at least {ctx['min_length']}.", "Add what is missing."  # type: ignore[arg-type]
        case "dict_type" | "model_type" | "model_attributes_type":
            return (
                f"expects keys with values, but {shown} is none.",
                "Write each key on a line of its own, indented.",
            )
        case "tuple_type" | "list_type":
            return f"expects a list, but {shown} is none.", "Begin each item with “- ”."
        case "date_type" | "date_from_datetime_parsing" | "date_parsing":
            return f"{shown} is not a date.", "Write year, month and day: 2027-01-31."
        case "int_type" | "int_parsing" | "int_from_float":
            return f"{shown} is not a whole number.", "Write a whole number without quotes."
        case "float_type" | "float_parsing" | "finite_number":
            return f"{shown} is not a number.", "Write a number without quotes."
        case "enum" | "literal_error":
            offered = re.findall(r"'([^']*)'", ctx["expected"])
            meant = [each for each in SYNONYMS.get(str(given), ()) if each in offered]
            near = meant or nearest(str(given), offered)
            remedy = f"Did you mean “{near[0]}”? " if near else ""
            return f"{shown} is not known here.", f"{remedy}Use {_quoted(ctx['expected'])}."
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            limit = next(iter(ctx.values()))
            way = {"greater_than": "above", "greater_than_equal": "no less than", "less_than": "below"}
            return f"{shown} must be {way.get(kind, 'no more than')} {limit:g}.", "Write another number."
        case _:
            return f"{shown} does not fit here.", "See the README beside the file."


def _quoted(expected: str) -> str:
    """“'a', 'b' or 'c'” with quotation marks as we write them."""
    return re.sub(r"'([^']*)'", r"“\1”", expected)
