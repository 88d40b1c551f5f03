"""The addresses of the directory, and what they need."""

from __future__ import annotations

from django.urls import URLPattern

directory_patterns: list[URLPattern] = []
