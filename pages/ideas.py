"""Layers."""

from pages.ui.frame import heading

heading("Layers", "To come.")
