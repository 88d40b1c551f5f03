"""Umlauf: the office of an association of public authorities and the circular letters it sends."""
