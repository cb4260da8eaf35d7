"""The rounds of a series, set beside each other: what an earlier edition asked, in the words of a later one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from sqlmodel import Session

from maturity.assessment.round import Round
from maturity.framework import editions
from maturity.framework.editions import Fate
from maturity.framework.model import Became, Framework
from maturity.plan.action import Action, FurtherRise, Rise
from maturity.plan.words import became_in_words, further_in_words, label_of, rise_in_words
from maturity.scoring.compare import Comparison
from maturity.services.installation import Installation

Said = TypeVar("Said")


@dataclass(frozen=True)
class Lineage:
    """The editions that can be read, and how they stand to one another."""

    known: Mapping[str, Framework]

    def series(self, framework_id: str) -> str:
        framework = self.known.get(framework_id)
        return framework_id if framework is None else editions.series_of(framework, self.known)

    def same_edition(self, one: str, other: str) -> bool:
        """Whether two frameworks, by id, are one edition, in whatever languages."""
        if one == other:
            return True
        first, second = self.known.get(one), self.known.get(other)
        if first is None or second is None or first.skeleton != second.skeleton:
            return False
        return (first.translates or first.id) == (second.translates or second.id)

    def same_series(self, one: Round, other: Round) -> bool:
        """Whether answers of the two rounds may be set beside each other at all."""
        return one.framework_id == other.framework_id or self.series(one.framework_id) == self.series(
            other.framework_id
        )

    def seen_from(self, compared: Comparison, later: Framework) -> Comparison:
        """A comparison with its statements by the ids of another edition of the series; no figure changes."""
        if compared.framework.id == later.id:
            return compared
        whole = compared.framework.whole
        framework, ids = editions.as_asked_in(whole, later.whole, self.known)
        if framework is whole:
            return compared
        framework = framework.asking({ids[each.id] for each in compared.framework.statements})

        def renamed(said: Mapping[str, Mapping[str, Said]]) -> dict[str, dict[str, Said]]:
            return {key: {ids.get(each, each): of for each, of in own.items()} for key, own in said.items()}

        if compared.levels_read is not None:
            return replace(
                compared,
                framework=framework,
                judgements=compared.levels.called(framework),
                levels_read=compared.said_and_found.called(framework),
                grounds=compared.grounds.called(framework) if compared.grounds else None,
                carried=renamed(compared.carried),
                together={
                    key: [ids.get(each, each) for each in own] for key, own in compared.together.items()
                },
                not_shown={
                    key: {ids.get(each, each) for each in own} for key, own in compared.not_shown.items()
                },
            )
        return replace(
            compared,
            framework=framework,
            judgements=renamed(compared.judgements),
            answers=renamed(compared.answers),
            findings=renamed(compared.findings),
            carried=renamed(compared.carried),
            checked={key: [ids.get(each, each) for each in own] for key, own in compared.checked.items()},
            together={key: [ids.get(each, each) for each in own] for key, own in compared.together.items()},
            not_shown={key: {ids.get(each, each) for each in own} for key, own in compared.not_shown.items()},
            not_asked={key: {ids.get(each, each) for each in own} for key, own in compared.not_asked.items()},
        )

    def action_in(self, action: Action, planned: str, asked: str) -> Action:
        """An action by the ids of another edition than that in which it was planned.

        What that edition does not ask any more, or on other levels, it raises no longer: the action says in words what
        became of it. In another series it raises what it raises further of that, and says in words what it was planned
        for.
        """
        if planned == asked and not action.further:
            return action
        every = [
            FurtherRise(framework_id=planned, statement_id=each.statement_id, to=each.to)
            for each in action.rises
        ]
        every += action.further
        own = [each for each in every if self.series(each.framework_id) == self.series(asked)]
        rises, former = [], []
        for each in own:
            rise = Rise(statement_id=each.statement_id, to=each.to)
            found = self.rise_in(rise, each.framework_id, asked)
            if isinstance(found, Rise):
                rises.append(found)
            else:
                former.append(found)
        others = further_in_words(self.known, [each for each in every if each not in own])
        return action.model_copy(update={"rises": tuple(rises), "former": tuple(former), "elsewhere": others})

    def rise_in(self, rise: Rise, planned: str, asked: str) -> Rise | str:
        """What an action raises by the ids of another edition of the series; or what became of it, in words."""
        if planned == asked or planned not in self.known or asked not in self.known:
            return rise
        before, after, passage = self.known[planned], self.known[asked], self._passage(planned, asked)
        if rise.statement_id in passage.carried:
            return Rise(statement_id=passage.carried[rise.statement_id], to=rise.to)
        fate = passage.fates.get(rise.statement_id, Fate(Became.DROPPED))
        labels = [after.by_id[each].label for each in fate.now]
        raised = rise_in_words(before, rise.statement_id, rise.to)
        return became_in_words(raised, before.edition, fate.kind, labels)

    def asked_elsewhere(self, action: Action, planned: str, asked: str) -> dict[str, str]:
        """The statements that an action names by ids of its own edition and that the other does not ask by them, with
        what became of each in words.
        """
        if planned == asked or planned not in self.known or asked not in self.known:
            return {}
        before, after = self.known[planned], self.known[asked]
        if self.series(planned) != self.series(asked):
            named = f"(of {before.title}, edition {before.edition})"
            return {
                each.statement_id: f"{label_of(before, each.statement_id)} {named}" for each in action.rises
            }
        passage, found = self._passage(planned, asked), {}
        for rise in action.rises:
            key = rise.statement_id
            if passage.carried.get(key) != key:
                fate = passage.fates.get(key, Fate(Became.DROPPED))
                labels = [after.by_id[each].label for each in fate.now]
                found[key] = became_in_words(label_of(before, key), before.edition, fate.kind, labels)
        return found

    def planned_ids(self, planned: str, asked: str) -> dict[str, str]:
        """The ids of the edition in which an action was planned, by those of the one in which it is seen."""
        if planned == asked or planned not in self.known or asked not in self.known:
            return {}
        return {now: was for was, now in self._passage(planned, asked).carried.items()}

    def _passage(self, planned: str, asked: str) -> "_Passage":
        return self._passages.setdefault(
            (planned, asked), _Passage(self.known[planned], self.known[asked], self.known)
        )

    @cached_property
    def _passages(self) -> "dict[tuple[str, str], _Passage]":
        return {}


@dataclass(frozen=True)
class _Passage:
    before: Framework
    after: Framework
    known: Mapping[str, Framework]

    @cached_property
    def fates(self) -> dict[str, Fate]:
        return editions.became(self.before, self.after, self.known)

    @cached_property
    def carried(self) -> dict[str, str]:
        return editions.carried_ids(self.before, self.after, self.known)


def lineage_in(session: Session, installation: Installation) -> Lineage:
    """The lineage of all that this installation can read, within a transaction of the caller's."""
    return Lineage(installation.known(session))
