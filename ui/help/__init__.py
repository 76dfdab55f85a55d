"""The welcome screen, pages of help and what else a newcomer asks for."""
