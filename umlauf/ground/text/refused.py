"""The one way in which Umlauf says no to something a person asked for."""

from django.utils.functional import Promise


class Refused(Exception):
    """An expected refusal. ``code`` is for programs, ``message`` is a sentence for the person, in their language.

    The message says what happened, what is safe and what to do. It may be lazily translated.
    """

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
