"""The addresses of the distribution lists, and what they need."""

from __future__ import annotations

from django.urls import URLPattern

list_patterns: list[URLPattern] = []
