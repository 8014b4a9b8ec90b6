"""Train."""

from pages.ui.frame import heading

heading("Train", "To come.")
