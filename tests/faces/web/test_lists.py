"""The pages of distribution lists: what they say, the builder with its preview, any day, files for a spreadsheet."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import KEYWORD, Cast, add_list
from tests.faces.web.conftest import BEGINS
from tests.faces.web.stage import logged_in
from umlauf.ground.core.clock import set_office_time
from umlauf.office.directory.actions.lists import close_list, save_list
from umlauf.office.directory.actions.organisations import OrganisationEntry, enter_organisation
from umlauf.office.directory.actions.people import TenureEntry, correct_tenure, end_tenure
from umlauf.office.directory.enums import OrganisationKind
from umlauf.office.directory.models import DistributionList, Function, ListGuest, ListRule, Organisation, Post, Tenure
from umlauf.office.directory.rules import Rule

HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(cast: Cast) -> Client:
    return logged_in(cast.home.clerk)


def head_id(cast: Cast) -> int:
    with scope(association=cast.home.association):
        return Function.objects.get(name="Landrat").id


def text_of(response: Any) -> str:
    return str(response.content.decode())


def checked(page: str, name: str, value: int) -> bool:
    return re.search(rf'<input type="checkbox" name="{name}" value="{value}"[^>]* checked', page) is not None


def made(cast: Cast, name: str, rule: Rule) -> DistributionList:
    with scope(association=cast.home.association):
        return add_list(cast.home, name, rule)


def landraete(cast: Cast) -> DistributionList:
    return made(cast, "Landräte", Rule(functions=(head_id(cast),)))


def page_of(client: Client, shown: DistributionList, **asked: str) -> Any:
    return client.get(reverse("list", args=[shown.id]), asked)


def saved_rule(cast: Cast, name: str) -> Rule:
    with scope(association=cast.home.association):
        return Rule.parse(ListRule.objects.get(distribution_list__name=name, retired_at=None).rule)


def test_a_list_is_made_and_shows_whom_it_reaches(client: Client, cast: Cast) -> None:
    entries = {"name": "Landräte", "functions": [head_id(cast)], "members_only": "on", "save": "1"}
    response = client.post(reverse("list-new"), entries, follow=True)
    assert response.status_code == 200
    assert text_of(response).count("landrat@lk-") == 3
    assert saved_rule(cast, "Landräte") == Rule(functions=(head_id(cast),))


def test_what_a_list_says_is_a_sentence(client: Client, cast: Cast) -> None:
    gone = cast.home.members[1].id
    rule = Rule(functions=(head_id(cast),), subjects=(KEYWORD,), tags=("Küstenkreis",), without_organisations=(gone,))
    made(cast, "Küste", rule)
    said = text_of(client.get(reverse("lists")))
    for word in ("Landrat", KEYWORD, "Küstenkreis", "Lindenberg"):
        assert word in said
    assert f'href="{reverse("list-new")}"' in said


@pytest.mark.parametrize("missing", ["name", "regions"])
def test_what_is_wrong_stands_at_its_field_and_the_entries_are_kept(client: Client, cast: Cast, missing: str) -> None:
    entries = {"name": "Küste", "regions": "99, 15", "functions": [head_id(cast)], "save": "1"}
    entries |= {"name": ""} if missing == "name" else {"regions": "99, Harz"}
    response = client.post(reverse("list-new"), entries)
    assert response.status_code == 422
    said = text_of(response)
    assert f'id="id_{missing}_error"' in said
    assert checked(said, "functions", head_id(cast))
    with scope(association=cast.home.association):
        assert DistributionList.objects.count() == 1


def test_a_list_that_would_contain_itself_is_refused_with_the_way(client: Client, cast: Cast) -> None:
    outer = made(cast, "Außen", Rule(lists=(cast.home.members_list.id,)))
    entries = {"name": "Landkreise", "lists": [outer.id], "regions": "99", "save": "1"}
    response = client.post(reverse("list-edit", args=[cast.home.members_list.id]), entries)
    assert response.status_code == 409
    said = text_of(response)
    assert "Landkreise → Außen → Landkreise" in said
    assert 'name="regions" value="99"' in said
    assert checked(said, "lists", outer.id)
    assert saved_rule(cast, "Landkreise").lists == ()


def test_exceptions_are_picked_and_taken_out_without_javascript(client: Client, cast: Cast) -> None:
    county = cast.home.members[2]
    entries = {"name": "Alle", "all_members": "on", "members_only": "on"}
    found = client.post(reverse("list-new"), entries | {"look": "words", "words": "eichen"})
    assert f'value="without_organisations:{county.id}"' in text_of(found)
    with scope(association=cast.home.association):
        post = Post.objects.get(organisation=county, function__name="Landrat")
    assert f'value="with_posts:{post.id}"' in text_of(found)
    picked = client.post(reverse("list-new"), entries | {"add": f"without_organisations:{county.id}"})
    said = text_of(picked)
    assert f'<input type="hidden" name="without_organisations" value="{county.id}">' in said
    assert 'value="Alle"' in said
    assert "post@lk-eichengrund" not in said
    assert "post@lk-ahorntal" in said
    kept = entries | {"without_organisations": county.id}
    out = client.post(reverse("list-new"), kept | {"out": f"without_organisations:{county.id}"})
    assert "post@lk-eichengrund" in text_of(out)
    client.post(reverse("list-new"), kept | {"save": "1"})
    assert saved_rule(cast, "Alle") == Rule(all_members=True, without_organisations=(county.id,))


def test_a_guest_is_at_an_organisation_of_the_register(client: Client, cast: Cast) -> None:
    place = cast.home.members[0].id
    entries = {"name": "Gäste", "members_only": "on"}
    row = client.post(reverse("list-new"), entries | {"add": f"guest:{place}"})
    assert f'name="guest_organisation" value="{place}"' in text_of(row)
    guest = {"guest_organisation": place, "guest_name": "Dr. Uta Gast", "guest_email": "kein"}
    wrong = client.post(reverse("list-new"), entries | guest | {"save": "1"})
    assert wrong.status_code == 422
    assert 'value="Dr. Uta Gast"' in text_of(wrong)
    right = guest | {"guest_email": "uta@verein.example"}
    page = client.post(reverse("list-new"), entries | right | {"save": "1"}, follow=True)
    assert "uta@verein.example" in text_of(page)
    with scope(association=cast.home.association):
        assert ListGuest.objects.get().organisation_id == place


def test_the_preview_is_a_piece_of_a_page(client: Client, cast: Cast) -> None:
    response = client.post(reverse("list-preview"), {"functions": [head_id(cast)], "members_only": "on"}, headers=HTMX)
    said = text_of(response)
    assert said.lstrip().startswith('<div id="preview">')
    assert said.count("landrat@lk-") == 3
    nothing = {"guest_organisation": 10**9, "guest_name": "x", "guest_email": "y", "with_posts": "abc", "regions": "x"}
    assert client.post(reverse("list-preview"), nothing).status_code == 200


def test_whoever_saves_over_another_is_told_first(client: Client, cast: Cast) -> None:
    with scope(association=cast.home.association):
        seen = ListRule.objects.get(distribution_list=cast.home.members_list)
        save_list(
            actor=cast.home.signatory_actor,
            name="Landkreise",
            rule=Rule(regions=("99",)),
            list_id=cast.home.members_list.id,
        )
        now = ListRule.objects.get(distribution_list=cast.home.members_list, retired_at=None)
    address = reverse("list-edit", args=[cast.home.members_list.id])
    entries = {"name": "Landkreise", "kinds": [OrganisationKind.STATE], "seen_rule_id": seen.id, "save": "1"}
    entries |= {"kinds": [OrganisationKind.COUNTY], "members_only": "on"}
    response = client.post(address, entries)
    assert response.status_code == 409
    assert f'name="seen_rule_id" value="{now.id}"' in text_of(response)
    assert client.post(address, entries | {"seen_rule_id": now.id}).status_code == 302


def test_what_is_vacant_is_counted_and_the_count_leads_to_it(client: Client, cast: Cast) -> None:
    heads = landraete(cast)
    with scope(association=cast.home.association):
        tenure = Tenure.objects.get(post__organisation=cast.home.members[1])
        end_tenure(actor=cast.home.clerk_actor, tenure_id=tenure.id, last_day=dt.date(2016, 10, 1))
    assert 'href="?show=vacant"' in text_of(page_of(client, heads))
    vacant = text_of(page_of(client, heads, show="vacant"))
    assert "Lindenberg" in vacant
    assert "Ahorntal" not in vacant
    assert "show=twice" not in vacant


def test_a_past_day_is_as_it_was_then_or_as_it_is_known_now(client: Client, cast: Cast) -> None:
    set_office_time(BEGINS - dt.timedelta(days=20))
    with scope(association=cast.home.association):
        first = cast.home.members[0]
        for one in Tenure.objects.filter(post__organisation=first):
            Tenure.objects.filter(id=one.id).update(recorded_at=BEGINS - dt.timedelta(days=30))
        backdate(cast)
    heads = landraete(cast)
    set_office_time(BEGINS)
    with scope(association=cast.home.association):
        tenure = Tenure.objects.get(post__organisation=first)
        entry = TenureEntry(dt.date(2016, 10, 30))
        correct_tenure(actor=cast.home.clerk_actor, tenure_id=tenure.id, entry=entry)
    day = (BEGINS - dt.timedelta(days=5)).date().isoformat()
    assert "Dr. Jan Ahorntal" in text_of(page_of(client, heads, day=day))
    assert "Dr. Jan Ahorntal" not in text_of(page_of(client, heads, day=day, **{"as": "now"}))
    before = (BEGINS - dt.timedelta(days=25)).date().isoformat()
    response = page_of(client, heads, day=before)
    assert response.context["asked"].had_rule is False
    assert "landrat@lk-" in text_of(response)
    assert page_of(client, heads, day="gestern").context["asked"].day == BEGINS.date()


def backdate(cast: Cast) -> None:
    """Let everything of the cast have been entered a month ago. Inside the scope."""
    from umlauf.office.directory import models

    long_ago = BEGINS - dt.timedelta(days=30)
    for kept in (models.Membership, models.PersonDetails, models.PostDetails, models.Tenure, models.IntakeAddress):
        kept._default_manager.update(recorded_at=long_ago)


def test_a_cell_that_a_spreadsheet_would_run_stays_text(client: Client, cast: Cast) -> None:
    with scope(association=cast.home.association):
        Organisation.objects.filter(id=cast.home.members[0].id).update(name="=HYPERLINK(1)")
    csv = client.get(reverse("list-csv", args=[landraete(cast).id]))
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert any(line.startswith("'=HYPERLINK(1);99000;Landrat;") for line in lines)
    assert "Guten Tag Dr. Jan Lindenberg" in csv.content.decode()
    assert "2016-11-01.csv" in csv["Content-Disposition"]
    xlsx = client.get(reverse("list-xlsx", args=[landraete_again(cast).id]), {"show": "vacant"})
    assert xlsx.content.startswith(b"PK")


def landraete_again(cast: Cast) -> DistributionList:
    with scope(association=cast.home.association):
        return DistributionList.objects.get(name="Landräte")


def test_a_list_is_closed_after_a_page_that_says_what_happens(client: Client, cast: Cast) -> None:
    inner = cast.home.members_list
    outer = made(cast, "Außen", Rule(lists=(inner.id,)))
    assert client.get(reverse("list-close", args=[inner.id])).status_code == 200
    refused = client.post(reverse("list-close", args=[inner.id]))
    assert refused.status_code == 409
    assert "Außen" in text_of(refused)
    assert client.post(reverse("list-close", args=[outer.id])).status_code == 302
    said = text_of(client.get(reverse("lists")))
    assert said.index("Landkreise</a>") < said.index('id="closed"') < said.index("Außen</a>")
    assert client.get(reverse("list-edit", args=[outer.id]))["Location"] == reverse("list", args=[outer.id])
    assert page_of(client, outer).status_code == 200


@pytest.mark.parametrize("button", ["save", "look"])
def test_what_was_entered_for_a_list_closed_meanwhile_can_be_saved_as_a_new_one(
    client: Client, cast: Cast, button: str
) -> None:
    heads = landraete(cast)
    with scope(association=cast.home.association):
        seen = ListRule.objects.get(distribution_list=heads)
        close_list(actor=cast.home.signatory_actor, list_id=heads.id)
    place = cast.home.members[0].id
    entries = {"name": "Landräte", "functions": [head_id(cast)], "members_only": "on", "seen_rule_id": seen.id}
    entries |= {"guest_organisation": place, "guest_name": "Uta Gast", "guest_email": "uta@verein.example"}
    entries |= {"without_organisations": cast.home.members[1].id}
    response = client.post(reverse("list-edit", args=[heads.id]), entries | {button: "1"})
    assert response.status_code == 409
    said = text_of(response)
    for kept in (
        'value="Landräte"',
        'value="Uta Gast"',
        f'name="without_organisations" value="{cast.home.members[1].id}"',
    ):
        assert kept in said
    assert checked(said, "functions", head_id(cast))
    assert 'id="id_name_error"' in said
    assert f'action="{reverse("list-new")}"' in said
    anew = entries | {"name": "Landräte neu", "seen_rule_id": "", "save": "1"}
    assert client.post(reverse("list-new"), anew).status_code == 302
    assert saved_rule(cast, "Landräte neu").functions == (head_id(cast),)


def test_a_guest_whose_organisation_was_withdrawn_meanwhile_stays_on_the_page(client: Client, cast: Cast) -> None:
    with scope(association=cast.home.association):
        entry = OrganisationEntry("Verein Muster", OrganisationKind.COMPANY)
        place = enter_organisation(actor=cast.home.clerk_actor, entry=entry)
        Organisation.objects.filter(id=place.id).update(withdrawn_at=BEGINS)
    entries = {"name": "Gäste", "guest_organisation": place.id, "guest_name": "Uta", "guest_email": "uta@v.example"}
    response = client.post(reverse("list-new"), entries | {"save": "1"})
    assert response.status_code == 409
    said = text_of(response)
    assert "Verein Muster" in said
    assert 'value="uta@v.example"' in said
    assert 'name="out" value="guest:0"' in said


@pytest.mark.parametrize("name", ["list", "list-edit", "list-csv", "list-xlsx", "list-close"])
def test_a_list_of_another_association_is_not_there(client: Client, cast: Cast, name: str) -> None:
    assert client.get(reverse(name, args=[cast.other.members_list.id])).status_code == 404
    assert client.post(reverse(name, args=[cast.other.members_list.id])).status_code in {404, 405}


@pytest.mark.parametrize("lists", [1, 3])
def test_the_page_of_all_lists_asks_as_often_for_three_as_for_one(
    client: Client, cast: Cast, lists: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rule = Rule(functions=(head_id(cast),), with_organisations=(cast.shared.id,))
    for number in range(lists):
        made(cast, f"Liste {number}", rule)
    client.get(reverse("lists"))
    with django_assert_num_queries(9):
        client.get(reverse("lists"))


@pytest.mark.parametrize("counties", [1, 3])
def test_the_page_of_a_list_asks_as_often_for_three_rows_as_for_one(
    client: Client, cast: Cast, counties: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    away = tuple(one.id for one in cast.home.members[counties:])
    heads = made(cast, "Landräte", Rule(functions=(head_id(cast),), without_organisations=away))
    with django_assert_num_queries(14 + bool(away)):
        assert len(page_of(client, heads).context["rows"]) == counties
