"""Mails as Outlook saves them (MS-OXMSG), made of plain values."""

from __future__ import annotations

import datetime as dt
import struct

from tests.engines.incoming.compound import Folder, compound

TEXT, BYTES, NUMBER, TIME, OBJECT = 0x001F, 0x0102, 0x0003, 0x0040, 0x000D
TOP, ATTACHED, INSIDE = 32, 8, 24
EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)


def outlook_file(folder: Folder) -> bytes:
    return compound(folder)


def a_message(
    subject: str = "Anhörung zum Entwurf",
    body: str = "",
    *,
    html: str = "",
    sender: tuple[str, str] = ("Referat 33", "ref33@mi.musterland.example"),
    sent: dt.datetime | None = dt.datetime(2016, 10, 12, 8, 30, tzinfo=dt.UTC),
    files: tuple[Folder, ...] = (),
    kind: str = "IPM.Note",
    header: int = TOP,
) -> Folder:
    """A message as a storage: top, or inside of another one."""
    values: list[tuple[int, int, object]] = [(0x001A, TEXT, kind), (0x0037, TEXT, subject)]
    values += [(0x0C1A, TEXT, sender[0]), (0x5D01, TEXT, sender[1]), (0x3FDE, NUMBER, 65001)]
    if body:
        values.append((0x1000, TEXT, body))
    if html:
        values.append((0x1013, BYTES, html.encode()))
    if sent is not None:
        values.append((0x0039, TIME, int((sent - EPOCH).total_seconds() * 10**7)))
    folder = _storage(values, header)
    for number, file in enumerate(files):
        folder.folders[f"__attach_version1.0_#{number:08X}"] = file
    return folder


def a_file(name: str, data: bytes, media_type: str = "application/pdf", *, content_id: str = "") -> Folder:
    """An attached file as a storage."""
    values: list[tuple[int, int, object]] = [(0x3705, NUMBER, 1), (0x3707, TEXT, name), (0x370E, TEXT, media_type)]
    values.append((0x3701, BYTES, data))
    if content_id:
        values.append((0x3712, TEXT, content_id))
    return _storage(values, ATTACHED)


def a_message_inside(message: Folder) -> Folder:
    """An attached message as a storage; the message was made with ``header=INSIDE``."""
    folder = _storage([(0x3705, NUMBER, 5), (0x3001, TEXT, "Weiterleitung")], ATTACHED)
    folder.folders["__substg1.0_3701000D"] = message
    return folder


def _storage(values: list[tuple[int, int, object]], header: int) -> Folder:
    folder = Folder()
    properties = b"\0" * header
    for tag, kind, value in values:
        properties += struct.pack("<HHI", kind, tag, 6)
        if isinstance(value, int):
            properties += struct.pack("<Q", value)
            continue
        data = value.encode("utf-16-le") if isinstance(value, str) else value
        assert isinstance(data, bytes)
        folder.streams[f"__substg1.0_{tag:04X}{kind:04X}"] = data
        properties += struct.pack("<II", len(data) + (2 if kind == TEXT else 0), 0)
    folder.streams["__properties_version1.0"] = properties
    return folder
