"""Hospitals' signed XML papers: layouts, the eight gates, and the typed notices inside."""
