"""What a browser says of itself, in words that its owner knows."""

from __future__ import annotations

from django.utils.translation import gettext as _

# The first that fits. Browsers name those they want to be taken for, so the special ones come first.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """„Firefox, Windows“"""
    browser = next((name for word, name in _BROWSERS if word in user_agent), "")
    system = next((name for word, name in _SYSTEMS if word in user_agent), "")
    return ", ".join(filter(None, (browser, system))) or _("unknown device")
