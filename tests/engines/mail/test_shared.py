"""What many messages say alike is kept and encoded once, and each reader gets it with the parts that are their own."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html import escape

import pytest
from django_scopes import scope
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.engines.mail.conftest import Outbox, outgoing
from tests.engines.mail.servers import Mailbox
from tests.engines.mail.test_calendar import CALENDAR
from tests.engines.mail.test_compose import LETTER, PDF, body, lines, parsed, received
from umlauf.engines.mail.compose import Encoded
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Body, Message
from umlauf.engines.mail.outbox import Attachment, Outgoing, Shared, mark
from umlauf.engines.mail.sender import Counts
from umlauf.engines.mail.settling import forget
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused

LAST_DAY, NEXT_DAY = dt.date(2017, 2, 16), dt.date(2017, 2, 17)
SHARED = Shared(
    text=f"Guten Tag {mark('whom')},\n\nanbei das Rundschreiben: {mark('link')}\n.\nBis dann\n",
    html=f'<p>Guten Tag {mark("whom")},</p>\n<p><a href="{mark("link")}">Rundschreiben</a></p>',
)
NAMES = ("whom", "link")
words = lines.map(lambda text: text.replace("\ue000", "").replace("\ue001", ""))
said = st.lists(st.one_of(words, st.sampled_from([f"\ue000{name}\ue001" for name in NAMES])), max_size=12).map("".join)
values = st.fixed_dictionaries(dict.fromkeys(NAMES, words))


def shared(number: int, what: Shared = SHARED, **changes: object) -> Outgoing:
    parts = {"whom": f"Landkreis <{number}> & Söhne", "link": f"https://umlauf.example/l/{number}?a=1&b=2"}
    return outgoing(number, **{"text": "", "shared": what, "parts": parts, **changes})


def bodies(outbox: Outbox) -> list[Body]:
    with scope(association=outbox.association):
        return list(Body.objects.order_by("id"))


@given(text=said, html=said.filter(bool), parts=values)
@example(text="\ue000whom\ue001", html="\ue000link\ue001", parts={"whom": "", "link": "x"})
@example(text=".\n.\ue000whom\ue001\n..", html=".\ue000link\ue001.", parts={"whom": ".\n.\n", "link": "."})
@example(text="a \ue000whom\ue001 \n", html=" ", parts={"whom": " ", "link": ""})
@example(
    text="ü" * 70 + "\ue000whom\ue001" + "ü" * 70, html="x" * 300 + "\ue000link\ue001", parts={"whom": "ä", "link": '"'}
)
def test_a_shared_body_with_parts_is_read_as_one_that_says_the_same(
    text: str, html: str, parts: dict[str, str]
) -> None:
    text_said, html_said = text, html
    for name in NAMES:
        text_said = text_said.replace(f"\ue000{name}\ue001", f"\x00{name}\x00")
        html_said = html_said.replace(f"\ue000{name}\ue001", f"\x00{name}\x00")
    for name, value in parts.items():
        text_said = text_said.replace(f"\x00{name}\x00", value)
        html_said = html_said.replace(f"\x00{name}\x00", escape(value))
    assume(html_said)  # else the one with a text of its own has no such part
    for attachments in ((), LETTER.attachments):
        what = Shared(text, html, attachments)
        files = Encoded(lambda _key: PDF, {1: what}.__getitem__)
        content = received(replace(LETTER, text="", html="", attachments=(), body=1, parts=parts), files)
        own = received(replace(LETTER, text=text_said, html=html_said, attachments=attachments), files)
        message, other = parsed(content), parsed(own)
        assert body(message, "plain") == body(other, "plain") == text_said
        assert body(message, "html") == body(other, "html") == html_said
        assert len(content) == len(own)
        assert [part.get_content_type() for part in message.walk()] == [
            part.get_content_type() for part in other.walk()
        ]


def test_each_reader_gets_their_own_parts_and_html_is_escaped(
    outbox: Outbox, mailbox: Mailbox, send: Callable[..., Counts], attach: Callable[[str, bytes], Attachment]
) -> None:
    text = replace(SHARED, attachments=(attach("RS 543.pdf", PDF),))
    outbox.put(shared(1, text), shared(2, text, calendar=CALENDAR), shared(3, replace(SHARED, html="")))
    assert send() == Counts(sent=3)
    messages = {kept.recipient: kept.message for kept in mailbox.kept}
    for number, message in enumerate(messages.values(), start=1):
        text_said = body(message, "plain")
        assert text_said.startswith(f"Guten Tag Landkreis <{number}> & Söhne,")
        assert f": https://umlauf.example/l/{number}?a=1&b=2\n.\nBis dann\n" in text_said
    first, second, third = messages.values()
    assert '<a href="https://umlauf.example/l/1?a=1&amp;b=2">' in body(first, "html")
    assert "Landkreis &lt;2&gt; &amp; Söhne" in body(second, "html")
    assert [file.get_content() for file in first.iter_attachments()] == [PDF]
    assert [file.get_content_type() for file in second.iter_attachments()] == ["application/pdf", "application/ics"]
    assert third.get_content_type() == "text/plain"
    rows = outbox.rows()
    assert [(row.text, row.html, row.attachments) for row in rows] == [("", "", [])] * 3
    assert [row.domain for row in rows] == ["kreis.example"] * 3


def test_a_body_is_written_once_for_all_who_share_it(
    outbox: Outbox, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    other = replace(SHARED, text=f"{mark('link')}\n")
    with django_assert_max_num_queries(50):  # type: ignore[operator] # SQLite takes 32 such rows in one
        rows = outbox.put(*(shared(number, other if number % 2 else SHARED) for number in range(1000)))
    assert len(bodies(outbox)) == 2
    assert len({row.body_id for row in rows}) == 2
    again = outbox.put(*(shared(number, SHARED) for number in range(0, 1004, 2)))
    assert {row.body_id for row in again} == {rows[0].body_id}
    assert len(bodies(outbox)) == 2
    outbox.put(shared(1, replace(SHARED, text=f"{mark('whom')} later\n")))  # a message that is there already
    assert len(bodies(outbox)) == 2


def test_a_body_is_loaded_and_encoded_once_a_run() -> None:
    loaded: Counter[int] = Counter()

    def load(body_id: int) -> Shared:
        loaded[body_id] += 1
        return Shared("x" * 20_000 + "\ue000link\ue001")

    files = Encoded(lambda _key: PDF, load, room=350_000)
    letter = replace(LETTER, text="", html="", attachments=())
    for number in range(100):
        assert f"x{number}".encode() in received(replace(letter, body=number % 2, parts={"link": str(number)}), files)
    assert loaded == {0: 1, 1: 1}
    for number in range(2, 9):  # no room for all of them
        received(replace(letter, body=number, parts={"link": ""}), files)
    received(replace(letter, body=0, parts={"link": ""}), files)
    assert loaded[0] == 2


def test_nobody_writes_a_mark_into_a_text(outbox: Outbox) -> None:
    forged = "\ue000link\ue001"
    text = Shared(text=f"{forged} {mark('whom')}\ue000", html=f"<p>{forged}\ue001</p>")
    (row,) = outbox.put(shared(1, text, parts={"whom": f"Kreis {forged}", "link": "https://secret.example"}))
    (kept,) = bodies(outbox)
    assert (kept.text, kept.html) == ("link \ue000whom\ue001", "<p>link</p>")
    assert outbox.only().parts["whom"] == "Kreis link"
    assert row == outbox.only()


def test_a_mark_without_a_part_is_a_mistake(outbox: Outbox) -> None:
    for broken in (shared(1, parts={"whom": "x"}), shared(1, SHARED, text="said twice")):
        with pytest.raises(ValueError, match=r"link|not both"):
            outbox.put(shared(0), broken)
    for name in ("", "Link", "a-b", "1", "x" * 41, "a\n"):
        with pytest.raises(ValueError, match="cannot be the name"):
            mark(name)
    assert outbox.rows() == []
    assert bodies(outbox) == []


def test_what_no_mail_can_carry_is_refused(outbox: Outbox) -> None:
    for broken in (
        shared(1, parts={"whom": "a\0b", "link": ""}),
        shared(1, replace(SHARED, html="<p>\0</p>")),
        shared(1, replace(SHARED, attachments=(Attachment("a\r\nBcc: x.pdf", "application/pdf", "1/a"),))),
    ):
        with pytest.raises(Refused) as refused:
            outbox.put(broken)
        assert refused.value.code == "mail.header"
    assert outbox.rows() == []


def test_a_body_goes_with_the_last_who_says_it(outbox: Outbox) -> None:
    outbox.put(shared(1, kept_until=LAST_DAY), shared(2, kept_until=NEXT_DAY), shared(3, kept_until=LAST_DAY))
    with scope(association=outbox.association):
        Message.objects.update(state=State.SENT, next_attempt_at=None)
        assert forget(NEXT_DAY) == 2
        assert len(bodies(outbox)) == 1
        assert [(row.parts == {}, row.domain, row.body_id is None) for row in outbox.rows()] == [
            (True, "", True),
            (False, "kreis.example", False),
            (True, "", True),
        ]
        assert forget(NEXT_DAY + dt.timedelta(days=1)) == 1
    assert bodies(outbox) == []


def test_another_association_has_bodies_of_its_own(outbox: Outbox) -> None:
    other = Outbox(Association.objects.create(slug="zweit", name="Städtebund", short_name="SB"))
    (ours,), (theirs,) = outbox.put(shared(1)), other.put(shared(1))
    assert ours.body_id != theirs.body_id
    assert [len(bodies(one)) for one in (outbox, other)] == [1, 1]
    assert outbox.put(shared(1)) == [ours]
