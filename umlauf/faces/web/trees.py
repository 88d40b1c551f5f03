"""A text as the editor of the pages sends it, and as it is typed where there is no editor."""

from __future__ import annotations

import json
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Doc, Refused, fitted, from_markdown, to_markdown, typing_rules

_AROUND: Final = 200_000  # bytes: the other fields of a form, and what stands between its parts


class TakesTree(forms.Form):
    """A form with a text: ``body_tree`` is its tree as JSON, as the editor sends it, ``body`` else its Markdown.

    ``cleaned_data["body"]`` is a ``Doc``.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self._sent()
        if not sent:
            return
        self.fields["body"].required = False
        try:
            written = to_markdown(fitted(tree_of(sent)))
        except Refused:
            return
        # Without the editor, a form that comes back shows the same text as Markdown.
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("body")] = written  # type: ignore[index]

    def clean_body(self) -> Doc:
        sent = self._sent()
        try:
            doc = tree_of(sent) if sent else from_markdown(self.cleaned_data["body"])
        except Refused as refused:
            raise forms.ValidationError(str(refused.message), code=refused.code) from refused
        if not doc:
            raise forms.ValidationError(self.fields["body"].error_messages["required"], code="required")
        return doc

    def tree(self) -> dict[str, Any]:
        """The text that the editor begins with: what was sent, else what the draft has."""
        sent = self["body_tree"].value()
        try:
            doc = tree_of(sent) if sent else from_markdown(self["body"].value() or "")
        except Refused:
            doc = from_markdown(self.get_initial_for_field(self.fields["body"], "body") or "")
        return doc.json()

    def typing(self) -> dict[str, Any]:
        """What the editor has to know beside the text: the marks of print, and how much fits, in bytes."""
        room = settings.DATA_UPLOAD_MAX_MEMORY_SIZE - _AROUND
        return typing_rules() | {"most": LIMITS.text_bytes, "room": room}

    def _sent(self) -> str:
        return str(self.data.get(self.add_prefix("body_tree")) or "") if self.is_bound else ""


def tree_of(sent: str) -> Doc:
    """The text in the JSON of its tree. Raises ``Refused`` with ``text.unreadable``, or what ``Doc.parse`` raises."""
    try:
        data = json.loads(sent)
        json.dumps(data, ensure_ascii=False).encode()  # half of a character that takes two is none
    except (ValueError, RecursionError) as unreadable:
        raise Refused(
            "text.unreadable",
            _("The text did not arrive as a whole, so nothing was saved. Please go back, and save it once more."),
        ) from unreadable
    return Doc.parse(data)
