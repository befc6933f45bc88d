import json
import socket
import struct
import threading
import time
import tracemalloc

import pytest

from autograder.sandbox.wire.frames import (
    MAX_HEADER,
    MAX_PAYLOAD,
    ChannelClosed,
    ChannelError,
    DeadlineExpired,
    FrameReader,
    write_frame,
)


@pytest.fixture
def ends():
    left, right = socket.socketpair()
    with left, right:
        yield left, right


def soon(seconds=5.0):
    return time.monotonic() + seconds


def raw(text, payload=b"", magic=b"CNN1", claimed=None, claimed_payload=None):
    lengths = (len(text) if claimed is None else claimed, len(payload) if claimed_payload is None else claimed_payload)
    return struct.pack("!4sIQ", magic, *lengths) + text + payload


def test_a_frame_arrives_as_it_was_sent(ends):
    write_frame(ends[0], {"do": "cell", "n": 3}, [b"abc", b"", b"\x00" * 5], soon())
    header, blobs = FrameReader(ends[1]).read(soon())
    assert header == {"do": "cell", "n": 3}
    assert [bytes(blob) for blob in blobs] == [b"abc", b"", b"\x00" * 5]


def test_a_large_frame_arrives_while_it_is_still_being_sent(ends):
    blob = bytes(range(256)) * 40_000
    sender = threading.Thread(target=write_frame, args=(ends[0], {}, [blob, blob], soon(20)))
    sender.start()
    _, blobs = FrameReader(ends[1]).read(soon(20))
    sender.join()
    assert [bytes(one) for one in blobs] == [blob, blob]


def test_frames_that_come_together_are_read_one_by_one(ends):
    for number in range(3):
        write_frame(ends[0], {"n": number}, [b"x" * number], soon())
    reader = FrameReader(ends[1])
    assert reader.has_come()
    for number in range(3):
        assert reader.has_come()
        assert reader.read(soon())[0]["n"] == number
    assert not reader.has_come()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", "the message does not start like one"),
        (raw(b"{}", magic=b"CNN2"), "the message does not start like one"),
        (raw(b"", claimed=MAX_HEADER + 1), "the message claims to be larger than the channel takes"),
        (
            raw(b"", claimed_payload=MAX_PAYLOAD + 1),
            "the message claims to be larger than the channel takes",
        ),
        (raw(b"{'a': 1}"), "the header of the message is not JSON"),
        (raw(b"\xff\xfe"), "the header of the message is not JSON"),
        (raw(b"[" * 100_000), "the header of the message is not JSON"),
        (raw(b"9" * 100_000), "the header of the message is not JSON"),
        (raw(b"[]"), "the header of the message is not a JSON object"),
        (raw(b"[" * 500_000), "the header of the message holds too many values"),
        (raw(b"{}"), "the message does not say how long its parts are"),
        (raw(b'{"blobs": [-1, 1]}'), "the message does not say how long its parts are"),
        (raw(b'{"blobs": [true]}', b"x"), "the message does not say how long its parts are"),
        (raw(b'{"blobs": [2]}', b"x"), "the parts of the message do not add up to its length"),
        (raw(b'{"blobs": [1]}', b"xx"), "the parts of the message do not add up to its length"),
    ],
)
def test_what_is_no_frame_is_refused(ends, sent, message):
    sender = threading.Thread(target=ends[0].sendall, args=(sent,))
    sender.start()
    with pytest.raises(ChannelError) as caught:
        FrameReader(ends[1]).read(soon())
    ends[1].close()
    sender.join()
    assert str(caught.value) == message


def test_a_claimed_length_takes_no_memory_before_the_bytes_come(ends):
    ends[0].sendall(raw(json.dumps({"blobs": [MAX_PAYLOAD]}).encode(), claimed_payload=MAX_PAYLOAD))
    ends[0].shutdown(socket.SHUT_WR)
    tracemalloc.start()
    try:
        with pytest.raises(ChannelClosed):
            FrameReader(ends[1]).read(soon())
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_what_a_channel_that_broke_had_to_say_has_not_come(ends):
    ends[1].sendall(b"never read")
    ends[0].close()
    assert not FrameReader(ends[1]).has_come()


def test_a_frame_of_which_a_little_comes_all_the_time_does_not_outlast_the_deadline_either(ends):
    frame = raw(b'{"blobs": []}' + b" " * 200)

    def trickle():
        for byte in frame:
            ends[0].sendall(bytes([byte]))
            time.sleep(0.005)

    sender = threading.Thread(target=trickle)
    sender.start()
    with pytest.raises(DeadlineExpired):
        FrameReader(ends[1]).read(soon(0.1))
    sender.join()


def test_a_frame_that_trickles_does_not_outlast_the_deadline(ends):
    ends[0].sendall(raw(b'{"blobs": []}')[:10])
    start = time.monotonic()
    with pytest.raises(DeadlineExpired):
        FrameReader(ends[1]).read(soon(0.1))
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("cut", [1, 16, 20, 40])
def test_a_frame_is_read_on_after_a_deadline_in_the_midst_of_it(ends, cut):
    frame = raw(b'{"n": 7, "blobs": [3]}', b"abc")
    reader = FrameReader(ends[1])
    ends[0].sendall(frame[:cut])
    with pytest.raises(DeadlineExpired):
        reader.read(soon(0.05))
    ends[0].sendall(frame[cut:])
    header, blobs = reader.read(soon())
    assert (header, bytes(blobs[0])) == ({"n": 7}, b"abc")


def test_a_reader_who_does_not_read_does_not_hold_the_writer(ends):
    with pytest.raises(DeadlineExpired):
        write_frame(ends[0], {}, [b"x" * (16 << 20)], soon(0.1))


def test_a_closed_channel_is_told_from_a_broken_one(ends):
    ends[0].close()
    with pytest.raises(ChannelClosed):
        FrameReader(ends[1]).read(soon())
    with pytest.raises(ChannelClosed):
        write_frame(ends[1], {}, [b"x" * (1 << 20)], soon())


@pytest.mark.parametrize(
    ("header", "blobs", "size"),
    [
        ({"text": "x" * MAX_HEADER}, [], f"{MAX_HEADER + 22:,}"),
        ({}, [bytes(MAX_PAYLOAD), b"x"], f"{MAX_PAYLOAD + 1 + 22:,}"),
    ],
    ids=["header", "payload"],
)
def test_a_message_that_is_too_large_is_not_sent(ends, header, blobs, size):
    with pytest.raises(ChannelError) as caught:
        write_frame(ends[0], header, blobs, soon())
    assert str(caught.value) == f"a message of {size} bytes is larger than the channel takes"


def test_what_nobody_would_read_is_not_sent(ends):
    with pytest.raises(ChannelError, match="larger than the channel takes"):
        write_frame(ends[0], {"body": [[]] * 200_000}, [], soon())
