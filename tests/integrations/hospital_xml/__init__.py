"""Hospitals' signed papers: a corpus made from code, and what must hold for any bytes."""
