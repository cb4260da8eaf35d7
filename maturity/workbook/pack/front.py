"""The first pages of the pack: the cover, the contents, and the summary that a board reads if it reads nothing else."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from maturity.assessment.round import Status
from maturity.plan.action import Action, ActionStatus
from maturity.scoring.compare import SAME
from maturity.scoring.score import Score
from maturity.wording import day, fixed
from maturity.workbook.look import quotable
from maturity.workbook.pack import plans
from maturity.workbook.pack.ahead import QUARTER
from maturity.workbook.pack.facts import NO_SCORE, Facts, Movement, short_of
from maturity.workbook.pack.gaps import BELOW, NOT_KNOWN, SHORT
from maturity.workbook.pack.method import scored
from maturity.workbook.pack.movement import POINTS, said, together_of
from maturity.workbook.pack.plans import BELOW_TARGET, BY, SHORT_OF_TARGET, TARGET
from maturity.workbook.pack.roads import Road, came_to
from maturity.workbook.pack.said import EVIDENCE, GIVEN, MISSING
from maturity.workbook.pack.scores import COVERAGE, HIGH, LOW, NOT_APPLICABLE, OF, SCORE, WITH, shown
from maturity.workbook.sheets import Cell, Column, Content, Format, Formula, Place, Row, Sheet

LETTERS = "Letters stand for departments, in no order of their names; what was written or planned is left out"
TOP = 5
TITLES = 3  # of actions that are named


def cover(facts: Facts) -> Sheet:
    comparison, framework = facts.comparison, facts.framework
    names = [department.name for _, department in facts.departments]
    listed = ", ".join(names) if 0 < len(names) <= 12 else f"{len(names)} departments"
    rows = {
        "Department" if facts.alone else "Departments": listed,
        "Round": comparison.round.title,
        "Kind": "Published findings" if comparison.round.published else "Departments' own answers",
        "Names": LETTERS if comparison.unattributed else "Departments are named",
        **_unseen(facts),
        "Status": _status(facts),
        **_agreed(facts),
        "Classification": facts.marking,
        "Framework": f"{framework.title}, edition {framework.edition} ({framework.source.publisher})",
        "What is scored": scored(facts),
        "What it says": comparison.scores[facts.departments[0][0]].words
        if facts.alone
        else comparison.headline,
        "Made": f"{day(facts.at)}, {facts.at:%H:%M} ({facts.at.tzname()})",
        "Made by": f"The data-maturity dashboard{f', for {facts.made_by}' if facts.made_by else ''}",
        "Data revision": str(comparison.revision),
        **_head(facts),
        "Framework content": f"SHA-256 {framework.content_hash}",
    }
    return Sheet(
        name="Cover",
        title="Data maturity board pack",
        columns=[Column("About this pack", 24), Column("Value", 90)],
        rows=[[key, value] for key, value in rows.items()],
        notes=[*facts.house, *facts.source],
    )


def _unseen(facts: Facts) -> dict[str, str]:
    """What is left out of a round because it is not open yet to the person that the pack was made for."""
    unseen = facts.comparison.unseen
    if not unseen:
        return {}
    every = len(facts.departments) + unseen
    return {"Not shown": f"{unseen} of the {every} departments that have begun: not open yet to this reader"}


def _head(facts: Facts) -> dict[str, str]:
    """Where the history ended: an entry that is rewritten later is found out by it."""
    if facts.head is None:
        return {}
    return {
        "Head of the history": f"{facts.head.hash} (entry {facts.head.entries}). Whoever keeps the history can check "
        "that it still holds this entry: maturity audit verify --head, and this number."
    }


def _status(facts: Facts) -> str:
    if facts.comparison.round.published:
        return Status.PUBLISHED.words
    counted = Counter(facts.comparison.statuses.values())
    if facts.alone:
        return next((status.words for status in counted), "Not known")
    return (
        ", ".join(f"{counted[each]} {each.words.lower()}" for each in Status if counted[each]) or "Not known"
    )


def _agreed(facts: Facts) -> dict[str, str]:
    """Who agreed a department's assessment, and when; of a round, how many and where it says so."""
    if facts.comparison.round.published or not facts.assessments:
        return {}
    if not facts.alone:
        agreed = sum(kept.agreed_at is not None for kept in facts.assessments.values())
        return {"Agreed": f"{agreed} of the {len(facts.departments)} shown: see the sheet “Assessments”"}
    (kept,) = (facts.assessments[key] for key, _ in facts.departments)
    return {
        "Agreed": f"{day(kept.agreed_at)}, by {facts.person(kept.agreed_by)}"
        if kept.agreed_at
        else "Not yet",
        "Submitted": f"{day(kept.submitted_at)}, by {facts.person(kept.submitted_by)}"
        if kept.submitted_at
        else "Not yet",
    }


def contents(sheets: Sequence[Sheet]) -> Sheet:
    return Sheet(
        name="Contents",
        title="Contents",
        columns=[Column("Sheet", 28), Column("What it holds", 80)],
        rows=[[Cell(sheet.name, sheet=sheet.name), sheet.title] for sheet in sheets],
        portrait=True,
    )


SUMMARY_COLUMNS = [
    Column("Subject", 30),
    Column("Figure", 14, Format.PERCENT),
    Column("In words", 96),
]
ASK = "What we ask of the board"


def summary(
    facts: Facts,
    scores: Sheet,
    themes: Sheet,
    profile: Sheet | None,
    gaps: Sheet,
    answers: Sheet | None,
    check: Place,
    road: Road | None,
    moved: Sheet | None,
) -> Sheet:
    """One page: where we stand, how sure that is, the biggest gaps, and what the board is asked to do."""
    rows = (
        _of_one(facts, scores.place, themes.place) if facts.alone else _of_many(facts, scores.place, profile)
    )
    rows += [*_audited(facts), *_evidence(facts, answers)]
    if moved is not None and facts.movement is not None:
        rows.append(_movement(facts, facts.movement, moved.place))
    rows += _gaps(facts, gaps, aimed=road is not None)
    if road is not None and road.projected is not None:
        rows.append(_ahead(road.projected))
    rows += _asks(facts, scores.place, road)
    agreement = check.whole("Do they agree?")
    rows.append(
        [
            "Figures that differ from the app's",
            Cell(Formula(f'=COUNTIF({agreement},"No")', 0), format=Format.COUNT),
            "None when this was made. If levels were changed on the sheet “Levels” since, some differ: see “Check”.",
        ]
    )
    return Sheet(
        name="Summary",
        title=f"{_subject(facts)}: one-page summary",
        columns=SUMMARY_COLUMNS,
        rows=rows,
        notes=[*facts.house, *facts.source],
        one_page=True,
    )


def _subject(facts: Facts) -> str:
    round_ = facts.comparison.round.title
    return f"{facts.departments[0][1].name}, {round_}" if facts.alone else round_


def _of_one(facts: Facts, scores: Place, themes: Place) -> list[Row]:
    score = facts.comparison.scores[facts.departments[0][0]]
    figures = shown(score)

    def at(heading: str, place: Place = scores, number: int = 0) -> str:
        return place.one(heading, number)

    rows: list[Row] = [
        [
            "Score (%)",
            Formula(f"={at(SCORE)}", figures[SCORE]),
            _in_words(score, at(LOW), at(HIGH), at(WITH), at(OF)),
        ],
        [
            "Range from (%)",
            Formula(f"={at(LOW)}", figures[LOW]),
            "If everything not known were at the lowest level.",
        ],
        [
            "Range to (%)",
            Formula(f"={at(HIGH)}", figures[HIGH]),
            "If everything not known were at the highest level.",
        ],
        [
            "Coverage (%)",
            Formula(f"={at(COVERAGE)}", figures[COVERAGE]),
            Formula(
                f'={at(OF)}-{at(WITH)}&" of "&{at(OF)}&" statements are not known; "&{at(NOT_APPLICABLE)}'
                '&" more do not apply."',
                f"{score.statements - score.with_level} of {score.statements} statements are not known; "
                f"{score.not_applicable} more do not apply.",
            ),
        ],
    ]
    for number, theme in enumerate(facts.framework.themes):
        of_theme = facts.comparison.theme_scores[facts.departments[0][0], theme.id]
        rows.append(
            [
                f"Theme: {theme.label} (%)",
                Formula(f"={at(SCORE, themes, number)}", shown(of_theme)[SCORE]),
                _in_words(of_theme, *(at(name, themes, number) for name in (LOW, HIGH, WITH, OF))),
            ]
        )
    return rows


def _in_words(score: Score, low: str, high: str, with_level: str, of: str) -> Formula:
    """“Range 37.5 to 76.4, on 11 of 18 statements.”"""
    if score.low is None or score.high is None:
        said = NO_SCORE
    else:
        ends = f"{fixed(score.low)} to {fixed(score.high)}"
        said = f"Range {ends}, on {score.with_level} of {score.statements} statements."
    return Formula(
        f'=IF(ISNUMBER({low}),"Range "&FIXED({low},1)&" to "&FIXED({high},1)&", on "&{with_level}&" of "&{of}'
        f'&" statements.","{NO_SCORE}")',
        said,
    )


def _of_many(facts: Facts, scores: Place, profile: Sheet | None) -> list[Row]:
    every = [facts.comparison.scores[key] for key, _ in facts.departments]
    found = [score.score for score in every if score.score is not None]
    cells, total = scores.whole(SCORE), len(every)

    def of(name: str, value: float | str) -> Formula:
        return Formula(f'=IF(COUNT({cells})=0,"{NO_SCORE}",{name}({cells}))', value)

    applies, with_level = sum(score.statements for score in every), sum(score.with_level for score in every)
    of_cells, with_cells = f"SUM({scores.whole(OF)})", f"SUM({scores.whole(WITH)})"
    rows: list[Row] = [
        [
            "Departments",
            Cell(Formula(f"=ROWS({cells})", total), format=Format.COUNT),
            Formula(
                f'="With a score: "&COUNT({cells})&".{_more(facts)}"',
                f"With a score: {len(found)}.{_more(facts)}",
            ),
        ],
        ["Order of the departments", "In words", f"When this was made: {facts.comparison.headline}"],
        [
            "Highest score (%)",
            of("MAX", max(found) if found else NO_SCORE),
            _at_the_end(facts, highest=True),
        ],
        [
            "Median score (%)",
            of("MEDIAN", median(found) if found else NO_SCORE),
            "Half of the departments with a score lie above it.",
        ],
        ["Lowest score (%)", of("MIN", min(found) if found else NO_SCORE), _at_the_end(facts, highest=False)],
        [
            "Coverage (%)",
            Formula(
                f'=IF({of_cells}=0,"Nothing applies",100*{with_cells}/{of_cells})',
                100 * with_level / applies if applies else "Nothing applies",
            ),
            Formula(
                f'={of_cells}-{with_cells}&" of "&{of_cells}&" answers are not known."',
                f"{applies - with_level} of {applies} answers are not known.",
            ),
        ],
    ]
    if profile is not None:
        place = profile.place
        for number, (row, theme) in enumerate(zip(profile.rows, facts.framework.themes, strict=True)):
            least, middle, most = (each.came_to for each in row[2:] if isinstance(each, Formula))
            low, high = (place.one(name, number) for name in ("Lowest score (%)", "Highest score (%)"))
            said = NO_SCORE
            if not isinstance(least, str) and not isinstance(most, str):
                said = f"From {fixed(least)} to {fixed(most)}."
            rows.append(
                [
                    f"Median of theme: {theme.label} (%)",
                    Formula(f"={place.one('Median score (%)', number)}", middle),
                    Formula(
                        f'=IF(ISNUMBER({low}),"From "&FIXED({low},1)&" to "&FIXED({high},1)&".","{NO_SCORE}")',
                        said,
                    ),
                ]
            )
    return rows


def _more(facts: Facts) -> str:
    """Of the departments that are not shown, to be said after the number of those that are."""
    unseen = facts.comparison.unseen
    return (
        f" {unseen} more {'has' if unseen == 1 else 'have'} begun: not open yet to this reader."
        if unseen
        else ""
    )


def _at_the_end(facts: Facts, *, highest: bool) -> str:
    """Whose score is the highest or the lowest, its range, and how much it rests on; of equals, who has most known."""
    scores = {key: facts.comparison.scores[key] for key, _ in facts.departments}
    scored = [(each.score, each.with_level, key) for key, each in scores.items() if each.score is not None]
    if not scored:
        return NO_SCORE
    end = max(scored)[0] if highest else min(scored)[0]
    *_, key = max((each for each in scored if abs(each[0] - end) <= SAME), key=lambda each: each[1])
    score = scores[key]
    return (
        f"When this was made: {facts.comparison.departments[key].name}, range {fixed(score.low or 0.0)} to "
        f"{fixed(score.high or 0.0)}, on {score.with_level} of {score.statements} statements."
    )


def _audited(facts: Facts) -> list[Row]:
    """The score with auditors' findings counted, beside the departments' own; nothing where they change nothing."""
    audited = facts.comparison.audited
    if audited is None:
        return []
    found = [score.score for key, _ in facts.departments if (score := audited.scores[key]).score is not None]
    count = facts.comparison.overturned
    differ = "1 finding differs" if count == 1 else f"{count} findings differ"
    return [
        [
            "With auditors' findings (%)" if facts.alone else "Median with auditors' findings (%)",
            median(found) if found else NO_SCORE,
            f"When this was made: {differ} from the answers, which the figures above go by. See “Findings”.",
        ]
    ]


def _evidence(facts: Facts, answers: Sheet | None) -> list[Row]:
    """How many levels that ask for evidence have none; nothing where the framework asks for none."""
    if answers is None or facts.framework.high_level is None:
        return []
    high, bare = facts.comparison.high_levels
    cells = answers.place.whole(EVIDENCE)
    missing = f'COUNTIF({cells},"{MISSING}")'
    return [
        [
            "High levels without evidence",
            Cell(Formula(f"={missing}", bare), format=Format.COUNT),
            Formula(
                f'="Of "&({missing}+COUNTIF({cells},"{GIVEN}"))&" answers at level {facts.framework.high_level} or '
                'above, as recorded when this was made. See “Answers”."',
                f"Of {high} answers at level {facts.framework.high_level} or above, as recorded when this was made. "
                "See “Answers”.",
            ),
        ]
    ]


def _movement(facts: Facts, moved: Movement, place: Place) -> Row:
    at = place.one(POINTS, len(moved.bridge.parts) + 1)
    change = Formula(f"={at}", together_of(moved.bridge))
    return [
        "Movement (percentage points)",
        Cell(change, format=Format.CHANGE),
        f"When this was made: {said(facts, moved)} See “Movement”.",
    ]


def _ahead(projected: Sheet) -> Row:
    place, number = projected.place, len(projected.rows) - 1
    cells = {heading: place.one(heading, number) for heading in (SCORE, LOW, HIGH)}
    last = list(projected.rows)[-1]
    score, low, high = (came_to(last, projected, heading) for heading in cells)
    quarter = came_to(last, projected, QUARTER)
    words = "Nothing can be projected: there is no score."
    if not isinstance(score, str):
        words = (
            f"Projected for {quarter}: range {fixed(float(low))} to {fixed(float(high))}, if everything approved is "
            "delivered on time."
        )
    return [
        "Projected score (%)",
        Formula(f"={cells[SCORE]}", score),
        Formula(
            f'=IF(ISNUMBER({cells[SCORE]}),"Projected for "&{place.one(QUARTER, number)}&": range "&'
            f'FIXED({cells[LOW]},1)&" to "&FIXED({cells[HIGH]},1)&", if everything approved is delivered on time.",'
            '"Nothing can be projected: there is no score.")',
            words,
        ),
    ]


def _gaps(facts: Facts, gaps: Sheet, *, aimed: bool) -> list[Row]:
    """The first few gaps: to the targets where they are `aimed` at one, else to the top of the scale."""
    place = gaps.place
    short, below = (SHORT_OF_TARGET, BELOW_TARGET) if aimed else (SHORT, BELOW)
    below_what = short_of(facts)
    found: list[Row] = []
    headings = [column.heading for column in gaps.columns]
    for number, row in enumerate(gaps.rows):
        if number == TOP:
            break
        found_there = {
            heading: content.came_to if isinstance(content, Formula) else content
            for heading, content in zip(headings, row, strict=True)
        }

        def at(heading: str, number: int = number) -> str:
            return place.one(heading, number)

        statement = found_there["Statement"]
        if facts.alone:
            figure = Formula(f"={at(short)}", found_there[short])  # type: ignore[arg-type]
            aim = f'”, target “"&{at(TARGET)}&"” by "&{at(BY)}&". ' if aimed else "”. "
            aim_words = f"”, target “{found_there[TARGET]}” by {found_there[BY]}. " if aimed else "”. "
            words = Formula(
                f'=IF({at("Statement")}="None","No further gap",{at("Statement")}&": now “"&{at("Now")}&"{aim}'
                f'Next step: "&{at("Next step")})',
                "No further gap"
                if statement == "None"
                else f"{statement}: now “{found_there['Now']}{aim_words}Next step: {found_there['Next step']}",
            )
        else:
            figure = Formula(f"={at(below)}", found_there[below])  # type: ignore[arg-type]
            words = Formula(
                f'=IF({at("Statement")}="None","No further gap",{at("Statement")}&": "&{at(below)}&" of "&'
                f'{at("Departments with a level")}&" with a level are {below_what}; "&{at(NOT_KNOWN)}&" not known")',
                "No further gap"
                if statement == "None"
                else f"{statement}: {found_there[below]} of {found_there['Departments with a level']} with a level are "
                f"{below_what}; {found_there[NOT_KNOWN]} not known",
            )
        unit = "departments" if not facts.alone else "levels to the target" if aimed else "levels short"
        found.append([f"Gap {number + 1} ({unit})", Cell(figure, format=Format.COUNT), words])
    return found


def _asks(facts: Facts, scores: Place, road: Road | None) -> list[Row]:
    every = [facts.comparison.scores[key] for key, _ in facts.departments]
    unknown = sum(score.statements - score.with_level for score in every)
    not_known = f"SUM({scores.whole(OF)})-SUM({scores.whole(WITH)})"
    what = "statements" if facts.alone else "answers"
    asks: list[tuple[Content, Content]] = [
        ("To note", "Note the score with its range and coverage: a score alone says less than it seems to.")
    ]
    if road is None:
        words = "Name an owner and a date for each of the gaps above, or say why it is accepted."
        asks.append(("To decide", words))
    else:
        asks += [*_to_approve(road), _to_plan(road)]
    asks.append(
        (
            Cell(Formula(f"={not_known}", unknown), format=Format.COUNT),
            f"So many {what} are not known. Ask for each to be found out, with evidence, before the next round.",
        )
    )
    return [[f"{ASK}: {number}", figure, words] for number, (figure, words) in enumerate(asks, start=1)]


def _to_approve(road: Road) -> list[tuple[Content, Content]]:
    """The actions that wait for approval, with what is known of their cost; nothing where none does."""
    waiting = road.aims.plan.proposed
    if road.actions is None or not waiting:
        return []
    place, proposed = road.actions.place, ActionStatus.PROPOSED.words
    here = f'{place.whole(plans.STATUS)},"{proposed}"'
    named = [f"“{action.title.strip()}”" for action in waiting[:TITLES]]
    more = len(waiting) - len(named)
    once, yearly = (sum(known or 0 for known in each) for each in zip(*_costs(waiting), strict=True))
    missing = sum(not action.costed for action in waiting)
    costed = f'COUNTIFS({here},{place.whole(plans.ONE_OFF)},">=0",{place.whole(plans.YEARLY)},">=0")'
    sums = [f"FIXED(SUMIFS({place.whole(name)},{here}),0)" for name in (plans.ONE_OFF, plans.YEARLY)]
    opening = f"Proposed actions to approve or send back, when this was made: {', '.join(named)}"
    opening = quotable(opening + (f" and {more} more." if more else "."))
    quoted = opening.replace('"', '""')
    return [
        (
            Cell(Formula(f"=COUNTIFS({here})", len(waiting)), format=Format.COUNT),
            Formula(
                f'="{quoted}"&" Known cost: £"&{sums[0]}&" once and £"&{sums[1]}&" a year; "&COUNTIFS({here})-{costed}&'
                '" not costed in full. See “Actions”."',
                f"{opening} Known cost: £{once:,} once and £{yearly:,} a year; {missing} not costed in full. "
                "See “Actions”.",
            ),
        )
    ]


def _to_plan(road: Road) -> tuple[Content, Content]:
    """The gaps that nobody does anything about."""
    place = road.targets.place
    done = f'{place.whole(plans.DONE)},"{plans.NO_ACTION}",{place.whole(plans.SHORT_OF_TARGET)}'
    return (
        Cell(
            Formula(f'=COUNTIFS({done},">0")+COUNTIFS({done},"{plans.FIND}")', road.aims.unworked),
            format=Format.COUNT,
        ),
        "So many gaps to the targets, and things to find out, have no action. Name an owner and a date for each, or "
        "say why it is accepted. See “Targets”.",
    )


def _costs(actions: Sequence[Action]) -> list[tuple[int | None, int | None]]:
    return [(action.one_off, action.yearly) for action in actions]
