"""Days for the templates of mails, in the language that is active while they are rendered."""

from __future__ import annotations

from django import template

from umlauf.ground.core.days import brief_day, long_day

register = template.Library()
register.filter("brief_day", brief_day)
register.filter("long_day", long_day)
