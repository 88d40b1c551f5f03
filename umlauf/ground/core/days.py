"""Days in words, in the active language: German ones with points behind the numbers, English ones without."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import get_language

_ENGLISH: Final = "en"


def long_day(day: dt.date) -> str:
    """„18. November 2016“, “18 November 2016”"""
    return _written(day, "j. F Y", "j F Y")


def planned_day(day: dt.date) -> str:
    """„Freitag, 18. November 2016“, “Friday, 18 November 2016”: where one plans"""
    return _written(day, "l, j. F Y", "l, j F Y")


def brief_day(day: dt.date) -> str:
    """„01.11.2016“, “1 Nov 2016”: for tables, and where there is little room"""
    return _written(day, "d.m.Y", "j M Y")


def short_day(day: dt.date) -> str:
    """„01.11.“, “1 Nov”: where the year is plain"""
    return _written(day, "d.m.", "j M")


def weekday_day(day: dt.date) -> str:
    """„Mo., 21.11.2016“, “Mon, 21 Nov 2016”: where one plans and there is little room"""
    return _written(day, "D., d.m.Y", "D, j M Y")


def short_weekday_day(day: dt.date) -> str:
    """„Mo., 21.11.“, “Mon, 21 Nov”: of a few days in a row"""
    return _written(day, "D., d.m.", "D, j M")


def _written(day: dt.date, german: str, english: str) -> str:
    return date_format(day, english if (get_language() or "").startswith(_ENGLISH) else german)
