"""The register: every number of a year, and what became of it; and what a year was in figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content, add_list, an_issue
from tests.office.circulars.following import followed, sent
from umlauf.ground.core.clock import set_office_time
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.actions.follow_up import begin_follow_up
from umlauf.office.circulars.actions.number import void_number
from umlauf.office.circulars.enums import FollowUp
from umlauf.office.circulars.models import (
    Circular,
    Issue,
    Recipient,
    RecipientAddress,
    Series,
    SeriesYear,
    VoidedNumber,
)
from umlauf.office.circulars.register import Became, books, entries_of, figures_of, numbers_of
from umlauf.office.directory.rules import Rule


@pytest.fixture(autouse=True)
def _day(db: None) -> None:
    set_office_time(dt.datetime(2016, 11, 1, 11, tzinfo=dt.UTC))


def leave_out(house: House, number: int) -> VoidedNumber:
    return void_number(
        actor=house.signatory_actor, series_id=house.series.id, year=2016, expected=number, reason="Verdruckt"
    )


def test_every_number_has_its_line(home: House) -> None:
    first = sent(home)
    leave_out(home, 544)
    correction = followed(home, first, FollowUp.CORRECTION)
    [book] = books()
    assert list(numbers_of(book)) == [545, 544, 543]
    entries = entries_of(book, numbers_of(book))
    assert [(one.number, one.became) for one in entries] == [
        (545, Became.ISSUED),
        (544, Became.VOIDED),
        (543, Became.ISSUED),
    ]
    latest, left_out, oldest = entries
    assert (latest.circular_id, latest.later) == (correction.circular_id, ())
    assert (left_out.reason, left_out.by) == ("Verdruckt", home.signatory.name)
    assert (oldest.circular_id, oldest.day, oldest.signatory) == (first.circular_id, first.date, home.signatory.name)
    assert oldest.subject == first.content["subject"]
    assert oldest.later == (FollowUp.CORRECTION,)


def test_what_is_not_sent_corrects_nothing_yet(home: House) -> None:
    first = sent(home)
    an_issue(home, begin_follow_up(actor=home.clerk_actor, issue_id=first.id, kind=FollowUp.WITHDRAWAL))
    [book] = books()
    assert entries_of(book, [543])[0].later == ()


def test_a_number_that_somebody_took_out_of_the_database_is_shown(home: House) -> None:
    SeriesYear.objects.update(last_number=544)
    an_issue(home)
    [book] = books()
    assert [one.became for one in entries_of(book, numbers_of(book))] == [Became.ISSUED, Became.LOST, Became.LOST]


def test_numbers_from_before_are_not_in_it(home: House) -> None:
    [book] = books()
    assert list(numbers_of(book)) == []
    assert entries_of(book, []) == []


def test_another_association_has_its_own(cast: Cast, home: House) -> None:
    with scope(association=cast.other.association):
        an_issue(cast.other)
    an_issue(home)
    [book] = books()
    assert [one.became for one in entries_of(book, numbers_of(book))] == [Became.ISSUED]


@pytest.mark.parametrize("count", [1, 3, 500])
def test_as_many_questions_however_many_numbers(home: House, count: int) -> None:
    an_issue(home)
    many(count - 1)
    [book] = books()
    with CaptureQueriesContext(connection) as asked:
        entries = entries_of(book, numbers_of(book))
    assert len(entries) == count
    assert len(asked) == 4


def many(count: int) -> None:
    """Signed circulars as rows alone."""
    template = Issue.objects.get()
    for number in range(544, 544 + count):
        template.pk, template.number, template.circular = None, number, _copy_of(template)
        template._state.adding = True
        template.save(force_insert=True)
    SeriesYear.objects.update(last_number=543 + count)


def _copy_of(issue: Issue) -> Circular:
    return Circular.objects.create(association_id=issue.association_id, series_id=issue.series_id)


def test_a_year_in_figures(home: House) -> None:
    november = _annexed(home, sent_on=dt.date(2016, 11, 1))
    december = sent(home, a_circular(home, replace(a_content(home), letter_date=dt.date(2016, 12, 1), answer_by=None)))
    followed(home, november, FollowUp.CORRECTION)
    followed(home, december, FollowUp.WITHDRAWAL)
    Series.objects.create(association=home.association, kind="Schnellinfo", short="SI")
    leave_out(home, 547)
    first, second = figures_of(2016)
    assert (first.series, list(first.months), first.voided) == (home.series, [11, 12], 1)
    months = Issue.objects.filter(date__month=11).count(), Issue.objects.filter(date__month=12).count()
    assert (first.months[11].issues, first.months[12].issues) == months
    assert (first.months[11].corrected, first.months[12].withdrawn) == (1, 1)
    assert (first.total.corrected, first.total.withdrawn) == (1, 1)
    assert first.months[11].annexes == first.total.annexes == 1
    assert first.total.issues == Issue.objects.count() == 4
    assert first.total.recipients == Recipient.objects.count()
    assert first.total.addresses == RecipientAddress.objects.count()
    assert first.total.pages == sum(issue.rendition.pages for issue in Issue.objects.select_related("rendition"))
    assert first.total.asked == sum(issue.content["answer_by"] is not None for issue in Issue.objects.all())
    assert first.months[12].asked < first.months[12].issues or first.months[12].issues == 0
    assert (second.months, second.total.issues, second.voided) == ({}, 0, 0)
    assert [one.total.issues for one in figures_of(2015)] == [0, 0]


def test_whoever_gets_it_for_information_is_no_recipient_in_the_figures(home: House) -> None:
    asked, told = (
        add_list(home, name, Rule(with_organisations=(one.id,))) for name, one in zip("AB", home.members, strict=False)
    )
    sent(home, a_circular(home, replace(a_content(home), distribution_list_id=asked.id, copies_list_id=told.id)))
    figures = figures_of(2016)[0].total
    assert Recipient.objects.count() == 2
    assert figures.recipients == 1
    assert 0 < figures.addresses < RecipientAddress.objects.count()


@pytest.mark.parametrize("count", [1, 3])
def test_figures_take_as_many_questions_however_many_letters(home: House, count: int) -> None:
    for _number in range(count):
        sent(home)
    with CaptureQueriesContext(connection) as asked:
        figures_of(2016)
    assert len(asked) == 9


def _annexed(house: House, *, sent_on: dt.date) -> Issue:
    circular = a_circular(house, replace(a_content(house), letter_date=sent_on))
    file = AnnexFile(1, "Programm", "Programm.pdf", "application/pdf", b"%PDF-1.7\n", "upload")
    attach_annex(actor=house.clerk_actor, circular_id=circular.id, file=file)
    return sent(house, circular)
