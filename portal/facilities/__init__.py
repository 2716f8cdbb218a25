"""The door of hospitals: a file tried, how facilities sign, a facility's own figures."""
