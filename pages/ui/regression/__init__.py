"""The parts of the Regression page."""
