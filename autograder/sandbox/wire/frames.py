"""Frames on a socket: a JSON header and raw bytes, every size bounded, every wait with a deadline.

A frame is the magic word, the length of its header and of its payload, the header as JSON, and the payload: the blobs
that the header's ``"blobs"`` lists by length, one after the other. Whoever reads takes nothing on trust.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

MAGIC = b"CNN1"
MAX_HEADER = 2 << 20
MAX_PAYLOAD = 32 << 20
_MAX_STRUCTURE = 400_000  # brackets, braces and commas in a header; long texts travel as blobs
_WEIGHT_OF_HEADER = 32  # a value that takes one byte in JSON takes so many in memory
_PREFIX = struct.Struct("!4sIQ")
_PIECE, _LARGE_PIECE = 1 << 16, 1 << 20

Blob = bytes | bytearray | memoryview

# Taken before any student's code runs, so that a patched json module spoils at most what it is asked from then on.
_encode = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode


class ChannelError(Exception):
    """What came over the channel is not a well-formed message."""


class MessageTooLarge(ChannelError):  # noqa: N818 - the name says what is the matter
    """What was to be sent is more than one message holds; nothing of it has been."""


class ChannelClosed(Exception):  # noqa: N818 - an event, not a fault of the message
    """The other side has gone away."""


class DeadlineExpired(Exception):  # noqa: N818 - an event, not a fault of the message
    """Nothing, or not everything, came in time."""


def write_frame(
    sock: socket.socket, header: dict[str, Any], blobs: Sequence[Blob] = (), deadline: float | None = None
) -> None:
    """Send one frame.

    Parameters
    ----------
    sock : socket
    header : dict
        JSON values only; ``"blobs"`` is added.
    blobs : sequence of bytes
    deadline : float, optional
        Give up at this reading of `time.monotonic`.
    """
    text = _encode({**header, "blobs": [len(blob) for blob in blobs]}).encode()
    payload = sum(len(blob) for blob in blobs)
    if len(text) > MAX_HEADER or payload > MAX_PAYLOAD or _marks_in(text) > _MAX_STRUCTURE:
        raise MessageTooLarge(f"a message of {len(text) + payload:,} bytes is larger than the channel takes")
    parts = [_PREFIX.pack(MAGIC, len(text), payload) + text, *blobs]
    try:
        for part in parts if payload > 1 << 16 else [b"".join(parts)]:
            _arm(sock, deadline)
            sock.sendall(part)
    except TimeoutError:
        raise DeadlineExpired from None
    except OSError:
        raise ChannelClosed from None


class FrameReader:
    """The reading end of a channel: what has come of the next frame together with the last one is kept for it.

    Attributes
    ----------
    weight : int
        About how many bytes of memory the last frame takes once it is unpacked.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.weight = 0
        self._kept = bytearray()

    def read(self, deadline: float | None = None) -> tuple[dict[str, Any], list[memoryview]]:
        """Receive one frame: its header and its blobs.

        Raises
        ------
        ChannelError
            On anything that is not a frame.
        ChannelClosed
            When the other side is gone.
        DeadlineExpired
            When the frame was not complete in time, however slowly it trickled. What has come of it is kept: the next
            call goes on from there.
        """
        self._await(_PREFIX.size, deadline)
        magic, header_length, payload_length = _PREFIX.unpack_from(self._kept)
        if magic != MAGIC:
            raise ChannelError("the message does not start like one")
        if header_length > MAX_HEADER or payload_length > MAX_PAYLOAD:
            # How large, nobody says: the number is the student's to choose, and could carry a hidden call's input.
            raise ChannelError("the message claims to be larger than the channel takes")
        start = _PREFIX.size + header_length
        self._await(start, deadline)
        header = _parse(bytes(self._kept[_PREFIX.size : start]))
        lengths = header.pop("blobs", None)
        if not isinstance(lengths, list) or not all(type(n) is int and n >= 0 for n in lengths):
            raise ChannelError("the message does not say how long its parts are")
        if sum(lengths) != payload_length:
            raise ChannelError("the parts of the message do not add up to its length")
        self._await(start + payload_length, deadline)
        self.weight = payload_length + _WEIGHT_OF_HEADER * header_length
        payload = memoryview(self._kept[start : start + payload_length])
        del self._kept[: start + payload_length]
        blobs, start = [], 0
        for length in lengths:
            blobs.append(payload[start : start + length])
            start += length
        return header, blobs

    def has_come(self) -> bool:
        """Whether anything is there that nobody has read; a closed channel has nothing."""
        self._sock.settimeout(0)
        try:
            return bool(self._kept or self._sock.recv(1, socket.MSG_PEEK))
        except (BlockingIOError, ConnectionError):
            return False

    def _await(self, length: int, deadline: float | None) -> None:
        # The claimed length is not believed: memory grows with what really arrives.
        try:
            while (missing := length - len(self._kept)) > 0:
                _arm(self._sock, deadline)
                piece = self._sock.recv(min(max(missing, _PIECE), _LARGE_PIECE))
                if not piece:
                    raise ChannelClosed
                self._kept += piece
        except TimeoutError:
            raise DeadlineExpired from None
        except OSError:
            raise ChannelClosed from None


def _parse(raw: bytes) -> dict[str, Any]:
    if _marks_in(raw) > _MAX_STRUCTURE:
        raise ChannelError("the header of the message holds too many values")
    try:
        header = _decode(raw.decode())
    except (ValueError, RecursionError):
        raise ChannelError("the header of the message is not JSON") from None
    if not isinstance(header, dict):
        raise ChannelError("the header of the message is not a JSON object")
    return header


def _marks_in(raw: bytes) -> int:
    return raw.count(b"[") + raw.count(b"{") + raw.count(b",")


def _arm(sock: socket.socket, deadline: float | None) -> None:
    if deadline is None:
        sock.settimeout(None)
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise DeadlineExpired
    sock.settimeout(left)
