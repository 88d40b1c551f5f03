"""The command ``umlauf``."""

from umlauf.faces.cli.main import main

__all__ = ["main"]
