"""Auditors' working papers of a round: the sample, who reviews what, and what became of reasons to look again."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Department, PublishedIsFixed, Round
from maturity.assessment.sample import SamplePlan, check_sample
from maturity.services.installation import Installation
from maturity.store import rounds, working_papers


def draw_sample_of_round(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    each: int,
    seed: str = "",
    based_on: int,
) -> SamplePlan:
    """Draw `each` statements of every department of a round by a seed, which is made where none is given.

    A sample once drawn keeps its seed, and can only be made larger. Raises NotPermitted, NotFound, PublishedIsFixed,
    SampleRefused, or Stale with both.
    """
    person.must(Permission.REVIEW)
    with installation.store.transaction(person, at) as transaction:
        round_ = rounds.get(transaction.session, round_id)
        if round_.published:
            raise PublishedIsFixed(round_)
        kept = working_papers.sample_of(transaction.session, round_id)
        seed = seed.strip() or (kept.seed if kept else secrets.token_hex(4))
        plan = SamplePlan(round_id=round_id, seed=seed, each=each, version=based_on)
        check_sample(plan, kept, len(installation.framework_of(round_).statements))
        return working_papers.save_sample(transaction, plan)
