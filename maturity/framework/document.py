"""Strict YAML: plain values, the line of each, and every fault at once."""

import difflib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path as FilePath
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from maturity.errors import Fault, FileFaulty

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

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


class Document:
    """Plain values read from YAML, the line of each, and the faults of the YAML itself.

    Reads PyYAML's node tree rather than its values, because values have forgotten their lines, their
    repeated keys, and that a label was written as a bare `No`.
    """

    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        self.lines: dict[Path, int] = {}
        self.value: object = None
        try:
            events = yaml.parse(text, Loader=yaml.SafeLoader)
            alias = next((event for event in events if isinstance(event, yaml.AliasEvent)), None)
            if alias is not None:
                problem = "uses YAML anchors and aliases (& and *)."
                line = alias.start_mark.line + 1 if alias.start_mark else 0
                self.faults.append(Fault(line, "the text", problem, "Write the words out."))
                return
            node = yaml.compose(text, Loader=yaml.SafeLoader)
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
        self.value = self._read(node, ())
        for path, line, problem, remedy in self._found:  # only now can places be named by their ids
            self.faults.append(Fault(line, self._place(path), problem, remedy))

    def model(
        self, kind: type[Model], name: str, further: Iterable[Fault] = (), keys: Iterable[str] = ()
    ) -> Model:
        """The document as a `kind`, or FileFaulty with its own faults, the shape's and `further` ones.

        `name` is what faults call the file; `keys` are the known keys, for guessing at a misspelt one.
        """
        faults = [*self.faults, *further]
        made = None
        if self.value is not None:
            try:
                made = kind.model_validate(self.value)
            except ValidationError as error:
                faults += _shape_faults(self, error, sorted(keys))
        if faults or made is None:
            raise FileFaulty(name, faults)
        return made

    def _read(self, node: yaml.Node, path: Path) -> object:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode):
            return [self._read(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
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

    def _scalar(self, node: yaml.Node, path: Path) -> object:
        written = str(node.value)
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
        return Fault(line, self._place(path), problem, remedy)

    def _place(self, path: Path) -> str:
        """The path in words: list positions are named by the id found there, where there is one."""
        words, here = [], self.value
        for step in path:
            try:
                here = here[step]  # type: ignore[index]
            except (KeyError, IndexError, TypeError):
                here = None
            name = here.get("id") if isinstance(step, int) and isinstance(here, dict) else None
            words.append(str(name or (step + 1 if isinstance(step, int) else step)))
        return " › ".join(words)


def _shape_faults(document: Document, error: ValidationError, known: list[str]) -> Iterator[Fault]:
    for item in error.errors(include_url=False):
        path = tuple(step for step in item["loc"] if step != "[key]")
        given = item["input"]
        shown = f"“{given}”" if isinstance(given, str | int | float | date) else "what is here"
        match item["type"]:
            case "extra_forbidden":
                yield document.fault(path, "this key is not known.", _meant(path, known))
            case "missing":
                yield document.fault(path, "is missing.", "Add it.")
            case "too_short" if len(given) >= item["ctx"]["min_length"]:
                continue  # pydantic leaves faulty items out of its count; they have faults of their own
            case "string_type" | "string_too_short" if given is None or not str(given).strip():
                yield document.fault(path, "is empty.", "Write the words or leave the key out.")
            case "string_type":
                remedy = f'Write it in quotes: "{given}".' if shown != "what is here" else "Write words only."
                yield document.fault(path, f"expects words, but {shown} is not.", remedy)
            case "string_pattern_mismatch":
                yield document.fault(
                    path, f"{shown} is not an id.", "Use lower-case letters, digits and single hyphens."
                )
            case _:
                yield document.fault(
                    path, f"{shown} does not fit: {item['msg']}.", "See the README beside the file."
                )


def _meant(path: Path, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(path[-1]), known, n=1)
    return f"Did you mean “{near[0]}”?" if near else "Remove it, or see the README beside the file."
