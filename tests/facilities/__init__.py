"""The door of hospitals: their machines, and the people who run them."""
