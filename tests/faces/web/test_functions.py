"""Who stands in for a function everywhere, and who takes the place of an organisation."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import DAY, Cast
from tests.faces.web.stage import logged_in
from umlauf.ground.core.clock import set_office_time
from umlauf.office.directory.enums import FunctionKind, OrganisationKind
from umlauf.office.directory.models import Deputyship, Function, Organisation, Succession
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.queries.reach import reach_of

LIST = reverse("directory-functions")


@pytest.fixture
def two(cast: Cast) -> tuple[Function, Function]:
    """The Landrat, and a function that may stand in."""
    association = cast.home.association
    with scope(association=association):
        deputy = Function.objects.create(association=association, kind=FunctionKind.DEPUTY_HEAD, name="Beigeordnete")
        return Function.objects.get(name="Landrat"), deputy


def address(function: Function) -> str:
    return reverse("directory-function", kwargs={"function_id": function.id})


def test_a_rule_is_set_shown_and_taken_away(cast: Cast, two: tuple[Function, Function]) -> None:
    set_office_time(dt.datetime.combine(DAY, dt.time(9), dt.UTC))
    head, deputy = two
    client = logged_in(cast.home.clerk)
    given = {"deputy_1": str(deputy.id), "since": DAY.isoformat()}
    page = client.post(address(head), given, follow=True)
    assert page.redirect_chain == [(LIST, 302)]
    with scope(association=cast.home.association):
        rule = Deputyship.objects.get(retired_at=None)
        assert (rule.function, rule.deputy_function, rule.since) == (head, deputy, DAY)
    assert f'value="{deputy.id}" selected' in client.get(address(head)).content.decode()
    client.post(address(head), {"since": DAY.isoformat()})
    with scope(association=cast.home.association):
        assert not Deputyship.objects.filter(retired_at=None).exists()


@pytest.mark.parametrize("since", ["", "31.02.2016"])
def test_without_a_day_the_choice_is_kept(cast: Cast, two: tuple[Function, Function], since: str) -> None:
    head, deputy = two
    response = logged_in(cast.home.clerk).post(address(head), {"deputy_1": str(deputy.id), "since": since})
    assert response.status_code == 422
    assert f'value="{deputy.id}" selected' in response.content.decode()


def test_nothing_stands_in_for_itself(cast: Cast, two: tuple[Function, Function]) -> None:
    head, _deputy = two
    response = logged_in(cast.home.clerk).post(address(head), {"deputy_1": str(head.id), "since": DAY.isoformat()})
    assert response.status_code == 422


@pytest.mark.parametrize("more", [0, 3])
def test_the_queries_do_not_grow(
    cast: Cast, two: tuple[Function, Function], django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    with scope(association=cast.home.association):
        for number in range(more):
            Function.objects.create(
                association=cast.home.association, kind=FunctionKind.OTHER, name=f"Funktion {number}"
            )
    client = logged_in(cast.home.clerk)
    client.get(LIST)
    with django_assert_num_queries(6):
        client.get(LIST)


def test_the_column_of_changes_is_not_called_as_the_change_of_hats(cast: Cast, two: tuple[Function, Function]) -> None:
    html = logged_in(cast.home.clerk).get(LIST, headers={"accept-language": "de"}).content.decode()
    assert "Wechseln" not in html.partition("<thead>")[2].partition("</table>")[0]


def test_another_association_has_its_own_functions(cast: Cast, two: tuple[Function, Function]) -> None:
    client = logged_in(cast.other.clerk)
    assert "Beigeordnete" not in client.get(LIST).content.decode()
    assert client.get(address(two[1])).status_code == 404


def succession_of(organisation: Organisation) -> str:
    return reverse("organisation-succession", kwargs={"organisation_id": organisation.id})


def test_a_successor_takes_the_place_from_its_day_on(cast: Cast) -> None:
    county = cast.home.members[1]
    successor = Organisation.objects.create(
        name="Landkreis Neukreis",
        short_name="Neukreis",
        kind=OrganisationKind.COUNTY,
        official_key="99900",
        area_key="99900",
        search_key=" landkreis neukreis 99900",
    )
    given = {"successor": "99900", "since": DAY.isoformat()}
    response = logged_in(cast.home.clerk).post(succession_of(county), given)
    assert (response.status_code, response.headers["Location"]) == (
        302,
        reverse("organisation", kwargs={"organisation_id": county.id}),
    )
    assert Succession.objects.get().successor == successor
    with scope(association=cast.home.association):
        names = [line.short_name for line in reach_of(cast.home.members_list, as_it_stands(DAY)).lines]
    assert names == ["Ahorntal", "Eichengrund", "Neukreis"]


@pytest.mark.parametrize(
    ("successor", "status"), [("", 422), ("Nirgendwo", 422), ("Landkreis Lindenberg", 409), ("Landkreis Ahorntal", 409)]
)
def test_a_successor_that_cannot_be_is_refused(cast: Cast, successor: str, status: int) -> None:
    given = {"successor": successor, "since": DAY.isoformat()}
    response = logged_in(cast.home.clerk).post(succession_of(cast.home.members[1]), given)
    assert response.status_code == status
    assert not Succession.objects.exists()
