"""What single pages demonstrate: regression, layers, losses, and the questions of the Train page."""
