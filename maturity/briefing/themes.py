"""What is told of a framework without an overall score: its themes, the levels counted, the profiles that are met."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median

from maturity.assessment.answer import Judgement
from maturity.assessment.levels import HIDDEN, LEVEL, UNANSWERED, UNDETERMINED
from maturity.briefing.shown_as import figure_in_words, run_in_words
from maturity.framework.model import Combine, Framework, Meets, Overall, TargetProfile, Theme
from maturity.scoring.compare import SAME, Comparison
from maturity.scoring.score import Score
from maturity.scoring.spread import lowest_themes
from maturity.wording import counted, fixed, listed, share

MOST_LEVELS = 8


def lead(comparison: Comparison) -> bool:
    """Whether themes lead, as the framework has no overall score."""
    return comparison.framework.scoring.overall is Overall.NONE


def headline(comparison: Comparison) -> str:
    """The themes with the highest and the lowest figure of a department alone, or the medians of several."""
    found = medians(comparison)
    if not found:
        return _without_figures(comparison)
    one = len(comparison.departments) == 1
    what = "" if one else "median "
    if len(found) == 1:
        ((label, figure),) = found.items()
        return f"{label}: {what}{_words(comparison, label, figure)}"
    top, bottom = max(found, key=found.__getitem__), min(found, key=found.__getitem__)
    if fixed(found[top]) == fixed(found[bottom]):
        every = "Every theme" if one else "The median of every theme"
        return f"{every} stands at {_words(comparison, top, found[top])}"
    low, high = (_words(comparison, label, found[label]) for label in (bottom, top))
    run = f"from {low} ({bottom}) to {high} ({top})"
    return f"{'Themes' if one else 'Medians by theme'} run {run}"


def _without_figures(comparison: Comparison) -> str:
    """How much is answered, where no theme has a figure: as nothing is known, or as the framework has none."""
    state = comparison.levels.state
    known = int((state == LEVEL).sum())
    applies = known + int(((state == UNANSWERED) | (state == UNDETERMINED) | (state == HIDDEN)).sum())
    return f"{known} of {counted(applies, 'answer')} have a level" if known else "No theme has a level yet"


def _words(comparison: Comparison, label: str, figure: float) -> str:
    """A figure of the theme with that label, as the framework shows figures."""
    (theme,) = (each for each in comparison.framework.themes if each.label == label)
    return figure_in_words(comparison.framework, figure, theme.id)


def first_sentence(comparison: Comparison) -> str:
    """The first sentence where it is not of one score over all: of the profile that the file names, or of themes."""
    scoring = comparison.framework.scoring
    if isinstance(scoring.headline, Meets):
        profiles = {each.id: each for each in comparison.framework.target_profiles}
        if (
            profile := profiles.get(scoring.headline.meets)
        ) is not None:  # not of a part that asks none of it
            return profile_met(comparison, profile)
    return headline(comparison) if scoring.tells_themes else ""


def profile_met(comparison: Comparison, profile: TargetProfile) -> str:
    """Of one department how many of the statements that it names meet a profile: “31 of 39 statements meet the
    baseline”; of several how many departments meet all of it.
    """
    if len(comparison.departments) != 1:
        return _profile(comparison.framework, profile, comparison).rstrip(".")
    (said,) = (comparison.judgements[key] for key in comparison.departments)
    met, short, unknown = statements_met(comparison.framework, profile, said)
    open_ = f"; {counted(unknown, 'is', 'are')} not known" if unknown else ""
    return f"{met} of {counted(met + short + unknown, 'statement')} meet {_called(profile)}{open_}"


def met_in_short(comparison: Comparison, key: str, profile: TargetProfile) -> str:
    """“31 of 39, 3 not known”: of the statements that a profile names and that apply, how many a department meets."""
    met, short, unknown = statements_met(comparison.framework, profile, comparison.judgements[key])
    return f"{met} of {met + short + unknown}" + (f", {unknown} not known" if unknown else "")


def have_figures(framework: Framework) -> bool:
    """Whether themes have figures: not where levels are counted alone, or are kinds."""
    tiers = framework.scoring.tiers
    return bool(framework.scored) and (not tiers or tiers[0].method is not Combine.NONE)


def _called(profile: TargetProfile) -> str:
    """“the baseline”, where its label is “The baseline”; any other label in quotation marks."""
    label = profile.label
    return f"the{label[3:]}" if label.startswith("The ") else f"“{label}”"


def statements_met(
    framework: Framework, profile: TargetProfile, said: Mapping[str, Judgement]
) -> tuple[int, int, int]:
    """How many of the statements that a profile names and that apply meet it, fall short of it, and are not known."""
    met = short = unknown = 0
    for statement in framework.statements:
        aim, judgement = framework.aim_of(profile, statement), said.get(statement.id)
        if aim is None or (judgement is not None and not judgement.state.counts):
            continue
        low, high = _ends(judgement)
        if low is not None and low >= aim:
            met += 1
        elif high is not None and high < aim:
            short += 1
        else:
            unknown += 1
    return met, short, unknown


def _ends(judgement: Judgement | None) -> tuple[int | None, int | None]:
    """The lowest and the highest level that it may be, where that is known: of a checklist, what its items leave."""
    if judgement is None:
        return None, None
    return (judgement.low, judgement.high) if judgement.level is None else (judgement.level, judgement.level)


def medians(comparison: Comparison) -> dict[str, float]:
    """By the label of each theme with a score: the department's, or the median of the departments known well enough."""
    known = {theme.label: known_well(comparison, theme.id) for theme in comparison.framework.themes}
    return {label: median(scores) for label, scores in known.items() if scores}


def known_well(comparison: Comparison, theme: str) -> list[float]:
    """The scores in a theme of the departments of which enough of it is known, in per cent; of one alone, its own."""
    scores = [comparison.theme_scores[key, theme] for key in comparison.departments]
    return [each.score for each in scores if each.score is not None and enough(comparison, each)]


def ends_and_median(scores: Sequence[float]) -> tuple[float | None, float | None, float | None]:
    """The lowest, the median and the highest."""
    return (min(scores), median(scores), max(scores)) if scores else (None, None, None)


def run_of_medians(comparison: Comparison, middles: Mapping[str, float]) -> str:
    """Between which themes the medians lie."""
    if len(middles) < 2:
        return "not enough themes with a score to compare"
    top, bottom = max(middles, key=middles.__getitem__), min(middles, key=middles.__getitem__)
    if middles[top] - middles[bottom] <= SAME:
        return f"the median is {_words(comparison, top, middles[top])} in every theme"
    low, high = (_words(comparison, label, middles[label]) for label in (bottom, top))
    return f"medians run from {low} ({bottom}) to {high} ({top})"


def enough(comparison: Comparison, score: Score) -> bool:
    """Whether enough of a theme is known for its score to count among those of others."""
    one = len(comparison.departments) == 1
    return one or not score.lacking(comparison.framework.scoring.least_known)


def spread_in_words(comparison: Comparison, theme: Theme) -> str:
    """“Strategy: median 33.3%, from 8.3 to 64.3%. 5 are too little known of it to count.”"""
    found = known_well(comparison, theme.id)
    scores = (comparison.theme_scores[key, theme.id].score for key in comparison.departments)
    few = sum(score is not None for score in scores) - len(found)
    left = f" {counted(few, 'is', 'are')} too little known of it to count." if few else ""
    if not found:
        return f"{theme.label}: no score.{left}"
    run = run_in_words(comparison.framework, min(found), max(found), theme.id)
    middle = figure_in_words(comparison.framework, median(found), theme.id)
    return f"{theme.label}: median {middle}, from {run}.{left}"


def instead_of_a_score(comparison: Comparison) -> list[str]:
    """The levels counted and the profiles met, where the framework has no overall score; empty where it has one."""
    if not lead(comparison):
        return []
    first = first_sentence(comparison)
    return [levels(comparison), *(each for each in profiles(comparison) if each != f"{first}.")]


def weakest(comparison: Comparison) -> str:
    """In how many departments which theme is surely the weakest, and for how many it is too close to say."""
    themes, total = comparison.framework.themes, len(comparison.departments)
    surely = lowest_themes(comparison)
    if len(themes) < 2:
        return f"{themes[0].label} alone"
    if not surely:
        return "In no department can the weakest theme be told: their ranges overlap."
    labels = {theme.id: theme.label for theme in themes}
    (first, most), *others = surely.most_common()
    told = f"{labels[first]} is the weakest theme in {counted(most, 'department')}"
    told += "".join(f", {labels[key]} in {count}" for key, count in others)
    rest = total - surely.total()
    return f"{told}; in {rest} it is too close to say." if rest else f"{told}."


def levels(comparison: Comparison) -> str:
    """How many answers are at each level of the scale and in each state; of several scales, or of one with more levels
    than a sentence holds, how many have a level.
    """
    framework = comparison.framework
    said = [
        comparison.judgement(key, statement.id)
        for key in comparison.departments
        for statement in framework.statements
    ]
    applies = sum(each.state.counts for each in said)
    known = [each.level for each in said if each.level is not None]
    if not applies:
        return "No statement applies."
    unknown = applies - len(known)
    scales = {statement.scale or framework.scale for statement in framework.statements}
    shown = framework.scales[next(iter(scales))].levels if len(scales) == 1 else ()
    ordered = framework.scales[next(iter(scales))].ordered
    if not known or not 0 < len(shown) <= MOST_LEVELS:
        return f"{len(known)} of {applies} answers have a level; {unknown} are not known."
    found = Counter(known)
    each = [
        f"{level.name} {found[level.value]} ({share(found[level.value], len(known))})"
        for level in (reversed(shown) if ordered else shown)
    ]
    return f"Of {len(known)} answers with a level: {listed(each)}. {unknown} of {applies} are not known."


def profiles(comparison: Comparison) -> list[str]:
    """For each target profile of the framework, how many departments meet it, and of how many that is not known."""
    return [_profile(comparison.framework, each, comparison) for each in comparison.framework.target_profiles]


def _profile(framework: Framework, profile: TargetProfile, comparison: Comparison) -> str:
    found = [meets(framework, profile, comparison.judgements[key]) for key in comparison.departments]
    if len(found) == 1:
        verdict = {True: "is met", False: "is not met", None: "cannot be told yet"}[found[0]]
        return f"“{profile.label}” {verdict}."
    met, unknown = found.count(True), found.count(None)
    rest = f"; of {unknown} it cannot be told yet" if unknown else ""
    return f"“{profile.label}” is met by {met} of {counted(len(found), 'department')}{rest}."


def meets(framework: Framework, profile: TargetProfile, said: Mapping[str, Judgement]) -> bool | None:
    """Whether every statement that applies and that the profile names a level for is at it; None where nobody knows."""
    _, short, unknown = statements_met(framework, profile, said)
    return False if short else None if unknown else True
