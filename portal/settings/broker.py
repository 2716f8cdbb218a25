"""How Celery uses the broker: settings seen to matter when the broker or a worker dies."""

WORKER_ROLE = "portal_worker"


def transport_options(role: str) -> dict[str, float]:
    """Return kombu's options; only a worker may wait on its broker, a request may not."""
    seconds = 5.0 if role == WORKER_ROLE else 0.5
    return {
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        # Without it kombu repeats a failed connection for ever before it says so.
        "max_retries": 0,
        # What a killed worker had taken is delivered again after this; the defaults, an hour
        # looked at every hundred seconds, are a family's lost afternoon.
        "visibility_timeout": 120,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
    }
