"""A run's settings as widgets."""
