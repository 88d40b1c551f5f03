"""Two of the office ask at once, and two tabs of a contributor answer at once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django_scopes import scope

from tests.cast import make_cast
from tests.office.conferences.test_contributors import mails, target, voice
from tests.office.conferences.test_release import an_event
from umlauf.ground.audit.models import Entry
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.contribute import ContributorEntry, Said, answer_as_contributor
from umlauf.office.conferences.actions.contributors import ask_contributors
from umlauf.office.conferences.contributors import contributions_of, state_of_contributor
from umlauf.office.conferences.models import Contributor


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_send_one_mail_and_two_tabs_give_one_answer() -> None:
    house = make_cast().home
    with scope(association=house.association):
        editor = an_event(house)
        voice_id = voice().id
    done: list[object] = []

    def work(act: Any) -> None:
        try:
            with scope(association=house.association):
                done.append(act())
        except Refused as refused:
            done.append(refused.code)
        finally:
            connection.close()

    def together(*acts: Any) -> None:
        threads = [threading.Thread(target=work, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    together(*[lambda: ask_contributors(**target(editor), contribution_ids=[voice_id])] * 4)
    assert sorted(done, key=str) == [0, 0, 0, 1]
    with scope(association=house.association):
        assert len(mails()) == 1
        one = Contributor.objects.get()
        seen = state_of_contributor(one, contributions_of(one))
    done.clear()
    yes = ContributorEntry({voice_id: Said(comes=True)}, "", seen)
    no = ContributorEntry({voice_id: Said(comes=False)}, "", seen)
    acts = [
        lambda said=said: answer_as_contributor(contributor_id=one.id, generation=1, entry=said) for said in (yes, no)
    ]
    together(*acts)
    assert done.count("contributor.changed") == 1
    with scope(association=house.association):
        assert Entry.objects.filter(event="conferences.contributor_answered").count() == 1
