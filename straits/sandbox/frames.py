"""What the processes say to each other: frames of a kind and a length, over a socket."""

import json
import socket
import struct
from typing import Any

# A text of JSON, or a part of an Arrow stream.
JSON, ARROW = b"J", b"A"
_HEAD = struct.Struct("!cQ")
# A frame that claims to be longer is none of ours.
LONGEST = 1 << 30


def send(peer: socket.socket, kind: bytes, content: bytes) -> None:
    """Send one frame whole."""
    peer.sendall(_HEAD.pack(kind, len(content)))
    peer.sendall(content)


def send_json(peer: socket.socket, content: object) -> None:
    """Send one frame of JSON."""
    send(peer, JSON, json.dumps(content).encode())


class Frames:
    """Takes frames out of the bytes as they come; what is not whole waits for the rest."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, content: bytes) -> list[tuple[bytes, bytes]]:
        """Return the frames that are whole now. Raises ValueError for what is no frame."""
        self._waiting += content
        whole = []
        while len(self._waiting) >= _HEAD.size:
            kind, length = _HEAD.unpack_from(self._waiting)
            if kind not in (JSON, ARROW) or length > LONGEST:
                raise ValueError("the process of a statement sent what is no frame")
            end = _HEAD.size + length
            if len(self._waiting) < end:
                break
            whole.append((kind, bytes(self._waiting[_HEAD.size : end])))
            del self._waiting[:end]
        return whole


def receive_json(peer: socket.socket) -> Any:
    """Wait for one frame of JSON. Raises EOFError where the other side has gone."""
    frames = Frames()
    while True:
        content = peer.recv(1 << 16)
        if not content:
            raise EOFError
        for _, text in frames.feed(content):
            return json.loads(text)
