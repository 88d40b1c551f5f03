"""What a file would change of organisations: in the register, and in what the association itself knows of them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.utils.translation import gettext as _

from umlauf.ground.core.limits import LIMITS
from umlauf.office.directory.enums import UNITS, OrganisationKind
from umlauf.office.directory.exchange.collecting import Failed, House
from umlauf.office.directory.exchange.columns import CONTACT, REGISTER, Choices, Field
from umlauf.office.directory.exchange.drafts import Difference, Draft, Entry, State, Subject, same, shown
from umlauf.office.directory.exchange.standing import Standing, overlapping
from umlauf.office.directory.keys import keys_of
from umlauf.office.directory.models import ContactDetails, IntakeAddress, Kept, Membership, Organisation, Tag
from umlauf.office.directory.names import CaseForms, propose_case_forms

_FORMS: Final = {Field.SHORT_NAME: "short", Field.GENITIVE: "genitive", Field.LOCATIVE: "locative"}


class OrganisationPlanner:
    """Compares one organisation after the other with what is known of it."""

    def __init__(self, standing: Standing, choices: Choices, draft: Draft) -> None:
        self._standing = standing
        self._choices = choices
        self._draft = draft

    def plan(self, house: House) -> None:
        """Add what would be written. Raises ``Failed``."""
        note = ""
        touched: list[Kept] = []
        if house.is_new:
            differences = self._enter(house)
        else:
            values, differences = _amendments(house)
            alive_again = self._is_alive_again(house)
            if alive_again:
                values["until"] = None
                differences.append(Difference(Field.UNTIL, shown(house.organisation.until), ""))
                note = _("It stands in the list again, so it exists and its keys hold.")
            if differences and house.organisation.id in self._standing.amendable:
                self._draft.writes.amended.append((house.organisation, values))
                self._draft.writes.revived_keys += [house.organisation.id] if alive_again else []
            elif differences:
                differences = []
                note = _("Others share this entry of the register: what it says stays as it is.")
        differences += self._contact(house, touched)
        differences += self._intake(house, touched)
        differences += self._tags(house, touched)
        differences += self._membership(house, touched)
        state = State.NEW if house.is_new else State.CHANGED if differences else State.UNCHANGED
        ids = tuple(one.pk for one in touched)
        self._draft.entries.append(
            Entry(state, Subject.ORGANISATION, house.organisation.name, house.line, tuple(differences), note, ids)
        )

    def _is_alive_again(self, house: House) -> bool:
        """Whether a complete list has ended it, and now it is in one again. Rows about posts do not say so.

        Before its last day only another complete list says that it goes on.
        """
        if house.organisation.id not in self._standing.gone or Field.KEY not in house.said or house.seats:
            return False
        last_day = house.organisation.until
        return last_day is not None and (last_day < self._standing.today or self._choices.complete)

    def _enter(self, house: House) -> list[Difference]:
        """Fill a new organisation."""
        organisation, said = house.organisation, house.said
        official, regional = keys_of(said[Field.KEY]) if Field.KEY in said else ("", "")
        organisation.official_key, organisation.regional_key = official or None, regional or None
        parent = organisation.parent
        organisation.area_key = official or regional or (parent.area_key if parent is not None else "")
        forms = _forms_of(organisation.name)
        for meaning in REGISTER[1:]:
            if meaning in said:
                setattr(organisation, meaning.value, said[meaning])
            elif meaning in _FORMS:
                setattr(organisation, meaning.value, getattr(forms, _FORMS[meaning]))
        self._draft.writes.organisations.append(organisation)
        told = {Field.KEY: said.get(Field.KEY)} | {one: getattr(organisation, one.value) for one in REGISTER}
        told[Field.KIND] = OrganisationKind(organisation.kind)
        told[Field.PARENT] = parent.name if parent is not None else ""
        return [Difference(one.value, "", shown(value)) for one, value in told.items() if shown(value)]

    def _contact(self, house: House, touched: list[Kept]) -> list[Difference]:
        wanted = {one.value: house.said[one] for one in CONTACT if one in house.said}
        known = self._standing.contacts.get(house.organisation.pk or 0)
        differing = {
            name: value for name, value in wanted.items() if not same(getattr(known, name) if known else "", value)
        }
        if not differing:
            return []
        if known is None:
            self._draft.enter(ContactDetails(organisation=house.organisation, **differing))
        else:
            self._draft.replace(known, **differing)
            touched.append(known)
        old = {name: shown(getattr(known, name)) if known else "" for name in differing}
        return [Difference(name, old[name], shown(value)) for name, value in differing.items()]

    def _intake(self, house: House, touched: list[Kept]) -> list[Difference]:
        if Field.INTAKE_EMAIL not in house.said:
            return []
        known = self._standing.intake.get(house.organisation.pk or 0, [])
        wanted: tuple[str, ...] = house.said[Field.INTAKE_EMAIL]
        before, after = {one.email.lower() for one in known}, {email.lower() for email in wanted}
        if before == after:
            return []
        gone = [one for one in known if one.email.lower() not in after]
        touched += gone
        self._draft.retire(*gone)
        self._draft.enter(
            *(
                IntakeAddress(organisation=house.organisation, label=_("Registry"), email=email)
                for email in wanted
                if email.lower() not in before
            )
        )
        return [Difference(Field.INTAKE_EMAIL, shown(tuple(one.email for one in known)), shown(wanted))]

    def _tags(self, house: House, touched: list[Kept]) -> list[Difference]:
        if Field.TAGS not in house.said:
            return []
        known = self._standing.tags.get(house.organisation.pk or 0, [])
        wanted: tuple[str, ...] = house.said[Field.TAGS]
        before = {one.name for one in known}
        if before == set(wanted):
            return []
        gone = [one for one in known if one.name not in wanted]
        touched += gone
        self._draft.retire(*gone)
        self._draft.enter(*(Tag(organisation=house.organisation, name=name) for name in wanted if name not in before))
        return [Difference(Field.TAGS, shown(tuple(sorted(before))), shown(wanted))]

    def _membership(self, house: House, touched: list[Kept]) -> list[Difference]:
        said_since, until = house.said.get(Field.MEMBER_SINCE), house.said.get(Field.MEMBER_UNTIL)
        # A department belongs where its organisation does, unless the file says otherwise of it.
        since = said_since or (None if house.organisation.kind in UNITS else self._choices.members_since)
        known = self._standing.memberships.get(house.organisation.pk or 0, [])
        if since is None:
            if until is not None:
                raise Failed(Field.MEMBER_SINCE, _("The first day of the membership is missing."))
            whole = self._choices.complete and not house.seats
            return self._renew(known, touched) if whole or self._is_alive_again(house) else []
        if until is not None and until < since:
            raise Failed(Field.MEMBER_UNTIL, _("The last day lies before the first. Please correct one of them."))
        exact = [one for one in known if one.since == since]
        near = exact or overlapping(since, until, known)
        if not near:
            self._draft.enter(Membership(organisation=house.organisation, since=since, until=until))
            return _days(since, until)
        if said_since is None:
            return self._renew(known, touched)
        return self._correct_membership(near[0], since, until, known, touched)

    def _correct_membership(
        self, old: Membership, since: dt.date, until: dt.date | None, known: list[Membership], touched: list[Kept]
    ) -> list[Difference]:
        if until is None and old.id not in self._standing.gone_memberships:
            until = old.until
        others = [one for one in known if one is not old]
        if overlapping(since, until, others) or (until is not None and until < since):
            raise Failed(
                Field.MEMBER_SINCE,
                _("The organisation was a member on some of these days already. Please correct the days."),
            )
        if (old.since, old.until) == (since, until):
            return []
        self._draft.replace(old, since=since, until=until)
        touched.append(old)
        return [
            Difference(one, shown(before), shown(after))
            for one, before, after in (
                (Field.MEMBER_SINCE, old.since, since),
                (Field.MEMBER_UNTIL, old.until, until),
            )
            if before != after
        ]

    def _renew(self, known: list[Membership], touched: list[Kept]) -> list[Difference]:
        """Let the membership go on that a complete list had ended."""
        old = next((one for one in reversed(known) if one.id in self._standing.gone_memberships), None)
        if old is None or overlapping(old.since, None, (one for one in known if one is not old)):
            return []
        self._draft.replace(old, until=None)
        touched.append(old)
        return [Difference(Field.MEMBER_UNTIL, shown(old.until), "")]

    def plan_gone(self, houses: list[House], columns: dict[Field, int]) -> None:
        """What a complete list has no more, of the kinds that are in it: its membership ends.

        An entry of the register that is our own ends with its keys where the list is about the register alone.
        """
        last_day = self._choices.gone_on or self._standing.today
        kinds = {house.organisation.kind for house in houses}
        listed = {house.organisation.pk for house in houses}
        about_members = Field.MEMBER_SINCE in columns or self._choices.members_since is not None
        for one in self._standing.organisations.values():
            if one.kind not in kinds or one.id in listed:
                continue
            touched = self._end_memberships(one, last_day)
            differences = [Difference(Field.MEMBER_UNTIL, "", shown(last_day))] if touched else []
            running = one.until is None or one.until > last_day
            ours = one.keeper_id == self._draft.association_id and one.id in self._standing.amendable
            if ours and running and one.official_key and Field.KEY in columns and not about_members:
                self._draft.writes.amended.append((one, {"until": last_day}))
                self._draft.writes.ended_keys.append((one.id, last_day))
                differences.append(Difference(Field.UNTIL, "", shown(last_day)))
            if differences:
                entry = Entry(State.GONE, Subject.ORGANISATION, one.name, 0, tuple(differences), "", touched)
                self._draft.entries.append(entry)

    def _end_memberships(self, organisation: Organisation, last_day: dt.date) -> tuple[int, ...]:
        touched = []
        for one in self._standing.memberships.get(organisation.id, []):
            if one.until is not None and one.until <= last_day:
                continue
            touched.append(one.id)
            if one.since > last_day:
                self._draft.retire(one)
            else:
                self._draft.replace(one, until=last_day)
        return tuple(touched)


def _forms_of(name: str) -> CaseForms:
    """The proposals for a name, no longer than the register holds them: a genitive is longer than its name."""
    forms = propose_case_forms(name)
    return CaseForms(*(form[: LIMITS.name] for form in (forms.short, forms.genitive, forms.locative)))


def _amendments(house: House) -> tuple[dict[str, object], list[Difference]]:
    """What the register says otherwise than the file. Forms that follow from the old name follow the new one."""
    organisation, said = house.organisation, house.said
    values: dict[str, object] = {}
    for meaning in REGISTER:
        if meaning in said and not same(getattr(organisation, meaning.value), said[meaning]):
            values[meaning.value] = said[meaning]
    if "name" in values:
        before, after = _forms_of(organisation.name), _forms_of(said[Field.NAME])
        for meaning, part in _FORMS.items():
            if meaning not in said and getattr(organisation, meaning.value) == getattr(before, part):
                values[meaning.value] = getattr(after, part)
    differences = [
        Difference(name, _shown(name, getattr(organisation, name)), _shown(name, value))
        for name, value in values.items()
    ]
    values |= _new_keys(organisation, said)
    if {"official_key", "regional_key"} & values.keys():
        old = organisation.regional_key or organisation.official_key or ""
        differences.append(Difference(Field.KEY, old, said[Field.KEY]))
    return values, differences


def _new_keys(organisation: Organisation, said: dict[Field, Any]) -> dict[str, object]:
    """Keys of the file that the register does not have yet."""
    if Field.KEY not in said:
        return {}
    official, regional = keys_of(said[Field.KEY])
    found: dict[str, object] = {}
    if official and not organisation.official_key:
        found["official_key"] = found["area_key"] = official
    if regional and organisation.regional_key != regional:
        found["regional_key"] = regional
    return found


def _shown(name: str, value: object) -> str:
    return shown(OrganisationKind(str(value))) if name == Field.KIND else shown(value)


def _days(since: dt.date, until: dt.date | None) -> list[Difference]:
    found = [Difference(Field.MEMBER_SINCE, "", shown(since))]
    return [*found, Difference(Field.MEMBER_UNTIL, "", shown(until))] if until else found
