"""The tables of dated law, one module for each kind of row."""
