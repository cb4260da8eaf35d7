import io
import random
import socket
import struct
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from maturity.assessment.answer import Answer, State
from maturity.assessment.round import Status
from maturity.bundle import packing, verifying
from maturity.bundle import record as recording
from maturity.bundle.packing import FRAMEWORK, MANIFEST, RECORD, SCHEMA
from maturity.bundle.record import Assessed, Record
from maturity.bundle.verifying import BundleDiffers, NotABundle, verify
from maturity.errors import MaturityError
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.history.chain import Entry, canonical, entry_hash

Members = dict[str, bytes]
Opened = Callable[[bytes], Members]
Forged = Callable[..., bytes]
Relisted = Callable[[Members], bytes]


@pytest.mark.parametrize("which", ["live", "published_bundle", "empty"])
def test_a_bundle_as_it_was_made_is_what_it_says(
    which: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = request.getfixturevalue(which)
    monkeypatch.setattr(socket, "socket", None)  # neither a database nor a network is needed
    verified = verify(data)
    assert verified.manifest.members.keys() >= {RECORD, FRAMEWORK, "tables/answers.csv"}
    assert len(verified.checked) == (7 if which == "empty" else 8)  # no page on no department


def test_what_was_checked_is_counted(live: bytes, published_bundle: bytes) -> None:
    # Two departments × (two themes and overall) × two views; four answers, one finding.
    told = " ".join(verify(live).checked)
    assert "found the same: 12." in told
    assert "last said: 4. Findings: 1." in told
    # A to G × (three themes and overall), 126 findings under one digest.
    told = " ".join(verify(published_bundle).checked)
    assert "found the same: 28." in told
    assert "Findings: 126." in told


@pytest.mark.parametrize("which", ["live", "published_bundle"])
def test_no_byte_can_be_flipped_unnoticed(which: str, request: pytest.FixtureRequest) -> None:
    data = request.getfixturevalue(which)
    dice = random.Random(1)
    around = zipfile.ZipFile(io.BytesIO(data)).start_dir  # from here on: the archive's own list
    places = {
        *range(64),
        *range(0, len(data), len(data) // 120),
        *range(around, len(data), 37),
        *range(len(data) - 22, len(data)),
    }
    for place in sorted(places):
        flipped = bytearray(data)
        flipped[place] ^= 1 << dice.randrange(8)
        with pytest.raises((NotABundle, BundleDiffers)):
            verify(bytes(flipped))


@pytest.mark.parametrize("cut", [0, 1, 3, 100, -1, -22, -5000])
def test_a_cut_bundle_is_refused(live: bytes, cut: int) -> None:
    with pytest.raises(MaturityError):
        verify(live[:cut])


def test_bytes_before_or_after_are_noticed(live: bytes) -> None:
    for data in (live + b"\0", b"\0" + live, b"#!/bin/sh\n" + live):
        with pytest.raises((NotABundle, BundleDiffers)):
            verify(data)


def test_a_missing_an_added_and_a_changed_file_are_named(live: bytes, opened: Opened) -> None:
    members = opened(live)
    without = {name: content for name, content in members.items() if name != "tables/answers.csv"}
    with pytest.raises(BundleDiffers, match=r"“tables/answers.csv” is missing"):
        verify(packing.zipped(without))
    with pytest.raises(BundleDiffers, match=r"“extra.exe” was added: the manifest does not know it"):
        verify(packing.zipped(members | {"extra.exe": b"MZ"}))
    changed = members[RECORD].replace(b'"Treasury"', b'"Treasure"')
    with pytest.raises(BundleDiffers, match=r"“round.json” was changed: it has another SHA-256"):
        verify(packing.zipped(members | {RECORD: changed}))


def test_relisting_alone_changes_nothing(live: bytes, opened: Opened, relisted: Relisted) -> None:
    assert relisted(opened(live)) == live


def test_a_changed_framework_is_noticed_whatever_the_hashes(
    live: bytes, opened: Opened, relisted: Relisted
) -> None:
    members = opened(live)
    text = members[FRAMEWORK].replace(b"There is a plan", b"There is a good plan")
    with pytest.raises(BundleDiffers, match=r"“framework.yaml” is not what the round was opened with"):
        verify(relisted(members | {FRAMEWORK: text}))
    with pytest.raises(MaturityError, match=r"framework.yaml cannot be used"):
        verify(relisted(members | {FRAMEWORK: b"a: &x [1]\nb: *x\n"}))


def test_a_table_that_says_something_else_is_noticed(live: bytes, opened: Opened, relisted: Relisted) -> None:
    members = opened(live)
    name = "tables/answers.csv"
    with pytest.raises(
        BundleDiffers, match=r"“tables/answers.csv” does not say what “round.json” says: row 2"
    ):
        verify(
            relisted(
                members | {name: members[name].replace(b"home-office,a1,level,4", b"home-office,a1,level,3")}
            )
        )


def test_a_document_written_otherwise_is_noticed(live: bytes, opened: Opened, relisted: Relisted) -> None:
    members = opened(live)
    twice = members[RECORD].replace(b' "format": 4,\n', b' "format": 4,\n "format": 4,\n')
    with pytest.raises(BundleDiffers, match=r"“round.json” was changed"):
        verify(relisted(members | {RECORD: twice}))
    for unknown in (b' "format": 1,\n', b' "format": 4,\n "more": 1,\n'):
        with pytest.raises(
            NotABundle, match=r"“round.json” is not as this version of the program \(maturity"
        ):
            verify(relisted(members | {RECORD: members[RECORD].replace(b' "format": 4,\n', unknown)}))
    with pytest.raises(NotABundle, match=r"round.json"):
        verify(relisted(members | {RECORD: b"[" * 100_000}))


def _with(record: Record, department: str, **changed: object) -> Record:
    assessed = tuple(
        each.model_copy(update=changed) if each.department.id == department else each
        for each in record.assessed
    )
    return record.model_copy(update={"assessed": assessed})


def _of(record: Record, department: str) -> Assessed:
    return next(each for each in record.assessed if each.department.id == department)


def _rescored(record: Record, framework: Framework) -> Record:
    scores = tuple(recording.scores(framework, record.round, record.assessed, record.open_round))
    gaps = tuple(recording.shortfalls(framework, record.round, record.assessed, record.open_round))
    return record.model_copy(update={"scores": scores, "gaps": gaps})


def test_a_changed_answer_is_noticed_by_its_score_and_its_history(
    live: bytes, forged: Forged, two_themes: Framework
) -> None:
    def raise_it(record: Record) -> Record:
        answers = dict(_of(record, "treasury").answers)
        answers["a1"] = answers["a1"].model_copy(update={"level": 4})
        return _with(record, "treasury", answers=answers)

    with pytest.raises(BundleDiffers) as caught:
        verify(forged(live, raise_it))
    told = str(caught.value)
    # Level 3 of 4 is 75 per cent; a level of 4 comes to 100.
    assert "Treasury, in all (self): score is 75.0 in the bundle, and comes to 100.0" in told
    assert "Treasury, “A plan”: the answer is not as its history last said." in told
    with pytest.raises(BundleDiffers) as caught:
        verify(forged(live, lambda record: _rescored(raise_it(record), two_themes)))
    assert caught.value.differences == ("Treasury, “A plan”: the answer is not as its history last said.",)


@pytest.mark.parametrize(
    "change",
    [{"evidence": "Other words"}, {"version": 2}, {"changed_by": "eve"}, {"unsure": True}],
    ids=lambda change: next(iter(change)),
)
def test_every_part_of_an_answer_is_held_to_its_history(
    change: dict[str, object], live: bytes, forged: Forged
) -> None:
    def changed(record: Record) -> Record:
        answers = dict(_of(record, "treasury").answers)
        answers["a1"] = answers["a1"].model_copy(update=change)
        return _with(record, "treasury", answers=answers)

    with pytest.raises(BundleDiffers, match="Treasury, “A plan”: the answer is not as its history last said"):
        verify(forged(live, changed))


def test_an_answer_left_out_or_put_in_is_noticed(live: bytes, forged: Forged, two_themes: Framework) -> None:
    def without(record: Record) -> Record:
        answers = {k: v for k, v in _of(record, "treasury").answers.items() if k != "b1"}
        return _rescored(_with(record, "treasury", answers=answers), two_themes)

    def put_in(record: Record) -> Record:
        answers = {**_of(record, "treasury").answers, "a2": Answer(state=State.LEVEL, level=4)}
        return _rescored(_with(record, "treasury", answers=answers), two_themes)

    for change, label in ((without, "An owner"), (put_in, "A budget")):
        with pytest.raises(BundleDiffers, match=f"Treasury, “{label}”: the answer is not as"):
            verify(forged(live, change))


def test_a_finding_a_status_and_the_round_are_held_to_their_history(
    live: bytes, forged: Forged, two_themes: Framework
) -> None:
    def softened(record: Record) -> Record:
        finding = _of(record, "home-office").findings["a1"].model_copy(update={"level": 4})
        return _rescored(_with(record, "home-office", findings={"a1": finding}), two_themes)

    def agreed(record: Record) -> Record:
        kept = _of(record, "home-office").assessment.model_copy(update={"status": Status.AGREED})
        return _with(record, "home-office", assessment=kept)

    def earlier(record: Record) -> Record:
        opens = record.round.opens - timedelta(days=1)
        return record.model_copy(update={"round": record.round.model_copy(update={"opens": opens})})

    for change, told in (
        (softened, "Home Office, “A plan”: the finding is not as its history last said"),
        (agreed, "The assessment of Home Office is not as its history last said"),
        (earlier, "The round “Spring” is not as its history last said"),
    ):
        with pytest.raises(BundleDiffers, match=told):
            verify(forged(live, change))


def test_a_changed_score_is_noticed_from_a_billionth_on(live: bytes, forged: Forged) -> None:
    def by(much: float) -> Callable[[Record], Record]:
        def change(record: Record) -> Record:
            first = record.scores[0]
            assert first.score is not None
            moved = first.model_copy(update={"score": first.score + much})
            return record.model_copy(update={"scores": (moved, *record.scores[1:])})

        return change

    verify(forged(live, by(1e-10)))
    with pytest.raises(BundleDiffers, match=r"score is .* in the bundle, and comes to"):
        verify(forged(live, by(1e-8)))


def test_scores_left_out_or_put_in_are_noticed(live: bytes, forged: Forged) -> None:
    with pytest.raises(BundleDiffers, match="is missing"):
        verify(forged(live, lambda record: record.model_copy(update={"scores": record.scores[1:]})))
    twice = lambda record: record.model_copy(update={"scores": (*record.scores, record.scores[0])})  # noqa: E731
    with pytest.raises(BundleDiffers, match="A score is in it twice"):
        verify(forged(live, twice))


def _rehashed(entry: Entry, **changed: object) -> Entry:
    made = entry.model_copy(update=changed)
    return made.model_copy(update={"hash": entry_hash(**made.model_dump(exclude={"hash"}))})


def test_an_altered_history_is_noticed_with_or_without_its_hash(live: bytes, forged: Forged) -> None:
    def altered(number: int, *, rehash: bool) -> Callable[[Record], Record]:
        def change(record: Record) -> Record:
            entries = list(record.history)
            entry = entries[number]
            entries[number] = (
                _rehashed(entry, person="eve") if rehash else entry.model_copy(update={"person": "eve"})
            )
            return record.model_copy(update={"history": tuple(entries)})

        return change

    with pytest.raises(BundleDiffers, match="of the history is not what its hash says"):
        verify(forged(live, altered(2, rehash=False)))
    with pytest.raises(BundleDiffers, match="does not follow on entry"):
        verify(forged(live, altered(2, rehash=True)))
    with pytest.raises(BundleDiffers, match="The head of the history is not the hash of its last entry"):
        verify(forged(live, altered(-1, rehash=True)))


def test_a_history_out_of_order_or_of_something_else_is_noticed(live: bytes, forged: Forged) -> None:
    def swapped(record: Record) -> Record:
        first, second, *rest = record.history
        return record.model_copy(update={"history": (second, first, *rest)})

    def of_another(record: Record) -> Record:
        last = record.history[-1]
        strange = _rehashed(last, number=last.number + 1, previous=last.hash, assessment_id=99)
        later = {"history": (*record.history, strange), "revision": strange.number, "head": strange.hash}
        return record.model_copy(update=later)

    def no_content(record: Record) -> Record:
        last = record.history[-1]
        strange = _rehashed(last, after=canonical({"a": 1})[:-1])
        return record.model_copy(update={"history": (*record.history[:-1], strange), "head": strange.hash})

    for change, told in (
        (swapped, "stands after entry"),
        (of_another, "on an assessment that is not in the bundle"),
        (no_content, "holds something that is not a content"),
    ):
        with pytest.raises(BundleDiffers, match=told):
            verify(forged(live, change))


def test_published_findings_are_held_to_their_digest(
    published_bundle: bytes, forged: Forged, published_frameworks: dict[str, Framework]
) -> None:
    framework = published_frameworks["nao-data-2019"]

    def raised(record: Record) -> Record:
        findings = dict(_of(record, "G").findings)
        key = next(iter(findings))
        findings[key] = findings[key].model_copy(update={"state": State.LEVEL, "level": 4})
        return _rescored(_with(record, "G", findings=findings), framework)

    with pytest.raises(BundleDiffers, match="not those that the history has the digest of"):
        verify(forged(published_bundle, raised, framework))


def test_a_document_about_what_is_not_asked_is_refused(
    live: bytes, opened: Opened, relisted: Relisted
) -> None:
    members = opened(live)
    for old, new, told in (
        (b'"level": 3', b'"level": 9', "level 9 is not on this scale"),
        (b'"b1": {', b'"c9": {', "There is no statement “c9”"),
    ):
        assert old in members[RECORD]
        with pytest.raises(BundleDiffers, match=told):
            verify(relisted(members | {RECORD: members[RECORD].replace(old, new, 1)}))


def test_at_most_ten_differences_are_told(live: bytes, forged: Forged) -> None:
    nothing = lambda record: record.model_copy(update={"history": (), "scores": ()})  # noqa: E731
    with pytest.raises(BundleDiffers) as caught:
        verify(forged(live, nothing))
    assert len(caught.value.differences) == 10
    assert str(caught.value).endswith("There may be more.")


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(17), b"%PDF-1.7 not a zip", bytes(1000)],
    ids=["nothing", "a beginning", "an end", "a PDF", "zeros"],
)
def test_what_is_not_a_zip_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(NotABundle, match="it is not a zip archive, or a damaged one"):
        verify(data)


def test_other_archives_are_refused_in_words(live: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def archive(names: list[str], compression: int = zipfile.ZIP_STORED) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", compression) as made:
            for name in names:
                made.writestr(name, bytes(1_000_000) if compression else b"")
        return file.getvalue()

    with pytest.raises(NotABundle, match=r"it holds no manifest\.json"):
        verify(archive(["notes.txt"]))
    with pytest.raises(NotABundle, match="are compressed"):
        verify(archive([MANIFEST], zipfile.ZIP_DEFLATED))  # such as a bomb
    with pytest.raises(NotABundle, match="it has 101 files, and at most 100"):
        verify(archive([str(number) for number in range(101)]))
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = archive([MANIFEST, MANIFEST])
    with pytest.raises(NotABundle, match="a file is in it twice"):
        verify(twice)
    claims = bytearray(archive([MANIFEST]))
    struct.pack_into("<LL", claims, zipfile.ZipFile(io.BytesIO(claims)).start_dir + 20, 2**31, 2**31)
    with pytest.raises(NotABundle, match="it claims to hold more than it does"):
        verify(bytes(claims))
    monkeypatch.setattr(verifying, "LARGEST", 1000)
    with pytest.raises(NotABundle, match="MB are read here"):
        verify(live)


def test_a_framework_file_that_is_no_text_or_too_long_is_refused(
    live: bytes, opened: Opened, monkeypatch: pytest.MonkeyPatch, relisted: Relisted
) -> None:
    members = opened(live)
    with pytest.raises(BundleDiffers, match="is not UTF-8 text"):
        verify(relisted(members | {FRAMEWORK: b"\xff"}))
    monkeypatch.setattr(verifying, "LARGEST_FILE", 100)
    with pytest.raises(BundleDiffers, match="is larger than 100 bytes"):
        verify(live)


def test_the_framework_in_a_bundle_loads_as_the_one_that_was_used(
    live: bytes, opened: Opened, two_themes: Framework
) -> None:
    assert files.parse(opened(live)[FRAMEWORK].decode(), FRAMEWORK) == two_themes


def _of_format_two(framework: Framework, *, open_round: bool) -> Callable[[Record], Record]:
    def changed(record: Record) -> Record:
        figures = recording.scores(framework, record.round, record.assessed, open_round, 2)
        return record.model_copy(
            update={"format": 2, "open_round": open_round, "scores": tuple(figures)},
        )

    return changed


def test_a_bundle_of_the_format_before_is_still_what_it_says(
    live: bytes, forged: Forged, opened: Opened, two_themes: Framework
) -> None:
    """It knew of no open rounds: what was carried over counted in full; and it ranked those of whom little is known."""
    before = forged(live, _of_format_two(two_themes, open_round=False))
    assert b"open_round" not in b"".join(opened(before).values()).replace(opened(before)[SCHEMA], b"")
    assert verify(before).manifest.format == 2
    assert verify(live).manifest.format == 4
    told = forged(live, _of_format_two(two_themes, open_round=True))
    assert verify(told).manifest.format == 2  # and says nothing of it


def test_a_bundle_that_version_0_1_0_wrote_is_still_what_it_says() -> None:
    """Byte by byte: its tables and what their dictionary says of them too."""
    found = verify((Path(__file__).parent / "format-2.zip").read_bytes())
    assert (found.manifest.format, found.manifest.program) == (2, "maturity 0.1.0")


def test_a_bundle_of_format_three_is_still_what_it_says() -> None:
    """Made by the version before actions had savings: its document and its tables know of none."""
    found = verify((Path(__file__).parent / "format-3.zip").read_bytes())
    assert found.manifest.format == 3
    assert any("Actions: 5." in line for line in found.checked)
