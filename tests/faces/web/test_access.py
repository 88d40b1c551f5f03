"""Every address by everybody. An address that this table does not list fails the first test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import Settings

from tests.faces.web.stage import Stage, guest_of, logged_in
from tests.office.rows import row_counts
from umlauf.faces.web.routes import Needs
from umlauf.faces.web.urls import urlpatterns
from umlauf.office.directory.enums import ChangeKind
from umlauf.office.directory.models import Change, Function, Import, Membership, Tenure

ROLES = ("public", "guest", "member", "other_member", "clerk", "signatory", "other_clerk")
LOGIN, OK, NONE, WRONG, GO = "to the login", 200, 404, 405, 302

# In the order of ROLES: what a GET answers. The rows belong to the home association; the guest has opened the link of
# the county for which the member acts.
OFFICE = (LOGIN, LOGIN, NONE, NONE, OK, OK, NONE)
OFFICE_POST = (LOGIN, LOGIN, NONE, NONE, WRONG, WRONG, WRONG)
OWN = (LOGIN, LOGIN, NONE, NONE, OK, OK, OK)
PERSON = (LOGIN, LOGIN, OK, OK, OK, OK, OK)
LETTER = (NONE, OK, OK, NONE, NONE, NONE, NONE)
# The circular that was sent asks for a statement: the forms for those who come lead back to the letter.
LETTER_BACK = (NONE, GO, GO, NONE, NONE, NONE, NONE)
OFFICE_BACK = (LOGIN, LOGIN, NONE, NONE, GO, GO, NONE)
ALL = (OK,) * 7
NOBODY = (NONE,) * 7
STATING = ("answer", "extension")
COMING = ("register", "deputy", "withdraw", "decline", "host")
# The register is everybody's; what an association knows of an organisation it sees alone.
ORGANISATION = ("", "-edit", "-contact", "-membership", "-responsibilities", "-succession")
POST = ("appoint", "deputies", "details", "close")
TABLE: dict[str, tuple[object, ...]] = {
    "today": PERSON,
    "login": (OK, OK, GO, GO, GO, GO, GO),
    "logout": (WRONG,) * 7,
    "hat": (LOGIN, LOGIN, WRONG, WRONG, WRONG, WRONG, WRONG),
    "language": (WRONG,) * 7,
    "circulars": OWN,
    "circular-new": OWN,
    "circular-from-text": OWN,
    "circular": OFFICE,
    "circular-progress": OFFICE,
    "circular-edit": OFFICE,
    "circular-annex": OFFICE,
    "circular-annex-file": OFFICE,
    "circular-letter": OFFICE,
    "circular-preview": OFFICE,
    "circular-page-picture": OFFICE,
    "circular-sign": (LOGIN, LOGIN, NONE, NONE, NONE, OK, NONE),
    "circular-send": OFFICE,
    "circular-ask": OFFICE,
    "circular-remind": OFFICE,
    "participants": OFFICE,
    "participants-xlsx": OFFICE,
    "participants-csv": OFFICE,
    "extension-decide": OFFICE_POST,
    "link-renew": OFFICE_POST,
    "delivery": OFFICE,
    "link": (303,) * 7,
    "link-annex": (303,) * 7,
    "link-mangled": NOBODY,
    "letter": LETTER,
    "letter-pdf": LETTER,
    "letter-annex": LETTER,
    **{f"letter-{form}": LETTER for form in STATING},
    **{f"letter-{form}": LETTER_BACK for form in COMING},
    "letter-person": NOBODY,
    "desk": OFFICE,
    **{f"desk-{form}": OFFICE for form in STATING},
    **{f"desk-{form}": OFFICE_BACK for form in COMING},
    "desk-person": (LOGIN, LOGIN, NONE, NONE, NONE, NONE, NONE),
    "directory": OWN,
    "organisation-new": OWN,
    **{f"organisation{page}": OWN for page in ORGANISATION},
    "post-new": OWN,
    "post": OFFICE,
    **{f"post-{form}": OFFICE for form in POST},
    "tenure": OFFICE,
    "membership": OFFICE,
    "person": OFFICE,
    "person-edit": OFFICE,
    "directory-functions": OWN,
    "directory-function": OFFICE,
    "directory-duplicates": OWN,
    "directory-changes": OWN,
    "directory-undo": OFFICE,
    "directory-imports": OWN,
    "directory-import": OFFICE,
    "directory-import-progress": OFFICE,
    "directory-import-discard": OFFICE_POST,
    "directory-export": OWN,
    "person-card": OFFICE,
    "me": PERSON,
    "lists": OWN,
    "list-new": OWN,
    "list-preview": (LOGIN, LOGIN, NONE, NONE, WRONG, WRONG, WRONG),
    **dict.fromkeys(("list", "list-edit", "list-xlsx", "list-csv", "list-close"), OFFICE),
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
    arguments: dict[str, dict[str, object]] = {
        **{name: draft for name in TABLE if name.startswith("circular-")},
        "circular": sent,
        "circular-progress": sent,
        "circular-new": {},
        "circular-from-text": {},
        "circular-annex-file": draft | {"number": 1},
        "circular-page-picture": draft | {"page": 1},
        "circular-send": ready,
        "circular-remind": sent,
        "participants": ready,
        "participants-xlsx": ready,
        "participants-csv": ready,
        "extension-decide": sent | {"extension_id": 1},
        "link-renew": sent | {"recipient_id": stage.letter.id},
        **{name: letter for name in TABLE if name.startswith("letter-")},
        **{name: sent | letter for name in TABLE if name.startswith("desk")},
        "letter-person": letter | {"registration_id": 1},
        "desk-person": sent | letter | {"registration_id": 1},
        "delivery": {"delivery_id": stage.delivery.id},
        "letter": letter,
        "letter-pdf": letter,
        "letter-annex": letter | {"number": 1},
        "link-mangled": {"rest": "a/b/c"},
        "imprint": slug,
        "accessibility": slug,
        "mail": mail,
        "mail-html": mail,
        "mail-file": mail | {"index": 0},
    }
    arguments |= directory_arguments(stage)
    shown: dict[str, object] = {"list_id": stage.home.members_list.id}
    arguments |= dict.fromkeys(("list", "list-edit", "list-xlsx", "list-csv", "list-close"), shown)
    links = {"link", "link-annex"}
    known = {name: reverse(name, kwargs=arguments.get(name, {})) for name in TABLE if name not in links}
    return known | {"link": stage.link, "link-annex": f"{stage.link}/1"}


def directory_arguments(stage: Stage) -> dict[str, dict[str, object]]:
    """Rows of the home association's directory, by the names of addresses."""
    with scope(association=stage.home.association):
        tenure = Tenure.objects.filter(retired_at=None).order_by("id")[0]
        membership = Membership.objects.filter(retired_at=None).order_by("id")[0]
        change = Change.objects.get(kind=ChangeKind.MERGE)
        function = Function.objects.order_by("id")[0]
        taken: dict[str, object] = {"import_id": Import.objects.get().id}
    organisation: dict[str, object] = {"organisation_id": stage.home.members[0].id}
    post: dict[str, object] = {"post_id": tenure.post_id}
    person: dict[str, object] = {"person_id": tenure.person_id}
    return {
        **{f"organisation{page}": organisation for page in ORGANISATION},
        "post-new": organisation,
        "post": post,
        **{f"post-{form}": post for form in POST},
        "tenure": {"tenure_id": tenure.id},
        "membership": {"membership_id": membership.id},
        "person": person,
        "directory-undo": {"change_id": change.id},
        "directory-function": {"function_id": function.id},
        "person-edit": person,
        "person-card": person,
        **dict.fromkeys(("directory-import", "directory-import-progress", "directory-import-discard"), taken),
        "directory-export": {"what": "people", "ending": "vcf"},
    }


def visitor(stage: Stage, role: str) -> Client:
    """A browser of somebody in that role."""
    people = {
        "member": stage.cast.member,
        "other_member": stage.other_member,
        "clerk": stage.home.clerk,
        "signatory": stage.home.signatory,
        "other_clerk": stage.cast.other.clerk,
    }
    if role == "public":
        return Client()
    return guest_of(stage) if role == "guest" else logged_in(people[role])


def answer(client: Client, path: str, ask: Callable[[str], object]) -> object:
    """The status, or that it leads to the login and back."""
    response = ask(path)
    status: int = response.status_code  # type: ignore[attr-defined]
    if status == GO and response.headers["Location"].startswith(reverse("login")):  # type: ignore[attr-defined]
        return LOGIN
    return status


def test_the_table_lists_every_address() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(TABLE)


def test_every_address_says_what_it_needs() -> None:
    silent = [
        pattern.name for pattern in urlpatterns if not isinstance(getattr(pattern.callback, "needs", None), Needs)
    ]
    assert not silent


@pytest.mark.parametrize("role", ROLES)
def test_who_gets_in(stage: Stage, role: str) -> None:
    client = visitor(stage, role)
    expected = {name: row[ROLES.index(role)] for name, row in TABLE.items()}
    assert {name: answer(client, path, client.get) for name, path in paths(stage).items()} == expected


@pytest.mark.parametrize("role", ROLES)
def test_who_may_not_read_may_not_write_either(stage: Stage, role: str) -> None:
    client = visitor(stage, role)
    before = row_counts()
    for pattern in urlpatterns:
        shut = TABLE[str(pattern.name)][ROLES.index(role)]
        if "POST" in pattern.callback.methods and shut in {LOGIN, NONE}:  # type: ignore[attr-defined]
            path = paths(stage)[str(pattern.name)]
            assert answer(client, path, client.post) == shut, pattern.name
    assert row_counts() == before


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_only_the_declared_methods_are_answered(stage: Stage, method: str) -> None:
    client = logged_in(stage.home.signatory)
    for pattern in urlpatterns:
        name = str(pattern.name)
        if method.upper() not in pattern.callback.methods and TABLE[name][5] in {OK, 303}:  # type: ignore[attr-defined]
            assert getattr(client, method)(paths(stage)[name]).status_code == WRONG, name


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
