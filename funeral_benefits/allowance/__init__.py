"""The funeral allowance: one a death, the highest of those the law gives."""
