"""Scripts that try to be more than their session. Each way out is tried by a real program of another OS user, and refused."""

import os
import shutil
import socket
import unittest

from client import Client, Refused, accounts, sessions, types
from daemon import UIDS, needs_root, until
from programs import COHORT, Program, ProgramCase

CONFINED, ENDED = [7, "confined_session"], [16, "session_ended"]


@needs_root
@unittest.skipUnless(os.access(COHORT, os.X_OK), f"there is no command line at {COHORT}")
class EscapeCase(ProgramCase):
    def tearDown(self):
        self.assertEqual(self.processes(), [], "something of the script's is left")


class Machine(EscapeCase):
    """Ways out that lead through the machine."""

    def test_it_does_not_open_the_socket_itself(self):
        body = """
path = os.environ["COHORT_SOCKET"]
def connected():
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as made: made.connect(path)
tell(denied(connected))
# Nor does a program that it starts.
child = "import socket; socket.socket(socket.AF_UNIX)"
tell("PermissionError" in subprocess.run([sys.executable, "-c", child], capture_output=True, text=True).stderr)
# Sockets that know each other are had, and lead to nobody else.
ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
tell(denied(lambda: ours.connect(path)))
ours, theirs = socket.socketpair()
tell(denied(lambda: ours.connect(path)))
# Its own connection is none to the path either, and is not made one.
tell(denied(lambda: lab.socket.connect(path)))
tell(lab.call("Sessions.WhoAmI").session_kind)
"""
        self.assertEqual(
            self.said(body), ["EACCES", True, "EPROTOTYPE", "EISCONN", "EISCONN", sessions.SESSION_KIND_SCRIPT])

    def test_one_that_may_make_sockets_is_what_its_uid_is(self):
        body = """
mine = Client.connect(os.environ["COHORT_SOCKET"])
who = mine.call("Sessions.WhoAmI")
tell([who.user.login, who.session_kind])
tell(lab.call("Sessions.WhoAmI").session_kind)
"""
        self.assertEqual(
            self.said(body, "--unix-sockets"),
            [["alice", sessions.SESSION_KIND_OWN], sessions.SESSION_KIND_SCRIPT])

    LOOK = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def asked(call, *arguments):
    ctypes.set_errno(0)
    return libc.syscall(call, *arguments) >= 0 or errno.errorcode[ctypes.get_errno()]
numbers = dict(x86_64=(101, 434, 438), aarch64=(117, 434, 438))[os.uname().machine]
parent = os.getppid()
for name in ("environ", "mem", "maps", "auxv"):
    tell(denied(lambda: open(f"/proc/{parent}/{name}", "rb").read(1)))
tell(denied(lambda: os.listdir(f"/proc/{parent}/fd")))
tell(denied(lambda: os.readlink(f"/proc/{parent}/cwd")))
tell(denied(lambda: os.readlink(f"/proc/{parent}/fd/3")))
tell(asked(numbers[0], 16, parent, 0, 0))  # ptrace: attach
handle = libc.syscall(numbers[1], parent, 0)  # pidfd_open
tell(asked(numbers[2], handle, 3, 0))  # pidfd_getfd
"""

    def test_it_reads_nothing_of_who_runs_it(self):
        self.assertLessEqual(set(self.said(self.LOOK)), {"EACCES", "EPERM"})

    def test_it_reads_nothing_of_who_runs_it_even_as_the_same_user(self):
        binary = os.path.join(self.daemon.home, "cohort")
        shutil.copy(COHORT, binary)
        os.chmod(binary, 0o755)
        alice = dict(user=UIDS["alice"], group=UIDS["alice"], extra_groups=[])
        program = self.command("-g", str(self.group), "--", self.written(self.LOOK), binary=binary, **alice)
        status, said, complained = program.end()
        self.assertEqual(status, 0, complained)
        self.assertLessEqual(set(said), {"EACCES", "EPERM"})

    def test_it_inherits_its_connection_and_nothing_else(self):
        body = """
tell(sorted(int(name) for name in os.listdir("/proc/self/fd"))[:-1])
tell(sorted(name for name in os.environ if name.startswith("COHORT")))
tell([os.getuid(), os.geteuid(), os.getgroups()])
tell([line.split()[1] for line in open("/proc/self/status") if line.startswith(("NoNewPrivs", "CapEff"))])
"""
        uid = UIDS["alice"]
        self.assertEqual(
            self.said(body),
            [[0, 1, 2, 3], ["COHORT_FD", "COHORT_GROUP", "COHORT_JOB", "COHORT_SOCKET", "COHORT_USER"],
             [uid, uid, []], ["0" * 16, "1"]])

    def test_a_connection_that_it_passes_on_is_the_session_and_ends_with_it(self):
        path = os.path.join(self.daemon.home, "accomplice")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(path)
            os.chmod(path, 0o666)
            listener.listen()
            program = self.start(f"""
with socket.socket(socket.AF_UNIX) as accomplice:
    accomplice.connect({path!r})
    socket.send_fds(accomplice, [b"."], [lab.socket.fileno()])
    tell(accomplice.recv(1) == b"!")
""", "--unix-sockets")
            peer, _ = listener.accept()
        with peer:
            _, descriptors, _, _ = socket.recv_fds(peer, 1, 1)
            # Another OS user has it from here on: the session stays what it is, and has its one group.
            ours, theirs = socket.socketpair()
            child = os.fork()
            if child == 0:
                try:
                    os.setgroups([])
                    os.setgid(UIDS["bob"])
                    os.setuid(UIDS["bob"])
                    self.accomplice(Client(socket.socket(fileno=descriptors[0])), peer, theirs)
                finally:
                    os._exit(1)
            theirs.close()
            os.close(descriptors[0])
            self.assertEqual(ours.recv(100), b"alice confined_session")
            self.assertEqual(program.end()[:2], (0, [True]))
            ours.sendall(b".")
            self.assertEqual(ours.recv(100), b"session_ended")
            ours.close()
            os.waitpid(child, 0)

    def accomplice(self, lab, script, test):
        """Uses what it was passed while the script runs, and afterwards."""
        login = lab.call("Sessions.WhoAmI").user.login
        test.sendall(f"{login} {self.rule(lab, 'Sessions.SwitchGroup', group=self.other)}".encode())
        script.sendall(b"!")
        test.recv(1)
        test.sendall(self.rule(lab, "Sessions.WhoAmI").encode())

    @staticmethod
    def rule(lab, name, **fields):
        try:
            lab.call(name, **fields)
        except Refused as refusal:
            return refusal.detail.rule
        return "done"

    FORK = """
def away(body):
    "Does it in a process that is nobody's child, in no group of ours, deaf to what may be caught."
    if os.fork() == 0:
        os.setsid()
        if os.fork() != 0: os._exit(0)
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE): signal.signal(number, signal.SIG_IGN)
        body()
def rest():
    while True: time.sleep(1000)
def hop():
    while True:
        if os.fork(): os._exit(0)
"""

    def test_what_it_leaves_behind_ends_with_it(self):
        for body in ("for _ in range(5): away(rest)", "away(hop)", "away(lambda: [away(rest) for _ in range(20)] and rest())"):
            with self.subTest(body):
                self.said(self.FORK + body + "\ntell(1)")
                self.assertEqual(self.processes(), [])
        self.assertEqual(self.open_ids(), [])

    def test_nothing_of_it_outlives_its_time(self):
        body = self.FORK + "signal.signal(signal.SIGTERM, signal.SIG_IGN)\naway(rest)\ntell(1)\nrest()"
        self.assertEqual(self.said(body, "--time", "1s", status=124), [1])
        self.assertEqual((self.processes(), self.open_ids()), ([], []))

    def test_it_ends_with_who_runs_it(self):
        program = self.start("tell(1)\nwait()")
        program.line()
        program.process.kill()
        program.process.wait()
        until(lambda: not self.processes() and not self.open_ids(), "the script and its session end")
        program.end()


class Session(EscapeCase):
    """Ways out that lead through the daemon."""

    def test_it_does_nothing_beyond_its_group(self):
        seen = self.daemon.connect_as(UIDS["alice"])
        seen.call("Sessions.SwitchGroup", group=self.other)
        there = seen.call("Objects.Create", kind=types.KIND_IMAGE, name="alice's own, elsewhere").id
        here = self.lab.alice.call("Objects.Create", kind=types.KIND_IMAGE, name="here").id
        body = f"""
tell(refused(lab.call, "Sessions.SwitchGroup", group={self.other}))
tell(refused(lab.call, "Sessions.Sudo", user={self.lab.users["alice"]}))
tell(refused(lab.call, "Sessions.OpenScript", group={self.group}))
tell(refused(lab.call, "Accounts.UpdateUser", id={self.lab.users["alice"]}, default_group={self.other}))
tell(refused(lab.call, "Objects.Move", targets=[{here}], group={self.other}, dry_run=True))
# What is there and what is nowhere are the same.
def answer(id):
    try: lab.call("Objects.Get", ids=[id], scope=types.SCOPE_ALL)
    except Refused as refusal: return refusal.message.replace(str(id), "ID")
tell(answer({there}) == answer(987654321))
tell([answer(id) is None for id in ({here}, {there})])
"""
        self.assertEqual(self.said(body), [CONFINED] * 5 + [True, [True, False]])

    def test_it_joins_no_other_session(self):
        stolen = self.root.call("Sessions.Sudo", user=self.lab.users["bob"], uid=UIDS["bob"])
        foreign = self.daemon.connect_as(UIDS["alice"]).call("Sessions.OpenScript", group=self.other)
        body = f"""
import secrets
tokens = [bytes.fromhex({stolen.token.hex()!r}), bytes.fromhex({foreign.token.hex()!r}), b""]
tokens += [session.to_bytes(8, "big") + secrets.token_bytes(32) for session in range(1, 40)]
tell([refused(lab.call, "Sessions.Join", token=token)[0] for token in tokens])
mine = Client.connect(os.environ["COHORT_SOCKET"])
tell([refused(mine.call, "Sessions.Join", token=token)[0] for token in tokens if token != tokens[1]])
"""
        bound, own = self.said(body, "--unix-sockets")
        self.assertEqual((set(bound), len(bound)), ({9}, 42))
        # A token is its uid's; one of alice's own is hers to use, and no script of hers gets at it: she never has it.
        self.assertEqual((set(own), len(own)), ({16}, 41))
        for session in (stolen.session, foreign.session):
            self.root.call("Sessions.End", session=session)

    def test_two_at_once_know_nothing_of_each_other(self):
        body = """
tell(lab.call("Sessions.WhoAmI").session)
other = int(wait())
tell([session.id for session in lab.call("Sessions.List").sessions])
tell(refused(lab.call, "Sessions.End", session=other))
wait()
tell(lab.call("Sessions.WhoAmI").session)
"""
        programs = [self.start(body) for _ in range(2)]
        ids = [program.line() for program in programs]
        for program, own, other in zip(programs, ids, reversed(ids)):
            program.say(str(other))
            self.assertEqual(program.line(), [own])
            self.assertEqual(program.line(), [5, "no_such_session"])
        for program, own in zip(programs, ids):
            program.say()
            self.assertEqual(program.end()[:2], (0, [own]))

    def test_a_session_that_has_ended_is_over(self):
        program = self.start("""
tell(lab.call("Sessions.WhoAmI").session)
wait()
for name, fields in (("Sessions.WhoAmI", {}), ("Objects.List", {}), ("Objects.Create", dict(kind=types.KIND_TAG)),
                     ("Sessions.List", {}), ("Sessions.SwitchGroup", dict(group=1))):
    tell(refused(lab.call, name, **fields))
""")
        self.root.call("Sessions.End", session=program.line())
        program.say()
        self.assertEqual(program.end()[:2], (0, [ENDED] * 5))

    def test_what_its_user_loses_it_loses(self):
        image = self.lab.bob.call("Objects.Create", kind=types.KIND_IMAGE, name="bob's").id
        inactive = [16, "inactive_user"]
        losses = (
            # What is tried, what is lost, and what comes of it then.
            ("VIEW", lambda user: self.root.call("Accounts.UpdateUser", id=user, active=False), (ENDED, inactive)),
            ("VIEW", lambda user: self.membership(user, accounts.ROLE_NONE), (ENDED,)),
            ("VIEW", lambda user: self.level(types.LEVEL_PRIVATE), ([5, "no_such_object"],)),
            ("EDIT", lambda user: self.membership(user, accounts.ROLE_MEMBER), ([7, "not_allowed"],)),
        )
        calls = {"VIEW": f'"Objects.Get", ids=[{image}]',
                 "EDIT": f'"Objects.Update", id={image}, name="by an owner", dry_run=True'}
        for number, (action, lose, outcomes) in enumerate(losses):
            with self.subTest(number=number):
                login, uid = f"loser-{number}", 61300 + number
                user = self.root.call("Accounts.CreateUser", login=login, uid=uid, groups=[self.group]).user.id
                if action == "EDIT":
                    self.membership(user, accounts.ROLE_OWNER)
                program = self.start(
                    f"lab.call({calls[action]})\ntell(1)\nwait()\ntell(refused(lab.call, {calls[action]}))", user=login)
                self.assertEqual(program.line(), 1)
                lose(user)
                program.say()
                status, said, complained = program.end()
                self.assertEqual(status, 0, complained)
                self.assertIn(said[0], outcomes)
                self.level(types.LEVEL_READ_ANNOTATE)

    def membership(self, user, role):
        self.root.call("Accounts.SetMembership", user=user, group=self.group, role=role)

    def level(self, level):
        asked = dict(group=self.group, level=level)
        plan = self.root.call("Accounts.ChangeLevel", **asked, dry_run=True).plan
        self.root.call("Accounts.ChangeLevel", **asked, digest=plan.digest)

    def test_an_administrators_script_is_no_administrator(self):
        self.membership(0, accounts.ROLE_MEMBER)
        image = self.lab.bob.call("Objects.Create", kind=types.KIND_IMAGE, name="bob's").id
        tries = f"""
tell(refused(lab.call, "Objects.Delete", targets=[{image}], dry_run=True))
tell(refused(lab.call, "Accounts.CreateUser", login="made by a script"))
tell(refused(lab.call, "Sessions.Sudo", user={self.lab.users["bob"]}))
tell(refused(lab.call, "Admin.Snapshot"))
"""
        plain = self.said(tries, user="root")
        self.assertEqual(plain[0], [7, "not_allowed"])
        self.assertEqual([code for code, _ in plain[1:]], [7, 7, 7])
        keeps = self.said(tries, "--keep-admin", user="root")
        # It keeps what concerns data. A script administers nothing, whoever's it is.
        self.assertIn("plan", keeps[0])
        self.assertEqual([code for code, _ in keeps[1:]], [7, 7, 7])

    def test_one_that_may_only_look_changes_nothing(self):
        body = """
tell(refused(lab.call, "Objects.Create", kind=types.KIND_TAG))
tell(len(lab.call("Objects.List").objects) > 0)
"""
        self.lab.alice.call("Objects.Create", kind=types.KIND_TAG, name="to look at")
        self.assertEqual(self.said(body, "--read-only"), [[7, "read_only_session"], True])

    def test_one_that_floods_floods_itself(self):
        before = self.daemon.descriptors()
        program = self.start("""
import threading
stream, frame = lab.frame("Objects.List", page_size=1000)
def flood():
    while True: lab.socket.sendall(frame * 100)
threading.Thread(target=flood, daemon=True).start()
tell(1)
while True: time.sleep(1000)
""", "--time", "3s")
        self.assertEqual(program.line(), 1)
        for _ in range(100):
            self.lab.bob.call("Objects.List")
        self.assertEqual(program.end()[0], 124)
        until(lambda: self.daemon.descriptors() <= before and not self.open_ids(), "it is gone")


del EscapeCase, ProgramCase
