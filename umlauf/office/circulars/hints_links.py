"""Hints about links: what their address says by itself, and what came back when somebody asked for the page."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from umlauf.ground.core.addresses import check_address
from umlauf.ground.text import Doc, Refused
from umlauf.ground.text.nodes import Text
from umlauf.office.circulars.enums import PageState
from umlauf.office.circulars.hint import Hint, HintKind, Weight, key_of

_BARE: Final = re.compile(r"https?://[^\s<>\"“”„]+|(?<![\w@./-])www\.[^\s<>\"“”„]+", re.IGNORECASE)
_DRIVE: Final = re.compile(r"(?<!\w)(?:file:/+|[A-Za-z]:\\|\\\\[\w.-]+\\)[^\s<>\"“”]*", re.IGNORECASE)
_TRAILING: Final = ".,;:!?)»›'"
_SHOWN_ADDRESS: Final = re.compile(r"(?:https?://)?(?P<host>(?:[\w-]+\.)+[a-z]{2,})(?:[:/?#]\S*)?", re.IGNORECASE)
# RFC 2606 and RFC 6761; the rest is what people call their own network.
_INNER: Final = frozenset(
    {"localhost", "local", "localdomain", "lan", "intern", "internal", "intranet", "corp", "home", "arpa"}
)
_RESERVED: Final = frozenset({"example", "invalid", "test"})
_PLACEHOLDERS: Final = frozenset({"example.com", "example.org", "example.net", "beispiel.de", "xxx.de"})


@dataclass(frozen=True, slots=True)
class Linked:
    """A link, or an address that stands in the text as it is. ``shown`` are its words."""

    address: str
    shown: str


def links_of(body: Doc) -> list[Linked]:
    """The links of a text in reading order; one of several runs is one."""
    found: list[Linked] = []
    for inlines in body.paragraphs():
        runs = [one for one in inlines if isinstance(one, Text)]
        for href, same in groupby(runs, lambda run: run.href):
            words = "".join(run.text for run in same)
            if href:
                found.append(Linked(href, words.strip()))
            else:
                found.extend(Linked(one, one) for one in _bare_addresses(words))
    return found


def _bare_addresses(words: str) -> list[str]:
    patterns = [
        pattern
        for pattern, marks in ((_BARE, ("://", "www.", "WWW.")), (_DRIVE, (":/", "\\")))
        if _any_in(marks, words)
    ]
    return [one[0].rstrip(_TRAILING) for pattern in patterns for one in pattern.finditer(words)]


def _any_in(marks: tuple[str, ...], words: str) -> bool:
    """Most texts have none of them, and the patterns are slow."""
    return any(mark in words for mark in marks)


def pages_of(body: Doc) -> list[str]:
    """The web addresses of a text that anybody could ask for, each once, in their order."""
    addresses = [_with_scheme(one.address) for one in links_of(body)]
    return [one for one in dict.fromkeys(addresses) if _is_web(one) and _host_problem(_host(one), one) is None]


def hints_of_links(body: Doc, states: Mapping[str, PageState], *, sample: bool) -> Iterator[Hint]:
    """``states``: by address, what came back. In a ``sample`` all addresses are invented, so that says nothing."""
    for link in links_of(body):
        sentence = _problem_of(link, sample=sample)
        if sentence:
            key = key_of(HintKind.LINK, link.address, link.shown if _shown_host(link) else "")
            yield Hint(HintKind.LINK, key, Weight.WARNING, sentence, link.shown or link.address)
            continue
        state = states.get(_with_scheme(link.address))
        if state in {PageState.GONE, PageState.NO_HOST}:
            sentence = (
                _("There is no page (any more) at %(address)s.")
                if state == PageState.GONE
                else _("There is no such address on the web: %(address)s.")
            ) % {"address": link.address[:200]}
            key = key_of(HintKind.LINK_GONE, link.address)
            yield Hint(HintKind.LINK_GONE, key, Weight.WARNING, sentence, link.shown or link.address)


def _problem_of(link: Linked, *, sample: bool) -> str | None:
    address, said = link.address, {"address": link.address[:200]}
    if _DRIVE.match(address):
        return _("%(address)s lies on a drive of your own. Whoever gets the letter cannot open it.") % said
    scheme = address.partition(":")[0].lower()
    if scheme == "mailto":
        return _problem_of_mail(address)
    if scheme == "tel":
        return None if re.search(r"\d{3}", address) else _("%(address)s has no phone number.") % said
    whole = _with_scheme(address)
    if not _is_web(whole):
        return _("%(address)s does not lead to a web page. Please correct it.") % said
    host = _host(whole)
    return _host_problem(host, whole, sample=sample) or _other_host(link, host)


def _problem_of_mail(address: str) -> str | None:
    given = unquote(address.partition(":")[2].partition("?")[0])
    try:
        for one in given.split(","):
            check_address(one)
    except Refused as refused:
        return str(refused.message)
    return None


def _host_problem(host: str, address: str, *, sample: bool = False) -> str | None:
    """Why nobody outside can get there, told by the host alone."""
    said = {"address": address[:200], "host": host[:100]}
    last = host.rpartition(".")[2]
    if not host:
        return _("%(address)s leads nowhere: the name of the host is missing.") % said
    if _is_inner(host, last):
        return _("%(address)s lies in a network of your own. Whoever gets the letter cannot open it.") % said
    if not sample and (last in _RESERVED or any(host == one or host.endswith(f".{one}") for one in _PLACEHOLDERS)):
        return _("%(host)s is a placeholder; the real address is missing.") % said
    if "." not in host or not re.fullmatch(r"[\w.-]+", host) or ".." in host:
        return _("%(address)s leads nowhere: “%(host)s” is not a valid host name.") % said
    return None


def _is_inner(host: str, last: str) -> bool:
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return last in _INNER or ("." not in host and host.isascii() and host.replace("-", "").isalnum())


def _other_host(link: Linked, host: str) -> str | None:
    shown = _shown_host(link)
    if shown is None or _bare(shown) == _bare(host):
        return None
    return _("The link shows %(shown)s and leads to %(host)s.") % {"shown": shown[:100], "host": host[:100]}


def _shown_host(link: Linked) -> str | None:
    match = _SHOWN_ADDRESS.fullmatch(link.shown)
    return match["host"].lower() if match else None


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _with_scheme(address: str) -> str:
    return f"https://{address}" if address.lower().startswith("www.") else address


def _is_web(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""
