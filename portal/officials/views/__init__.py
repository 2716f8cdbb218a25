"""The pages of the desk: each parses, makes one service call, and shows what came of it."""
