import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.round import (
    Department,
    FamilyRefused,
    NameNeeded,
    PublishedIsFixed,
    Round,
    RoundEndsEarly,
    RoundKind,
)
from maturity.errors import FileFaulty, NotFound
from maturity.framework.files import EditionChanged
from maturity.services import administering
from maturity.services.administering import BenchmarkDiffers
from maturity.services.history import verify
from maturity.services.installation import Installation, open_installation
from maturity.store import history
from maturity.store.constraints import Refused
from maturity.store.database import IN_MEMORY
from maturity.store.tables import HistoryRow

Unchanged = Callable[[], AbstractContextManager[None]]
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def description(tmp_path: Path) -> Path:
    """A copy of the published findings, for a test to alter."""
    for name in ("nao-2019.yaml", "nao-2019-findings.csv"):
        shutil.copy(ROOT / "data" / name, tmp_path)
    return tmp_path / "nao-2019.yaml"


def _alter(file: Path, was: str, becomes: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(was) == 1
    file.write_text(text.replace(was, becomes), encoding="utf-8")


def test_a_department_gets_its_id_from_its_name(
    installation: Installation, administrator: Person, noon: datetime
) -> None:
    made = administering.add_department(
        installation, administrator, noon, name="  Health &\tSocial  Care (Café) "
    )
    assert made == Department(id="health-social-care-cafe", name="Health & Social Care (Café)")
    assert administering.every_department(installation, administrator) == [made]


@pytest.mark.parametrize("name", ["", "   ", "—", "!?", "\0"])
def test_a_department_needs_a_name(
    name: str, installation: Installation, administrator: Person, noon: datetime, unchanged: Unchanged
) -> None:
    with unchanged(), pytest.raises(NameNeeded, match="The department needs a name"):
        administering.add_department(installation, administrator, noon, name=name)


@pytest.mark.parametrize("name", ["Treasury", " treasury ", "TREASURY!"])
def test_a_department_is_added_once(
    name: str, installation: Installation, administrator: Person, noon: datetime, unchanged: Unchanged
) -> None:
    administering.add_department(installation, administrator, noon, name="Treasury")
    with unchanged(), pytest.raises(Refused, match="already a department"):
        administering.add_department(installation, administrator, noon, name=name)


def test_departments_of_a_benchmark_are_not_assessed_here(
    installation: Installation, administrator: Person, noon: datetime, nao_2019: Round
) -> None:
    assert administering.every_department(installation, administrator) == []
    treasury = administering.add_department(installation, administrator, noon, name="Treasury")
    assert administering.every_department(installation, administrator) == [treasury]


def test_a_round_opens_today_and_remembers_its_edition(
    installation: Installation, administrator: Person, noon: datetime
) -> None:
    made = administering.open_round(
        installation, administrator, noon, title=" Spring  2026", framework_id="two-themes", closes=None
    )
    assert made == Round(
        id="spring-2026",
        title="Spring 2026",
        kind=RoundKind.LIVE,
        framework_id="two-themes",
        edition="1",
        framework_hash=installation.frameworks["two-themes"].content_hash,
        opens=date(2026, 3, 2),
        closes=None,
    )
    assert administering.every_round(installation, administrator) == [made]


def test_a_round_may_close_on_the_day_it_opens(
    installation: Installation, administrator: Person, noon: datetime
) -> None:
    made = administering.open_round(
        installation, administrator, noon, title="Day", framework_id="two-themes", closes=noon.date()
    )
    assert (made.opens, made.closes) == (noon.date(), noon.date())


def test_a_round_closes_on_another_day_and_the_history_says_so(
    installation: Installation, administrator: Person, noon: datetime, spring: Round, unchanged: Unchanged
) -> None:
    for closes in (date(2026, 3, 2), None):
        changed = administering.change_round(
            installation, administrator, noon, round_id=spring.id, closes=closes
        )
        assert changed == spring.model_copy(update={"closes": closes})
        assert administering.every_round(installation, administrator) == [changed]
    with unchanged():
        administering.change_round(installation, administrator, noon, round_id=spring.id, closes=None)
        with pytest.raises(RoundEndsEarly, match="close on 1 March 2026, before it opens on 2 March"):
            administering.change_round(
                installation, administrator, noon, round_id=spring.id, closes=date(2026, 3, 1)
            )
        with pytest.raises(NotFound):
            administering.change_round(installation, administrator, noon, round_id="autumn", closes=None)
    verify(installation, local_person())


def test_published_rounds_never_close(
    installation: Installation, administrator: Person, noon: datetime, nao_2019: Round, unchanged: Unchanged
) -> None:
    with unchanged(), pytest.raises(PublishedIsFixed):
        administering.change_round(installation, administrator, noon, round_id=nao_2019.id, closes=None)


def test_a_department_is_renamed_and_keeps_its_id(
    installation: Installation, administrator: Person, noon: datetime, unchanged: Unchanged
) -> None:
    for name in ("Treasury", "Home Office"):
        administering.add_department(installation, administrator, noon, name=name)

    def rename(name: str, department_id: str = "treasury") -> Department:
        return administering.rename_department(
            installation, administrator, noon, department_id=department_id, name=name
        )

    assert rename(" HM  Treasury ") == Department(id="treasury", name="HM Treasury")
    assert [each.name for each in administering.every_department(installation, administrator)] == [
        "HM Treasury",
        "Home Office",
    ]
    with unchanged():
        rename("HM Treasury")
        with pytest.raises(Refused, match="already a department"):
            rename("Home Office")
        with pytest.raises(NameNeeded):
            rename("—")
        with pytest.raises(NotFound):
            rename("Nothing", "nothing")
    verify(installation, local_person())


def test_addresses_and_sign_ins_are_for_those_who_look_after_the_register(
    installation: Installation, administrator: Person, ada: Person, noon: datetime
) -> None:
    olu = administering.register_person(
        installation, administrator, noon, name="Olu", email="olu@example.gov", roles=[(Role.READER, "*")]
    )
    assert administering.every_person(installation, administrator) == [olu]
    assert administering.every_person(installation, ada) == [olu.model_copy(update={"email": ""})]


@pytest.mark.parametrize(
    ("title", "framework", "closes", "problem", "words"),
    [
        (
            "Autumn",
            "two-themes",
            date(2026, 3, 1),
            RoundEndsEarly,
            "close on 1 March 2026, before it opens on 2 March",
        ),
        ("Autumn", "three-themes", None, NotFound, "no framework “three-themes”.* There are: .*two-themes"),
        ("—", "two-themes", None, NameNeeded, "The round needs a name"),
        ("Spring", "two-themes", None, Refused, "already a round"),
        ("spring!", "two-themes", None, Refused, "already a round"),
    ],
)
def test_a_round_that_cannot_be_is_refused_and_changes_nothing(
    title: str,
    framework: str,
    closes: date | None,
    problem: type[Exception],
    words: str,
    installation: Installation,
    administrator: Person,
    noon: datetime,
    spring: Round,
    unchanged: Unchanged,
) -> None:
    with unchanged(), pytest.raises(problem, match=words):
        administering.open_round(
            installation, administrator, noon, title=title, framework_id=framework, closes=closes
        )


def test_no_round_opens_on_an_edition_whose_file_changed_since_it_was_used(
    with_changed_file: Installation,
    administrator: Person,
    noon: datetime,
    spring: Round,
    unchanged: Unchanged,
) -> None:
    with unchanged(), pytest.raises(EditionChanged, match="“two-themes”, edition 1, has changed"):
        administering.open_round(
            with_changed_file, administrator, noon, title="Autumn", framework_id="two-themes", closes=None
        )


def test_a_benchmark_loads_once_and_again_without_a_change(
    installation: Installation, administrator: Person, noon: datetime, description: Path, unchanged: Unchanged
) -> None:
    first = administering.load_benchmark(installation, administrator, noon, description=description)
    assert (first.id, first.published, first.opens) == ("nao-2019", True, date(2019, 6, 21))
    with unchanged():
        assert (
            administering.load_benchmark(installation, administrator, noon, description=description) == first
        )
    with installation.store.reading() as session:
        # The round and its framework; A to G, each with its assessment; and the findings, by their digest.
        assert history.verify_chain(session) == 2 + 7 * 2 + 1


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        # The same totals: only the words of one finding, or two levels changed about.
        (
            "enterprise-data-strategy,D,level,2,high,,Under development",
            "enterprise-data-strategy,D,level,2,high,,Soon",
        ),
        ("enterprise-data-strategy,D,level,2,high,,", "enterprise-data-strategy,D,level,2,low,,"),
        ("enterprise-data-strategy,D,level,2,high,,", "enterprise-data-strategy,D,level,2,high,3,"),
        (
            "enterprise-data-strategy,C,level,4,high,,Yes\nenterprise-data-strategy,D,level,2,high,,",
            "enterprise-data-strategy,C,level,2,high,,Yes\nenterprise-data-strategy,D,level,4,high,,",
        ),
    ],
)
def test_a_benchmark_with_an_altered_finding_is_refused_and_changes_nothing(
    was: str,
    becomes: str,
    installation: Installation,
    administrator: Person,
    noon: datetime,
    nao_2019: Round,
    description: Path,
    unchanged: Unchanged,
) -> None:
    _alter(description.with_name("nao-2019-findings.csv"), was, becomes)
    with unchanged(), pytest.raises(BenchmarkDiffers, match=f"“{nao_2019.title}” is already here with other"):
        administering.load_benchmark(installation, administrator, noon, description=description)


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        (
            "strategy,D,level,2,high",
            "strategy,D,level,5,high",
            r"line 5: enterprise-data-strategy × D: level “5” is not",
        ),
        ("strategy,D,level,2,high", "strategy,D,level,3,high", "total of level 3: 21 declared, 22 found"),
        ("strategy,D,level,2,high", "strategy,Z,level,2,high", "no department “Z” here"),
    ],
)
@pytest.mark.parametrize("loaded", [True, False])
def test_a_faulty_benchmark_is_refused_and_changes_nothing(
    was: str,
    becomes: str,
    words: str,
    loaded: bool,
    installation: Installation,
    administrator: Person,
    noon: datetime,
    description: Path,
    unchanged: Unchanged,
) -> None:
    if loaded:
        administering.load_benchmark(installation, administrator, noon, description=description)
    _alter(
        description.with_name("nao-2019-findings.csv"), f"enterprise-data-{was}", f"enterprise-data-{becomes}"
    )
    with unchanged(), pytest.raises(FileFaulty, match=words):
        administering.load_benchmark(installation, administrator, noon, description=description)


def test_a_benchmark_under_the_id_of_a_live_round_is_refused(
    installation: Installation, administrator: Person, noon: datetime, description: Path, unchanged: Unchanged
) -> None:
    administering.open_round(
        installation, administrator, noon, title="NAO 2019", framework_id="two-themes", closes=None
    )
    with unchanged(), pytest.raises(BenchmarkDiffers):
        administering.load_benchmark(installation, administrator, noon, description=description)


def test_a_benchmark_whose_department_is_here_already_is_refused_whole(
    installation: Installation, administrator: Person, noon: datetime, description: Path, unchanged: Unchanged
) -> None:
    administering.add_department(installation, administrator, noon, name="Department G")
    with unchanged(), pytest.raises(Refused, match="already a department"):
        administering.load_benchmark(installation, administrator, noon, description=description)


def test_an_installation_opens_with_every_framework_of_its_folder() -> None:
    opened = open_installation(IN_MEMORY, ROOT / "frameworks")
    assert "nao-data-2019" in opened.frameworks
    opened.store.close()


@pytest.fixture
def three(installation: Installation, administrator: Person, noon: datetime) -> None:
    for name in ("Home Office", "Prisons", "Tax"):
        administering.add_department(installation, administrator, noon, name=name)


@pytest.mark.usefixtures("three")
def test_a_department_joins_a_family_and_leaves_it_and_the_history_has_both(
    installation: Installation, administrator: Person, noon: datetime
) -> None:
    def put(family: str | None) -> str | None:
        return administering.set_family(
            installation, administrator, noon, department_id="prisons", family=family
        ).family

    assert (put("home-office"), put("home-office"), put(None)) == ("home-office", "home-office", None)
    with installation.store.reading() as session:
        rows = session.exec(select(HistoryRow).where(HistoryRow.subject == "prisons")).all()
    written = [(row.before, row.after) for row in rows if row.before is not None and row.after is not None]
    assert [('"family":null' in before, '"family":null' in after) for before, after in written] == [
        (True, False),  # joined; saying it again writes nothing
        (False, True),  # left
    ]


@pytest.mark.usefixtures("three", "nao_2019")
@pytest.mark.parametrize(
    ("department", "family", "missing"),
    [("prisons", "navy", "navy"), ("navy", "tax", "navy"), ("prisons", "A", "A"), ("A", "tax", "A")],
)
def test_a_family_of_a_department_that_is_not_assessed_here_is_not_found(
    installation: Installation,
    administrator: Person,
    noon: datetime,
    department: str,
    family: str,
    missing: str,
) -> None:
    with pytest.raises(NotFound, match=f"^There is no department “{missing}”"):
        administering.set_family(installation, administrator, noon, department_id=department, family=family)


@pytest.mark.usefixtures("three")
def test_a_family_is_a_parent_and_its_children_and_no_more(
    installation: Installation, administrator: Person, noon: datetime
) -> None:
    administering.set_family(installation, administrator, noon, department_id="prisons", family="home-office")
    for department, family, why in (
        ("tax", "tax", "a department is not its own parent"),
        ("tax", "prisons", "Prisons is in another department's family itself"),
        ("home-office", "tax", "Home Office has departments in a family of its own"),
    ):
        with pytest.raises(FamilyRefused, match=why):
            administering.set_family(
                installation, administrator, noon, department_id=department, family=family
            )
