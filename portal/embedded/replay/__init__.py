"""Thousands of invented dossiers through the whole portal, its workers and its agencies."""
