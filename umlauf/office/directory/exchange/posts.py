"""What a file would change of posts, of the people who hold them, and of the days on which they do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from umlauf.office.directory.actions.people import person_search_key
from umlauf.office.directory.enums import FunctionKind
from umlauf.office.directory.exchange.collecting import Collector, Failed, House, Seat
from umlauf.office.directory.exchange.columns import PERSON, Choices, Field, folded
from umlauf.office.directory.exchange.drafts import Difference, Draft, Entry, State, Subject, same, shown
from umlauf.office.directory.exchange.standing import Standing, name_of
from umlauf.office.directory.exchange.tenures import Claim, Slot, TenurePlanner
from umlauf.office.directory.models import Function, Person, PersonDetails, Post, PostDetails
from umlauf.office.directory.moments import ALWAYS

_ATTRIBUTES: Final = {one: one.value.removeprefix("person_") for one in PERSON}
_HEADS: Final = ("landrat", "landratin", "oberburgermeister", "burgermeister", "minister", "ministerprasident")
_HEADS_TOO: Final = ("prasident", "geschaftsfuhrer", "hauptgeschaftsfuhrer", "regionsprasident", "stadteregionsrat")


@dataclass(slots=True, eq=False)
class Someone:
    """A person of the file. ``number`` is the id, or a negative number for somebody new."""

    number: int
    person: Person
    known: PersonDetails | None
    line: int
    said: dict[Field, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        told = [self.said.get(one) or (getattr(self.known, one.value) if self.known else "") for one in _NAME]
        return " ".join(part for part in told if part)


_NAME: Final = (Field.TITLE, Field.FIRST_NAME, Field.LAST_NAME)


@dataclass(slots=True, eq=False)
class Chair:
    """A post of the file with what is said of it, who is said to hold it, and who is known to."""

    post: Post
    is_new: bool
    function: Function
    line: int
    said: dict[Field, Any] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)


class PostPlanner:
    """Compares the posts of one organisation after the other with what is known of them."""

    def __init__(self, standing: Standing, choices: Choices, draft: Draft, collector: Collector) -> None:
        self._standing = standing
        self._choices = choices
        self._draft = draft
        self._fail = collector.fail
        self._new_functions: dict[str, Function] = {}
        self._people: dict[int, Someone] = {}
        self._tenures = TenurePlanner(standing, choices, draft)

    def plan(self, house: House) -> None:
        """Add what would be written for all rows about posts of an organisation."""
        chairs: dict[tuple[int, str], Chair] = {}
        new: dict[str, Someone] = {}
        for seat in house.seats:
            try:
                chair = self._chair(house, seat, chairs)
                _say(chair.said, seat, (Field.POST_EMAIL, Field.POST_PHONE))
                if Field.LAST_NAME in seat.said:
                    someone = self._someone(house, chair, seat, new)
                    chair.claims.append(Claim(seat.line, someone.number, someone.person, someone.name, seat.said))
            except Failed as failed:
                self._fail(seat.line, failed)
        for chair in chairs.values():
            self._plan_details(house, chair)
            for claim, why in self._tenures.plan(chair.slots, chair.claims, several=chair.function.several):
                self._fail(claim.line, why)
        if self._choices.complete and house.seats:
            self._end_others(house, list(chairs.values()))
        for chair in chairs.values():
            self._tenures.write(chair.slots, chair.post, _label(house, chair))

    def plan_people(self) -> None:
        """Add what would be written of people, once all organisations are through."""
        for someone in self._people.values():
            wanted = {_ATTRIBUTES[one]: someone.said[one] for one in PERSON if one in someone.said}
            known = someone.known
            differing = {
                name: value for name, value in wanted.items() if not same(getattr(known, name) if known else "", value)
            }
            if "last_name" in differing or "first_name" in differing:
                first, last = (
                    str(wanted.get(name) or (getattr(known, name) if known else ""))
                    for name in ("first_name", "last_name")
                )
                values: dict[str, object] = differing | {"search_key": person_search_key(first, last)}
            else:
                values = dict(differing)
            if known is None:
                self._draft.writes.people.append(someone.person)
                self._draft.enter(PersonDetails(person=someone.person, **values))
            elif differing:
                self._draft.replace(known, **values)
            differences = tuple(
                Difference(one.value, shown(getattr(known, name)) if known else "", shown(differing[name]))
                for one, name in _ATTRIBUTES.items()
                if name in differing
            )
            state = State.NEW if known is None else State.CHANGED if differing else State.UNCHANGED
            touched = (known.pk,) if known is not None and differing else ()
            self._draft.entries.append(
                Entry(state, Subject.PERSON, someone.name, someone.line, differences, "", touched)
            )

    def _function(self, seat: Seat) -> Function:
        name = seat.said[Field.FUNCTION]
        known = self._standing.functions.get(folded(name)) or self._new_functions.get(folded(name))
        if known is not None:
            return known
        male, slash, female = name.partition("/")
        both = bool(slash) and female[:1].isupper()
        function = Function(
            association_id=self._draft.association_id,
            name=name,
            kind=_kind_of(name),
            male_name=male.strip() if both else "",
            female_name=female.strip() if both else "",
        )
        self._new_functions[folded(name)] = function
        self._draft.writes.functions.append(function)
        self._draft.entries.append(Entry(State.NEW, Subject.FUNCTION, name, seat.line))
        return function

    def _chair(self, house: House, seat: Seat, chairs: dict[tuple[int, str], Chair]) -> Chair:
        function = self._function(seat)
        subject = seat.said.get(Field.SUBJECT, "")
        place = house.organisation.pk or 0, function.pk or 0
        post = self._standing.posts.get((*place, subject)) or self._standing.posts.get((*place, folded(subject)))
        key = (id(function), post.subject if post else subject)
        if key in chairs:
            return chairs[key]
        is_new = post is None
        if post is None:
            post = Post(
                association_id=self._draft.association_id,
                organisation=house.organisation,
                function=function,
                subject=subject,
            )
            self._draft.writes.posts.append(post)
        chairs[key] = Chair(post, is_new, function, seat.line, slots=self._slots(post))
        return chairs[key]

    def _slots(self, post: Post) -> list[Slot]:
        known = self._standing.tenures.get(post.pk or 0, [])
        return [Slot.of(tenure, self._known_name(tenure.person_id)) for tenure in known]

    def _known_name(self, person_id: int) -> str:
        return str(self._standing.people.get(person_id) or _("Somebody"))

    def _someone(self, house: House, chair: Chair, seat: Seat, new: dict[str, Someone]) -> Someone:
        """Whom a row means: somebody of that name who holds or held a post of the organisation, else somebody new."""
        name = name_of(seat.said.get(Field.FIRST_NAME, ""), seat.said[Field.LAST_NAME])
        at_house = self._standing.people_at.get(house.organisation.pk or 0)
        known = at_house.get(name, []) if at_house is not None else []
        here = [one for one in known if any(slot.number == one for slot in chair.slots)]
        if len(known) > 1 and len(here) != 1:
            raise Failed(
                Field.LAST_NAME,
                _("There are several people called %(name)s at this organisation. Please enter this row by hand.")
                % {"name": seat.said[Field.LAST_NAME]},
            )
        if known:
            number = here[0] if len(known) > 1 else known[0]
            details = self._standing.people[number]
            someone = self._people.setdefault(number, Someone(number, Person(id=number), details, seat.line))
        else:
            number = -len(self._people) - 1
            person = Person(association_id=self._draft.association_id)
            someone = new.setdefault(name, Someone(number, person, None, seat.line))
            self._people[someone.number] = someone
        _say(someone.said, seat, PERSON)
        return someone

    def _plan_details(self, house: House, chair: Chair) -> None:
        known = self._standing.details.get(chair.post.pk or 0)
        wanted: dict[str, object] = {
            one.value.removeprefix("post_"): chair.said[one]
            for one in (Field.POST_EMAIL, Field.POST_PHONE)
            if one in chair.said
        }
        differing = {
            name: value for name, value in wanted.items() if not same(getattr(known, name) if known else "", value)
        }
        differences = [
            Difference(f"post_{name}", shown(getattr(known, name)) if known else "", shown(value))
            for name, value in differing.items()
        ]
        if known is None:
            self._draft.enter(PostDetails(post=chair.post, since=ALWAYS, **differing))
        elif known.until is not None and known.until < self._standing.today:
            differing["until"] = None
            differences.append(Difference(Field.UNTIL, shown(known.until), ""))
        if known is not None and differing:
            self._draft.replace(known, **differing)
        state = State.NEW if known is None else State.CHANGED if differing else State.UNCHANGED
        touched = (known.pk,) if known is not None and differing else ()
        self._draft.entries.append(
            Entry(state, Subject.POST, _label(house, chair), chair.line, tuple(differences), "", touched)
        )

    def _end_others(self, house: House, chairs: list[Chair]) -> None:
        """In a complete list, whoever is not in it holds nothing at its organisations any more."""
        last_day = self._choices.gone_on or self._standing.today
        for chair in chairs:
            self._tenures.end_unseen(chair.slots, last_day)
        listed = {chair.post.pk for chair in chairs}
        names = {function.pk: function.name for function in self._standing.functions.values()}
        for post in self._standing.posts_at.get(house.organisation.pk or 0, []):
            if post.pk not in listed:
                slots = self._slots(post)
                self._tenures.end_unseen(slots, last_day)
                name = f"{names.get(post.function_id, '')} {post.subject}".strip()
                self._tenures.write(slots, post, f"{name}, {house.organisation.short_name}")


def _label(house: House, chair: Chair) -> str:
    name = f"{chair.function.name} {chair.post.subject}".strip()
    return f"{name}, {house.organisation.short_name}"


def _say(said: dict[Field, Any], seat: Seat, meanings: tuple[Field, ...]) -> None:
    """Take what a row says. Raises ``Failed`` where another one has said otherwise."""
    for meaning in meanings:
        if meaning in seat.said and said.setdefault(meaning, seat.said[meaning]) != seat.said[meaning]:
            raise Failed(
                meaning,
                _("Another row says “%(first)s” of the same, this one “%(second)s”.")
                % {"first": shown(said[meaning]), "second": shown(seat.said[meaning])},
            )


def _kind_of(name: str) -> FunctionKind:
    first = folded(name.partition("/")[0])
    stem = first.removesuffix("in")
    return FunctionKind.HEAD if {first, stem} & {*_HEADS, *_HEADS_TOO} else FunctionKind.OTHER
