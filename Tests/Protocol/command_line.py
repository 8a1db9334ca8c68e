"""The `cohort` command, for tests to run against a daemon of their own."""

import os
import subprocess
import unittest

from daemon import BINARY, DaemonCase

COHORT = os.path.join(os.path.dirname(BINARY), "cohort")


@unittest.skipUnless(os.access(COHORT, os.X_OK), f"there is no command line at {COHORT}")
class CommandLineCase(DaemonCase):
    def ended(self, *arguments, status=0, uid=None, **environment):
        """The command, when it has ended as it must."""
        ended = subprocess.run(
            [COHORT, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
            user=uid, group=uid, extra_groups=None if uid is None else [],
            env={"PATH": os.environ["PATH"], "COHORT_SOCKET": self.daemon.path, "HOME": self.daemon.home, **environment})
        self.assertEqual(ended.returncode, status, ended.stdout + ended.stderr)
        if 2 <= status < 70 and not {"run", "check", "store"} & set(arguments):
            self.assertRegex(ended.stderr, r"(?m)^cohort: .+$")
        return ended

    def cohort(self, *arguments, status=0, **environment):
        """What it prints; it must end with this status."""
        return self.ended(*arguments, status=status, **environment).stdout

    def group(self, name):
        self.cohort("group", "add", name, "--type", "read-only")
        return name
