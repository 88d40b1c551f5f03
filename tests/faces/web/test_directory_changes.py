"""Two entries that look like one person, on the page: merged, told apart, and taken back."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import DAY, FOUNDED, Cast, a_pen
from tests.faces.web.stage import logged_in
from tests.office.directory.exchange.files import csv_of
from tests.office.directory.test_imports import apply
from tests.office.directory.test_merges import somebody
from tests.office.rows import row_counts
from umlauf.office.directory.models import Change, Organisation, PersonDetails, Tag, Tenure

PAGE = reverse("directory-duplicates")


@pytest.fixture
def pair(cast: Cast) -> tuple[int, int]:
    with scope(association=cast.home.association):
        return (
            somebody(cast.home, "Eva", "Müller-Beispiel", (0, FOUNDED, FOUNDED)),
            somebody(cast.home, "E.", "Müller-Beispiel", (0, DAY, None), email="eva@lk-ahorntal.example"),
        )


def given(pair: tuple[int, int], **more: object) -> dict[str, object]:
    return {"first": pair[0], "second": pair[1], "kept": pair[0]} | more


def current(cast: Cast) -> list[int]:
    with scope(association=cast.home.association):
        known = PersonDetails.objects.filter(retired_at=None, last_name="Müller-Beispiel").order_by("person_id")
        return list(known.values_list("person_id", flat=True))


def test_a_pair_is_shown_with_its_posts_merged_and_parted_again(cast: Cast, pair: tuple[int, int]) -> None:
    client = logged_in(cast.home.clerk)
    page = client.get(PAGE).content.decode()
    assert "Eva Müller-Beispiel" in page
    assert "eva@lk-ahorntal.example" in page
    merged = client.post(PAGE, given(pair), follow=True).content.decode()
    assert f'value="{pair[1]}"' not in merged
    assert current(cast) == [pair[0]]
    changes = client.get(reverse("directory-changes")).content.decode()
    with scope(association=cast.home.association):
        change = Change.objects.get(kind="merge")
    undo = reverse("directory-undo", kwargs={"change_id": change.id})
    assert undo in changes
    assert client.get(undo).status_code == 200
    taken_back = client.post(undo, follow=True)
    assert taken_back.redirect_chain == [(reverse("directory-changes"), 302)]
    assert undo not in taken_back.content.decode()
    assert current(cast) == list(pair)
    with scope(association=cast.home.association):
        assert Tenure.objects.filter(retired_at=None, person__in=pair).count() == 2
    assert client.post(undo).status_code == 409


def test_two_people_are_told_apart(cast: Cast, pair: tuple[int, int]) -> None:
    client = logged_in(cast.home.clerk)
    page = client.post(PAGE, given(pair, apart="1"), follow=True).content.decode()
    assert "Müller-Beispiel" not in page
    assert current(cast) == list(pair)


@pytest.mark.parametrize(("kept", "status"), [("", 409), ("0", 409), ("9" * 30, 409), ("x", 409)])
def test_without_a_choice_nothing_is_merged(cast: Cast, pair: tuple[int, int], kept: str, status: int) -> None:
    client = logged_in(cast.home.clerk)
    response = client.post(PAGE, given(pair, kept=kept))
    assert response.status_code == status
    assert 'role="alert"' in response.content.decode()
    assert current(cast) == list(pair)


def test_people_of_another_association_are_nobody(cast: Cast, pair: tuple[int, int]) -> None:
    client = logged_in(cast.other.clerk)
    assert "Müller-Beispiel" not in client.get(PAGE).content.decode()
    assert client.post(PAGE, given(pair)).status_code == 404
    assert current(cast) == list(pair)


@pytest.mark.parametrize("more", [0, 2])
def test_the_queries_do_not_grow_with_the_pairs(
    cast: Cast, pair: tuple[int, int], django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    with scope(association=cast.home.association):
        for number in range(more):
            somebody(cast.home, f"Eva{number}", f"Zwilling{number}", (1, FOUNDED, FOUNDED))
            somebody(cast.home, f"Eva{number}", f"Zwilling{number}", (1, DAY, None))
    client = logged_in(cast.home.clerk)
    client.get(PAGE)
    with django_assert_num_queries(7):
        client.get(PAGE)


def test_no_pair_says_so(cast: Cast) -> None:
    page = logged_in(cast.home.clerk).get(PAGE)
    assert page.status_code == 200
    assert '<form method="post" class="card">' not in page.content.decode()


@pytest.mark.parametrize("again", [{}, {"swapped": True}, {"apart": "1"}])
def test_a_second_click_is_told_and_changes_nothing(
    cast: Cast, pair: tuple[int, int], again: dict[str, object]
) -> None:
    client = logged_in(cast.home.clerk)
    client.post(PAGE, given(pair))
    before = row_counts()
    kept = pair[1] if again else pair[0]
    second = client.post(PAGE, given(pair, **{"kept": kept} | again), follow=True)
    assert second.redirect_chain == [(PAGE, 302)]
    assert 'class="note info"' in second.content.decode()
    assert row_counts() == before
    assert current(cast) == [pair[0]]


def test_an_undo_tells_what_others_use_by_now(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        apply(cast.home, csv_of("AGS;Name;Sitz", "15083270;Haldensleben;Alt"))
        change = apply(cast.home, csv_of("AGS;Sitz", "15083270;Neu"))
    assert change is not None
    town = Organisation.objects.get(official_key="15083270")
    with scope(association=cast.other.association):
        a_pen(cast.other).enter(Tag(organisation=town, name="Küste"))
    undo = reverse("directory-undo", kwargs={"change_id": change.id})
    plain = len(_note(client.post(undo, follow=True).content.decode()))
    town.refresh_from_db()
    assert town.seat == "Neu"
    with scope(association=cast.home.association):
        alone = apply(cast.home, csv_of("AGS;Ort", "99001;Lindenstadt"))
    assert alone is not None
    undo = reverse("directory-undo", kwargs={"change_id": alone.id})
    assert len(_note(client.post(undo, follow=True).content.decode())) < plain


def _note(page: str) -> str:
    found = re.search(r'<p class="note success">(.*?)</p>', page)
    assert found
    return found[1]
