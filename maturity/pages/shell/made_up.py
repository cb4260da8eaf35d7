"""What stands on every page of a visit to the made-up government: that nothing is real, and the way back."""

from maturity.pages.parts import marks
from maturity.pages.parts.marks import Html
from maturity.pages.session import Visit


def mark_made_up(here: Visit) -> None:
    """Say it above the page; nothing on one's own data."""
    if here.made_up:
        back = '<a href="./" target="_self">Back to your own data</a>'
        marks.show(
            Html(
                '<p class="made-up"><b>Made-up data.</b> Nothing here is real, and your own data are as you left them. '
                f"{back}</p>"
            )
        )
