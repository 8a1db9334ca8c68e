"""Writes down what the protocol is in this release, for `test_compatibility.py` to hold later ones against.

    packaging/freeze VERSION
"""

import os
import sys

from google.protobuf import text_format

from compatibility import RELEASES, breaks, current, frozen, releases
from daemon import Daemon


def version_reply():
    daemon = Daemon()
    try:
        return daemon.start().connect().call("Meta.Version")
    finally:
        daemon.close()


def main(version):
    said = version_reply()
    said.ClearField("revision")
    folder = os.path.join(RELEASES, version)
    if said.server != version:
        sys.exit(f"freeze: this is {said.server}, not {version}: Sources/Wire/Release.swift says so")
    if os.path.exists(folder):
        sys.exit(f"freeze: {version} is frozen already, for good: what came out under that name is with its users")
    now = current()
    for earlier in releases():
        broken = breaks(frozen(earlier), now)
        if broken:
            sys.exit("\n".join([f"freeze: this would break {earlier}:", *broken]))
    os.makedirs(folder)
    with open(os.path.join(folder, "messages.binpb"), "xb") as written:
        written.write(now.SerializeToString(deterministic=True))
    with open(os.path.join(folder, "version.textproto"), "x", encoding="utf-8") as written:
        written.write(text_format.MessageToString(said))
    print(f"frozen: {os.path.relpath(folder)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
