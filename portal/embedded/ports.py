"""Find ports on this machine that nobody listens on."""

import socket


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
