"""Mails that came back, as the usual servers write them. Written for these tests; all names are invented."""

from __future__ import annotations

OURS = "<0123456789abcdef0123456789abcdef@umlauf.example>"
WHO = "poststelle@lk-ahorntal.example"
BACK = "returns+1-2-aaaaaaaaaaaaaaaa@umlauf.example"

_ORIGINAL = f"""\
From: "Landkreistag Musterland" <post@lkt.example>
To: {WHO}
Subject: RS 543/2016
Message-ID: {OURS}

Sehr geehrte Damen und Herren
"""


def report(
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 <poststelle@lk-ahorntal.example>: Recipient address rejected: User unknown",
    said: str = "I'm sorry to have to inform you that your message could not be delivered.",
    subject: str = "Undelivered Mail Returned to Sender",
    sender: str = "MAILER-DAEMON@mail.lkt.example (Mail Delivery System)",
    recipient: str = WHO,
    original: str = _ORIGINAL,
) -> bytes:
    """RFC 3464, as Postfix and M365 write it."""
    return f"""\
Return-Path: <>
Received: by mail.lkt.example (Postfix); Tue, 1 Nov 2016 10:00:00 +0100
From: {sender}
Subject: {subject}
To: {BACK}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"
Message-ID: <1@mail.lkt.example>

This is a MIME-encapsulated message.

--B1
Content-Description: Notification
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

{said}

--B1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.lkt.example
Arrival-Date: Tue,  1 Nov 2016 09:30:00 +0100

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.lk-ahorntal.example
Diagnostic-Code: {diagnostic}

--B1
Content-Description: Undelivered Message
Content-Type: message/rfc822

{original}
--B1--
""".encode()


def plain(subject: str, text: str, *, sender: str, headers: str = "", charset: str = "utf-8") -> bytes:
    """A mail that is text alone."""
    return f"""\
From: {sender}
To: {BACK}
Subject: {subject}
{headers}Message-ID: <2@elsewhere.example>
MIME-Version: 1.0
Content-Type: text/plain; charset={charset}
Content-Transfer-Encoding: 8bit

{text}
""".encode(charset)


EXIM = plain(
    "Mail delivery failed: returning message to sender",
    f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {WHO}
    host mx.lk-ahorntal.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<{WHO}>:
    550 5.1.1 unknown user

------ This is a copy of the message, including all the headers. ------

Message-ID: {OURS}
Subject: RS 543/2016
""",
    sender="Mail Delivery System <Mailer-Daemon@mx.example>",
    headers=f"X-Failed-Recipients: {WHO}\nAuto-Submitted: auto-replied\n",
)
EXIM_WAITS = plain(
    "Warning: message 1c1Rkz-0001 delayed 24 hours",
    f"""This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its recipients
after more than 24 hours on the queue on mx.example.

The address to which the message has not yet been delivered is:

  {WHO}
    Delay reason: connection timed out

No action is required on your part. Delivery attempts will continue for some time.
""",
    sender="Mail Delivery System <Mailer-Daemon@mx.example>",
)
QMAIL = plain(
    "failure notice",
    f"""Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{WHO}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <{BACK}>
Message-ID: {OURS}
""",
    sender="MAILER-DAEMON@mx.example",
)
SENDMAIL = plain(
    "Returned mail: see transcript for details",
    f"""The original message was received at Tue, 1 Nov 2016 10:00:00 +0100

   ----- The following addresses had permanent fatal errors -----
<{WHO}>
    (reason: 550 5.1.1 <{WHO}>... User unknown)

   ----- Transcript of session follows -----
550 5.1.1 <{WHO}>... User unknown
""",
    sender="Mail Delivery Subsystem <MAILER-DAEMON@mx.example>",
)
GERMAN_EXCHANGE = plain(
    "Unzustellbar: RS 543/2016",
    f"""Ihre Nachricht konnte nicht zugestellt werden.

Fehler bei der Nachrichtenzustellung an folgende Empfänger:

{WHO}
Die eingegebene E-Mail-Adresse wurde nicht gefunden. Unbekannter Empfänger.
""",
    sender="Microsoft Outlook <postmaster@lk-ahorntal.example>",
)
GERMAN_FULL = plain(
    "Mail konnte nicht zugestellt werden",
    f"""Guten Tag,

Ihre E-Mail an {WHO} konnte leider nicht zugestellt werden:
Das Postfach des Empfängers ist voll.
""",
    sender="Mail Delivery System <mailer-daemon@freemail.example>",
    charset="iso-8859-15",
)
GERMAN_UNKNOWN = plain(
    "Zustellung fehlgeschlagen",
    f"""Die Zustellung an die Adresse {WHO} ist endgültig fehlgeschlagen.
Grund: Das Postfach existiert nicht oder wurde deaktiviert.
""",
    sender="postmaster@freemail.example",
)
GERMAN_WAITS = plain(
    "Zustellung verzögert",
    f"Ihre Nachricht an {WHO} wurde noch nicht zugestellt. Es wird weiterhin versucht, sie zuzustellen.\n",
    sender="postmaster@freemail.example",
)
OUT_OF_OFFICE = plain(
    "=?utf-8?q?Automatische_Antwort=3A_RS_543/2016?=",
    "Ich bin bis zum 14.11. nicht im Haus. Ihre Mail wird nicht weitergeleitet und konnte nicht zugestellt werden.\n",
    sender="Nora Feldkamp <nora@lk-ahorntal.example>",
    headers=f"Return-Path: <>\nAuto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nIn-Reply-To: {OURS}\n",
)
ABSENT = plain("Abwesenheitsnotiz", "Ich bin im Urlaub.\n", sender="nora@lk-ahorntal.example")
VACATION = plain(
    "RS 543/2016", "Away.\n", sender="nora@lk-ahorntal.example", headers="Auto-Submitted: auto-replied (vacation)\n"
)
REPLY = plain(
    "AW: RS 543/2016",
    "Herr Landrat nimmt teil.\n",
    sender="Pia Wendlandt <pia@lk-ahorntal.example>",
    headers=f"In-Reply-To: {OURS}\nReferences: <0@elsewhere.example> {OURS}\n",
)
ADVERTISEMENT = plain("Günstige Toner", "Nur heute.\n", sender="werbung@shop.example")
SHOWN = f"""\
From: {WHO}
To: post@lkt.example
Subject: Gelesen: RS 543/2016
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary=m

--m
Content-Type: text/plain

Ihre Nachricht wurde am Bildschirm angezeigt.
--m
Content-Type: message/disposition-notification

Reporting-UA: lk-ahorntal.example; Outlook
Final-Recipient: rfc822;{WHO}
Original-Message-ID: {OURS}
Disposition: manual-action/MDN-sent-manually; displayed

--m--
""".encode()
