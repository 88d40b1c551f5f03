"""Which addresses mail can be sent to, and what is said about the others."""

import pytest

from umlauf.ground.core.addresses import check_address, readable_address
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("post@lk-harz.example", "post@lk-harz.example"),
        ("  post@lk-harz.example\n", "post@lk-harz.example"),
        ("Post@LK-Harz.Example", "Post@lk-harz.example"),
        ("post@bücher.example", "post@xn--bcher-kva.example"),
        ("post@BÜCHER.example", "post@xn--bcher-kva.example"),
        ("post@xn--bcher-kva.example", "post@xn--bcher-kva.example"),
        ("post@straße.example", "post@xn--strae-oqa.example"),
        ("a+b_c.d-e@lk.example", "a+b_c.d-e@lk.example"),
        ("o'brien@lk.example", "o'brien@lk.example"),
        ("1@2.example", "1@2.example"),
        (f"{'x' * 64}@lk.example", f"{'x' * 64}@lk.example"),
    ],
)
def test_good_addresses(written: str, sent: str) -> None:
    assert check_address(written) == sent
    assert check_address(sent) == sent


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "@",
        "post",
        "post@",
        "@lk.example",
        "post@lk",
        "post@@lk.example",
        "post@lk@lk.example",
        "po st@lk.example",
        "post@l k.example",
        "post@lk..example",
        "post@.example",
        "post@lk.example.",
        ".post@lk.example",
        "post.@lk.example",
        "po..st@lk.example",
        "post@-lk.example",
        "post@lk_.example",
        "post@[127.0.0.1]",
        "post@127.0.0.1",
        "Poststelle <post@lk.example>",
        "post@lk.example, b@lk.example",
        "post@lk.example;b@lk.example",
        "post@lk.example\nBcc: b@lk.example",
        "post@lk.example\r\nRCPT TO:<b@lk.example>",
        "post@lk.example\x00",
        "<post@lk.example>",
        "mailto:post@lk.example",
        '"po st"@lk.example',
        f"{'x' * 65}@lk.example",
        f"post@{'x' * 64}.example",
        f"{'x' * 60}@{'y' * 60}.{'y' * 60}.{'y' * 60}.{'y' * 60}.example",
        "x" * 300,
        "post@" + "x." * 150 + "example",
        "post@\u2028.example",
    ],
)
def test_what_is_no_address_is_named(written: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_address(written)
    assert refusal.value.code == "address.invalid"
    assert written.strip()[: LIMITS.email] in str(refusal.value)
    assert len(str(refusal.value)) < LIMITS.email + 200


@pytest.mark.parametrize(
    "written", ["müller@lk.example", "straße@bücher.example", "иван@lk.example", "a\u0308@lk.example"]
)
def test_an_umlaut_before_the_at_is_kindly_refused(written: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_address(written)
    assert refusal.value.code == "address.local"
    assert written in str(refusal.value)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("post@xn--bcher-kva.example", "post@bücher.example"),
        ("post@lk.example", "post@lk.example"),
        ("post@xn--.example", "post@xn--.example"),
    ],
)
def test_a_person_reads_the_domain_with_its_umlaut(sent: str, shown: str) -> None:
    assert readable_address(sent) == shown
