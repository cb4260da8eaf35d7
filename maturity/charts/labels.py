"""Words beside a picture, made to fit."""


def folded(label: str, width: int = 14) -> str:
    """The label over as many lines of up to `width` letters as it needs; a longer word has a line of its own."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
