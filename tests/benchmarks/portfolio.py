"""How long it takes to choose among 300 departments × 40 actions, and how near to the best the answer is proven.

Made-up departments, levels, actions and costs, the same at every run. Prints what it measured and asserts nothing:
`make bench`, or `python -m tests.benchmarks.portfolio --departments 300 --actions 40 --seconds 60`.
"""

import argparse
import random
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Department, Round, RoundKind
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.plan.action import Action, ActionStatus, Rise
from maturity.roadmap.gaps import gaps
from maturity.roadmap.portfolio import portfolio
from maturity.roadmap.portfolio_solver import Limits
from maturity.scoring.compare import Comparison

FRAMEWORK = Path(__file__).parents[2] / "frameworks" / "nao-data-2019.yaml"


def made_up(framework: Framework, departments: int, each: int) -> tuple[Comparison, list[Action]]:
    """Departments at random levels, a tenth unknown; `each` actions for every one, a twentieth of them shared."""
    chance = random.Random(2019)
    ids = [f"d{number}" for number in range(departments)]
    levels = [Judgement(state=State.LEVEL, level=level) for level in (0, 1, 1, 2, 2, 2, 3, 3, 4)]
    said = [*levels, Judgement(state=State.NOT_DETERMINED)]
    judgements = {id_: {s.id: chance.choice(said) for s in framework.statements} for id_ in ids}
    actions: list[Action] = []
    for department in ids:
        first = len(actions) + 1
        for number in range(each):
            raised = chance.sample(framework.statements, chance.choice([1, 1, 1, 2, 3]))
            others = chance.sample(ids, chance.randint(1, 9)) if chance.random() < 0.05 else []
            waits = (chance.randrange(first, first + number),) if number and chance.random() < 0.2 else ()
            actions.append(
                Action(
                    id=first + number,
                    round_id="made-up",
                    title=f"Made-up action {first + number}",
                    departments=(department, *(other for other in others if other != department)),
                    rises=tuple(Rise(statement_id=s.id, to=chance.randint(1, 4)) for s in raised),
                    no_date="Made up",
                    one_off=1000 * chance.randint(5, 800),
                    yearly=1000 * chance.randint(0, 150),
                    people=chance.randint(1, 20) / 2,
                    depends_on=waits,
                )
            )
    round_ = Round(
        id="made-up",
        title="Made up",
        kind=RoundKind.LIVE,
        framework_id=framework.id,
        edition=framework.edition,
        framework_hash=framework.content_hash,
        opens=date(2026, 3, 1),
    )
    names = {id_: Department(id=id_, name=f"Made-up department {id_}") for id_ in ids}
    return Comparison(framework, round_, names, judgements, 1), actions


def _an_eighth_committed(actions: list[Action]) -> list[Action]:
    approved = {"status": ActionStatus.APPROVED}
    return [action if action.id % 8 else action.model_copy(update=approved) for action in actions]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--departments", type=int, default=300)
    asked.add_argument("--actions", type=int, default=40)
    asked.add_argument("--seconds", type=float, default=60.0)
    given = asked.parse_args()
    framework = files.load(FRAMEWORK)
    comparison, actions = made_up(framework, given.departments, given.actions)
    found = gaps(comparison)
    all_costs = sum(action.one_off or 0 for action in actions), sum(action.yearly or 0 for action in actions)
    say = sys.stdout.write
    say(
        f"{given.departments} departments × {given.actions} actions (made up), {len(found)} gaps to the top\n"
    )
    tenth = Limits(one_off=all_costs[0] // 10, yearly=all_costs[1] // 10)
    for name, planned, limits in (
        ("a twentieth of the money", actions, Limits(one_off=all_costs[0] // 20, yearly=all_costs[1] // 20)),
        ("a tenth of the money", actions, tenth),
        ("a tenth, and people", actions, replace(tenth, people=given.departments * 10.0)),
        ("a tenth, beyond an eighth committed", _an_eighth_committed(actions), tenth),
        ("no limit", actions, Limits()),
    ):
        begun = time.perf_counter()
        plan = portfolio(framework, found, planned, limits, seconds=given.seconds)
        took = time.perf_counter() - begun
        new = plan.new
        gap = plan.bound - new.closed
        say(
            f"{name}: {took:.1f} s; {len(new.actions)} chosen, {new.closed:.2f} of {plan.gap:.2f} statements; "
            f"no plan closes more than {plan.bound:.2f} ({'the best, proven' if plan.proven else f'{gap:.3f} off'}, "
            f"{100 * gap / plan.bound if plan.bound else 0:.4f} per cent)\n"
        )


if __name__ == "__main__":
    main()
