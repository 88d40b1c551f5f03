"""What a contribution's role is called."""

from __future__ import annotations

from django.utils.translation import gettext as _


def role_title(role: str) -> str:
    """The role as the title of a programme item, in the active language; a role of its own wording stays as it is."""
    titles = {
        "welcome": _("Welcome"),
        "greeting": _("Words of greeting"),
        "speech": _("Speech"),
        "keynote": _("Keynote"),
        "panel": _("Panel discussion"),
        "moderation": _("Moderation"),
        "closing": _("Closing speech"),
    }
    return titles.get(role, role or _("Contribution"))
