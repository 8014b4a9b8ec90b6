"""Losses."""

from pages.ui.frame import heading

heading("Losses", "To come.")
