"""Random walks through the workshop: whatever people do in whatever order, numbers have no gap and proofs hold.

These are the promises 1 (a number is never given twice and never missing) and 5 (what was signed can be proved).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.http import Http404
from django_scopes import scope
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.cast import House, a_circular, a_content, make_cast
from tests.office.circulars.agreeing import a_reviewer, add_to_chain, laid, reviewer_actor
from tests.replay import replayed
from umlauf.ground.audit.chain import verify
from umlauf.ground.core.actor import Actor, machine
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex
from umlauf.office.circulars.actions.approve import approve, send_back, take_over
from umlauf.office.circulars.actions.draft import save_draft
from umlauf.office.circulars.actions.follow_up import begin_follow_up
from umlauf.office.circulars.actions.lay import take_back
from umlauf.office.circulars.actions.number import void_number
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.actions.sign import change_and_sign, sign_and_issue
from umlauf.office.circulars.enums import FollowUp, SubmissionEnd
from umlauf.office.circulars.folder import get_entry_for
from umlauf.office.circulars.models import Approval, ChainStep, Circular, Issue, SeriesYear, Submission, VoidedNumber
from umlauf.office.circulars.proof import Flaw, examine
from umlauf.office.circulars.version import version_of

STEPS = 14
SHORT, LONG = 100, 1_000
REFUSED = (Refused, Http404)
PEOPLE = st.sampled_from(("clerk", "signatory", "anna", "ben"))


class Workshop(RuleBasedStateMachine):
    """An association whose people do what they may, and try what they may not."""

    circulars = Bundle("circulars")

    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.house: House = replayed("small cast", lambda: make_cast(counties=2)).home
        self.scope = scope(association=self.house.association)
        self.scope.__enter__()
        people = {name: a_reviewer(self.house, f"{name.title()} Alt{name}") for name in ("anna", "ben")}
        self.actors: dict[str, Actor] = {
            "clerk": self.house.clerk_actor,
            "signatory": self.house.signatory_actor,
        } | {name: reviewer_actor(self.house, user) for name, user in people.items()}
        self.agreeing = list(people.values())
        self.read: dict[int, str] = {}

    def teardown(self) -> None:
        self.scope.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    def _try(self, action: Callable[[], object]) -> None:
        """What is refused must leave nothing half-done: each step is a transaction of its own, as outside."""
        try:
            with transaction.atomic():
                action()
        except REFUSED:
            return

    @initialize(chained=st.sampled_from((0, 1, 2)), in_order=st.booleans())
    def choose_a_chain(self, chained: int, in_order: bool) -> None:
        for place, user in enumerate(self.agreeing[:chained], 1):
            add_to_chain(self.house, user, position=place if in_order else 1)

    @rule(target=circulars)
    def write(self) -> int:
        return a_circular(self.house).id

    @rule(circular=circulars, who=PEOPLE, subject=st.sampled_from(("Eins", "Zwei", "Drei")))
    def save(self, circular: int, who: str, subject: str) -> None:
        content = replace(a_content(self.house), subject=subject)
        based_on = Circular.objects.get(id=circular).drafts.latest("revision").revision
        self._try(lambda: save_draft(actor=self.actors[who], circular_id=circular, content=content, based_on=based_on))

    @rule(circular=circulars, who=PEOPLE, data=st.sampled_from((b"%PDF-1.7 eins", b"%PDF-1.7 zwei")))
    def attach(self, circular: int, who: str, data: bytes) -> None:
        file = AnnexFile(1, "Programm", "programm.pdf", "application/pdf", data, "upload")
        self._try(lambda: attach_annex(actor=self.actors[who], circular_id=circular, file=file))

    @rule(circular=circulars)
    def read_it(self, circular: int) -> None:
        self.read[circular] = version_of(Circular.objects.get(id=circular)).digest

    @rule(circular=circulars)
    def lay(self, circular: int) -> None:
        self._try(lambda: laid(self.house, Circular.objects.get(id=circular)))

    @rule(circular=circulars, who=PEOPLE)
    def agree(self, circular: int, who: str) -> None:
        def action() -> None:
            entry = get_entry_for(self.actors[who], circular)
            approve(
                actor=self.actors[who],
                circular_id=circular,
                approval_id=entry.approval.id if entry.approval else 0,
                seen=self.read.get(circular, version_of(entry.submission.circular).digest),
            )

        self._try(action)

    @rule(circular=circulars, who=PEOPLE, way=st.sampled_from((send_back, take_over, take_back)))
    def end(self, circular: int, who: str, way: Callable[..., object]) -> None:
        seen = version_of(Circular.objects.get(id=circular)).digest
        more = {"seen": seen, "comment": "Bitte ändern"} if way is send_back else {}
        self._try(lambda: way(actor=self.actors[who], circular_id=circular, **more))

    @rule(circular=circulars, who=PEOPLE, unread=st.booleans(), small=st.booleans())
    def sign(self, circular: int, who: str, unread: bool, small: bool) -> None:
        now = version_of(Circular.objects.get(id=circular))
        seen = self.read.get(circular, "") if unread else now.digest
        issued_before = Issue.objects.filter(circular_id=circular).exists()

        def action() -> None:
            common: dict[str, Any] = {
                "actor": self.actors[who],
                "circular_id": circular,
                "signature": self.house.signature,
                "seen": seen,
            }
            if small:
                change_and_sign(**common, content=replace(now.content, subject="Kleinigkeit"))
            else:
                sign_and_issue(**common)
            assert issued_before or (seen == now.digest and who == "signatory")

        self._try(action)

    @rule(who=PEOPLE)
    def leave_a_number_out(self, who: str) -> None:
        row = SeriesYear.objects.get()
        self._try(
            lambda: void_number(
                actor=self.actors[who],
                series_id=row.series_id,
                year=row.year,
                expected=row.last_number + 1,
                reason="Verschrieben",
            )
        )

    @rule(circular=circulars)
    def send(self, circular: int) -> None:
        issue = Issue.objects.filter(circular_id=circular).first()
        if issue is not None:
            render_issue(actor=machine(issue.association_id), issue_id=issue.id)
            dispatch(actor=self.house.clerk_actor, issue_id=issue.id)

    @rule(target=circulars, circular=circulars, kind=st.sampled_from(FollowUp))
    def follow_up(self, circular: int, kind: FollowUp) -> int:
        issue = Issue.objects.filter(circular_id=circular).first()
        made = [circular]
        if issue is not None:
            self._try(
                lambda: made.append(begin_follow_up(actor=self.house.clerk_actor, issue_id=issue.id, kind=kind).id)
            )
        return made[-1]

    @invariant()
    def numbers_have_no_gap(self) -> None:
        row = SeriesYear.objects.get()
        given = list(Issue.objects.values_list("number", flat=True))
        given += VoidedNumber.objects.values_list("number", flat=True)
        assert sorted(given) == list(range(543, row.last_number + 1))

    @invariant()
    def nothing_is_signed_before_all_have_agreed(self) -> None:
        for issue in Issue.objects.all():
            signed = Submission.objects.filter(circular_id=issue.circular_id, outcome=SubmissionEnd.SIGNED).first()
            assert signed is not None or not ChainStep.objects.exists()
            assert not Approval.objects.filter(submission=signed, at__isnull=True).exists() or signed is None
            assert not Submission.objects.filter(circular_id=issue.circular_id, ended_at__isnull=True).exists()

    @invariant()
    def what_was_signed_can_be_proved(self) -> None:
        for issue in Issue.objects.select_related("series", "association"):
            missing = () if hasattr(issue, "rendition") else (Flaw.FILE,)
            assert examine(issue).flaws == missing, issue

    @invariant()
    def the_record_is_sound(self) -> None:
        assert verify(self.house.association) == []


@pytest.mark.soak
@pytest.mark.django_db
def test_whatever_people_do_numbers_have_no_gap_and_proofs_hold(rounds: Callable[[int, int], int]) -> None:
    run_state_machine_as_test(
        Workshop,
        settings=settings(
            max_examples=rounds(SHORT, LONG),
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
