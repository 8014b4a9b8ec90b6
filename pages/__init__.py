"""The pages; router.py frames them, ui/ holds the parts they share."""
