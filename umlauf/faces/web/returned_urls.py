"""The addresses of mails that came back, and of the addresses that take none."""

from __future__ import annotations

from umlauf.faces.web.routes import route
from umlauf.faces.web.views import replying, returned
from umlauf.ground.core.policy import Ability

returned_patterns = [
    route("returned/", returned.returned, name="returned", needs=Ability.SEE_CIRCULARS),
    route("returned/addresses/", returned.addresses, name="returned-addresses", needs=Ability.SEE_CIRCULARS),
    route(
        "returned/addresses/clear/",
        returned.address_clear,
        name="returned-address-clear",
        needs=Ability.WRITE_CIRCULARS,
        methods="POST",
    ),
    route("returned/form/", replying.form, name="returned-form", needs=Ability.WRITE_CIRCULARS, methods="POST"),
    route("returned/<int:arrival_id>/", returned.mail, name="returned-mail", needs=Ability.SEE_CIRCULARS),
    route("returned/<int:arrival_id>/mail.eml", returned.file, name="returned-file", needs=Ability.WRITE_CIRCULARS),
    route(
        "returned/<int:arrival_id>/settle/",
        returned.settle,
        name="returned-settle",
        needs=Ability.WRITE_CIRCULARS,
        methods="POST",
    ),
    route(
        "returned/<int:arrival_id>/assign/",
        returned.assign,
        name="returned-assign",
        needs=Ability.WRITE_CIRCULARS,
        methods="POST",
    ),
    route(
        "returned/<int:arrival_id>/answer/",
        replying.answer,
        name="returned-answer",
        needs=Ability.WRITE_CIRCULARS,
        methods="POST",
    ),
]
