"""The field by which a form says under which hat its page was made."""

HAT_FIELD = "made_under"
