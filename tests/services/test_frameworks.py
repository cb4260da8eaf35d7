"""The framework is kept with the data: what was answered under it needs no file, and no file takes a page down."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from maturity.assessment.answer import Answer, State
from maturity.assessment.merge import CellChange
from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.round import Assessment, Round
from maturity.bundle import verifying
from maturity.bundle.verifying import BundleDiffers
from maturity.errors import FileFaulty, MaturityError
from maturity.framework import files
from maturity.framework.files import EditionChanged
from maturity.framework.model import Framework
from maturity.services import (
    administering,
    answering,
    comparing,
    exporting,
    frameworks,
    history,
    offline,
    road_maps,
    startup,
    trends,
)
from maturity.services.exporting import BoardRequest
from maturity.services.frameworks import FrameworkRefused
from maturity.services.installation import FrameworkMissing, Installation
from maturity.settings import Settings
from maturity.store.tables import FrameworkRow

Unchanged = Callable[[], AbstractContextManager[None]]
ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "frameworks"
TWO = Answer(state=State.LEVEL, level=2)
LATER = timedelta(hours=1)


@pytest.fixture
def without_file(installation: Installation) -> Installation:
    """The same installation after somebody took the file of the tiny framework away."""
    left = {name: each for name, each in installation.frameworks.items() if name != "two-themes"}
    return replace(installation, frameworks=left)


@pytest.fixture
def from_before(installation: Installation, treasury: Assessment, administrator: Person) -> None:
    """What is kept is as an earlier version of the program left it: without the text of the framework."""
    with installation.store.transaction(administrator, treasury.started_at) as transaction:
        for row in transaction.session.exec(select(FrameworkRow)):
            transaction.session.delete(row)


def corrected(framework: Framework, **also: object) -> Framework:
    """The tiny framework with a slip of the pen mended."""
    text = files.as_yaml(framework).replace("There is a plan", "There is a plan.", 1)
    return files.parse(text + f"corrects: ['{framework.content_hash[:12]}']\n", "two-themes.yaml")


@pytest.mark.parametrize("change", ["with_changed_file", "without_file"])
def test_what_was_answered_under_is_read_whatever_became_of_its_file(
    change: str,
    installation: Installation,
    treasury: Assessment,
    ada: Person,
    noon: datetime,
    request: pytest.FixtureRequest,
) -> None:
    now: Installation = request.getfixturevalue(change)
    before = installation.frameworks["two-themes"]
    sheet = answering.assessment_view(now, ada, assessment_id=treasury.id)
    assert sheet.framework == before
    assert answering.record_answer(
        now, ada, noon, assessment_id=treasury.id, statement_id="a1", answer=TWO
    ).same_as(TWO)
    everyone = local_person()
    assert exporting.board_pack(now, everyone, noon, BoardRequest("spring"))
    assert offline.template(now, ada, noon, assessment_id=treasury.id, filled=True)
    bundle = exporting.bundle(now, everyone, round_id="spring")
    assert verifying.verify(bundle).manifest.framework_hash == before.content_hash
    assert [each.id for each in trends.departments_over_time(now, everyone)[0]] == ["spring"]
    assert history.changes(now, everyone).entries[0].told.what == "Answered “A plan”"


def test_a_file_that_changed_is_named_and_opens_no_round(
    with_changed_file: Installation,
    administrator: Person,
    noon: datetime,
    spring: Round,
    unchanged: Unchanged,
) -> None:
    assert "two-themes" not in [each.id for each in frameworks.offered(with_changed_file, administrator)]
    (trouble,) = frameworks.troubles(with_changed_file, administrator)
    assert "“two-themes”, edition 1, has changed" in trouble
    with unchanged(), pytest.raises(EditionChanged):
        administering.open_round(
            with_changed_file, administrator, noon, title="Autumn", framework_id="two-themes", closes=None
        )


def test_a_framework_without_a_file_opens_another_round(
    without_file: Installation, administrator: Person, noon: datetime, spring: Round
) -> None:
    assert "two-themes" in [each.id for each in frameworks.offered(without_file, administrator)]
    opened = administering.open_round(
        without_file, administrator, noon, title="Autumn", framework_id="two-themes", closes=None
    )
    assert opened.framework_hash == spring.framework_hash


@pytest.mark.usefixtures("from_before", "nao_2019")
@pytest.mark.parametrize(
    ("change", "problem"), [("with_changed_file", EditionChanged), ("without_file", FrameworkMissing)]
)
def test_a_round_of_before_whose_file_is_not_the_same_is_named_and_the_rest_works(
    change: str,
    problem: type[MaturityError],
    ada: Person,
    noon: datetime,
    treasury: Assessment,
    request: pytest.FixtureRequest,
) -> None:
    now: Installation = request.getfixturevalue(change)
    everyone = local_person()
    frameworks.keep_used(now, everyone, noon)
    with pytest.raises(problem, match="“two-themes”"):
        answering.assessment_view(now, ada, assessment_id=treasury.id)
    told = frameworks.troubles(now, everyone)
    assert any("The round “Spring” cannot be read" in each for each in told)
    assert [each.id for each in frameworks.readable_rounds(now, everyone)] == ["nao-2019"]
    assert trends.departments_over_time(now, everyone) == ([], {})
    assert comparing.comparison(now, everyone, round_id="nao-2019").scores
    assert history.changes(now, everyone).entries


@pytest.mark.usefixtures("from_before")
def test_the_first_start_keeps_what_rounds_of_before_were_answered_under(
    installation: Installation, without_file: Installation, ada: Person, noon: datetime, treasury: Assessment
) -> None:
    everyone = local_person()
    frameworks.keep_used(installation, everyone, noon)
    entries = installation.store.revision()
    frameworks.keep_used(installation, everyone, noon)
    assert installation.store.revision() == entries
    sheet = answering.assessment_view(without_file, ada, assessment_id=treasury.id)
    assert sheet.framework == installation.frameworks["two-themes"]
    told = history.changes(installation, everyone).entries[0].told
    assert told.what == "Kept the framework “Two themes” with the data"


def test_a_correction_changes_the_words_of_rounds_under_way_and_no_figure(
    installation: Installation,
    two_themes: Framework,
    ada: Person,
    noon: datetime,
    treasury: Assessment,
    person: Callable[..., Person],
) -> None:
    everyone = local_person()
    answering.record_answer(installation, ada, noon, assessment_id=treasury.id, statement_id="a1", answer=TWO)
    sent_out = offline.template(installation, ada, noon, assessment_id=treasury.id, filled=True)
    before = comparing.comparison(installation, everyone, round_id="spring").scores
    mended = corrected(two_themes)
    assert mended.content_hash != two_themes.content_hash
    now = replace(installation, frameworks={**installation.frameworks, mended.id: mended})
    frameworks.keep_used(now, everyone, noon + LATER)
    sheet = answering.assessment_view(now, ada, assessment_id=treasury.id)
    assert sheet.framework.by_id["a1"].text == "There is a plan."
    assert comparing.comparison(now, everyone, round_id="spring").scores == before
    assert not frameworks.troubles(now, everyone)
    came_back = offline.preview(now, ada, noon, assessment_id=treasury.id, data=sent_out).differences
    assert {each.kind for each in came_back} == {CellChange.UNCHANGED}
    verified = verifying.verify(exporting.bundle(now, everyone, round_id="spring"))
    assert verified.manifest.framework_hash == mended.content_hash
    assert history.verify(now, person(Role.AUDITOR)).end.number == now.store.revision()
    autumn = administering.open_round(
        now, everyone, noon + LATER, title="Autumn", framework_id="two-themes", closes=None
    )
    assert autumn.framework_hash == mended.content_hash


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("weight: 1", "weight: 2"), ("id: a2", "id: a3"), ("edition: '1'", "edition: '2'")],
)
def test_what_would_change_a_figure_is_no_correction(
    was: str,
    becomes: str,
    installation: Installation,
    two_themes: Framework,
    noon: datetime,
    treasury: Assessment,
) -> None:
    text = files.as_yaml(corrected(two_themes)).replace("id: a1", "weight: 1\n    id: a1", 1)
    changed = files.parse(text.replace(was, becomes, 1), "two-themes.yaml")
    now = replace(installation, frameworks={**installation.frameworks, changed.id: changed})
    frameworks.keep_used(now, local_person(), noon)
    assert answering.assessment_view(now, local_person(), assessment_id=treasury.id).framework == two_themes
    assert any("has changed" in each for each in frameworks.troubles(now, local_person()))


def test_a_bundle_with_a_correction_that_the_history_knows_nothing_of_is_refused(
    installation: Installation, two_themes: Framework, noon: datetime, treasury: Assessment
) -> None:
    from maturity.bundle import packing

    made = exporting._record(installation, local_person(), "spring", whole=True)
    forged = packing.bundle(made[0], corrected(two_themes))
    with pytest.raises(BundleDiffers, match="the history tells of no correction of it"):
        verifying.verify(forged)


def test_an_installation_starts_with_any_folder_and_names_what_it_cannot_use(tmp_path: Path) -> None:
    folder = tmp_path / "frameworks"
    folder.mkdir()
    (folder / "tiny.yml").write_bytes((TINY / "two-themes.yaml").read_bytes())
    (folder / "bad.yaml").write_text("format: 1\n", encoding="utf-8")
    settings = Settings(frameworks=folder, database_url=f"sqlite:///{(tmp_path / 'own.sqlite').as_posix()}")
    opened = startup.open_with(settings)
    everyone = local_person()
    assert [each.id for each in frameworks.offered(opened, everyone)] == ["two-themes"]
    assert administering.every_round(opened, everyone) == []  # the benchmark's framework is not here
    (trouble,) = frameworks.troubles(opened, everyone)
    assert trouble.startswith("bad.yaml cannot be used")
    opened.store.close()


def test_plans_of_a_readable_round_do_not_ask_for_the_others(
    without_file: Installation, treasury: Assessment, noon: datetime
) -> None:
    found = road_maps.outlook_of(
        without_file, local_person(), round_id="spring", department_id="treasury", today=noon.date()
    )
    assert found.road_map.gaps


EDITION_ONE = (TINY / "edition-one.yaml").read_text(encoding="utf-8")
EDITION_TWO = (TINY / "edition-two.yaml").read_text(encoding="utf-8")


def test_a_framework_is_taken_in_asked_and_corrected_without_a_file(
    installation: Installation, administrator: Person, noon: datetime
) -> None:
    taken = frameworks.take_in(installation, administrator, noon, text=EDITION_ONE, name="one.yaml")
    assert taken.id in [each.id for each in frameworks.offered(installation, administrator)]
    another = EDITION_ONE.replace("It stays.", "It stays here.")
    frameworks.take_in(
        installation, administrator, noon, text=another, name="one.yaml"
    )  # nothing used it yet
    opened = administering.open_round(
        installation, administrator, noon, title="Own", framework_id="edition-one", closes=None
    )
    assert opened.framework_hash == files.parse(another, "one.yaml").content_hash
    mended = another.replace("It stays here.", "It stays there.")
    with pytest.raises(
        FrameworkRefused, match="rounds were opened with that edition, and this asks something else"
    ):
        frameworks.take_in(installation, administrator, noon, text=mended, name="one.yaml")
    mended += f"corrects: ['{opened.framework_hash[:12]}']\n"
    frameworks.take_in(installation, administrator, noon, text=mended, name="one.yaml")
    now = frameworks.framework_of(installation, administrator, round_id="own")
    assert now.by_id["stays"].text == "It stays there."
    (own,) = [
        each for each in frameworks.every_edition(installation, administrator) if each.rounds == ("Own",)
    ]
    assert (own.series, own.filed, own.corrected) == ("editions", False, 1)
    assert history.verify(installation, administrator).end.number == installation.store.revision()


def test_what_the_next_edition_does_not_say_is_drafted_and_kept(
    installation: Installation, administrator: Person, noon: datetime
) -> None:
    frameworks.take_in(installation, administrator, noon, text=EDITION_ONE, name="one.yaml")
    lacking = EDITION_TWO.replace("    - {was: [goes], now: [], kind: dropped}\n", "")
    looked = frameworks.look_over(installation, administrator, text=lacking, name="two.yaml")
    assert [each.was for each in looked.drafted] == [("goes",)]
    assert looked.fates["whole"].now == ("part-a", "part-b")
    taken = frameworks.take_in(installation, administrator, noon, text=lacking, name="two.yaml")
    assert taken.follows is not None
    assert taken.follows.changes[-1].was == ("goes",)


def test_what_stands_in_the_folder_is_not_replaced(
    installation: Installation, administrator: Person, noon: datetime, unchanged: Unchanged
) -> None:
    text = (TINY / "two-themes.yaml").read_text(encoding="utf-8")
    with unchanged(), pytest.raises(FrameworkRefused, match="a file of that id is in the folder"):
        frameworks.take_in(installation, administrator, noon, text=text, name="two-themes.yaml")
    with unchanged(), pytest.raises(FileFaulty, match="there is no framework “edition-one” here"):
        frameworks.take_in(installation, administrator, noon, text=EDITION_TWO, name="two.yaml")
