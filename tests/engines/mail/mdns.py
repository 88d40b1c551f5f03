"""Receipts of mail programs (RFC 8098), in the forms in which the usual ones write them. All names are invented."""

from __future__ import annotations

from tests.engines.mail.returns import OURS, WHO

AUTOMATIC = "automatic-action/MDN-sent-automatically; displayed"
MANUAL = "manual-action/MDN-sent-manually; displayed"


def outlook(disposition: str = AUTOMATIC, *, about: str = OURS, recipient: str = WHO) -> bytes:
    """Exchange: what a person reads in two forms, and fields of its own in between."""
    return f"""\
Received: from mail.lk-ahorntal.example by mx.umlauf.example; Tue, 1 Nov 2016 11:02:15 +0100
From: Poststelle <{recipient}>
To: "Landkreistag Musterland" <returns@umlauf.example>
Subject: =?iso-8859-1?Q?Gelesen:_RS_543/2016_-_R=FCckmeldung?=
Thread-Topic: RS 543/2016
Message-ID: <9a1c77@mail.lk-ahorntal.example>
In-Reply-To: {about}
References: {about}
MIME-Version: 1.0
Content-Type: multipart/report;
\tboundary="_000_9a1c77_"; report-type=disposition-notification

--_000_9a1c77_
Content-Type: multipart/alternative; boundary="_002_9a1c77_"

--_002_9a1c77_
Content-Type: text/plain; charset="Windows-1252"
Content-Transfer-Encoding: quoted-printable

Ihr Schreiben RS 543/2016 wurde am Dienstag ge=F6ffnet.

--_002_9a1c77_
Content-Type: text/html; charset="Windows-1252"

<html><body><p>Ihr Schreiben wurde am Dienstag angezeigt.</p></body></html>

--_002_9a1c77_--

--_000_9a1c77_
Content-Type: message/disposition-notification

Final-recipient: RFC822; {recipient}
Disposition: {disposition}
X-MSExch-Correlation-Key: Qk3vN2xkQ0u7aA==
Original-Message-ID: {about}
X-Display-Name: Poststelle

--_000_9a1c77_--
""".replace("\n", "\r\n").encode()


def thunderbird(disposition: str = MANUAL, *, about: str = OURS, recipient: str = WHO) -> bytes:
    """Three parts, the last the head of what was displayed."""
    return f"""\
From: Pia Wendlandt <{recipient}>
To: returns@umlauf.example
Subject: =?UTF-8?Q?Empfangsbest=C3=A4tigung_=28angezeigt=29_-_RS_543/2016?=
Message-ID: <71d0@lk-ahorntal.example>
References: {about}
User-Agent: Mozilla Thunderbird
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification;
 boundary="------------mdn0123"

--------------mdn0123
Content-Type: text/plain; charset=UTF-8; format=flowed
Content-Transfer-Encoding: 8bit

Das Schreiben wurde auf dem Bildschirm gezeigt. Ob es jemand gelesen hat, weiß das Programm nicht.

--------------mdn0123
Content-Type: message/disposition-notification; name="MDNPart2.txt"
Content-Disposition: inline
Content-Transfer-Encoding: 7bit

Reporting-UA: lk-ahorntal.example; Mozilla Thunderbird
Final-Recipient: rfc822;{recipient}
Original-Message-ID: {about}
Disposition: {disposition}

--------------mdn0123
Content-Type: text/rfc822-headers; name="MDNPart3.txt"
Content-Disposition: inline

From: "Landkreistag Musterland" <post@lkt.example>
Message-ID: {about}
Subject: RS 543/2016

--------------mdn0123--
""".encode()


def notes(disposition: str = AUTOMATIC, *, about: str = OURS, recipient: str = WHO) -> bytes:
    """No Original-Message-ID, and small letters; only the head of the mail says what it is about."""
    return f"""\
From: poststelle/ahorntal <{recipient}>
To: returns@umlauf.example
Subject: =?ISO-8859-1?Q?Lesebest=E4tigung=3A_RS_543/2016?=
In-Reply-To: {about}
X-Mailer: HCL Notes
MIME-Version: 1.0
Content-Type: MULTIPART/REPORT; REPORT-TYPE=disposition-notification; BOUNDARY=n1

--n1
Content-Type: text/plain; charset=ISO-8859-1
Content-Transfer-Encoding: quoted-printable

Die Nachricht wurde ge=F6ffnet.
--n1
Content-Type: MESSAGE/DISPOSITION-NOTIFICATION

reporting-ua: notes.lk-ahorntal.example; HCL Notes
final-recipient: rfc822; {recipient}
disposition: {disposition.lower()}

--n1--
""".encode("latin-1")


def webmail(disposition: str = MANUAL, *, about: str = OURS, recipient: str = WHO) -> bytes:
    """As a German provider writes it: a folded field, a comment, and the address that was written to."""
    mode, _semicolon, kind = disposition.partition(";")
    return f"""\
From: "LK Ahorntal" <{recipient}>
To: returns@umlauf.example
Subject: Gelesen: RS 543/2016
MIME-Version: 1.0
Content-Type: multipart/report; report-type="disposition-notification"; boundary=w

--w
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

RGllIE5hY2hyaWNodCB3dXJkZSBnZWxlc2VuLg==
--w
Content-Type: message/disposition-notification
Content-Disposition: inline

Reporting-UA: webmail.example
Original-Recipient: rfc822;{recipient}
Final-Recipient: rfc822;lk.ahorntal@postfach.example
Original-Message-ID:
 {about}
Disposition: {mode} (Knopf);
 {kind.strip()}

--w--
""".encode()


PROGRAMS = (outlook, thunderbird, notes, webmail)
