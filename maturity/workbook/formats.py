"""How a spreadsheet program shows a number: 0.75 in the format 0% is “75%”, and that is what a person typed."""

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

MOST_DIGITS = 15
"""That spreadsheet programs keep of a number; what follows is the noise of binary fractions."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<money>[^\]-]*)(?:-[^\]]*)?\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_COLOURS = {"black", "blue", "cyan", "green", "magenta", "red", "white", "yellow"}


def plain_number(value: float) -> str:
    """A number without a format, with the fifteen digits that a spreadsheet program keeps."""
    if value == int(value) and abs(value) < 10**MOST_DIGITS:
        return str(int(value))
    return f"{value:.{MOST_DIGITS}g}"


def as_shown(value: float, code: str) -> str:
    """A finite number as a cell of that format shows it; as `plain_number` where the format is another kind."""
    if abs(value) >= 10**MOST_DIGITS or len(code) > 200:
        return plain_number(value)
    sections = _sections(code)
    place = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0
    shape = _shape(sections[place])
    if shape is None:
        return plain_number(value)
    shown = shape.shown(abs(Decimal(plain_number(value)))).strip()
    nothing = not any(letter in "123456789" for letter in shown)
    return f"-{shown}" if value < 0 and place == 0 and not nothing else shown


def _sections(code: str) -> list[str]:
    found = [""]
    for token in _TOKEN.finditer(code):
        if token["other"] == ";":
            found.append("")
        else:
            found[-1] += token[0]
    return found


@dataclass
class _Shape:
    """One section of a format: letters before, between and after the places of digits."""

    before: list[str] = field(default_factory=list)  # 0, # and ?, or a letter with “=” before it
    behind: list[str] = field(default_factory=list)
    point: bool = False
    thousands: bool = False
    hundredfold: int = 0
    thousandth: int = 0

    def shown(self, value: Decimal) -> str:
        value = value.scaleb(2 * self.hundredfold - 3 * self.thousandth)
        places = [each for each in self.behind if not each.startswith("=")]
        rounded = value.quantize(Decimal(1).scaleb(-len(places)), rounding=ROUND_HALF_UP)
        whole, _, part = f"{rounded:f}".partition(".")
        return self._whole("" if whole == "0" else whole) + self._part(part)

    def _whole(self, digits: str) -> str:
        places = sum(1 for each in self.before if not each.startswith("="))
        made, left, counted = "", digits, 0
        for each in reversed(self.before):
            if each.startswith("="):
                made = each[1:] + made
                continue
            places -= 1
            taken, left = (left, "") if places == 0 else (left[-1:], left[:-1])
            for letter in reversed(taken or {"0": "0", "?": " "}.get(each, "")):
                if self.thousands and counted and counted % 3 == 0 and letter != " ":
                    made = "," + made
                made, counted = letter + made, counted + 1
        return made

    def _part(self, digits: str) -> str:
        places = [each for each in self.behind if not each.startswith("=")]
        kept = len(digits)
        while kept and places[kept - 1] != "0" and digits[kept - 1] == "0":
            kept -= 1
        made, taken = "." if self.point else "", 0
        for each in self.behind:
            if each.startswith("="):
                made += each[1:]
            else:
                made += digits[taken] if taken < kept else ""
                taken += 1
        return made


def _shape(section: str) -> _Shape | None:
    """The shape of a section; None for fractions, exponents, conditions, and whatever else is not known."""
    shape = _Shape()
    digits = commas = 0
    for token in _TOKEN.finditer(section):
        kind, said = token.lastgroup, token[0]
        side = shape.behind if shape.point else shape.before
        match kind:
            case "digit":
                side.append(said)
                digits += 1
                shape.thousands = shape.thousands or bool(commas)
                commas = 0
            case "point" if not shape.point:
                shape.point, shape.thousandth, commas = True, commas, 0
            case "comma" if digits:
                commas += 1
            case "percent":
                shape.hundredfold += 1
                side.append("=%")
            case "quoted" | "escaped" | "money":
                side.append(f"={token[kind]}")
            case "bracket" if said[1:-1].lower() in _COLOURS:
                pass
            case "other" if said not in "/@Ee" and not said.isalpha():
                side.append(f"={said}")
            case None:  # the width of a letter, or a letter repeated to fill the cell
                pass
            case _:
                return None
    shape.thousandth += commas
    return shape if 0 < digits <= MOST_DIGITS and shape.hundredfold <= 1 and shape.thousandth <= 3 else None
