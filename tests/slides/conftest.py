"""Comparisons made by hand from words, and the published findings; reopened presentations."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.round import Department, Round, RoundKind, Status
from maturity.framework.model import Framework
from maturity.plan.action import Action
from maturity.plan.target import AcceptedGap, Target
from maturity.roadmap.costs import costs_by_lead
from maturity.roadmap.projection import projections
from maturity.roadmap.road_maps import Forecast
from maturity.roadmap.targets import horizon
from maturity.scoring.compare import Comparison

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def compared(two_themes: Framework, said: Callable[[str], dict[str, Judgement]]) -> Callable[..., Comparison]:
    """`compared({"Treasury": "a1=3 a2=? b1=-"}, title="Spring")`: a live round of the tiny framework."""

    def make(words: dict[str, str], *, title: str = "Spring", source: str = "") -> Comparison:
        round_ = Round(
            id="spring",
            title=title,
            kind=RoundKind.LIVE,
            framework_id=two_themes.id,
            edition=two_themes.edition,
            framework_hash=two_themes.content_hash,
            opens=date(2026, 3, 2),
            source=source,
        )
        keys = {f"d{number}": name for number, name in enumerate(words)}
        return Comparison(
            two_themes,
            round_,
            {key: Department(id=key, name=name) for key, name in keys.items()},
            {key: said(words[name]) for key, name in keys.items()},
            7,
            statuses=dict.fromkeys(keys, Status.DRAFT),
        )

    return make


@pytest.fixture(scope="session")
def answered() -> Callable[..., Comparison]:
    """`answered(comparison, findings={"d0": {"a1": 2}}, evidence=["a1"])`: the same as own answers."""

    def make(
        comparison: Comparison,
        findings: Mapping[str, Mapping[str, int]] | None = None,
        evidence: Sequence[str] = (),
    ) -> Comparison:
        answers = {
            key: {
                statement: Answer(
                    state=said.state,
                    level=said.level,
                    evidence="Seen" if statement in evidence else "",
                    version=1,
                )
                for statement, said in each.items()
            }
            for key, each in comparison.judgements.items()
        }
        found = {
            key: {
                statement: Finding(
                    state=State.LEVEL, level=level, standing=Standing.RESOLVED, answer_version=1
                )
                for statement, level in each.items()
            }
            for key, each in (findings or {}).items()
        }
        return replace(comparison, judgements=answers, answers=answers, findings=found)

    return make


@pytest.fixture(scope="session")
def planned() -> Callable[..., Forecast]:
    """`planned(comparison, action, chosen={"d0": {"a1": 3}}, accepted={"d1": ["a2"]})`: road maps on 2 March 2026."""

    def make(
        comparison: Comparison,
        *actions: Action,
        chosen: Mapping[str, Mapping[str, int]] | None = None,
        accepted: Mapping[str, Sequence[str]] | None = None,
    ) -> Forecast:
        keys, today = list(comparison.departments), date(2026, 3, 2)
        until = horizon(comparison.round)
        aims = {
            key: {
                statement: Target(statement_id=statement, level=level, by=until)
                for statement, level in (chosen or {}).get(key, {}).items()
            }
            for key in keys
        }
        return Forecast(
            chosen=aims,
            accepted={
                key: {each: AcceptedGap(statement_id=each, reason="Too dear") for each in statements}
                for key, statements in (accepted or {}).items()
            },
            actions=actions,
            called={},
            names={key: each.name for key, each in comparison.departments.items()},
            projections=projections(
                comparison.framework, comparison.judgements, actions, today=today, until=until
            )
            if actions
            else {},
            costs=costs_by_lead(actions, keys, today=today, until=until),
            placed=comparison.placed,
        )

    return make


@pytest.fixture(scope="session")
def alone() -> Callable[[Comparison, str], Comparison]:
    """`alone(comparison, key)`: one department of it."""

    def make(comparison: Comparison, key: str) -> Comparison:
        return Comparison(
            comparison.framework,
            comparison.round,
            {key: comparison.departments[key]},
            {key: comparison.judgements[key]},
            comparison.revision,
            statuses={key: comparison.statuses[key]},
        )

    return make


@pytest.fixture(scope="session")
def reopened() -> Callable[[bytes], Any]:
    """`reopened(data)`: the presentation, read by python-pptx; every part of the file is sound XML or a workbook."""

    def read(data: bytes) -> Any:
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
        return Presentation(io.BytesIO(data))

    return read
