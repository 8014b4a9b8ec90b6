"""Draw."""

from pages.ui.frame import heading

heading("Draw", "To come.")
