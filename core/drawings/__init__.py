"""Drawings before the network reads them: brought from elsewhere, kept, or spoilt on purpose."""
