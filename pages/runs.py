"""Runs."""

from pages.ui.frame import heading

heading("Runs", "To come.")
