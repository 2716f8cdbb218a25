"""PostgreSQL, Valkey and every process of the portal under one supervisor, from PyPI wheels."""
