"""Whoever may come to associations that share an installation, what they ask for, and whose words come back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, URLPattern, resolve, reverse
from django_scopes import scope, scopes_disabled

from tests.faces.web.one_tenant import LETTERS
from tests.faces.web.readable import body_of, letter_of, marks_in, texts_in, texts_of
from tests.faces.web.shelf import Shelf, an_upload
from tests.faces.web.stage import link_of, logged_in
from tests.faces.web.strays import Rows, all_rows, strays
from tests.faces.web.tenants import SLUGS, Tenants, owned
from umlauf.faces.cli.visitor import Control, Form, read_page
from umlauf.faces.web.guards import HAT_KEY
from umlauf.faces.web.hat_field import HAT_FIELD
from umlauf.faces.web.urls import urlpatterns
from umlauf.ground.accounts.models import User
from umlauf.ground.core.tasks import run_next_task
from umlauf.office.circulars.models import Recipient
from umlauf.office.directory.hats import hats_of
from umlauf.office.directory.models import DistributionList, Organisation

Pick = TypeVar("Pick")
ROUTES: Final[dict[str, URLPattern]] = {str(pattern.name): pattern for pattern in urlpatterns}
_LEFT_OUT: Final = frozenset({"account_logout", "language"})
_TYPED: Final = ("Ahorn", "+49 391 9-1", "20.11.2016", "1", "", *(f"quax{one}" for one in LETTERS))
_NAMED: Final = ("quax{}814x", "quax{}815x", "Liste quax{}817x", "quax{}812x", "quax{}802x@umlauf.example")
# What no form may have, and views read perhaps.
_THOUGHT_UP: Final = ("organisation", "post", "person", "list", "until", "decision", "hat", "circular", "recipient")
# What fits into an empty field, by a part of its name.
_FITTING: Final[dict[str, str]] = {
    "email": "x@kreis.example",
    "phone": "+49 391 9-1",
    "postal": "99990",
    "since": "2016-11-20",
    "until": "2016-11-20",
    "wished": "2016-11-25",
    "web": "https://kreis.example",
    "number": "1",
    "_date": "2016-11-20",
}
# What else a field of a form may name, by its name without numbers and plural.
_MEANT: Final[dict[str, tuple[str, ...]]] = {
    "deputy": ("post", "function"),
    "principal": ("post",),
    "list": ("distributionlist",),
    "kept": ("person",),
    "gone": ("person",),
    "who": ("person",),
    "parent": ("organisation",),
    "successor": ("organisation",),
    "house": ("organisation",),
}
_addresses = count()
_OPTIONS: Final = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
_VALUE: Final = re.compile(r'<option[^>]*value="([^"]+)"')


def pick(rows: Sequence[Pick], number: int) -> Pick:
    return rows[number % len(rows)]


@dataclass(frozen=True, slots=True)
class Guise:
    """Somebody who comes: by a login under one of their hats, by the link to a letter, or from the street.

    ``hats`` has the letter of the association by the key of each hat, ``inbox`` those of the hats at a member.
    """

    name: str
    user: User | None = None
    worn: str = ""
    letter: Recipient | None = None
    hats: Mapping[str, str] = field(default_factory=dict)
    inbox: frozenset[str] = frozenset()

    @property
    def writes_for(self) -> frozenset[str]:
        return frozenset(self.hats.values()) | ({_of(self.letter)} if self.letter else frozenset())

    def sees(self, route: str, key: str) -> frozenset[str]:
        """The letters whose words they may read there under that hat.

        A letter is open to whoever acts for its organisation under any hat, an inbox holds what came from all, and
        „My data“ says what all know of oneself.
        """
        if self.letter is not None:
            return frozenset(_of(self.letter))
        if route == "me":
            return self.writes_for
        worn = frozenset({self.hats[key]}) if key in self.hats else frozenset()
        at_member = key in self.hats and not key.endswith(".0")
        return worn | self.inbox if at_member or route.startswith("letter") else worn


def _of(letter: Recipient) -> str:
    return LETTERS[SLUGS.index(letter.association.slug)]


def guises_of(tenants: Tenants) -> list[Guise]:
    """Everybody."""
    found = [Guise("public")]
    for tenant in tenants.each:
        people: dict[str, User] = {
            "all": tenant.everything,
            **{role.value: user for role, user in tenant.people.items()},
        }
        found += [_by_login(f"{role} of {tenant.letter}", user, tenants) for role, user in people.items()]
        with scope(association=tenant.house.association):
            letters = Recipient.objects.filter(issue__dispatch__isnull=False).select_related("association")
            found += [Guise(f"guest of {tenant.letter}", letter=one) for one in letters]
    wearers = {"both": tenants.both, "mixed": tenants.mixed, "member": tenants.member}
    wearers |= {f"other {number}": user for number, user in enumerate(tenants.others)}
    for name, user in wearers.items():
        known = _by_login(name, user, tenants)
        found += [Guise(f"{name} as {key}", user, key, None, known.hats, known.inbox) for key in known.hats]
    return found


def _by_login(name: str, user: User, tenants: Tenants) -> Guise:
    letters = {tenant.house.association.id: tenant.letter for tenant in tenants.each}
    hats = hats_of(user)
    return Guise(
        name,
        user,
        hats[0].key,
        None,
        {hat.key: letters[hat.association.id] for hat in hats},
        frozenset(letters[hat.association.id] for hat in hats if hat.organisation),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody asks for. ``whose`` are the rows: their own, of one association, or of each in turn.

    ``numbers`` choose among what there is; ``changes`` are fields of a form and what is written there instead. What a
    query asks for by a number is the id of a row.
    """

    route: str
    whose: str
    numbers: tuple[int, ...]
    posts: bool
    query: tuple[tuple[str, str | int], ...]
    changes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of each table, by the letter of their association; and of whose circular each recipient is."""

    rows: Mapping[str, Mapping[str, tuple[int, ...]]]
    circulars: Mapping[int, int]

    @classmethod
    def of(cls, tenants: Tenants) -> Ids:
        rows: dict[str, dict[str, tuple[int, ...]]] = {}
        with scopes_disabled():
            for tenant in tenants.each:
                own = {
                    f"{model._meta.model_name}_id": tuple(
                        model._default_manager.filter(association=tenant.house.association)
                        .order_by("pk")
                        .values_list("pk", flat=True)
                    )
                    for model in owned()
                }
                own["list_id"] = own[f"{DistributionList._meta.model_name}_id"]
                own["organisation_id"] = tuple(Organisation.objects.order_by("id").values_list("id", flat=True))
                own["user_id"] = (tenant.everything.id, tenant.house.clerk.id, *(u.id for u in tenant.people.values()))
                rows[tenant.letter] = own
            circulars = dict(Recipient.objects.values_list("id", "issue__circular_id"))
        return cls(rows, circulars)

    def one(self, name: str, whose: str, number: int) -> int:
        letter = whose if whose in self.rows else pick(tuple(self.rows), number)
        ids = self.rows[letter].get(name, ())
        return pick(ids, number) if ids and number % 50 else 999_999

    def fitting(self, field_name: str, number: int) -> str:
        """An id of a row of whosever that the field might name; of whatever, if its name tells nothing."""
        letter = pick(tuple(self.rows), number)
        names = sorted(name for name, ids in self.rows[letter].items() if ids)
        base = re.sub(r"[-_\d]+$", "", field_name).removesuffix("s")
        meant = [f"{one}_id" for one in (base.replace("_", ""), *_MEANT.get(base, ()))]
        known = [name for name in meant if name in names] or names
        return str(pick(self.rows[letter][pick(known, number // 2)], number // 8))


def address(step: Step, ids: Ids) -> str:
    """The path of a step, with rows of whosever."""
    asked: dict[str, Any] = {}
    numbers = iter(step.numbers)
    for name in ROUTES[step.route].pattern.converters:
        number = next(numbers)
        asked[name] = _other(name, number) if not name.endswith("_id") else ids.one(name, step.whose, number)
    if {"circular_id", "recipient_id"} <= asked.keys() and asked["recipient_id"] % 4:
        asked["circular_id"] = ids.circulars.get(asked["recipient_id"], 0)
    told = [(name, ids.fitting(name, value) if isinstance(value, int) else value) for name, value in step.query]
    query = "&".join(f"{name}={value}" for name, value in told)
    return reverse(step.route, kwargs=asked) + (f"?{query}" if query else "")


def _other(name: str, number: int) -> object:
    choices: dict[str, Sequence[object]] = {
        "slug": (*SLUGS, "nobody"),
        "provider_id": ("lkt-musterland", "nobody"),
        "what": ("people", "organisations"),
        "ending": ("csv", "xlsx", "vcf"),
        "token": ("never", "1.1.x"),
        "rest": ("a/b",),
        "number": (1,),
        "page": (1,),
        "key": ("set-password",),
        "uidb36": ("1",),
    }
    return pick(choices.get(name, (1, 2, 3)), number)


@dataclass(frozen=True, slots=True)
class World:
    """Who has settled, what stands in their tables and on their shelf, and who may come."""

    tenants: Tenants
    ids: Ids
    shelf: Shelf
    guises: list[Guise]
    rows: Rows

    @classmethod
    def of(cls, tenants: Tenants) -> World:
        """With nothing left to do for the worker."""
        run_tasks()
        return cls(tenants, Ids.of(tenants), Shelf(tenants), guises_of(tenants), all_rows())


def run_tasks() -> None:
    """What the worker has to do; so many, since what fails is tried once more later."""
    for _turn in range(200):
        if not run_next_task():
            return
    raise AssertionError("the worker does not come to an end")


class Visit:
    """A browser of somebody, and what it was shown that is not theirs."""

    def __init__(self, guise: Guise, world: World) -> None:
        self.guise, self.ids, self.world = guise, world.ids, world
        self.client = logged_in(guise.user) if guise.user else Client()
        self.client.defaults["REMOTE_ADDR"] = f"10.9.{next(_addresses) % 250}.1"  # each has tries of their own
        # Whoever comes reads their own name everywhere, and what they have typed comes back to them.
        self.typed = marks_in(f"{guise.user.name} {guise.user.email}") if guise.user else set[str]()
        self.seen: set[str] = set()
        self.reached: set[str] = set()
        self._said: frozenset[str] = frozenset()  # whose words the next page may show: what a form did is told there
        if guise.letter is not None:
            self.client.get(link_of(guise.letter))
        if guise.worn:
            session = self.client.session
            session[HAT_KEY] = guise.worn
            session.save()

    @property
    def worn(self) -> str:
        """The key of the hat that the next page is made under."""
        chosen = self.client.session.get(HAT_KEY, "") if self.guise.user else ""
        return chosen if chosen in self.guise.hats else next(iter(self.guise.hats), "")

    def take(self, step: Step) -> list[str]:
        """Do it; gives what was shown and is somebody else's."""
        own = _of(self.guise.letter) if self.guise.letter else self.guise.hats.get(self.worn, LETTERS[0])
        path = address(replace(step, whose=own) if step.whose == "own" else step, self.ids)
        self.typed |= marks_in(path)
        if not step.posts:
            return self._get(step.route, path, fragment=step.numbers[-1] % 3 == 1)[0]
        return self._send(step, path)

    def wrote(self) -> list[str]:
        """What stands in the tables by now, or will once the worker was there, and should not."""
        run_tasks()
        about = {"who": self.guise.name, "writes_for": self.guise.writes_for, "typed": self.typed}
        return list(strays(self.world.rows, all_rows(), self.world.tenants, **about))  # type: ignore[arg-type]

    def _get(self, route: str, path: str, *, fragment: bool = False) -> tuple[list[str], str]:
        """What is shown and is somebody else's, and the page, or the part of it for which a script asks."""
        if "GET" not in ROUTES[route].callback.methods:  # type: ignore[attr-defined]
            return [], ""
        worn = self.worn
        response = self.client.get(path, headers={"HX-Request": "true"} if fragment else {})
        found = self._foreign(f"GET {path}", response, self.guise.sees(route, worn) | self._said)
        if response.status_code != 200:
            return found, ""
        self.reached.add(route)
        if not response.headers["Content-Type"].startswith("text/html"):
            return found, ""
        self._said = frozenset()
        return found, response.content.decode()

    def _send(self, step: Step, path: str) -> list[str]:
        """Fill in a form of the page and send it; where there is no page, what somebody thought up."""
        found, html = self._get(step.route, path)
        forms = read_page(html, path).forms
        offered = [form for form in forms if form.method == "post" and _name_of(form.address) not in _LEFT_OUT]
        own = [form for form in offered if urlsplit(form.address).path == urlsplit(path).path]
        number = step.numbers[-1]
        if not offered and "POST" not in ROUTES[step.route].callback.methods:  # type: ignore[attr-defined]
            return found
        form = pick(own or offered, number) if offered else Form(path, "post", [])
        fields = self._filled(form, _OPTIONS.findall(html), step)
        route, worn = _name_of(form.address), str(fields.get(HAT_FIELD) or self.worn)
        self.typed |= marks_in(" ".join(str(value) for value in fields.values()))
        response = self.client.post(form.address, fields)
        if response.status_code < 400:
            self.reached.add(f"POST {route}")
        shown = self.guise.sees(route, worn)
        found += self._foreign(f"POST {form.address} {fields}", response, shown | self._said)
        self._said |= shown
        return found + self._followed(response)

    def _followed(self, response: HttpResponseBase) -> list[str]:
        """What the page shows to which a form leads."""
        path = response.headers.get("Location", "") if response.status_code in {302, 303} else ""
        route = _name_of(path)
        return self._get(route, path)[0] if route in ROUTES and route not in _LEFT_OUT else []

    def _filled(self, form: Form, selects: list[tuple[str, str]], step: Step) -> dict[str, Any]:
        """As somebody fills it in who chooses anything, with some fields changed to what no browser offers."""
        controls = [one for one in form.controls if one.name]
        buttons = [one for one in controls if one.kind == "submit"]
        fields: dict[str, Any] = {one.name: _value(one) for one in controls if _sends(one)}
        for place, one in enumerate(controls):
            number = step.numbers[place % 4] + place
            if one.kind == "file":
                letter = pick(tuple(self.ids.rows), number)
                fields[one.name] = an_upload(step.route, letter, number)
                self.typed |= set[str]().union(*(marks_in(text) for text in texts_in(fields[one.name].read(), "")))
                fields[one.name].seek(0)
            options = next((_VALUE.findall(inside) for name, inside in selects if name == one.name), [])
            if one.kind in {"radio", "checkbox"} and number % 2:
                fields[one.name] = one.value
            elif options and (number % 2 or not one.value):
                fields[one.name] = pick(options, number // 2)
        if buttons:
            button = pick(buttons, step.numbers[-2])
            fields[button.name] = button.value
        names = [one.name for one in controls if one.name != "csrfmiddlewaretoken" and one.kind != "file"]
        for place, value in step.changes:
            name = pick(names if names and value % 7 else _THOUGHT_UP, place)
            own = [one.value for one in controls if one.name == name]
            typed = (*_TYPED, *own, *self.guise.hats, *(one.format(pick(LETTERS, value // 9)) for one in _NAMED))
            fields[name] = self.ids.fitting(name, value) if value % 3 else pick(typed, value // 3)
        return fields

    def _foreign(self, what: str, response: HttpResponseBase, may_see: frozenset[str]) -> list[str]:
        marks = set[str]().union(*(marks_in(text) for text in texts_of(response)))
        self.seen |= marks
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        owners = set[str]() if kind == "text/html" else self.world.shelf.owners(body_of(response), kind)
        if owners and not owners & may_see:
            return [f"{self.guise.name}: {what} gives a file of {sorted(owners)}"]
        return [
            f"{self.guise.name}: {what} shows {one}"
            for one in sorted(marks - self.typed)
            if letter_of(one) not in may_see
        ]


def _name_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).url_name or ""
    except Resolver404:
        return ""


def _sends(one: Control) -> bool:
    """Whether a browser sends a field without anybody touching it."""
    return one.ticked if one.kind in {"checkbox", "radio"} else one.kind != "submit"


def _value(one: Control) -> str:
    known = next((value for name, value in _FITTING.items() if name in one.name), None)
    return one.value or known or ("Muster" if one.kind in {"text", "textarea"} else "")
