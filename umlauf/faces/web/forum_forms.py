"""The form in which somebody chooses of what takes place at once, or an office writes down what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from umlauf.faces.web.forum_words import places_in_words, when_of_block, where_and_who
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.choose_forums import state_of_choices
from umlauf.office.conferences.forums import NONE_OF_THEM, Block, Forums


@dataclass(frozen=True, slots=True)
class Option:
    """One of what can be chosen. ``places`` says how many seats are left; it is ``shut`` where none is."""

    value: str
    title: str
    detail: str = ""
    places: str = ""
    checked: bool = False
    shut: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A block as it is shown; ``name`` is that of its field."""

    name: str
    title: str
    when: str
    errors: list[str]
    options: list[Option]


class ForumsForm(forms.Form):
    """A field for each block in which there is something to choose, with what was chosen (``kept``)."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None, forums: Forums, kept: Mapping[int, int | None]) -> None:
        super().__init__(data, initial={"seen": state_of_choices(kept)})
        self.forums, self.kept = forums, kept
        for block in forums.choices:
            self.fields[_name(block)] = forms.ChoiceField(
                label=block.frame.title,
                choices=[(str(key), "") for key in (*(one.item.key for one in block.forums), NONE_OF_THEM)],
                required=False,
                error_messages={
                    "invalid_choice": gettext_lazy(
                        "What you have chosen is no longer in the programme. Please choose of what stands here now."
                    )
                },
            )

    def choices(self) -> dict[int, int | None]:
        """Items by block, once the form is valid; where nothing is chosen, nothing is said."""
        given = {block.key: self.cleaned_data[_name(block)] for block in self.forums.choices}
        return {key: int(value) or None for key, value in given.items() if value}

    def refuse(self, refused: Refused, forums: Forums, kept: Mapping[int, int | None]) -> None:
        """Show a refusal, beside what can be chosen and was chosen as it is now."""
        self.add_error(None, str(refused.message))
        self.forums, self.kept = forums, kept
        if refused.code == "forum.changed" and isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data["seen"] = state_of_choices(kept)

    @property
    def asked(self) -> Iterator[Asked]:
        for block in self.forums.choices:
            name = _name(block)
            errors = [str(one) for one in self.errors.get(name, ())] if self.is_bound else []
            yield Asked(name, block.frame.title, when_of_block(block), errors, list(self._options(block)))

    def _options(self, block: Block) -> Iterator[Option]:
        kept = str(self.kept[block.key] or NONE_OF_THEM) if block.key in self.kept else ""
        shut = {str(one.item.key) for one in block.forums if not one.takes} - {kept}
        given = self.data.get(_name(block), "") if self.is_bound else kept
        checked = kept if given in shut else given
        for one in block.forums:
            value = str(one.item.key)
            mine = value == kept
            yield Option(
                value,
                one.item.title,
                where_and_who(block, one),
                places_in_words(one, mine=mine),
                checked=value == checked,
                shut=value in shut,
            )
        yield Option(str(NONE_OF_THEM), _("none of them"), checked=checked == str(NONE_OF_THEM))


def _name(block: Block) -> str:
    return f"block-{block.key}"
