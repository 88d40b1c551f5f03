"""The circular's one way: draft, sign and number, render, dispatch, track (docs/architecture.md)."""
