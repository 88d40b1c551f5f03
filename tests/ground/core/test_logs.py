"""No log line opens a letter."""

import io
import logging
import logging.config
from typing import Any

import pytest
from django.conf import settings

TOKEN = "12.1.dGhpcyBpcyBub3QgYSBrZXk"


def logged(*, capture: io.StringIO) -> logging.Logger:
    """A logger with the handler, formatter and filter of the settings, writing to ``capture``."""
    configured: dict[str, Any] = settings.LOGGING
    handler = logging.StreamHandler(capture)
    handler.setFormatter(logging.Formatter(configured["formatters"]["line"]["format"]))
    assert configured["handlers"]["console"]["filters"] == ["links"]
    handler.addFilter(logging.config.DictConfigurator(configured).resolve(configured["filters"]["links"]["()"])())
    logger = logging.getLogger(f"umlauf.test.{id(capture)}")
    logger.propagate = False
    logger.addHandler(handler)
    return logger


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        (f"GET /l/{TOKEN} HTTP/1.1", ()),
        ("Not Found: %s", (f"/l/{TOKEN}/2",)),
        ("%(path)s", ({"path": f"https://umlauf.example/l/{TOKEN}"},)),
        (f'"GET /l/{TOKEN}?x=1" 200', ()),
        (f"<a href='/l/{TOKEN}'>", ()),
        (f"GET /p/{TOKEN} HTTP/1.1", ()),
        (f"GET /calendar/{TOKEN}.ics HTTP/1.1", ()),
    ],
)
def test_the_token_of_a_link_is_left_out(message: str, arguments: tuple[object, ...]) -> None:
    capture = io.StringIO()
    logged(capture=capture).warning(message, *arguments)
    assert TOKEN not in capture.getvalue()
    assert "/…" in capture.getvalue()


def test_also_in_what_an_exception_says() -> None:
    capture = io.StringIO()
    try:
        raise ValueError(f"bad link /l/{TOKEN}")
    except ValueError:
        logged(capture=capture).exception("failed")
    assert TOKEN not in capture.getvalue()
    assert "ValueError: bad link /l/…" in capture.getvalue()


def test_everything_else_stays() -> None:
    capture = io.StringIO()
    logged(capture=capture).warning("%s of %s at /circulars/12", 3, 5)
    assert "3 of 5 at /circulars/12" in capture.getvalue()
