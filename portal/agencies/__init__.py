"""REST doors that agencies poll and push to."""
