"""Every scenario of the project, played against the real daemon: each user connects as a uid of its own."""

import os
import pathlib
import subprocess
import tempfile
import unittest

from daemon import BINARY, DaemonCase, needs_root

PLAYER = os.path.join(os.path.dirname(BINARY), "play-scenarios")
COHORT = os.path.join(os.path.dirname(BINARY), "cohort")
FOLDER = pathlib.Path(__file__).resolve().parent.parent.parent / "Protocol" / "scenarios"


class Scenarios(DaemonCase):
    @needs_root
    @unittest.skipUnless(os.access(PLAYER, os.X_OK), f"there is no player at {PLAYER}")
    def test_they_come_over_a_socket_as_they_say(self):
        files = sorted(map(str, FOLDER.glob("*.scenario")))
        self.assertGreater(len(files), 8)
        ended = subprocess.run(
            [PLAYER, self.daemon.path, *files], capture_output=True, text=True, timeout=600, check=False)
        self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
        self.assertRegex(ended.stdout, r"\A\d{3} scenarios, 0 came otherwise than they say\n\Z")


class Verify(unittest.TestCase):
    """`cohort verify`, which asks no daemon."""

    def verify(self, text, status):
        file = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "policy.scenario"
        file.write_text(text)
        ended = subprocess.run([COHORT, "verify", str(file)], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(ended.returncode, status, ended.stdout + ended.stderr)
        return ended

    @unittest.skipUnless(os.access(COHORT, os.X_OK), f"there is no command line at {COHORT}")
    def test_a_policy_that_holds_one_that_does_not_and_one_that_is_none(self):
        world = "scenario ours\ngroup lab read-only: alice, bob\nalice has image I\n"
        self.assertEqual(
            self.verify(world + "bob deletes I -> no\n", 0).stdout, "1 scenario, 0 came otherwise than it says\n")
        said = self.verify(world + "bob deletes I -> yes\n", 1).stdout
        self.assertIn("policy.scenario:4: ours: expected yes, got `refused not_allowed`", said)
        self.assertIn("members of the read-only group `lab` may not delete others' data", said)
        self.assertIn("section 2", said)
        self.assertIn("policy.scenario:4: `eats` is nothing", self.verify(world + "bob eats I -> no\n", 2).stderr)
        self.assertIn("policy.scenario:1: there is no scenario", self.verify("# to be written\n", 2).stderr)


if __name__ == "__main__":
    unittest.main()
