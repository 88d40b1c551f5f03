"""Step two: one transaction gives the number, freezes the text and fixes who gets it, or does nothing at all."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import DAY, FOUNDED, Cast, House, a_circular, a_content, a_county, a_pen, add_member, an_issue
from tests.office.rows import row_counts
from umlauf.engines.files.store import read
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.models import Association, Task
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.actions.draft import save_draft
from umlauf.office.circulars.actions.sign import Expected, sign_and_issue
from umlauf.office.circulars.content import Content, Frozen
from umlauf.office.circulars.models import Circular, Issue, Recipient, RecipientAddress, Series, SeriesYear
from umlauf.office.circulars.queries import frozen_annexes, next_number
from umlauf.office.circulars.ready import Signature
from umlauf.office.circulars.version import version_of
from umlauf.office.directory.models import (
    DistributionList,
    IntakeAddress,
    ListRule,
    Membership,
    Organisation,
    PostDetails,
)

PDF = b"%PDF-1.7 not really"


def sign(
    house: House,
    circular: Circular,
    *,
    seen: str = "",
    expected: Expected | None = None,
    signature: Signature | None = None,
) -> Issue:
    return sign_and_issue(
        actor=house.signatory_actor,
        circular_id=circular.id,
        signature=signature or house.signature,
        seen=seen or version_of(circular).digest,
        expected=expected,
    )


def test_the_number_follows_the_last_of_its_series_and_year(home: House) -> None:
    assert next_number(home.series, 2016) == 543
    first, second = sign(home, a_circular(home)), sign(home, a_circular(home))
    assert (first.number, second.number, first.year) == (543, 544, 2016)
    assert (first.label, first.short_label) == ("Rundschreiben Nr. 543/2016", "RS 543/2016")
    assert next_number(home.series, 2016) == 545


def test_each_year_and_each_series_counts_from_one(home: House) -> None:
    next_year = replace(a_content(home), letter_date=dt.date(2017, 1, 2))
    assert sign(home, a_circular(home, next_year)).number == 1
    quick = Series.objects.create(association=home.association, kind="Schnellinfo", short="SI")
    circular = a_circular(home)
    Circular.objects.filter(id=circular.id).update(series=quick)
    issue = sign(home, circular)
    assert (issue.number, issue.label) == (1, "Schnellinfo Nr. 1/2016")
    assert next_number(home.series, 2016) == 543


def test_two_associations_count_apart(cast: Cast) -> None:
    for house in (cast.home, cast.other):
        with scope(association=house.association):
            assert an_issue(house).number == 543


def test_a_circular_without_a_date_bears_the_day_of_the_signature_at_the_association(home: House) -> None:
    set_office_time(dt.datetime(2016, 12, 31, 23, 30, tzinfo=dt.UTC))  # half past midnight in Berlin
    issue = sign(home, a_circular(home, replace(a_content(home), letter_date=None)))
    assert (issue.date, issue.year, issue.number) == (dt.date(2017, 1, 1), 2017, 1)


def test_text_and_annexes_are_frozen_with_their_hashes(home: House) -> None:
    circular = a_circular(home)
    attach = AnnexFile(1, "Programm", "programm.pdf", "application/pdf", PDF, "upload")
    attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=attach)
    newest = replace(attach, data=PDF + b" v2")
    attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=newest)
    issue = sign(home, circular)
    (annex,) = frozen_annexes(issue)
    assert (annex.version, read(annex.file)) == (2, newest.data)
    content = Content.parse(circular.drafts.get().content)
    assert issue.content == content.json()
    sha256 = hashlib.sha256(newest.data).hexdigest()
    frozen = Frozen("Rundschreiben Nr. 543/2016", DAY, "Emil Brandstätter", content.json(), ((1, "Programm", sha256),))
    assert issue.digest == frozen.digest()


def test_every_member_of_that_day_is_a_recipient_at_each_address(home: House) -> None:
    add_member(home, a_county(6), since=DAY + dt.timedelta(days=1))
    issue = sign(home, a_circular(home))
    recipients = Recipient.objects.filter(issue=issue)
    assert [(one.name, one.responsible_known) for one in recipients] == [
        ("Landkreis Ahorntal", True),
        ("Landkreis Eichengrund", False),
        ("Landkreis Lindenberg", True),
    ]
    addresses = RecipientAddress.objects.filter(recipient=recipients[0])
    assert [(one.kind, one.label, one.holder, one.email) for one in addresses] == [
        ("intake", "Poststelle", "", "post@lk-ahorntal.example"),
        ("copy", "Landrat", "Dr. Jan Ahorntal", "landrat@lk-ahorntal.example"),
        ("copy", "Dezernat Soziales", "", "soziales@lk-ahorntal.example"),
    ]


def test_who_joins_or_moves_later_does_not_change_the_snapshot(home: House) -> None:
    issue = sign(home, a_circular(home))
    before = list(RecipientAddress.objects.values_list("email", "label"))
    Membership.objects.all().update(until=FOUNDED)
    IntakeAddress.objects.all().update(email="neu@lk-ahorntal.example")
    Organisation.objects.all().update(name="Umbenannt")
    assert list(RecipientAddress.objects.values_list("email", "label")) == before
    assert Recipient.objects.filter(issue=issue).first() == Recipient.objects.get(name="Landkreis Ahorntal")


def test_signing_twice_gives_the_same_issue(home: House) -> None:
    circular = a_circular(home)
    first = sign(home, circular)
    before = row_counts()
    assert sign(home, circular) == first
    assert sign(home, circular, seen="x", expected=Expected(1, 1999)) == first
    assert row_counts() == before


def test_the_letter_is_asked_for_and_the_signature_is_in_the_chain(home: House) -> None:
    issue = sign(home, a_circular(home))
    task = Task.objects.get()
    assert (task.name, task.subject_id, task.association) == ("circulars.render_issue", issue.id, home.association)
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.label) == ("circulars.issued", f"Rundschreiben Nr. 543/2016 {issue.digest}")
    assert "Brandstätter" not in f"{entry.label}{entry.subject}"
    assert verify(home.association) == []


def test_a_number_that_the_text_bears_must_be_the_next_one(home: House) -> None:
    assert sign(home, a_circular(home), expected=Expected(543, 2016)).number == 543


@pytest.mark.parametrize(
    ("expected", "code", "says"),
    [
        (Expected(542, 2016), "number.not_next", "543/2016"),
        (Expected(544, 2016), "number.not_next", "543/2016"),
        (Expected(543, 2015), "number.date", "2015"),
        (Expected(1, 2017), "number.date", "01.11.2016"),
    ],
)
def test_another_number_is_refused_and_none_is_used_up(home: House, expected: Expected, code: str, says: str) -> None:
    circular = a_circular(home)
    before = row_counts()
    with pytest.raises(Refused, match=says or ".") as refusal:
        sign(home, circular, expected=expected)
    assert refusal.value.code == code
    assert row_counts() == before
    assert next_number(home.series, 2016) == 543


def _nobody(house: House) -> None:
    Membership.objects.all().update(until=FOUNDED)


def _no_list(house: House) -> None:
    ListRule.objects.all().delete()
    DistributionList.objects.all().delete()


def _no_address(house: House) -> None:
    IntakeAddress.objects.filter(organisation=house.members[2]).delete()
    PostDetails.objects.filter(post__organisation=house.members[2]).update(email="")


def _bad_address(email: str) -> Callable[[House], None]:
    def spoil(house: House) -> None:
        IntakeAddress.objects.filter(organisation=house.members[1]).update(email=email)

    return spoil


def _no_sender(house: House) -> None:
    Association.objects.filter(id=house.association.id).update(email="")


def _unreadable_letterhead(house: House) -> None:
    Association.objects.filter(id=house.association.id).update(street="Straße \U0001f3e0")


def _draft_changed(house: House) -> None:
    content = replace(a_content(house), subject="Inzwischen geändert")
    save_draft(actor=house.clerk_actor, circular_id=Circular.objects.get().id, content=content, based_on=1)


SPOILT = {
    "nobody is a member": (_nobody, "recipient.none", "no organisation|keine Organisation"),
    "the list is gone": (_no_list, "recipient.none", ""),
    "a member without an address": (_no_address, "recipient.none", "Landkreis Eichengrund"),
    "an address that is none": (_bad_address("post-lindenberg"), "address.invalid", "post-lindenberg"),
    "an umlaut before the @": (_bad_address("müller@lk-lindenberg.example"), "address.local", "müller"),
    "an address with a line break": (_bad_address("a@lk.example\nBcc: b@c.example"), "address.invalid", ""),
    "an association without an address": (_no_sender, "association.address", "Landkreistag Musterland"),
    "a letterhead that no font shows": (_unreadable_letterhead, "circular.characters", r"U\+1F3E0"),
    "a draft changed meanwhile": (_draft_changed, "draft.changed", "Nora Feldkamp"),
}


@pytest.mark.parametrize("reason", SPOILT)
def test_a_refused_signature_leaves_nothing_behind(home: House, reason: str) -> None:
    spoil, code, says = SPOILT[reason]
    circular = a_circular(home)
    read = version_of(circular).digest
    spoil(home)
    before = row_counts()
    last = SeriesYear.objects.get().last_number
    with pytest.raises(Refused, match=says or ".") as refusal:
        sign(home, circular, seen=read)
    assert refusal.value.code == code
    assert row_counts() == before
    assert SeriesYear.objects.get().last_number == last


def test_a_signature_that_no_font_shows_is_refused_before_the_number(home: House) -> None:
    circular = a_circular(home)
    before = row_counts()
    with pytest.raises(Refused, match=r"U\+738B") as refusal:
        sign(home, circular, signature=Signature("王", "Geschäftsführer"))
    assert refusal.value.code == "circular.characters"
    assert row_counts() == before


def test_an_umlaut_in_the_domain_works_and_is_kept_as_it_is_sent_to(home: House) -> None:
    IntakeAddress.objects.filter(organisation=home.members[1]).update(email="Post@Lindenberg-Bücherei.Example")
    sign(home, a_circular(home))
    line = RecipientAddress.objects.get(kind="intake", recipient__name="Landkreis Lindenberg")
    assert line.email == "Post@xn--lindenberg-bcherei-x6b.example"


def test_one_address_in_two_spellings_is_written_to_once(home: House) -> None:
    county = home.members[1]
    IntakeAddress.objects.filter(organisation=county).update(email="post@bücherei.example")
    a_pen(home).enter(IntakeAddress(organisation=county, label="Archiv", email="post@xn--bcherei-n2a.example"))
    sign(home, a_circular(home))
    assert RecipientAddress.objects.filter(kind="intake", recipient__name="Landkreis Lindenberg").count() == 1


def test_only_a_signatory_signs(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home)
        before = row_counts()
        for actor in (cast.home.clerk_actor, cast.member_actor):
            with pytest.raises(Refused) as refusal:
                sign_and_issue(
                    actor=actor,
                    circular_id=circular.id,
                    signature=cast.home.signature,
                    seen=version_of(circular).digest,
                )
            assert refusal.value.code == "access.role"
        assert row_counts() == before


def test_a_signatory_of_another_association_does_not_find_it(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home)
    with scope(association=cast.other.association), pytest.raises(Http404):
        sign(cast.other, circular, seen="x")


def test_an_actor_in_a_foreign_scope_finds_nothing_either(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home)
        with pytest.raises(Http404):
            sign(cast.other, circular, seen="x")
