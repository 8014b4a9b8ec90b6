"""Runs as rows: who may start one, what is kept of it, and how it is going."""
