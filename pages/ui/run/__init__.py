"""One run, while it trains and afterwards."""
