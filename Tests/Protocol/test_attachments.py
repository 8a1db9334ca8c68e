"""Attachments hold bytes: up and down in data frames, and on disk by their digest."""

import hashlib
import os

from client import types
from daemon import DaemonCase, Lab


class UpAndDown(DaemonCase):
    @classmethod
    def prepare(cls):
        cls.lab = Lab(cls.daemon, cls.root, "lab")

    def test_what_goes_up_comes_down(self):
        alice = self.lab.alice
        content = os.urandom(5 << 20)
        image = alice.call("Objects.Create", kind=types.KIND_IMAGE, name="cells").id
        reply = alice.upload(
            dict(new=dict(name="notes.bin", annotated=image), size=len(content)),
            [content[at:at + (1 << 20)] for at in range(0, len(content), 1 << 20)])
        self.assertEqual(reply.digest, hashlib.sha256(content).digest())
        self.assertEqual(reply.size, len(content))
        head, bytes_ = self.lab.bob.download(reply.id)
        self.assertEqual(head.size, len(content))
        self.assertEqual(bytes_, content)
