"""What the page of a place, and that of a person at the office, show of the choice of forums."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import QueryDict

from umlauf.faces.web.forum_forms import ForumsForm
from umlauf.faces.web.forum_words import label_of
from umlauf.office.conferences.forums import certain_of, choices_of, forums_of, titles_of
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.offers import beginning_of
from umlauf.office.conferences.queries import takes_place


@dataclass(frozen=True, slots=True)
class ForumSection:
    """``chosen`` is what somebody attends and the form does not show, ``gone`` what they had chosen and is not held:
    its title, or nothing where no released programme has it any more.

    ``opens``: whether the form is for them now; ``waits``: whether it will be once they have a place for certain.
    """

    form: ForumsForm
    chosen: list[str]
    gone: list[str]
    opens: bool
    waits: bool

    def __bool__(self) -> bool:
        return bool(self.opens or self.waits or self.chosen or self.gone)


def forum_section(row: Registration, data: QueryDict | None, now: dt.datetime) -> ForumSection:
    """What stands there at ``now``, office time.

    Four queries where something can be chosen, three where nothing can; one more where something is gone.
    """
    forums, kept = forums_of(row.conference), choices_of(row)
    ahead = takes_place(row.conference, now) and beginning_of(row.conference) > now and row.means.coming
    gone = [item for block, item in kept.items() if item and not forums.stands(block, item)]
    titles = titles_of(row.conference, set(gone))
    opens = bool(ahead and forums.choices)
    beside = [block for block in forums.blocks if not (opens and certain_of(row) and block.is_choice)]
    found = (block.forum(kept.get(block.key)) for block in beside)
    return ForumSection(
        form=ForumsForm(data, forums, kept),
        chosen=[label_of(one) for one in found if one is not None],
        gone=[titles.get(item, "") for item in gone],
        opens=opens and certain_of(row),
        waits=opens and not certain_of(row),
    )
