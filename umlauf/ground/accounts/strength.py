"""How hard a password is to guess."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from umlauf.ground.accounts.models import User

ENOUGH = 3  # of 4: more than 10^8 guesses, as zxcvbn counts them
# The library knows English words and names; these are what somebody in a German office would think of first.
_OF_THE_HOUSE = (
    *(
        "umlauf",
        "rundschreiben",
        "landkreistag",
        "landkreis",
        "landrat",
        "kreistag",
        "städtetag",
        "gemeinde",
        "verband",
    ),
    *(
        "verwaltung",
        "poststelle",
        "passwort",
        "kennwort",
        "geheim",
        "willkommen",
        "anmeldung",
        "büro",
        "sommer",
        "herbst",
    ),
    *(
        "frühling",
        "winter",
        "januar",
        "februar",
        "märz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
    ),
    *("november", "dezember", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "deutschland", "berlin"),
)
_LOOKED_AT = 72  # characters; its time grows with the length


class HardToGuess:
    """Refuses what a guesser who knows words, names, years and keyboards would soon find."""

    def validate(self, password: str, user: User | None = None) -> None:
        if not password:
            return  # too short, which another validator says
        known = re.split(r"[\W_]+", f"{user.email} {user.name}") if user is not None else []
        if zxcvbn(password[:_LOOKED_AT], user_inputs=[*known, *_OF_THE_HOUSE], max_length=_LOOKED_AT)["score"] < ENOUGH:
            raise ValidationError(
                _("This password is easy to guess. Please take a few words that have nothing to do with each other."),
                code="password_too_easy",
            )

    def get_help_text(self) -> str:
        return _("A few words that have nothing to do with each other are hard to guess.")
