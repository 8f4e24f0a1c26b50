"""Tests stay on this machine."""

import socket

import pytest


@pytest.mark.parametrize("address", ["192.0.2.1", "example.com"])
def test_another_machine_is_refused(address: str) -> None:
    with socket.socket() as client, pytest.raises(ConnectionRefusedError, match="another"):
        client.connect((address, 80))


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
