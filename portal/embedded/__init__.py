"""PostgreSQL, Valkey and every process of the portal on one bare machine, under one supervisor."""
