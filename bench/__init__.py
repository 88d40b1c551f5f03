"""Measurements, each run by `python -m bench.NAME` and printed as a table."""
