"""What can happen to a login, in one sentence each: said on the page, and by mail to the owner of the account."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

# By the names of the templates that django-allauth asks for, without their folder.
SENTENCES: Final = {
    "password_changed": _("The password was changed."),
    "password_reset": _("The password was set anew."),
    "totp_activated": _("An app that shows codes was set up as second factor."),
    "totp_deactivated": _("The app that shows codes was removed as second factor."),
    "webauthn_added": _("A passkey was set up."),
    "webauthn_removed": _("A passkey was removed."),
    "recovery_codes_generated": _("New recovery codes were made."),
    "account_connected": _("The login of an office was connected."),
    "account_disconnected": _("The login of an office was disconnected."),
}


def sentence_of(template: str) -> str:
    """The sentence for a template such as ``mfa/messages/totp_activated.txt``; empty where nothing is to be said."""
    return str(SENTENCES.get(template.rpartition("/")[2].removesuffix(".txt"), ""))
