"""Everything that is not a page: the mathematics, the training, the store and the figures. Never imports streamlit."""
