"""Letters and their annexes on paper: dataclass in, PDF bytes out. Pure: no database, no settings, no network."""

from umlauf.engines.letters.glyphs import glyphs_missing
from umlauf.engines.letters.many import render_letters
from umlauf.engines.letters.papers import (
    AnnexNote,
    ContributionEntry,
    FormSheet,
    Letter,
    LetterError,
    Picture,
    ProgrammeEntry,
    ProgrammeSheet,
    RecordColumn,
    RecordSheet,
    Rendered,
    Sender,
    Standard,
)
from umlauf.engines.letters.rendering import (
    PREVIEW_PAGES,
    draw_page,
    preview_png,
    render_fillable,
    render_form,
    render_letter,
    render_programme,
    render_record,
)

__all__ = [
    "PREVIEW_PAGES",
    "AnnexNote",
    "ContributionEntry",
    "FormSheet",
    "Letter",
    "LetterError",
    "Picture",
    "ProgrammeEntry",
    "ProgrammeSheet",
    "RecordColumn",
    "RecordSheet",
    "Rendered",
    "Sender",
    "Standard",
    "draw_page",
    "glyphs_missing",
    "preview_png",
    "render_fillable",
    "render_form",
    "render_letter",
    "render_letters",
    "render_programme",
    "render_record",
]
