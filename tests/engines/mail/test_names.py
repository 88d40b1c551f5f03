"""What the DNS says of a domain that sends, asked of a real name server."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from tests.engines.mail.name_server import answering
from umlauf.engines.mail.names import Names, NamesAway, aligned, dkim_keys, dmarc_of, spf_of

OURS, OTHER, OURS_6 = ip_address("9.9.9.9"), ip_address("8.8.4.4"), ip_address("2620:fe::9")
ZONE = {
    ("mail.verband.example", "A"): ["9.9.9.9"],
    ("mail.verband.example", "AAAA"): ["2620:fe::9"],
    ("verband.example", "MX"): ["10 mail.verband.example."],
    ("inner.example", "TXT"): ['"v=spf1 ip4:9.9.9.0/24 -all"'],
    ("more.example", "TXT"): ['"v=spf1 a:mail.verband.example ?all"'],
    ("loop.example", "TXT"): ['"v=spf1 include:loop.example -all"'],
}


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ("v=spf1 ip4:9.9.9.9 -all", "pass"),
        ("v=spf1 ip4:9.9.9.0/24 -all", "pass"),
        ("v=spf1 ip4:8.8.4.4 -all", "fail"),
        ("v=spf1 ip4:8.8.4.4 ~all", "softfail"),
        ("v=spf1 ip4:8.8.4.4", "neutral"),
        ("v=spf1 -ip4:9.9.9.9 +all", "fail"),
        ("v=spf1 a:mail.verband.example -all", "pass"),
        ("v=spf1 mx:verband.example -all", "pass"),
        ("v=spf1 a -all", "fail"),
        ("v=spf1 a:mail.verband.example/8 -all", "pass"),
        ("v=spf1 include:inner.example -all", "pass"),
        ("v=spf1 include:more.example -all", "pass"),
        ("v=spf1 include:nowhere.example -all", "fail"),
        ("v=spf1 redirect=inner.example", "pass"),
        ("v=spf1 include:loop.example ip4:9.9.9.9 -all", "permerror"),
        ("v=spf1 exists:%{i}.example -all", "unknown"),
        ("v=spf1 ip4:unsinn ip4:9.9.9.9 -all", "pass"),
    ],
)
def test_spf_says_whether_an_address_may_send(record: str, says: str) -> None:
    with answering({**ZONE, ("sender.example", "TXT"): ['"keine Regel"', f'"{record}"']}) as server:
        found = spf_of(Names(server), "sender.example", {OURS})
    assert found.says == {OURS: says}


def test_addresses_of_both_kinds() -> None:
    with answering(
        {**ZONE, ("sender.example", "TXT"): ['"v=spf1 ip6:2620:fe::/48 a:mail.verband.example -all"']}
    ) as server:
        names = Names(server)
        assert spf_of(names, "sender.example", {OURS, OURS_6, OTHER}).says == {
            OURS: "pass",
            OURS_6: "pass",
            OTHER: "fail",
        }
        assert names.addresses("mail.verband.example") == {OURS, OURS_6}
        assert names.mail_hosts("verband.example") == ["mail.verband.example"]
        assert names.mail_hosts("mail.verband.example") == ["mail.verband.example"]
        assert names.mail_hosts("inner.example") == []


def test_two_records_or_none_hold_nothing() -> None:
    with answering({("two.example", "TXT"): ['"v=spf1 -all"', '"v=spf1 +all"']}) as server:
        names = Names(server)
        two = spf_of(names, "two.example", {OURS})
        assert (len(two.records), two.says, two.lets_everybody) == (2, {}, True)
        assert spf_of(names, "none.example", {OURS}).records == ()


def test_a_key_is_read_from_a_record_in_parts() -> None:
    zone = {("s._domainkey.verband.example", "TXT"): ['"v=DKIM1; k=rsa; p=AAAA" "BBBB CC"']}
    with answering(zone) as server:
        assert dkim_keys(Names(server), "s._domainkey.verband.example") == ["AAAABBBBCC"]
        assert dkim_keys(Names(server), "t._domainkey.verband.example") == []


def test_a_policy_holds_for_what_lies_below() -> None:
    zone = {
        ("_dmarc.verband.example", "TXT"): ['"v=DMARC1; p=reject; sp=quarantine; aspf=s"'],
        ("_dmarc.eigen.verband.example", "TXT"): ['"v=DMARC1; p=none"'],
    }
    with answering(zone) as server:
        names = Names(server)
        own, above, none = (
            dmarc_of(names, one) for one in ("eigen.verband.example", "post.verband.example", "anders.example")
        )
    assert own is not None
    assert above is not None
    assert none is None
    assert (own.policy, own.at) == ("none", "eigen.verband.example")
    assert (above.policy, above.at, above.strict_spf) == ("quarantine", "verband.example", True)
    assert not aligned("post.verband.example", "verband.example", above)
    assert aligned("verband.example", "verband.example", above)
    assert aligned("a.eigen.verband.example", "eigen.verband.example", own)
    assert not aligned("umlauf.example", "verband.example", None)


def test_a_server_that_does_not_answer_is_asked_once() -> None:
    with answering({}, refuses=True) as server:
        names = Names(server)
        with pytest.raises(NamesAway):
            names.texts("verband.example")
    with pytest.raises(NamesAway):
        names.texts("anders.example")


@pytest.mark.parametrize("server", ["kein Server", "127.0.0.1:viele"])
def test_a_server_needs_an_address(server: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Names(server)
