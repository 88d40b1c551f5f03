"""Contributors are asked by mail, answer by their link, and what they say waits for a release."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House
from tests.office.conferences.registering import an_invitation
from tests.office.conferences.test_programme import ITEMS, Editor
from tests.office.conferences.test_release import SPEAKER, WITH_ADDRESS, a_draft, an_event, release
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.models import Entry, PersonalPart
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.links import Purpose, read_link
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.enums import Confidentiality
from umlauf.office.conferences.actions.contribute import ContributorEntry, Said, answer_as_contributor
from umlauf.office.conferences.actions.contributors import (
    ask_contributors,
    note_answers,
    remind_contributors,
    renew_contributor_link,
)
from umlauf.office.conferences.actions.programme import change_item
from umlauf.office.conferences.actions.purge import purge_conference
from umlauf.office.conferences.actions.voices import (
    add_contribution,
    change_contribution,
    replace_voice,
    set_voice_state,
)
from umlauf.office.conferences.contributors import (
    behind,
    contributions_of,
    contributor_of_link,
    news_of_contributors,
    returned_mails,
    state_of_contributor,
)
from umlauf.office.conferences.enums import ConferenceStatus, ContributionState
from umlauf.office.conferences.models import Conference, Contribution, Contributor
from umlauf.office.conferences.programme_entries import ItemEntry, VoiceEntry
from umlauf.office.conferences.programme_rows import rows_of
from umlauf.office.conferences.releasing import Told
from umlauf.office.conferences.tasks import find_unpurged

NEXT_DAY = dt.datetime(2016, 11, 11, 9, tzinfo=dt.UTC)


def target(editor: Editor) -> dict[str, Any]:
    return {"actor": editor.actor, "conference_id": editor.conference.id}


def ask(editor: Editor) -> Contributor:
    """Ask everybody who was not asked yet; whoever was asked first."""
    ids = list(Contribution.objects.values_list("id", flat=True))
    ask_contributors(**target(editor), contribution_ids=ids)
    return Contributor.objects.earliest("id")


def say(one: Contributor, *said: Said, wishes: str = "", seen: str | None = None) -> Contributor:
    """Answer for all that the link opens, in the order of the programme."""
    one.refresh_from_db()
    one.conference.refresh_from_db()
    rows = list(contributions_of(one))
    entry = ContributorEntry(
        {row.id: word for row, word in zip(rows, said, strict=False)},
        wishes,
        state_of_contributor(one, rows) if seen is None else seen,
    )
    return answer_as_contributor(contributor_id=one.id, generation=one.link_generation, entry=entry)


def mails() -> list[Message]:
    return list(Message.objects.filter(key__contains=":contributor:").order_by("id"))


def voice() -> Contribution:
    return Contribution.objects.get(name="Vera Quast")


def test_who_is_asked_gets_a_mail_with_a_link(home: House) -> None:
    one = ask(an_event(home))
    [mail] = mails()
    assert (mail.recipient, mail.kept_until) == (SPEAKER, dt.date(2017, 3, 2))
    assert "Abschlussrede" in mail.text
    assert "14:30" in mail.text
    assert "543" not in mail.text + mail.html
    found = re.search(r"/contribute/(\S+)", mail.text)
    assert found is not None
    assert read_link(Purpose.CONTRIBUTOR, found[1]) == (one.id, 1)
    assert found[1] in mail.html
    assert voice().asked_at is not None
    entry = Entry.objects.latest("sequence")
    assert entry.event == "conferences.contributors_asked"
    assert "Quast" not in entry.label


def test_the_language_of_the_mail_is_that_of_the_event(home: House) -> None:
    editor = an_event(home)
    Conference.objects.update(language="en")
    ask(editor)
    [mail] = mails()
    assert "You need no account." in mail.text
    assert ["Content-Language", "en"] in mail.headers


def test_what_is_for_the_named_alone_is_in_no_subject(home: House) -> None:
    editor = Editor(home, an_invitation(home, items=ITEMS, confidentiality=Confidentiality.NAMED))
    change_contribution(**editor.target, contribution_id=voice().id, entry=WITH_ADDRESS)
    ask(editor)
    [mail] = mails()
    assert "Integration" not in mail.subject


def test_before_the_letter_is_signed_they_can_be_asked(home: House) -> None:
    editor = a_draft(home)
    change_contribution(**editor.target, contribution_id=voice().id, entry=WITH_ADDRESS)
    ask(editor)
    assert len(mails()) == 1


def test_nobody_is_asked_twice(home: House) -> None:
    editor = an_event(home)
    ids = [voice().id]
    assert ask_contributors(**target(editor), contribution_ids=ids) == 1
    before = row_counts()
    assert ask_contributors(**target(editor), contribution_ids=ids) == 0
    assert row_counts() == before


@pytest.mark.parametrize("state", [ContributionState.CONFIRMED, ContributionState.DECLINED])
def test_who_has_said_so_already_is_not_asked(home: House, state: ContributionState) -> None:
    editor = an_event(home)
    set_voice_state(**editor.target, contribution_id=voice().id, state=state)
    assert ask_contributors(**target(editor), contribution_ids=[voice().id]) == 0


def test_without_an_address_nobody_is_asked(home: House) -> None:
    editor = an_event(home)
    group = VoiceEntry(office="Landräte aus den teilnehmenden Landkreisen")
    row = add_contribution(**editor.target, item_id=editor.conference.items.all()[0].id, entry=group)
    assert ask_contributors(**target(editor), contribution_ids=[row.id]) == 0


def test_one_person_with_three_contributions_gets_one_mail_and_one_page(home: House) -> None:
    editor = an_event(home)
    first, second = editor.conference.items.all()
    for item, role in ((first, "welcome"), (second, "moderation")):
        entry = replace(WITH_ADDRESS, role=role, email=SPEAKER.upper())
        add_contribution(**editor.target, item_id=item.id, entry=entry)
    one = ask(editor)
    [mail] = mails()
    assert mail.text.count("Abschlussrede") == 2
    assert "Begrüßung" in mail.text
    say(one, Said(comes=True), Said(comes=True), Said(comes=False))
    states = list(contributions_of(one).values_list("state", flat=True))
    assert states == ["confirmed", "confirmed", "declined"]


def test_an_answer_waits_for_a_release(home: House) -> None:
    editor = an_event(home)
    one, before = ask(editor), editor.revision
    say(one, Said(comes=True, title="Integration  gelingt "), wishes="Ein Mikrofon")
    row = voice()
    assert (row.state, row.title, row.answered_at is not None) == ("confirmed", "Integration gelingt", True)
    assert editor.revision == before + 1
    one.refresh_from_db()
    assert (one.wishes, one.unread) == ("Ein Mikrofon", True)
    version = editor.conference.versions.get()
    assert behind(version, rows_of(editor.conference)).agreed == 1
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.means) == ("conferences.contributor_answered", "link")
    told = entry.label + str(PersonalPart.objects.get(entry=entry).data)
    assert "Quast" not in told
    assert SPEAKER not in told
    assert behind(release(editor), rows_of(editor.conference)).agreed == 0


def test_who_declines_can_propose_somebody_and_change_their_mind(home: House) -> None:
    editor = an_event(home)
    one = ask(editor)
    say(one, Said(comes=False, title="Ungesagt", deputy="Jan Ahorn, Staatssekretär"))
    row = voice()
    assert (row.state, row.title, row.deputy) == ("declined", "", "Jan Ahorn, Staatssekretär")
    assert behind(editor.conference.versions.get(), rows_of(editor.conference)).gone == 1
    say(one, Said(comes=True, deputy="Jan Ahorn"))
    assert (voice().state, voice().deputy) == ("confirmed", "")


def test_the_same_form_twice_is_one_answer(home: House) -> None:
    one = ask(an_event(home))
    seen = state_of_contributor(one, contributions_of(one))
    say(one, Said(comes=True, title="Thema"), wishes="Wasser", seen=seen)
    before = row_counts()
    say(one, Said(comes=True, title="Thema"), wishes="Wasser", seen=seen)
    assert row_counts() == before


def test_what_was_not_seen_is_not_agreed_to(home: House) -> None:
    editor = an_event(home)
    one = ask(editor)
    seen = state_of_contributor(one, contributions_of(one))
    item = voice().item
    change_item(**editor.target, item_id=item.id, entry=ItemEntry(item.title, starts_at=dt.time(9)))
    with pytest.raises(Refused) as refusal:
        say(one, Said(comes=True), seen=seen)
    assert refusal.value.code == "contributor.changed"
    assert voice().state == "requested"


def test_what_is_of_somebody_else_is_not_touched(home: House) -> None:
    editor = an_event(home)
    one = ask(editor)
    other = add_contribution(
        **editor.target, item_id=editor.conference.items.all()[0].id, entry=VoiceEntry("Jan Ahorn", email="j@l.example")
    )
    seen = state_of_contributor(one, contributions_of(one))
    entry = ContributorEntry({other.id: Said(comes=True)}, "", seen)
    answer_as_contributor(contributor_id=one.id, generation=1, entry=entry)
    other.refresh_from_db()
    assert (other.state, other.answered_at) == ("requested", None)


@pytest.mark.parametrize(
    ("said", "wishes", "code"),
    [
        (Said(comes=True, title="x" * 201), "", "circular.long"),
        (Said(comes=True, title="漢"), "", "circular.characters"),
        (Said(comes=False, deputy="x" * 1001), "", "circular.long"),
        (Said(comes=True), "x" * 1001, "circular.long"),
    ],
)
def test_what_is_too_long_or_unreadable_is_refused(home: House, said: Said, wishes: str, code: str) -> None:
    one = ask(an_event(home))
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        say(one, said, wishes=wishes)
    assert refusal.value.code == code
    assert row_counts() == before


def test_from_its_beginning_nothing_is_changed_and_then_the_link_ends(home: House) -> None:
    editor = an_event(home)
    one = ask(editor)
    set_office_time(dt.datetime(2016, 12, 2, 8, 58, tzinfo=dt.UTC))
    say(one, Said(comes=True))
    set_office_time(dt.datetime(2016, 12, 2, 9, 0, 0, tzinfo=dt.UTC))
    with pytest.raises(Refused) as refusal:
        say(one, Said(comes=False))
    assert refusal.value.code == "contributor.begun"
    with pytest.raises(Refused) as refusal:
        ask_contributors(**target(editor), contribution_ids=[])
    assert refusal.value.code == "contributor.begun"
    with pytest.raises(Refused) as refusal:
        remind(editor, one)
    assert refusal.value.code == "contributor.begun"
    set_office_time(dt.datetime(2016, 12, 2, 22, 58, tzinfo=dt.UTC))
    assert contributor_of_link(one.id, 1) == one
    set_office_time(dt.datetime(2016, 12, 2, 23, 0, 0, tzinfo=dt.UTC))
    assert contributor_of_link(one.id, 1) is None


def test_of_what_was_cancelled_nobody_is_asked(home: House) -> None:
    editor = an_event(home)
    one = ask(editor)
    Conference.objects.update(status=ConferenceStatus.CANCELLED)
    with pytest.raises(Refused) as refusal:
        say(one, Said(comes=True))
    assert refusal.value.code == "contributor.begun"


def test_a_new_link_ends_the_older_one(home: House) -> None:
    editor = an_event(home)
    one = ask(editor)
    link = {**target(editor), "contributor_id": one.id, "generation": 1}
    renew_contributor_link(**link)
    assert len(mails()) == 2
    before = row_counts()
    renew_contributor_link(**link)
    assert row_counts() == before
    assert contributor_of_link(one.id, 1) is None
    assert contributor_of_link(one.id, 2) == one
    with pytest.raises(Refused) as refusal:
        answer_as_contributor(contributor_id=one.id, generation=1, entry=ContributorEntry())
    assert refusal.value.code == "link.invalid"


def remind(editor: Editor, one: Contributor) -> int:
    return remind_contributors(**target(editor), contributor_ids=[one.id])


def test_whoever_is_silent_is_reminded_once_a_day(home: House) -> None:
    editor = an_event(home)
    one = ask(editor)
    assert remind(editor, one) == 0
    set_office_time(NEXT_DAY)
    assert remind(editor, one) == 1
    assert remind(editor, one) == 0
    assert len(mails()) == 2
    set_office_time(NEXT_DAY + dt.timedelta(days=1))
    say(one, Said(comes=True))
    assert remind(editor, one) == 0


def test_another_address_is_another_person_who_was_not_asked(home: House) -> None:
    editor = an_event(home)
    one = ask(editor)
    other = replace(WITH_ADDRESS, email="neu@land.example")
    change_contribution(**editor.target, contribution_id=voice().id, entry=other)
    assert contributor_of_link(one.id, 1) is None
    ask(editor)
    assert [mail.recipient for mail in mails()] == [SPEAKER, "neu@land.example"]
    with pytest.raises(Http404):
        renew_contributor_link(**target(editor), contributor_id=one.id, generation=1)


def test_who_is_replaced_answers_for_nothing_any_more(home: House) -> None:
    editor = an_event(home)
    one = ask(editor)
    replace_voice(**editor.target, contribution_id=voice().id, entry=VoiceEntry("Jan Ahorn"))
    say(one, Said(comes=True))
    assert voice().state == "replaced"


def test_what_the_office_writes_down_is_no_answer_by_the_link(home: House) -> None:
    editor = an_event(home)
    say(ask(editor), Said(comes=True))
    set_voice_state(**editor.target, contribution_id=voice().id, state=ContributionState.DECLINED)
    assert voice().answered_at is None


def test_the_office_is_told_until_it_has_noted_it(home: House) -> None:
    editor = an_event(home)
    one = ask(editor)
    assert not news_of_contributors()
    say(one, Said(comes=True))
    [news] = news_of_contributors()
    assert (news.conference, news.answered, news.unreached) == (editor.conference, 1, 0)
    assert note_answers(**target(editor), contributor_ids=[one.id], seen=editor.revision) == 1
    assert not news_of_contributors()
    before = row_counts()
    assert note_answers(**target(editor), contributor_ids=[one.id], seen=editor.revision) == 0
    assert row_counts() == before


@pytest.mark.parametrize("state", ["bounced", "failed", "uncertain"])
def test_a_mail_that_did_not_arrive_is_seen_until_another_one_does(home: House, state: str) -> None:
    editor = an_event(home)
    one = ask(editor)
    Message.objects.filter(recipient=SPEAKER).update(state=state, next_attempt_at=None)
    assert set(returned_mails(editor.conference)) == {SPEAKER}
    [news] = news_of_contributors()
    assert (news.answered, news.unreached) == (0, 1)
    renew_contributor_link(**target(editor), contributor_id=one.id, generation=1)
    assert not returned_mails(editor.conference)
    assert not news_of_contributors()


def test_the_news_of_a_release_that_came_back_is_seen_too(home: House) -> None:
    editor = an_event(home)
    set_voice_state(**editor.target, contribution_id=voice().id, state=ContributionState.CONFIRMED)
    release(editor, Told.CONTRIBUTORS)
    Message.objects.filter(recipient=SPEAKER).update(state="bounced", next_attempt_at=None)
    assert set(returned_mails(editor.conference)) == {SPEAKER}
    [news] = news_of_contributors()
    assert news.unreached == 1


def test_on_the_last_day_all_of_it_is_forgotten_but_the_programme(home: House) -> None:
    editor = an_event(home)
    one = ask(editor)
    say(one, Said(comes=True, title="Thema"), wishes="Wasser")
    release(editor)
    Contribution.objects.update(deputy="Jan Ahorn")
    set_office_time(dt.datetime(2017, 3, 2, 23, 0, 1, tzinfo=dt.UTC))
    assert find_unpurged(home.association) == 1
    purge_conference(actor=machine(home.association.id), conference_id=editor.conference.id)
    row = voice()
    assert (row.email, row.deputy, row.title) == ("", "", "Thema")
    assert not Contributor.objects.exists()
    assert find_unpurged(home.association) == 0


def test_only_whoever_runs_conferences_asks(cast: Cast) -> None:
    with scope(association=cast.home.association):
        editor = an_event(cast.home)
        one = ask(editor)
        others = (
            Actor("Rita", cast.home.association.id, Means.LOGIN, frozenset({Role.REVIEWER})),
            Actor(one.email, cast.home.association.id, Means.LINK),
        )
        forms: tuple[tuple[Callable[..., object], dict[str, object]], ...] = (
            (ask_contributors, {"contribution_ids": [voice().id]}),
            (remind_contributors, {"contributor_ids": [one.id]}),
            (note_answers, {"contributor_ids": [one.id], "seen": 1}),
            (renew_contributor_link, {"contributor_id": one.id, "generation": 1}),
        )
        for actor in others:
            for act, given in forms:
                with pytest.raises(Refused) as refusal:
                    act(actor=actor, conference_id=editor.conference.id, **given)
                assert refusal.value.code == "access.role"
    with scope(association=cast.other.association), pytest.raises(Http404):
        ask_contributors(actor=cast.other.clerk_actor, conference_id=editor.conference.id, contribution_ids=[])
