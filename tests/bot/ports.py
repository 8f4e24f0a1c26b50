"""A port that nobody listens at, and whether somebody does."""

import socket


def free_port() -> int:
    """One of 127.0.0.1."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def is_served(port: int) -> bool:
    """Whether somebody listens at `port` of 127.0.0.1."""
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
