"""The citizens' doors: each parses, makes one call, and draws one page."""
