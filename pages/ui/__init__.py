"""Parts that pages share. Streamlit lives in pages/ and nowhere else."""
