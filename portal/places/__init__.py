"""Provinces and communes with the days they exist, their successors and their offices."""
