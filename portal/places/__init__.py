"""Provinces and communes with their dates and successors, and the offices that serve them."""
