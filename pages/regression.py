"""Regression."""

from pages.ui.frame import heading

heading("Regression", "To come.")
