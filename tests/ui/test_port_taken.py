"""A port that another program has is told in a sentence, before a store is opened."""

import socket

import pytest

from straits.errors import SettingError
from straits.ui.web import server


def test_a_port_of_another_program_is_told_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingError, match=rf"port {port} of 127\.0\.0\.1 .*serve --port"):
            server.bound("127.0.0.1", port)
    with server.bound("127.0.0.1", port) as free:
        assert free.getsockname()[1] == port
        # Nothing is answered on it yet, so that nobody is told that it is there.
        with socket.socket() as reader:
            assert reader.connect_ex(("127.0.0.1", port)) != 0
