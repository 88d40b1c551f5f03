"""A real name server, of one zone that a test has written."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = Mapping[tuple[str, str], Sequence[str]]
"""By name and kind („TXT“), what stands there as in a zone file."""


@contextmanager
def answering(zone: Zone, *, refuses: bool = False) -> Iterator[str]:
    """Serve the zone on a free port and give ``ADDRESS:PORT``. ``refuses``: it answers every question with SERVFAIL."""

    class Handler(socketserver.DatagramRequestHandler):
        def handle(self) -> None:
            query = dns.message.from_wire(self.rfile.read())
            self.wfile.write(_answer(query, zone, refuses=refuses).to_wire())

    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            host, port = server.server_address[:2]
            yield f"{host if isinstance(host, str) else host.decode()}:{port}"
        finally:
            server.shutdown()
            thread.join()


def _answer(query: dns.message.Message, zone: Zone, *, refuses: bool) -> dns.message.Message:
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.AA | dns.flags.RA
    (question,) = query.question
    name = question.name.to_text(omit_final_dot=True).lower()
    if refuses:
        answer.set_rcode(dns.rcode.SERVFAIL)
    elif not any(known == name for known, _kind in zone):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    elif found := zone.get((name, dns.rdatatype.to_text(question.rdtype))):
        answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", question.rdtype, *found))
    return answer
