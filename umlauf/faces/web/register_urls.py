"""The addresses of the register of numbers, of the series, and of the page that says whether a letter is genuine."""

from __future__ import annotations

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views import register, series, verify
from umlauf.ground.core.policy import Ability

FORM = "GET POST"

register_patterns = [
    route("register/", register.register, name="register", needs=Ability.SEE_CIRCULARS),
    route("register/numbers.<str:ending>", register.register_file, name="register-file", needs=Ability.SEE_CIRCULARS),
    route("register/figures/", register.figures, name="register-figures", needs=Ability.SEE_CIRCULARS),
    route(
        "register/figures.<str:ending>",
        register.figures_file,
        name="register-figures-file",
        needs=Ability.SEE_CIRCULARS,
    ),
    route("register/void/", register.void, name="register-void", needs=Ability.SIGN, methods=FORM, fresh=True),
    route("series/", series.series, name="series", needs=Ability.ADMINISTER),
    route("series/annexes/", series.annex_limits, name="annex-limits", needs=Ability.ADMINISTER, methods=FORM),
    route("series/letters/", series.letter_limits, name="size-of-letters", needs=Ability.ADMINISTER, methods=FORM),
    route("series/new/", series.series_new, name="series-new", needs=Ability.ADMINISTER, methods=FORM),
    route(
        "series/<int:series_id>/", series.series_change, name="series-change", needs=Ability.ADMINISTER, methods=FORM
    ),
    route("verify/", verify.verify, name="verify", needs=Needs.PUBLIC, methods=FORM),
    route("verify/<str:token>", verify.verify_letter, name="verify-letter", needs=Needs.PUBLIC),
]
