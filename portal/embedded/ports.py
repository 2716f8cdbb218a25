"""Find ports on this machine that nobody listens on."""

import socket

from portal.embedded.refusals import CannotRun

LAST_PORT = 65_500


def is_free(port: int) -> bool:
    """Say whether a server could listen on 127.0.0.1 at `port` now."""
    with socket.socket() as listener:
        # Servers set this too, so a port whose last connections linger counts as free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(preferred: int = 0) -> int:
    """Return `preferred` if it is free, else a port the system picks."""
    if preferred and is_free(preferred):
        return preferred
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def port_of(told: str) -> int:
    """Return the port somebody asked for; raise CannotRun for what is none."""
    # The simulators listen on the ports right after it, so the last ones are left to them.
    if not told.isascii() or not told.isdigit() or not 1 <= int(told) <= LAST_PORT:
        raise CannotRun(f"{told} is no port to listen on: give one from 1 to {LAST_PORT}.")
    return int(told)
