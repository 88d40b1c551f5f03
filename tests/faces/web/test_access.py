"""Every address by everybody. An address that this table does not list fails the first test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.faces.web.access_conferences import CONFERENCES, conference_arguments
from tests.faces.web.access_rows import (
    ANSWERING,
    APPROVERS,
    COUNTERS,
    EVERYBODY,
    GO,
    KEEPERS,
    KEEPING_OWN,
    KEYING_IN,
    LOGIN,
    LOOKING_UP,
    MEMBERS,
    NONE,
    OFFICE,
    OK,
    READERS,
    VISITORS,
    WRITERS,
    WRONG,
    Row,
    letter,
    own,
    posts,
    row,
)
from tests.faces.web.addresses import (
    HOUSE,
    ORGANISATION,
    POST,
    STAFF,
    annex_of,
    arrival_of,
    directory_arguments,
    filing_arguments,
    house_arguments,
    mail_beside_of,
    notice_delivery_of,
    staff_arguments,
)
from tests.faces.web.stage import Stage, guest_of, logged_in
from tests.office.rows import row_counts
from umlauf.faces.web.routes import Needs
from umlauf.faces.web.urls import urlpatterns
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.ground.core.policy import Ability, Role

ALL = row(EVERYBODY, strangers=OK)
NOBODY = row(set(), strangers=NONE)
PERSON = row(EVERYBODY)
STATING = ("answer", "extension")
COMING = ("register", "deputy", "withdraw", "decline", "host")
FORGOTTEN = ("account_reset_password", "account_reset_password_done", "account_reset_password_from_key_done")
PROVING = ("account_reauthenticate", "mfa_reauthenticate_webauthn")
TABLE: dict[str, Row] = {
    "today": PERSON,
    "account_login": row(EVERYBODY, GO, strangers=OK),
    "account_logout": row(EVERYBODY, WRONG, strangers=WRONG),
    "mfa_login_webauthn": row(EVERYBODY, GO, strangers=LOGIN),
    "mfa_authenticate": row(EVERYBODY, GO, strangers=LOGIN),
    **dict.fromkeys(FORGOTTEN, ALL),
    "account_reset_password_from_key": ALL,
    "mfa_reauthenticate": PERSON,
    **dict.fromkeys(PROVING, row(EVERYBODY, GO)),  # each of them has an app, so nothing else will do
    "mfa_index": PERSON,
    "account_change_password": PERSON,
    "mfa_activate_totp": row(EVERYBODY, GO),  # each of them has an app already
    "mfa_deactivate_totp": PERSON,
    "mfa_add_webauthn": PERSON,
    "mfa_remove_webauthn": row(set()),  # nobody has this one
    "mfa_view_recovery_codes": row(set()),
    "mfa_generate_recovery_codes": PERSON,
    "mfa_download_recovery_codes": row(set()),
    "session-end": posts(EVERYBODY),
    "login-link-ask": ALL,
    "login-link-sent": ALL,
    **dict.fromkeys(("login-link", "login-link-use"), NOBODY),  # this one was never sent
    "openid_connect_login": NOBODY,  # there is no provider
    "openid_connect_callback": NOBODY,
    "provider-connect": posts(EVERYBODY),
    "provider-prove": row(EVERYBODY, GO),
    "hat": posts(EVERYBODY),
    "language": row(EVERYBODY, WRONG, strangers=WRONG),
    "circulars": own(READERS),
    "circular-new": own(WRITERS),
    "circular-from-text": own(WRITERS),
    "circular": row(READERS),
    "circular-progress": row(READERS),
    "circular-edit": row(WRITERS),
    **dict.fromkeys(("circular-beside", "circular-keep", "circular-copy-drop"), posts(WRITERS | {"other_clerk"})),
    "circular-hint-dismiss": posts(WRITERS | {"other_clerk"}),
    **dict.fromkeys(
        ("circular-new-beside", "circular-new-keep", "circular-new-copy-drop"), posts(WRITERS | {"other_clerk"})
    ),
    "circular-annex": row(WRITERS),
    "circular-annex-change": row(WRITERS),
    **dict.fromkeys(("circular-annex-list", "circular-annex-remove"), posts(WRITERS | {"other_clerk"})),
    "circular-annex-file": row(READERS),
    "circular-letter": row(READERS),
    "circular-preview": row(READERS),
    "circular-word": row(READERS),
    "circular-word-in": row(WRITERS),
    "circular-page-picture": row(READERS),
    "circular-sign": row({"signatory"}),
    "circular-sign-edit": row({"signatory"}),
    "circular-lay": row(WRITERS),
    **dict.fromkeys(("circular-take-back", "circular-remind-readers"), posts(WRITERS | {"other_clerk"})),
    "circular-versions": row(READERS),
    "folder": own(APPROVERS),
    "folder-entry": row(APPROVERS, GO),  # the draft does not lie with them
    "folder-return": posts(APPROVERS | {"other_clerk"}),
    "folder-take-over": posts(WRITERS | {"other_clerk"}),
    "folder-link": NOBODY,  # this one was never sent
    "circular-send": row(WRITERS),
    **dict.fromkeys(
        (
            *("circular-plan", "circular-unplan", "circular-trial"),
            *("circular-hold", "circular-resume", "circular-send-gathered"),
        ),
        posts(WRITERS | {"other_clerk"}),
    ),
    "circular-again": row(WRITERS),
    "circular-cancel": row(WRITERS, GO),  # what was sent is not held back
    "circular-ask": row(WRITERS),
    "circular-remind": row(WRITERS),
    **dict.fromkeys(("circular-follow-up", "circular-deadline"), row(WRITERS)),
    "circulars-references": own(READERS),
    **dict.fromkeys(("circulars-receipts", "circulars-receipts-csv"), own(READERS)),
    "circular-receipt-remind": row(WRITERS),
    "circular-evidence": row(READERS),
    "participants": row(COUNTERS),
    "participants-export": row(KEYING_IN),
    **CONFERENCES,
    "extension-decide": posts(WRITERS | {"other_clerk"}),
    "link-renew": posts(WRITERS | {"other_clerk"}),
    **dict.fromkeys(("delivery", "notice-delivery", "delivery-beside"), row(READERS)),
    **dict.fromkeys(("returned", "returned-addresses"), own(READERS)),
    "returned-mail": row(READERS),
    "returned-file": row(WRITERS),
    **dict.fromkeys(
        ("returned-settle", "returned-assign", "returned-answer", "returned-address-clear"),
        posts(WRITERS | {"other_clerk"}),
    ),
    "link": row(EVERYBODY, 303, strangers=303),
    "link-annex": row(EVERYBODY, 303, strangers=303),
    "link-mangled": NOBODY,
    "letter": letter(MEMBERS),
    "letter-pdf": letter(MEMBERS),
    "letter-annex": letter(MEMBERS),
    # The circular that was sent asks for a statement: the forms for those who come lead back to the letter.
    **{f"letter-{form}": letter(ANSWERING) for form in STATING},
    **{f"letter-{form}": letter(ANSWERING, GO) for form in COMING},
    "letter-receipt": letter(ANSWERING, WRONG),
    "letter-person": NOBODY,
    "desk": row(KEYING_IN),
    "desk-receipt": row(KEYING_IN, WRONG),
    **{f"desk-{form}": row(KEYING_IN) for form in STATING},
    **{f"desk-{form}": row(KEYING_IN, GO) for form in COMING},
    "desk-person": row(set()),
    "directory": own(LOOKING_UP),
    "organisation": own(LOOKING_UP),
    "organisation-new": own(KEEPERS),
    **{f"organisation{page}": own(KEEPERS) for page in ORGANISATION},
    "post-new": own(KEEPERS),
    "post": row(LOOKING_UP),
    **{f"post-{form}": row(KEEPERS) for form in POST},
    "tenure": row(KEEPERS),
    "membership": row(KEEPERS),
    "person": row(LOOKING_UP),
    "person-edit": row(KEEPERS),
    "directory-functions": own(LOOKING_UP),
    "directory-function": row(KEEPERS),
    "directory-duplicates": own(KEEPERS),
    "directory-changes": own(LOOKING_UP),
    "directory-undo": row(KEEPERS),
    "directory-imports": own(KEEPERS),
    "directory-import": row(KEEPERS),
    "directory-import-progress": row(KEEPERS),
    "directory-import-discard": posts(KEEPERS | {"other_clerk"}),
    "directory-export": own(LOOKING_UP),
    "person-card": row(LOOKING_UP),
    "me": PERSON,
    "lists": own(LOOKING_UP),
    "list-new": own(KEEPERS),
    "list-preview": posts(KEEPERS | {"other_clerk"}),
    **dict.fromkeys(("list", "list-xlsx", "list-csv"), row(LOOKING_UP)),
    **dict.fromkeys(("list-edit", "list-close"), row(KEEPERS)),
    "circular-access": row({"administrator"}),
    "staff-members": row({"administrator"}),
    "second-factor": posts({"administrator"}),
    **dict.fromkeys(("file-plan", "file-plan-file"), own(READERS)),
    **dict.fromkeys(("file-plan-new", "file-plan-import", "file-plan-entry"), row({"administrator"})),
    "file-plan-state": posts({"administrator"}),
    "mark": own(WRITERS),
    "staff-mark": row({"administrator"}),
    "circular-template": row(WRITERS),
    "templates": own(WRITERS),
    **dict.fromkeys(("template-rename", "template-delete"), row(WRITERS)),
    "series-chain": row({"administrator"}),
    "staff-absences": row({"administrator"}),
    "absences": own(WRITERS | {"reviewer"}),
    "staff-member-invite": row({"administrator"}),
    **{f"staff{page}": row({"administrator"}) for page in STAFF},
    **{f"house-staff{page}": row({"member_administrator"}) for page in STAFF},
    "house": row(KEEPING_OWN | {"other_member"}),
    **{f"house-{page}": row(KEEPING_OWN) for page in HOUSE},
    **dict.fromkeys(("house-confirm", "house-choose", "house-withdraw"), posts(KEEPING_OWN | {"other_member"})),
    "proposals": own(KEEPERS),
    "proposal": row(KEEPERS),
    "own-changes": row({"administrator"}),
    "confirmations": own(KEEPERS),
    "confirmation-link": posts(KEEPERS | {"other_clerk"}),
    "confirm": NOBODY,  # nobody has opened the link of one
    "confirm-open": row(EVERYBODY, 303, strangers=303),
    "confirm-mangled": NOBODY,
    "view-end": posts(EVERYBODY),
    "invitation": NOBODY,  # nobody has opened the link of one
    "invitation-link": row(EVERYBODY, 303, strangers=303),
    "invitation-mangled": NOBODY,
    "emergency": row(OFFICE | {"other_clerk"}),
    "emergency-confirm": row(READERS),
    **dict.fromkeys(("audit", "audit-csv"), row({"administrator"})),
    **dict.fromkeys(("register", "register-file", "register-figures", "register-figures-file"), own(READERS)),
    "register-void": row({"signatory"}),
    **dict.fromkeys(("series", "series-new", "series-change"), row({"administrator"})),
    **dict.fromkeys(("annex-limits", "size-of-letters", "legal-basis"), row({"administrator"})),
    **dict.fromkeys(("verify", "verify-letter"), ALL),
    "imprints": ALL,
    "accessibilities": ALL,
    "imprint": ALL,
    "accessibility": ALL,
    "mails": NOBODY,
    "mail": NOBODY,
    "mail-html": NOBODY,
    "mail-file": NOBODY,
}


def paths(stage: Stage) -> dict[str, str]:
    """An address of each name, with rows of the home association."""
    draft: dict[str, object] = {"circular_id": stage.draft.id}
    ready: dict[str, object] = {"circular_id": stage.ready.circular_id}
    sent: dict[str, object] = {"circular_id": stage.sent.circular_id}
    slug: dict[str, object] = {"slug": stage.home.association.slug}
    letter: dict[str, object] = {"recipient_id": stage.letter.id}
    mail: dict[str, object] = {"key": "1.M1P1.host"}
    came_back: dict[str, object] = {"arrival_id": arrival_of(stage)}
    arguments: dict[str, dict[str, object]] = {
        **{name: draft for name in TABLE if name.startswith("circular-")},
        "circular": sent,
        "circular-progress": sent,
        "circular-new": {},
        "circular-from-text": {},
        **{name: {} for name in ("circular-new-beside", "circular-new-keep", "circular-new-copy-drop")},
        "circular-annex-file": draft | {"number": 1},
        **dict.fromkeys(("circular-annex-change", "circular-annex-remove"), draft | {"annex_id": annex_of(stage)}),
        "circular-page-picture": draft | {"page": 1},
        "circular-evidence": sent | {"ending": "csv"},
        "circular-receipt-remind": sent,
        "circular-send": ready,
        **dict.fromkeys(("circular-plan", "circular-unplan", "circular-trial"), ready),
        **dict.fromkeys(("circular-hold", "circular-resume", "circular-cancel", "circular-again"), sent),
        "circular-send-gathered": sent,
        "circular-remind": sent,
        "circular-deadline": sent,
        "circular-follow-up": sent | {"kind": "correction"},
        "participants": ready,
        "participants-export": ready,
        "extension-decide": sent | {"extension_id": 1},
        "link-renew": sent | {"recipient_id": stage.letter.id},
        **{name: letter for name in TABLE if name.startswith("letter-")},
        **{name: sent | letter for name in TABLE if name.startswith("desk")},
        "letter-person": letter | {"registration_id": 1},
        "desk-person": sent | letter | {"registration_id": 1},
        "delivery": {"delivery_id": stage.delivery.id},
        "notice-delivery": {"delivery_id": notice_delivery_of(stage)},
        "delivery-beside": {"message_id": mail_beside_of(stage)},
        **{name: came_back for name in TABLE if name.startswith("returned-") and "address" not in name},
        "letter": letter,
        "letter-pdf": letter,
        "letter-annex": letter | {"number": 1},
        "link-mangled": {"rest": "a/b/c"},
        **dict.fromkeys(("folder-entry", "folder-return", "folder-take-over"), draft),
        "folder-link": {"token": "never"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
        "mfa_remove_webauthn": {"pk": 1},
        "session-end": {"session_id": 1},
        "login-link": {"token": "never"},
        "openid_connect_login": {"provider_id": "nobody"},
        "openid_connect_callback": {"provider_id": "nobody"},
        "provider-connect": {"slug": "nobody"},
        "imprint": slug,
        "accessibility": slug,
        "mail": mail,
        "mail-html": mail,
        "mail-file": mail | {"index": 0},
    }
    arguments |= conference_arguments(stage)
    arguments |= directory_arguments(stage)
    arguments |= staff_arguments(stage)
    arguments |= house_arguments(stage)
    arguments |= filing_arguments(stage)
    arguments |= {
        "register-file": {"ending": "csv"},
        "register-figures-file": {"ending": "csv"},
        "series-change": {"series_id": stage.home.series.id},
        "verify-letter": {"token": sign_link(Purpose.VERIFY, stage.sent.id, 1)},
    }
    shown: dict[str, object] = {"list_id": stage.home.members_list.id}
    arguments |= dict.fromkeys(("list", "list-edit", "list-xlsx", "list-csv", "list-close"), shown)
    links = {"link", "link-annex"}
    known = {name: reverse(name, kwargs=arguments.get(name, {})) for name in TABLE if name not in links}
    return known | {"link": stage.link, "link-annex": f"{stage.link}/1"}


def visitor(stage: Stage, role: str) -> Client:
    """A browser of somebody in that role."""
    others = {"other_member": stage.other_member, "other_clerk": stage.cast.other.clerk}
    people = {**{str(role): user for role, user in stage.people.items()}, **others}
    known = {"public": Client, "guest": lambda: guest_of(stage)}
    client = known[role]() if role in known else logged_in(people[role])
    client.defaults["REMOTE_ADDR"] = f"192.0.2.{VISITORS.index(role)}"  # links that fail are counted by address
    return client


def answer(client: Client, path: str, ask: Callable[[str], object]) -> object:
    """The status, or that it leads to the login and back."""
    response = ask(path)
    status: int = response.status_code  # type: ignore[attr-defined]
    if status == GO and response.headers["Location"].startswith(reverse("account_login")):  # type: ignore[attr-defined]
        return LOGIN
    return status


def test_the_table_lists_every_address() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(TABLE)


def test_every_address_says_what_it_needs() -> None:
    silent = [
        pattern.name
        for pattern in urlpatterns
        if not isinstance(getattr(pattern.callback, "needs", None), Needs | Ability)
    ]
    assert not silent


def test_who_gets_in(stage: Stage) -> None:
    known = paths(stage)
    for number, who in enumerate(VISITORS):
        cache.clear()  # all of them come from one address, from which links are opened so often a minute alone
        client = visitor(stage, who)
        expected = {name: row[number] for name, row in TABLE.items()}
        assert {name: answer(client, path, client.get) for name, path in known.items()} == expected, who


def test_who_may_not_read_may_not_write_either(stage: Stage) -> None:
    known = paths(stage)
    for number, who in enumerate(VISITORS):
        cache.clear()  # all of them come from one address, from which links are opened so often a minute alone
        client = visitor(stage, who)
        before = row_counts()
        for pattern in urlpatterns:
            name = str(pattern.name)
            shut = TABLE[name][number]
            if "POST" in pattern.callback.methods and shut in {LOGIN, NONE}:  # type: ignore[attr-defined]
                assert answer(client, known[name], client.post) == shut, (who, name)
        assert row_counts() == before, who


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_only_the_declared_methods_are_answered(stage: Stage, method: str) -> None:
    client, known = logged_in(stage.home.signatory), paths(stage)
    for pattern in urlpatterns:
        name = str(pattern.name)
        if method.upper() not in pattern.callback.methods and TABLE[name][VISITORS.index(Role.SIGNATORY)] in {OK, 303}:  # type: ignore[attr-defined]
            assert getattr(client, method)(known[name]).status_code == WRONG, name


def test_head_goes_with_get(stage: Stage) -> None:
    response = logged_in(stage.home.clerk).head(reverse("circulars"))
    assert (response.status_code, response.content) == (200, b"")


def test_the_pages_of_a_demo_are_there_in_a_demo_alone(stage: Stage, demo: object) -> None:
    assert Client().get(reverse("mails")).status_code == 200


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**40])
def test_numbers_that_no_row_has(stage: Stage, number: int) -> None:
    clerk, guest = logged_in(stage.home.clerk), guest_of(stage)
    assert clerk.get(f"/circulars/{number}/").status_code == 404
    assert clerk.get(f"/deliveries/{number}/").status_code == 404
    assert guest.get(f"/letter/{number}/").status_code == 404


def test_an_association_that_is_closed_lets_nobody_in(stage: Stage) -> None:
    association = stage.home.association
    guest, clerk = guest_of(stage), logged_in(stage.home.clerk)
    association.active = False
    association.save()
    assert guest.get(reverse("letter", kwargs={"recipient_id": stage.letter.id})).status_code == 404
    assert Client().get(stage.link).status_code == 404
    assert clerk.get(reverse("circulars")).status_code == 404
    assert Client().get(reverse("imprint", kwargs={"slug": association.slug})).status_code == 404


def test_a_login_that_was_taken_away_ends_at_once(stage: Stage, settings: Settings) -> None:
    client = logged_in(stage.home.clerk)
    stage.home.clerk.is_active = False
    stage.home.clerk.save()
    assert answer(client, "/", client.get) == LOGIN
