"""Programs that `cohort run` runs, for tests to say what they do: in Python, as another OS user.

Whoever runs them can read neither this folder nor the environment of the tests, so what they import is copied to where the
daemon of the test is.
"""

import glob
import json
import os
import shutil
import subprocess

import google.protobuf

import client
from daemon import BINARY, UIDS, DaemonCase, Lab

COHORT = os.path.join(os.path.dirname(BINARY), "cohort")
PYTHON = "/usr/bin/python3"

HEADER = """#!{python}
import errno, json, os, signal, socket, subprocess, sys, time
sys.dont_write_bytecode = True
sys.path.insert(0, {library!r})
from client import *

def tell(said):
    "One line for the test."
    print(json.dumps(said), flush=True)

def wait():
    "Until the test says something."
    return sys.stdin.readline().strip()

def refused(call, *arguments, **fields):
    "The code and the rule of a refusal, or what there is if there is none."
    try:
        return repr(call(*arguments, **fields))
    except Refused as refusal:
        return [refusal.code, refusal.detail.rule]

def denied(body):
    "The name of the error that the system answers, or None."
    try:
        body()
    except OSError as error:
        return errno.errorcode[error.errno]

lab = Client.handed_over()
"""


class Program:
    """A program that runs: what it says is read line by line, and it hears what it is told."""

    def __init__(self, command, **options):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)

    def line(self):
        said = self.process.stdout.readline()
        assert said, self.process.stderr.read()
        return json.loads(said)

    def say(self, word="go"):
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def end(self):
        """Its exit status, and what it had not been asked for yet: lines of its own, and all that was complained of."""
        said, complained = self.process.communicate(timeout=60)
        return self.process.returncode, [json.loads(line) for line in said.splitlines()], complained


class ProgramCase(DaemonCase):
    @classmethod
    def prepare(cls):
        cls.lab = Lab(cls.daemon, cls.root, "programs")
        cls.group = cls.lab.group
        cls.other = cls.root.call("Accounts.CreateGroup", name="other", level=client.types.LEVEL_READ_WRITE).group.id
        for person in ("alice", "bob"):
            cls.root.call("Accounts.SetMembership", user=cls.lab.users[person], group=cls.other,
                          role=client.accounts.ROLE_MEMBER)
        cls.library = os.path.join(cls.daemon.home, "library")
        folder = os.path.dirname(google.protobuf.__file__)
        shutil.copytree(folder, os.path.join(cls.library, "google", "protobuf"))
        # What protobuf needs besides lies next to it.
        for native in glob.glob(os.path.join(os.path.dirname(folder), "_upb")):
            shutil.copytree(native, os.path.join(cls.library, "google", "_upb"))
        messages = os.path.dirname(os.path.dirname(client.ttrpc.__file__))
        shutil.copytree(messages, cls.library, dirs_exist_ok=True)
        shutil.copy(client.__file__, cls.library)
        cls.readable(cls.library)
        cls.scripts = 0

    @classmethod
    def readable(cls, path):
        for folder, _, names in os.walk(path):
            os.chmod(folder, 0o755)
            for name in names:
                os.chmod(os.path.join(folder, name), 0o644)

    def text(self, body):
        return HEADER.format(python=PYTHON, library=self.library) + body

    def written(self, body):
        """The path of a program that does this."""
        type(self).scripts += 1
        path = os.path.join(self.daemon.home, f"script-{self.scripts}.py")
        with open(path, "x", encoding="utf-8") as file:
            file.write(self.text(body))
        os.chmod(path, 0o755)
        return path

    def start(self, body, *options, user="alice", group=None, **more):
        return self.command("--as", user, "-g", str(group or self.group), *options, "--", self.written(body), **more)

    def command(self, *options, binary=COHORT, path=os.environ["PATH"], **more):
        program = Program(
            [binary, "run", *options], cwd="/",
            env={"PATH": path, "COHORT_SOCKET": self.daemon.path, "HOME": "/nonexistent"}, **more)
        self.addCleanup(program.process.kill)
        return program

    def said(self, body, *options, status=0, **more):
        """What a program says that does this, once it has ended with this status."""
        ended, said, complained = self.start(body, *options, **more).end()
        self.assertEqual(ended, status, complained)
        return said

    def open_ids(self):
        return [session.id for session in self.root.call("Sessions.List").sessions]

    def processes(self, uid=UIDS["alice"]):
        """The processes of a user that have not ended."""
        found = []
        for number in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{number}/status", encoding="ascii", errors="replace") as file:
                    status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(status["Uid"].split()[0]) == uid and not status["State"].startswith("Z"):
                found.append(int(number))
        return found

    def jobs(self, group=None):
        seer = self.daemon.connect()
        seer.call("Sessions.SwitchGroup", group=group or self.group)
        return list(seer.call("Objects.List", kind=client.types.KIND_JOB).objects)


