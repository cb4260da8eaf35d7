"""What leaves, and what comes back."""

from datetime import datetime

from maturity.assessment.people import Person
from maturity.services.comparing import comparison
from maturity.services.installation import Installation
from maturity.workbook import pack, write


def board_pack(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    department_id: str | None = None,
) -> bytes:
    """The board pack of a round, or of one department in it, as an .xlsx workbook."""
    compared = comparison(installation, person, round_id=round_id, department_id=department_id)
    return write.workbook(pack.describe(compared, at=at))
