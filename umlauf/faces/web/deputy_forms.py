"""The forms with which somebody comes in the place of somebody else, and with which that is taken back."""

from __future__ import annotations

from umlauf.faces.web.answer_forms import AnswerForm, OnePersonForm
from umlauf.faces.web.answering import Round
from umlauf.faces.web.requests import LetterRequest
from umlauf.office.conferences.models import Registration


class SendForm(OnePersonForm):
    """Who comes instead. ``sequence`` is that of the registration that the form was made for."""

    def __init__(self, request: LetterRequest, row: Registration) -> None:
        super().__init__(request)
        del self.fields["represents"]
        self.registration_id, self.sequence = row.id, sequence_of(self, row)
        if request.door.office and not self.is_bound:
            self.fields["person-name"].widget.attrs["autofocus"] = True

    def meet(self, around: Round) -> None:
        super().meet(around)
        self.sequence = sequence_in(around, self.registration_id, self.sequence)


class BackForm(AnswerForm):
    """Whoever sent a deputy comes after all. ``sequence`` is that of the deputy."""

    def __init__(self, request: LetterRequest, row: Registration) -> None:
        super().__init__(request)
        self.registration_id, self.sequence = row.id, sequence_of(self, row)

    def meet(self, around: Round) -> None:
        super().meet(around)
        self.sequence = sequence_in(around, self.registration_id, self.sequence)


def sequence_of(form: AnswerForm, row: Registration) -> int:
    """The sequence that a form was made for; 0 for what is none."""
    said = str(form.data.get("sequence", "")) if form.is_bound else str(row.sequence)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0


def sequence_in(around: Round, registration_id: int, known: int) -> int:
    return next((one.row.sequence for one in around.people if one.row.id == registration_id), known)
