"""Pages of the hospitals' door, one file a subject."""
