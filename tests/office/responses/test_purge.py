"""What is forgotten of those who answered, and when."""

import datetime as dt

import pytest
from django_scopes import scope

from tests.cast import Cast, House
from tests.office.responses.asking import (
    DEADLINE,
    a_sent_circular,
    by_link,
    guest_of,
    it_is,
    keyed_in,
    mails,
    recipient_of,
)
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.settling import forget
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.tasks import sweep
from umlauf.office.circulars.models import Recipient
from umlauf.office.responses.actions.answer import give_statement
from umlauf.office.responses.actions.ask import ask_for_registration, set_ask
from umlauf.office.responses.actions.extension import ask_extension, decide_extension
from umlauf.office.responses.actions.purge import forget_answers, forget_answers_to
from umlauf.office.responses.entries import Terms
from umlauf.office.responses.enums import AskKind
from umlauf.office.responses.models import Answer, Ask, Extension

KEPT = dt.timedelta(days=LIMITS.retention_days)
DAY = dt.timedelta(days=1)


def answer(recipient: Recipient, *, seen: int = 0) -> Answer:
    return give_statement(actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(seen=seen), text="Ja.")


def wish(recipient: Recipient, until: dt.date) -> Extension:
    return ask_extension(
        actor=guest_of(recipient), recipient_id=recipient.id, entry=by_link(), wished=until, reason="Pia ist krank."
    )


def names() -> list[str]:
    return [row.by_name for rows in (Answer.objects.order_by("id"), Extension.objects.order_by("id")) for row in rows]


def all_mail_has_gone() -> None:
    Message.objects.update(state=State.SENT, next_attempt_at=None)


def test_who_answered_is_forgotten_a_while_after_the_deadline(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    kept = answer(recipient)
    all_mail_has_gone()
    assert forget_answers(home.association, DEADLINE + KEPT) == 0
    assert forget(DEADLINE + KEPT) == 0
    assert forget_answers(home.association, DEADLINE + KEPT + DAY) == 1
    assert forget(DEADLINE + KEPT + DAY) == 1
    kept.refresh_from_db()
    assert (kept.by_name, kept.by_email, kept.by_phone) == ("", "", "")
    assert (kept.text, kept.state, kept.revision) == ("Ja.", "stated", 1)
    (mail,) = mails("receipt:")
    assert "Pia" not in mail.text + mail.html + mail.recipient
    assert Entry.objects.latest("sequence").event == "responses.forgotten"
    assert verify(home.association) == []
    entries = Entry.objects.count()
    assert forget_answers(home.association, DEADLINE + KEPT + DAY) == 0
    assert Entry.objects.count() == entries


def test_more_time_keeps_the_name_for_longer(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    longer = DEADLINE + 10 * DAY
    granted = decide_extension(actor=home.clerk_actor, extension_id=wish(recipient, longer).id, granted=True)
    answer(recipient)
    all_mail_has_gone()
    assert forget_answers(home.association, DEADLINE + KEPT + DAY) == 0
    assert forget_answers(home.association, longer + KEPT + DAY) == 2
    assert forget(longer + KEPT + DAY) == 3
    assert names() == ["", ""]
    granted.refresh_from_db()
    assert (granted.reason, granted.until) == ("", longer)
    (mail,) = mails("extension:")
    assert "Pia" not in mail.text + mail.html


def test_what_an_office_keyed_in_later_hides_no_mail_from_forgetting(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    answer(recipient)
    give_statement(actor=home.clerk_actor, recipient_id=recipient.id, entry=keyed_in(seen=1), text="Nein.")
    assert names() == [""]
    all_mail_has_gone()
    it_is(DEADLINE + KEPT + DAY)
    sweep()
    (mail,) = mails("receipt:")
    assert (mail.recipient, mail.text, mail.kept_until) == ("", "", None)


def test_a_late_word_is_not_forgotten_at_once(home: House) -> None:
    recipient = recipient_of(a_sent_circular(home))
    answer(recipient)
    late = DEADLINE + 60 * DAY
    it_is(late)
    answer(recipient, seen=1)
    assert forget_answers(home.association, late + KEPT) == 0
    assert forget_answers(home.association, late + KEPT + DAY) == 1


def test_without_a_deadline_the_last_word_counts(home: House) -> None:
    issue = a_sent_circular(home, answer_by=None)
    set_ask(actor=home.clerk_actor, circular_id=issue.circular_id, terms=Terms(AskKind.STATEMENT))
    answer(recipient_of(issue))
    assert forget_answers(home.association, dt.date(2016, 11, 10) + KEPT) == 0
    assert forget_answers(home.association, dt.date(2016, 11, 10) + KEPT + DAY) == 1


def test_a_registration_waits_for_the_end_of_its_conference(home: House) -> None:
    issue = a_sent_circular(home)
    recipient = recipient_of(issue)
    answer(recipient)
    wish(recipient, DEADLINE + DAY)
    Ask.objects.update(kind=AskKind.REGISTRATION)
    ask_for_registration(actor=home.clerk_actor, circular_id=issue.circular_id)
    assert forget_answers(home.association, DEADLINE + 10 * KEPT) == 0
    assert forget_answers_to(issue.circular_id + 1, association_id=home.association.id) == 0
    assert forget_answers_to(issue.circular_id, association_id=home.association.id) == 2
    assert names() == ["", ""]


@pytest.mark.parametrize("days", [0, 1])
def test_the_sweep_forgets_by_the_offices_clock_and_each_its_own(cast: Cast, days: int) -> None:
    for house in (cast.home, cast.other):
        with scope(association=house.association):
            answer(recipient_of(a_sent_circular(house)))
    it_is(DEADLINE + KEPT + days * DAY, "23:00:00")
    sweep()
    for house in (cast.home, cast.other):
        with scope(association=house.association):
            assert names() == (["Pia Wendlandt"] if days == 0 else [""])
