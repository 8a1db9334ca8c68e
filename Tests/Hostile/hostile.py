"""Conversations of hostile peers with the real daemon, whole and stateful, made and shrunk by hypothesis.

    run [--binary COHORTD] [--build DIR] [--seed N] [--examples N] [--seconds N]

After each, every answer that was owed has come and no other; a new client is served; a connection that was open all along
noticed nothing; the daemon has the descriptors it had, and no more memory than the allocator keeps.
"""

import argparse
import os
import re
import time

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from actions import PEERS, actions, requests
from laboratory import Laboratory
from peer import Peer, descriptors_of


class Conversation:
    """One example: a few connections, all of them hostile."""

    def __init__(self, lab, known):
        self.lab, self.known = lab, known
        self.peers = [None] * PEERS

    def peer(self, index):
        if self.peers[index] is None:
            self.peers[index] = Peer(self.lab.connect(), self.known)
        return self.peers[index]

    def act(self, name, *arguments):
        getattr(self, name.replace(" ", "_"))(*arguments)

    def send(self, index, frames, cuts):
        data, peer = b"".join(frames), self.peer(index)
        for cut in cuts:
            peer.send(data[:cut])
            data = data[cut:]
        peer.send(data)

    def hand_over(self, index, frame, kind):
        peer = self.peer(index)
        given, owned = descriptors_of(kind, peer)
        try:
            peer.send(frame, given)
        finally:
            for descriptor in owned:
                os.close(descriptor)

    def read(self, index):
        self.peer(index).receive()

    def stop_sending(self, index):
        self.peer(index).stop_sending()

    def stop_hearing(self, index):
        self.peer(index).stop_hearing()

    def close(self, index):
        self.peer(index).leave()
        self.peers[index] = None

    def come_and_go(self, count, frame, size):
        """Each leaves within a frame, or right behind it."""
        for _ in range(count):
            passing = Peer(self.lab.connect(), self.known)
            passing.send(frame[:size])
            passing.close()

    def finish(self):
        for peer in self.peers:
            if peer is not None:
                peer.finish()

    def abandon(self):
        for peer in self.peers:
            if peer is not None:
                peer.close()


class Trial:
    """Runs examples; after one that fails the next has a new daemon, so that it can be shrunk."""

    def __init__(self):
        self.lab, self.known = Laboratory(), None
        self.has_failed = False

    def run(self, seed_number, examples, deadline):
        self.known = requests(self.lab)

        @seed(seed_number)
        @settings(max_examples=examples, deadline=None, database=None, print_blob=False,
                  suppress_health_check=list(HealthCheck))
        @given(st.lists(actions(self.known), min_size=1, max_size=25))
        def hold(conversation):
            # What has failed is shrunk, however long that takes.
            if self.has_failed or deadline is None or time.monotonic() < deadline:
                self.hold(conversation)

        hold()

    def hold(self, actions_taken):
        conversation = Conversation(self.lab, self.known)
        try:
            with self.lab.watched():
                for action in actions_taken:
                    conversation.act(*action)
                conversation.finish()
        except BaseException as failure:
            self.has_failed = True
            # What fails once in a while is not shrunk: this is all there is of it.
            taken = re.sub(r"(.{4})\1{20,}", r"\1...", repr(actions_taken))
            print(f"hostile: {failure}\n  in {taken}\n  {self.lab.evidence()}", flush=True)
            conversation.abandon()
            self.lab.abandon()
            self.lab = Laboratory()
            raise


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=300)
    parser.add_argument("--seconds", type=int, help="go on with the next seeds for so long")
    options = parser.parse_args()
    trial = Trial()
    deadline = None if options.seconds is None else time.monotonic() + options.seconds
    number = options.seed
    try:
        while True:
            print(f"hostile: seed {number}", flush=True)
            trial.run(number, options.examples, deadline)
            number += 1
            if deadline is None or time.monotonic() > deadline:
                break
    except BaseException:
        trial.lab.abandon()
        raise
    growth = trial.lab.daemon.resident() - trial.lab.resident
    print(f"hostile: {trial.lab.examples} conversations held; the daemon's memory grew by {growth >> 10} KiB")
    trial.lab.close()


if __name__ == "__main__":
    main()
