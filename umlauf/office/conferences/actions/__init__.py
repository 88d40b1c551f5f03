"""Writes to conferences."""
