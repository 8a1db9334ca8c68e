"""What hostile peers do: strategies of hypothesis. An action is a name and its arguments, so that a failure can be read."""

from hypothesis import strategies as st

from client import DATA, FRAME_SIZE_MAX, HEADER, REQUEST, SERVICES, ttrpc, types
from expectation import BROKEN_SIZE
from google.protobuf.message_factory import GetMessageClass

PEERS = 4


def request(call, /, payload=None, *, timeout_nano=0, metadata=(), **fields):
    service, _, method = call.partition(".")
    if payload is None:
        payload = GetMessageClass(SERVICES[service].methods_by_name[method].input_type)(**fields).SerializeToString()
    return ttrpc.Request(
        service=f"cohort.v1.{service}", method=method, payload=payload, timeout_nano=timeout_nano,
        metadata=[ttrpc.KeyValue(key=key, value=value) for key, value in metadata]).SerializeToString()


def requests(lab):
    """Data of requests, each with the codes that may be answered, and whether the answer may wait for the disk."""
    rename = dict(id=lab.large[0], scope=types.SCOPE_ALL)
    plenty = dict(objects=[lab.large[0]] * 10_000, actions=[types.ACTION_VIEW])
    reads = {
        request("Meta.Version"): {0},
        request("Meta.Version", payload=b"\xfa\x3f\x03abc"): {0},
        request("Sessions.WhoAmI"): {0},
        request("Sessions.WhoAmI", timeout_nano=1): {0},
        request("Sessions.WhoAmI", timeout_nano=-1): {4},
        request("Sessions.SwitchGroup", group=lab.group): {0},
        request("Objects.Get", ids=[1 << 40]): {5},
        request("Access.Check", payload=b"\x0a\x7f"): {13},
        request("Access.BatchCheck", **plenty): {0},
        request("Sessions.Join", token=b"x" * 40): {16},
        request("Meta.Invent", payload=b""): {12},
        request("Invented.Version", payload=b""): {12},
        b"": {12},
        b"\x0a\x7f": {3},
        # Two pages that fit, and one that does not.
        request("Objects.Get", ids=lab.large[:1]): {0},
        request("Objects.Get", ids=lab.large[:3]): {0},
        request("Objects.Get", ids=lab.large): {8},
    }
    changes = {
        request("Objects.Update", name="one name", **rename): {0},
        request("Objects.Update", name="another name", **rename): {0},
        request("Objects.Update", **lab.keyed): {0},
        request("Objects.Update", **{**lab.keyed, "name": "a lie"}): {9},
        request("Objects.Create", kind=types.KIND_TAG, dry_run=True): {0},
    }
    return {
        **{data: (frozenset(codes), False) for data, codes in reads.items()},
        **{data: (frozenset(codes), True) for data, codes in changes.items()},
    }


def streams():
    """Few, so that they meet again; in no order; even ones and the last among them."""
    return st.sampled_from([1, 3, 5, 7, 9, 1, 3, 5, 0, 2, 4_000_001, 0xFFFFFFFD, 0xFFFFFFFF])


def frames(known):
    """Bytes of a frame, or of what is none."""
    def header(length, stream, kind=REQUEST, flags=0):
        return HEADER.pack(length, stream, kind, flags)

    def framed(data, stream, kind, flags):
        return header(len(data), stream, kind, flags) + data

    sound = st.sampled_from(sorted(known))
    flags = st.one_of(st.just(0), st.integers(0, 255))
    damaged = st.builds(damage, sound, st.integers(0, 1 << 20), st.integers(1, 255))
    lengths = st.one_of(
        st.integers(0, 300), st.sampled_from([FRAME_SIZE_MAX, FRAME_SIZE_MAX + 1, BROKEN_SIZE - 1]))
    return st.one_of(
        st.builds(framed, sound, streams(), st.just(REQUEST), flags),
        st.builds(framed, sound, streams(), st.just(REQUEST), st.just(0)),
        st.builds(framed, st.one_of(damaged, st.binary(max_size=60)), streams(), st.just(REQUEST), flags),
        st.builds(framed, st.binary(max_size=60), streams(), st.just(DATA), flags),
        st.builds(framed, st.binary(max_size=60), streams(), st.integers(0, 255), flags),
        # A length and nothing behind it: what comes next is its data.
        st.builds(header, lengths, streams(), st.integers(0, 4), flags),
        # All that a length promises, too much though it is.
        st.builds(lambda stream, kind, more: header(FRAME_SIZE_MAX + more, stream, kind) + bytes(FRAME_SIZE_MAX + more),
                  streams(), st.integers(1, 3), st.integers(0, 2)),
        st.binary(min_size=1, max_size=30),
    )


def damage(data, place, change):
    """With one byte changed."""
    if not data:
        return bytes([change])
    place %= len(data)
    return data[:place] + bytes([data[place] ^ change]) + data[place + 1:]


def actions(known):
    peer = st.integers(0, PEERS - 1)
    frame = frames(known)
    # Places to cut at, from the front: small ones lie within a header.
    cuts = st.one_of(st.just([]), st.lists(st.integers(1, 40), max_size=8), st.just([1] * 60))
    return st.one_of(
        st.tuples(st.just("send"), peer, st.lists(frame, min_size=1, max_size=6), cuts),
        st.tuples(st.just("send"), peer, st.lists(frame, min_size=1, max_size=2), cuts),
        st.tuples(st.just("hand over"), peer, frame, st.sampled_from(["itself", "many", "a pipe"])),
        st.tuples(st.just("read"), peer),
        st.tuples(st.just("stop sending"), peer),
        st.tuples(st.just("stop hearing"), peer),
        st.tuples(st.just("close"), peer),
        st.tuples(st.just("come and go"), st.integers(1, 40), frame, st.integers(0, 30)),
    )
