"""Days in words, in the active language: German ones with a point behind the number, English ones without."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import get_language


def long_day_format(language: str) -> str:
    """The format of ``long_day``, for templates that are rendered in a language of their own."""
    return "j F Y" if language.startswith("en") else "j. F Y"


def long_day(day: dt.date) -> str:
    """„18. November 2016“, “18 November 2016”"""
    return date_format(day, long_day_format(get_language() or ""))


def planned_day(day: dt.date) -> str:
    """„Freitag, 18. November 2016“, where one plans"""
    return date_format(day, f"l, {long_day_format(get_language() or '')}")
