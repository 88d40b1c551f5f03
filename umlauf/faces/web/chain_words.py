"""Who agrees to the circulars of a series, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.chain import broken_steps
from umlauf.office.circulars.models import ChainStep, Series
from umlauf.office.directory.hats import users_who_may


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A series with its chain in words, and what is wrong with it."""

    series: Series
    says: str
    broken: tuple[str, ...]


def chain_rows(association_id: int) -> list[ChainRow]:
    """All series. Three queries, inside the scope."""
    able = frozenset(users_who_may(association_id, Ability.APPROVE).values_list("id", flat=True))
    steps = ChainStep.objects.select_related("approver", "stand_in").order_by("position", "id")
    rows = []
    for series in Series.objects.prefetch_related(Prefetch("chain", steps)).order_by("kind"):
        chain = list(series.chain.all())
        rows.append(ChainRow(series, chain_in_words(chain), breaks_in_words(chain, able)))
    return rows


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """Somebody is named in the chain of a series who may agree no more."""

    series: Series
    sentence: str


def broken_rows(association_id: int) -> list[BrokenRow]:
    """Those of all series. Two queries, inside the scope."""
    able = frozenset(users_who_may(association_id, Ability.APPROVE).values_list("id", flat=True))
    return [BrokenRow(one.series, _break(one, able)) for one in broken_steps(able)]


def chain_in_words(chain: Sequence[ChainStep]) -> str:
    """„Zuerst Anna Alt und Ben Berg gleichzeitig, dann Cora Clever (Vertretung: Dirk Dorn), danach wird gezeichnet.“"""
    if not chain:
        return _("Nobody agrees before: whoever may sign can sign at once.")
    turns = [[_named(one) for one in same] for _place, same in groupby(chain, key=lambda one: one.position)]
    said = [
        _("%(names)s at the same time") % {"names": names_in_words(names)} if len(names) > 1 else names[0]
        for names in turns
    ]
    first = _("First %(who)s") % {"who": said[0]}
    following = [_("then %(who)s") % {"who": who} for who in said[1:]]
    return ", ".join([first, *following, _("after that it is signed.")])


def names_in_words(names: Sequence[str]) -> str:
    """„Anna Alt, Ben Berg und Cora Clever“"""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def breaks_in_words(chain: Sequence[ChainStep], able: frozenset[int]) -> tuple[str, ...]:
    """What becomes of each step in which somebody is named who may agree no more, with ``able`` those who may."""
    return tuple(_break(one, able) for one in chain if {one.approver_id, one.stand_in_id} - {None} - able)


def _break(step: ChainStep, able: frozenset[int]) -> str:
    names = {"name": step.approver.name, "stand_in": step.stand_in.name if step.stand_in else ""}
    if step.approver_id in able:
        return _("%(stand_in)s stands in for %(name)s, but may not agree any more.") % names
    if step.stand_in_id in able:
        return _("%(name)s may not agree any more. %(stand_in)s is asked instead.") % names
    return _("%(name)s may not agree any more, and nobody stands in. This person is left out.") % names


def _named(step: ChainStep) -> str:
    if step.stand_in is None:
        return step.approver.name
    return _("%(name)s (stand-in: %(stand_in)s)") % {"name": step.approver.name, "stand_in": step.stand_in.name}
