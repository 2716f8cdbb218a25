"""How durable the embedded PostgreSQL is: as a law demands, as a fault test needs, or fast."""

from collections.abc import Mapping

ALWAYS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement or its DETAIL would carry names and identity numbers into the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}

PROFILES: Mapping[str, Mapping[str, str]] = {
    "durable": {},
    # Acknowledged commits must outlive an immediate stop of the server; not a power cut.
    "faults": {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "on"},
    # Only for tests that never stop the server: an immediate stop loses acknowledged commits.
    "fast": {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"},
}


def settings_of(profile: str) -> list[str]:
    """Return the command-line options of `postgres` for a profile."""
    chosen = {**ALWAYS, **PROFILES[profile]}
    return [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
