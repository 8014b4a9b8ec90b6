"""Home."""

from pages.ui.frame import heading

heading("Home", "To come.")
