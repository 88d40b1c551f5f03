"""The addresses at which a draft goes to Word and comes back."""

from __future__ import annotations

from umlauf.faces.web.routes import route
from umlauf.faces.web.views import word
from umlauf.ground.core.policy import Ability

word_patterns = [
    route(
        "circulars/<int:circular_id>/draft.docx",
        word.circular_word,
        name="circular-word",
        needs=Ability.SEE_CIRCULARS,
    ),
    route(
        "circulars/<int:circular_id>/word/",
        word.circular_word_in,
        name="circular-word-in",
        needs=Ability.WRITE_CIRCULARS,
        methods="GET POST",
    ),
]
