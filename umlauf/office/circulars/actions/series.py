"""Open a series of numbers."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.office.circulars.models import Series, SeriesYear


@transaction.atomic
def open_series(
    *, actor: Actor, kind: str, short: str, next_numbers: Mapping[int, int], number_word: str = "Nr."
) -> Series:
    """Open a series; ``next_numbers`` maps a year to the number that its next circular gets. Known: unchanged."""
    actor.must_run_the_machine()
    series, created = Series.objects.get_or_create(
        association_id=actor.association_id, kind=kind, defaults={"short": short, "number_word": number_word}
    )
    if created:
        SeriesYear.objects.bulk_create(
            SeriesYear(association_id=actor.association_id, series=series, year=year, last_number=number - 1)
            for year, number in next_numbers.items()
        )
        record(actor, "circulars.series_opened", subject=f"circulars.Series:{series.id}", label=f"{kind} ({short})")
    return series
