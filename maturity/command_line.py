"""The commands: each is a service that is called, and what it gives in words or in a file."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maturity.assessment import benchmark, merge
from maturity.assessment.merge import CellChange, Side
from maturity.assessment.people import EVERY_DEPARTMENT, Person, Role, local_person
from maturity.briefing import standing, whose
from maturity.briefing.carried import waiting_in_words
from maturity.briefing.groups import score_and_known
from maturity.briefing.marking import MARKINGS, OFFICIAL
from maturity.bundle import verifying
from maturity.errors import MaturityError, NotFound
from maturity.framework import companions, files, succession
from maturity.framework.companions import Translation
from maturity.framework.document import Document, read_text
from maturity.framework.model import FigureUnit, Framework
from maturity.scoring.compare import Comparison, View
from maturity.scoring.score import Score
from maturity.server.command import serve
from maturity.services import (
    administering,
    answering,
    comparing,
    exporting,
    frameworks,
    history,
    registering,
)
from maturity.services import demo as demo_service
from maturity.services.exporting import BoardRequest
from maturity.services.history import HistoryEnd
from maturity.services.installation import Installation, open_installation
from maturity.services.startup import open_with
from maturity.settings import Settings
from maturity.store import backup, moving
from maturity.wording import counted

if TYPE_CHECKING:
    from maturity.services.offline import Preview

Command = Callable[..., Any]


class _File(click.Path):
    """A name that a file may have; what is refused here would be a traceback further on."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, dir_okay=False)

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        if not str(value).strip():
            self.fail("The name of the file is missing.", parameter, context)
        try:
            os.lstat(value)
        except (FileNotFoundError, NotADirectoryError):
            pass  # it is to be made, or whoever opens it says so
        except OSError as error:
            self.fail(f"“{value}” cannot be a file here ({error.strerror}).", parameter, context)
        return super().convert(value, parameter, context)


def _round(help_: str) -> Callable[[Command], Command]:
    return click.option("--round", "round_id", required=True, metavar="ID", help=help_)


def _output(help_: str) -> Callable[[Command], Command]:
    return click.option(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        type=_File(),
        help=help_,
    )


_one_department = click.option("--department", "department_id", metavar="ID", help="One department alone.")
_view = click.option(
    "--view",
    type=click.Choice([each.value for each in View]),  # of an enum itself, click would offer the names
    callback=lambda _context, _option, value: View(value),
    default=View.SELF.value,
    show_default=True,
    help="Whose word: the departments' own, or the auditors' findings where there are any.",
)
_marking = click.option(
    "--marking",
    type=click.Choice(MARKINGS),
    default=OFFICIAL,
    show_default=True,
    help="The classification that is on every page.",
)
_letters = click.option(
    "--letters", is_flag=True, help="Letters (“Peer A”) for names, without evidence or reasons."
)


def _board_request(round_help: str) -> Callable[[Command], Command]:
    """The options that say what a board is told of, given to the command as one request."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def ask(
            *, round_id: str, department_id: str | None, view: View, letters: bool, marking: str, **more: Any
        ) -> None:
            command(request=BoardRequest(round_id, department_id, view, letters, marking), **more)

        asked: Command = ask
        for option in (_marking, _letters, _view, _one_department, _round(round_help)):
            asked = option(asked)
        return asked

    return decorate


@click.group()
def cli() -> None:
    """Every command; `maturity` lists them (see __main__)."""


cli.add_command(serve)


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...", type=_File())
def check(paths: Sequence[Path]) -> None:
    """Check framework files, translations and crosswalks, and list every fault with its line.

    The editions that one names are looked for among the files given, beside them, and in the folder of frameworks.
    """
    faulty = 0
    known = files.library(Settings().frameworks).frameworks
    for folder in sorted({path.resolve().parent for path in paths}):
        known = {**known, **files.library(folder).frameworks}
    for path in paths:
        try:
            click.echo(f"{path.name} is sound: {_checked(read_text(path), path.name, known)}.")
        except MaturityError as problem:
            faulty += 1
            click.echo(str(problem), err=True)
    if faulty:
        sys.exit(1)


def _checked(text: str, name: str, known: Mapping[str, Framework]) -> str:
    """What a sound file holds, in words; raises FileFaulty."""
    if companions.is_companion(Document(text).value):
        found = companions.parse_beside(text, name, known)
        if isinstance(found, Translation):
            many = counted(len(found.words.statements), "statement")
            return f"{found.id}, {many} of {found.translates} in “{found.language}”"
        many = counted(len(found.related), "relation")
        return f"{found.id}, {many} between {found.between.one} and {found.between.other}"
    framework = succession.parse_successor(text, name, known, today=_now().date())
    themes, statements = (
        counted(len(framework.themes), "theme"),
        counted(len(framework.statements), "statement"),
    )
    items = f"{counted(framework.counts.items, 'item')}, " if framework.counts.items else ""
    return (
        f"{framework.id}, edition {framework.edition}, {themes}, {statements}, {items}"
        f"content {framework.content_hash[:12]}"
    )


@cli.command()
def migrate() -> None:
    """Make the database, or bring it to this version's schema."""
    settings = Settings()
    with _closing(open_installation(settings.database_url, settings.frameworks)) as installation:
        revision, missing = installation.store.revision(), installation.store.put_triggers_back()
    click.echo(f"The database is at the newest schema (revision {revision}).")
    if missing:
        click.echo(f"It refuses to rewrite the history again; this was missing: {', '.join(missing)}.")


@cli.command("load-benchmark")
@click.argument("path", required=False, metavar="[FILE]", type=_File())
def load_benchmark(path: Path | None) -> None:
    """Load published findings (by default, every one in the data folder) as read-only rounds."""
    settings = Settings()
    with _closing(open_installation(settings.database_url, settings.frameworks)) as installation:
        for description in [path] if path else sorted(settings.benchmarks.glob("*.yaml")):
            of = benchmark.described(description).framework
            if path is None and not frameworks.is_usable(installation, local_person(), framework_id=of):
                click.echo(f"{description.name} is left out: the framework “{of}” is not here.", err=True)
                continue
            round_ = administering.load_benchmark(
                installation, local_person(), installation.now(), description=description
            )
            click.echo(f"“{round_.title}” is here, as round {round_.id}.")


@cli.command()
@click.option(
    "--departments",
    type=click.IntRange(1, demo_service.MOST_DEPARTMENTS),
    default=300,
    show_default=True,
    help="How many to make up.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1, demo_service.MOST_ROUNDS),
    default=6,
    show_default=True,
    help="One a year; the newest is open.",
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="The same seed makes the same government on the same day.",
)
@click.option(
    "--framework",
    "framework_id",
    metavar="ID",
    help="The framework that it answers under: the National Audit Office's where it is here, or else the first.",
)
def demo(departments: int, rounds: int, seed: int, framework_id: str | None) -> None:
    """Fill an empty database with a made-up government, to try everything on."""
    with _closing(open_with(Settings())) as installation:
        made = demo_service.make_up(
            installation,
            local_person(),
            installation.now(),
            number=departments,
            rounds_made=rounds,
            seed=seed,
            framework_id=framework_id,
            tell=lambda sentence: click.echo(sentence, err=True),
        )
    click.echo(f"A made-up government is here. Its newest round is {made.occasions[-1].round.id}.")


@cli.command()
@_round("The round to score.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, numbers unrounded.")
@_view
@_letters
def scores(round_id: str, as_json: bool, view: View, letters: bool) -> None:
    """Print every department's score, with its range and coverage."""
    with _closing(open_with(Settings(), create=False)) as installation:
        compared = comparing.comparison(
            installation, local_person(), round_id=round_id, view=view, letters=letters
        )
    if as_json:
        click.echo(json.dumps(_as_json(compared), indent=2, ensure_ascii=False))
        return
    compared = compared.set_apart()
    click.echo(
        "\n".join(
            [compared.round.title, *whose.sentences(compared), *standing.standing_in_words(compared), ""]
        )
    )
    beside = whose.beside(compared)
    width = max((len(department.name) for department in compared.departments.values()), default=0)
    width = max(width, *(len(theme.label) + 2 for theme in compared.framework.themes))
    for key, department in compared.departments.items():
        rank = compared.ranks.get(key)
        more = standing.to_place(compared, key)
        place = f"; rank {rank.words}" if rank else f"; too little known to place: {more}" if more else ""
        status = compared.statuses.get(key)
        place += f"; {status.words.lower()}" if status and not compared.round.published else ""
        waits = compared.carried_over.get(key)
        carried = f"; {waiting_in_words(waits)}" if waits else ""
        found = beside is not None and beside.comparison.audited_of(key)
        said = score_and_known(beside.comparison, key) if beside and found else whose.NO_FINDING
        other = f"; {beside.heading.lower()} {said}" if beside else ""
        score = score_and_known(compared, key)
        click.echo(f"{department.name:<{width}}  {score}{other}{place}{carried}")
        for theme in compared.framework.themes:
            click.echo(f"  {theme.label:<{width - 2}}  {score_and_known(compared, key, theme)}")
    per_cent = compared.framework.scoring.shown_as.unit is FigureUnit.PERCENT
    click.echo(f"\n{'In per cent: score' if per_cent else 'Figure'} (range), statements with a level.")
    for sentence in compared.framework.whose:
        click.echo(sentence)


@cli.command()
@_board_request("The round to report on.")
@_output("The .xlsx file to write.")
def pack(request: BoardRequest, output: Path) -> None:
    """Write the board pack of a round as a spreadsheet."""
    _take_to_board(exporting.board_pack, request, output)


@cli.command()
@_board_request("The round to present.")
@_output("The .pptx file to write.")
def slides(request: BoardRequest, output: Path) -> None:
    """Write slides on a round, with charts that can be edited."""
    _take_to_board(exporting.slides, request, output)


@cli.command()
@_board_request("The round to tell of.")
@_output("The .pdf file to write.")
def brief(request: BoardRequest, output: Path) -> None:
    """Write one page on a round, or on one department in it, for a board (PDF)."""
    _take_to_board(exporting.brief, request, output)


@cli.command()
@_round("The round to take out.")
@click.option("--data", is_flag=True, help="Only the data, as CSV and JSON.")
@_output("The .zip file to write.")
def export(round_id: str, data: bool, output: Path) -> None:
    """Write everything of a round: data, road maps, framework, history and hashes, to be verified elsewhere.

    Its scores and gaps are there by both words, the departments' and the auditors'.
    """
    with _closing(open_with(Settings(), create=False)) as installation:
        make = exporting.data if data else exporting.bundle
        made = make(installation, local_person(), round_id=round_id)
    _write(output, made)


@cli.command("verify")
@click.argument("path", metavar="FILE", type=_File())
def verify_bundle(path: Path) -> None:
    """Check a bundle against its own hashes, references, scores, gaps and history; needs no database."""
    try:
        with path.open("rb") as file:
            given = file.read(verifying.LARGEST + 1)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read ({error.strerror}).") from None
    verified = verifying.verify(given)
    manifest = verified.manifest
    click.echo(f"{path} is what it says: “{manifest.title}”, made by {manifest.program}.")
    for sentence in verified.checked:
        click.echo(f"  {sentence}")


@cli.command()
@_round("The round to answer in.")
@click.option(
    "--department", "department_id", required=True, metavar="ID", help="The department to answer for."
)
@click.option("--empty", is_flag=True, help="Without the answers so far.")
@_output("The .xlsx file to write.")
def template(round_id: str, department_id: str, empty: bool, output: Path) -> None:
    """Write a department's workbook, to be filled in offline and imported again."""
    with _closing(open_with(Settings(), create=False)) as installation:
        found = answering.assessments_to_answer(installation, local_person(), round_id=round_id)
        begun = {department.id: assessment.id for assessment, department in found}
        if department_id not in begun:
            raise NotFound(f"assessment in the round “{round_id}” of the department", department_id, begun)
        from maturity.services import offline  # openpyxl takes its time

        made = offline.template(
            installation,
            local_person(),
            installation.now(),
            assessment_id=begun[department_id],
            filled=not empty,
        )
    _write(output, made)


@cli.command("import")
@click.argument("path", metavar="FILE", type=_File())
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option(
    "--keep",
    type=click.Choice([side.value for side in Side]),
    help="Whose words to keep where both the workbook and the app changed; both, where they are texts.",
)
@click.option("--in-place", is_flag=True, help="Answers that changed places stand where they belong.")
def import_(path: Path, dry_run: bool, keep: str | None, in_place: bool) -> None:
    """Bring a department's workbook back: show every change, then save all of them or none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read ({error.strerror}).") from None
    with _closing(open_with(Settings(), create=False)) as installation:
        from maturity.services import offline

        me, key = local_person(), offline.assessment_of_workbook(installation, local_person(), data=data).id
        preview = offline.preview(installation, me, installation.now(), assessment_id=key, data=data)
        click.echo(_as_words(preview))
        if dry_run:
            click.echo("Nothing was imported: this was a dry run.")
            return
        choices = {each.key: Side(keep) for each in preview.of(CellChange.IN_BOTH)} if keep else {}
        saved = offline.bring_in(
            installation,
            me,
            installation.now(),
            assessment_id=key,
            data=data,
            choices=choices,
            in_place=in_place,
        )
    if not saved:
        click.echo("Nothing was imported: there is nothing to change.")
        return
    labels = ", ".join(f"“{preview.framework.by_id[each].label}”" for each in saved)
    click.echo(f"Imported. Statements changed: {len(saved)} ({labels}).")


@cli.group()
def audit() -> None:
    """Check the history of changes."""


@audit.command()
@click.option("--head", "printed", metavar="HASH", help="A head that a board pack has printed.")
@click.option(
    "--heads", metavar="FILE", type=_File(), help="Heads that “maturity audit head” has written, one a line."
)
def verify(printed: str | None, heads: Path | None) -> None:
    """Check that no entry was changed, and that what is kept is what the history last said."""
    published = read_heads(heads) if heads else []
    settings = Settings()
    with _closing(
        open_installation(settings.database_url, settings.frameworks, create=False)
    ) as installation:
        verified = history.verify(installation, local_person(), printed=printed, published=published)
    end = verified.end
    click.echo(f"The history holds together. Entries: {end.number}. Head: {end.hash}.")
    if heads:
        click.echo(
            f"Heads of {heads} that are in it: {len(published)}, the last of entry {published[-1].number}."
        )
    for remark in verified.remarks:
        click.echo(f"Note: {remark}", err=True)


@audit.command()
def head() -> None:
    """Print one line with the day, the number of entries and the head, to be kept where nobody here can change it."""
    settings = Settings()
    with _closing(
        open_installation(settings.database_url, settings.frameworks, create=False)
    ) as installation:
        end = history.history_end(installation, local_person())
    click.echo(f"{_now():%Y-%m-%dT%H:%M:%SZ} {end.number} {end.hash}")


class HeadsUnreadable(MaturityError):
    def __init__(self, file: Path, why: str) -> None:
        super().__init__(
            f"{file} cannot be read: {why}. A line is like “2026-11-26T01:00:00Z 812 6538b21a…”, as “maturity audit "
            "head” prints it. Nothing was checked."
        )


def read_heads(file: Path) -> list[HistoryEnd]:
    """The heads in a file, one a line, with whatever a mail or a log put before them; raises HeadsUnreadable."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise HeadsUnreadable(file, getattr(error, "strerror", None) or "it is not text in UTF-8") from None
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        written = re.search(r"\b(\d{1,10}) ([0-9a-f]{64})\s*$", line)
        if written is None:
            raise HeadsUnreadable(file, f"line {number} is no head")
        found.append(HistoryEnd(int(written[1]), written[2]))
    if not found:
        raise HeadsUnreadable(file, "it is empty")
    return found


@cli.command("backup")
@_output("The file to write; one that is there is not overwritten.")
def backup_(output: Path) -> None:
    """Copy the database to a file, safely while the app is running."""
    backup.take(Settings().database_url, output)
    click.echo(f"Wrote {output} ({output.stat().st_size:,} bytes). It holds everything: keep it as safe.")


@cli.command()
@click.argument("path", metavar="FILE", type=_File())
def restore(path: Path) -> None:
    """Put a backup in the place of the database, once it is checked; stop the app first."""
    restored = backup.restore(Settings().database_url, path, _now())
    aside = f" What was there before is in {restored.aside}." if restored.aside else ""
    click.echo(f"Restored {path}. Entries: {restored.entries}. Head: {restored.head}.{aside}")


@cli.command()
@click.option(
    "--to",
    "to",
    required=True,
    metavar="URL",
    envvar="MATURITY_MOVE_TO",
    help="The address of an empty database, or of an SQLite file that is not there yet.",
)
def move(to: str) -> None:
    """Copy everything to another database, SQLite to PostgreSQL or back, verified; stop the app first."""
    moved = moving.move_database(Settings().database_url, to, lambda told: click.echo(told, err=True))
    click.echo(
        f"Everything is at the new address: {moved.rows:,} rows, and the history holds together there. Entries: "
        f"{moved.entries}. Head: {moved.head}. Set MATURITY_DATABASE_URL to it on every server. What is at the old one "
        "stays as it was: nothing that is saved there from now on is in the new one."
    )


@cli.group()
def people() -> None:
    """Say who may use this installation, and in which roles."""


@people.command("add")
@click.argument("name")
@click.option("--email", default="", metavar="ADDRESS", help="The address that invites them to sign in.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="ROLE[:DEPARTMENT]",
    help=f"One of {', '.join(Role)}; for one department (its id), or for every one. May be repeated.",
)
def people_add(name: str, email: str, roles: Sequence[str]) -> None:
    """Register somebody, so that they can sign in."""
    with _closing(open_with(Settings())) as installation:
        known = administering.every_department(installation, local_person())
        added = administering.register_person(
            installation,
            local_person(),
            installation.now(),
            name=name,
            email=email,
            roles=[_role(each, [department.id for department in known]) for each in roles],
        )
    way = f" They can sign in with {added.email}." if added.email else " Without --email they cannot sign in."
    click.echo(f"{added.name} is registered, as {added.id}.{way}")


@people.command("list")
def people_list() -> None:
    """List everybody who is registered: id, name, e-mail address, roles, and whether they have signed in."""
    with _closing(open_with(Settings(), create=False)) as installation:
        for person in administering.every_person(installation, local_person()):
            held = ", ".join(
                role if held_for == EVERY_DEPARTMENT else f"{role}:{held_for}"
                for role, held_for in sorted(person.roles)
            )
            state = "has signed in" if person.identity else "has not signed in"
            state = state if person.active else "disabled"
            click.echo(
                "  ".join([person.id, person.name, person.email or "no e-mail", held or "no role", state])
            )


@people.command("import")
@click.argument("path", metavar="FILE", type=_File())
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
def people_import(path: Path, dry_run: bool) -> None:
    """Bring in departments with their families, or people with their roles, from a CSV file: all of it or nothing."""
    text = _read_text(path)
    with _closing(open_with(Settings(), create=False)) as installation:
        changes = registering.preview_list(installation, local_person(), text=text)
        for was, department in changes.departments:
            family = f", in the family of {department.family}" if department.family else ""
            click.echo(f"{'changed' if was else 'new'} department  {department.name}{family}")
        for old, person in changes.people:
            gained = sorted(person.roles - (old.roles if old else frozenset()))
            roles = ", ".join(f"{role}:{of}" for role, of in gained)
            click.echo("  ".join([f"{'changed' if old else 'new'} person", person.name, person.email, roles]))
        if dry_run or not changes.count:
            click.echo(
                "Nothing was changed: " + ("this was a dry run." if dry_run else "all of it is here already.")
            )
            return
        registering.bring_in_list(installation, local_person(), _now(), text=text, previewed=changes)
    click.echo(f"Saved. Departments: {len(changes.departments)}. People: {len(changes.people)}.")


@people.command("leavers")
def people_leavers() -> None:
    """List who holds no role, or has neither signed in nor changed anything for a year."""
    with _closing(open_with(Settings(), create=False)) as installation:
        for each in registering.leavers(installation, local_person()):
            came, wrote = (f"{day:%d/%m/%Y}" if day else "never" for day in (each.signed_in, each.wrote))
            click.echo(
                "  ".join(
                    [
                        each.person_id,
                        each.name,
                        each.why,
                        f"signed in {came}",
                        f"changed something {wrote}",
                    ]
                )
            )


def _read_text(path: Path) -> str:
    """A text file, as spreadsheets write them."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read ({error.strerror}).") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


@people.command("disable")
@click.argument("person_id", metavar="ID")
def people_disable(person_id: str) -> None:
    """Shut somebody out; what they wrote stays."""
    with _closing(open_with(Settings(), create=False)) as installation:
        found = {each.id: each for each in administering.every_person(installation, local_person())}
        if person_id not in found:
            raise NotFound("person", person_id, found)
        person = found[person_id]
        administering.change_person(
            installation,
            local_person(),
            installation.now(),
            person_id=person_id,
            roles=person.roles,
            active=False,
        )
    click.echo(f"{person.name} is disabled. What they wrote stays.")


@people.command("invite")
@click.argument("person_id", metavar="ID")
@click.option("--email", required=True, metavar="ADDRESS", help="The address that invites them.")
def people_invite(person_id: str, email: str) -> None:
    """Invite somebody by another address, or anew after the provider changed."""
    with _closing(open_with(Settings(), create=False)) as installation:
        invited = administering.invite(
            installation, local_person(), installation.now(), person_id=person_id, email=email
        )
    click.echo(f"{invited.name} can sign in with {invited.email}.")


def _role(written: str, departments: Sequence[str]) -> tuple[Role, str]:
    name, _, department = written.partition(":")
    if name not in list(Role):
        raise NotFound("role", name, Role)
    if department and department not in departments:
        raise NotFound("department", department, departments)
    return Role(name), department or EVERY_DEPARTMENT


def _as_words(preview: "Preview") -> str:
    counts = ", ".join(f"{kind.value.lower()} {count}" for kind, count in preview.counts.items())
    lines = [f"{preview.department.name}, {preview.round.title}. Cells: {counts}."]
    if preview.moved:
        from maturity.services import offline

        lines.append(f"Changed places: {offline.moved_in_words(preview.framework, preview.moved)}")
    lines += [f"Not read: {remark}" for remark in preview.remarks]
    for each in preview.differences:
        if each.kind is CellChange.NOT_UNDERSTOOD:
            lines.append(f"{each.kind.value}: {each.workbook}")
        elif each.kind is not CellChange.UNCHANGED:
            workbook, app = (
                merge.words(preview.framework, each.statement_id, value, 200).replace("\n", "\n    ")
                for value in (each.workbook, each.app)
            )
            name = merge.cell_in_words(preview.framework, each)
            changed = preview.changed.get(each.key)
            by = f" ({changed.name}, {changed.at:%d/%m/%Y %H:%M} {changed.at.tzname()})" if changed else ""
            lines.append(f"{each.kind.value}: {name}\n  workbook: {workbook}\n  app{by}: {app}")
    return "\n".join(lines)


def _take_to_board(
    make: Callable[[Installation, Person, datetime, BoardRequest], bytes], request: BoardRequest, output: Path
) -> None:
    with _closing(open_with(Settings(), create=False)) as installation:
        made = make(installation, local_person(), installation.now(), request)
    _write(output, made)


def _write(output: Path, made: bytes) -> None:
    beside = output.with_name(f".{output.name}.part")
    try:
        beside.write_bytes(made)
        beside.replace(output)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise click.ClickException(f"{output} cannot be written ({error.strerror}).") from None
    click.echo(f"Wrote {output} ({len(made):,} bytes).")


def _figures(score: Score) -> dict[str, object]:
    """A score as it is printed: how many statements were not asked is told only where some were not."""
    return {key: value for key, value in asdict(score).items() if key != "not_asked" or value}


def _as_json(compared: Comparison) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    beside = whose.beside(compared)
    for key, department in compared.departments.items():
        score, rank = compared.scores[key], compared.ranks.get(key)
        found.append(
            {
                "department": key,
                "name": department.name,
                **_figures(score),
                "coverage": score.coverage,
                "status": status.value if (status := compared.statuses.get(key)) else None,
                "placed": key in compared.placed,
                "statements_to_place": compared.little_known.get(key, 0),
                "view": compared.view,
                "audited_statements": compared.audited_of(key),
                "by_the_other_word": _figures(beside.comparison.scores[key]) if beside else None,
                "carried_over": asdict(waits) if (waits := compared.carried_over.get(key)) else None,
                "best_rank": rank.best if rank else None,
                "worst_rank": rank.worst if rank else None,
                "themes": [
                    {
                        "theme": theme.id,
                        "label": theme.label,
                        **_figures(compared.theme_scores[key, theme.id]),
                        "coverage": compared.theme_scores[key, theme.id].coverage,
                    }
                    for theme in compared.framework.themes
                ],
            }
        )
    return found


@contextmanager
def _closing(installation: Installation) -> Iterator[Installation]:
    try:
        yield installation
    finally:
        installation.store.close()


def _now() -> datetime:
    return datetime.now(UTC)
