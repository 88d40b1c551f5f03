"""The JSON Schema of the facts, as shipped with the package."""

import json
from importlib import resources
from typing import Any, Final

_NAME: Final = "umlauf-facts-1.schema.json"


def facts_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `umlauf-facts/1`."""
    text = resources.files("umlauf.engines.reading").joinpath(_NAME).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
