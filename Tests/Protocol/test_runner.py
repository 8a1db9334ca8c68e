"""`cohort-runner`: what users ask for runs as them, once, whatever becomes of the runner."""

import hashlib
import os
import signal
import subprocess
import unittest

from client import sessions, types
from daemon import BINARY, UIDS, needs_root, until
from programs import COHORT, ProgramCase

RUNNER = os.path.join(os.path.dirname(BINARY), "cohort-runner")


def attribute(field, value):
    name = {int: "integer", bytes: "bytes", bool: "truth", str: "text"}[type(value)]
    return types.Attribute(field=field, **{name: value})


@needs_root
@unittest.skipUnless(os.access(RUNNER, os.X_OK) and os.access(COHORT, os.X_OK), f"there is no runner at {RUNNER}")
class Runner(ProgramCase):
    def setUp(self):
        self.place = os.path.join(self.daemon.home, "runner")
        os.makedirs(self.place, exist_ok=True)
        self.log = open(os.path.join(self.daemon.home, "runner-log"), "ab")
        self.addCleanup(self.log.close)
        self.runner = None
        self.addCleanup(self.stop)

    def begin(self, *options):
        self.runner = subprocess.Popen(
            [RUNNER, "--socket", self.daemon.path, "--directory", self.place, *options], stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log, cwd="/", env={"PATH": "/usr/bin:/bin"})

    def stop(self, number=signal.SIGTERM):
        if self.runner is not None:
            self.runner.send_signal(number)
            status = self.runner.wait(60)
            self.runner = None
            return status
        return None

    def kept(self, body, **fields):
        text = self.text(body)
        script = self.lab.alice.call(
            "Objects.Create", kind=types.KIND_SCRIPT, name="counter", attributes=[attribute(types.FIELD_TEXT, text)],
            **fields).id
        return script, hashlib.sha256(text.encode()).digest()

    def ask(self, script, *arguments, user="alice", changes=()):
        """A job of alice's that waits, or of whoever is said."""
        number, digest = script
        facts = {
            types.FIELD_REQUESTER: self.lab.users[user], types.FIELD_REQUEST_GROUP: self.group,
            types.FIELD_PROGRAM_DIGEST: digest, types.FIELD_TIME_LIMIT: 60, types.FIELD_COMMAND: "counter", **dict(changes)}
        given = types.Pairs(pairs=[types.Pair(value=word) for word in arguments])
        return self.lab.clients[user].call(
            "Objects.Create", kind=types.KIND_JOB, name="counter", parent=number,
            attributes=[attribute(field, value) for field, value in facts.items()]
            + [types.Attribute(field=types.FIELD_ARGUMENTS, pairs=given)]).id

    def open_ids(self):
        """Sessions of scripts; others are of those who look after them, for a moment."""
        return [session.id for session in self.root.call("Sessions.List").sessions
                if session.kind == sessions.SESSION_KIND_SCRIPT]

    def facts(self, job):
        found = self.root.call("Objects.Get", ids=[job], scope=types.SCOPE_ALL).objects[0]
        return {entry.field: getattr(entry, entry.WhichOneof("value")) for entry in found.attributes}

    def ended(self, job):
        """How it ended, and what it said."""
        def look():
            facts = self.facts(job)
            return types.FIELD_ENDED in facts and facts

        facts = until(look, f"job {job} ends")
        return facts[types.FIELD_EXIT_STATUS], facts.get(types.FIELD_OUTPUT, "")

    def until_said(self, job, words):
        until(lambda: words in self.facts(job).get(types.FIELD_OUTPUT, ""), f"job {job} says {words}")

    def test_what_is_asked_for_runs_as_who_asked(self):
        script = self.kept("""
who = lab.call("Sessions.WhoAmI")
tell([who.user.login, who.session_kind, who.read_only, os.getuid(), sys.argv[1:]])
lab.call("Objects.Create", kind=types.KIND_TAG, name="by a job")
sys.exit(4)
""")
        job = self.ask(script, "a", "b c")
        self.begin()
        status, said = self.ended(job)
        self.assertEqual((status, said), (4, f'["alice", 2, false, {UIDS["alice"]}, ["a", "b c"]]\n'))
        self.assertEqual(self.facts(job)[types.FIELD_CHANGES], 1)
        # What is asked for later is seen, too.
        self.assertEqual(self.ended(self.ask(script))[0], 4)
        self.assertEqual(self.stop(), 0)

    def test_the_command_line_asks_waits_and_cancels(self):
        binary = os.path.join(self.daemon.home, "cohort")
        if not os.path.exists(binary):
            with open(COHORT, "rb") as source, open(binary, "wb") as target:
                target.write(source.read())
            os.chmod(binary, 0o755)

        def cohort(*words, status=0):
            ended = subprocess.run(
                [binary, *words, "-g", str(self.group)] if "--" not in words else [binary, "-g", str(self.group), *words],
                user=UIDS["alice"], group=UIDS["alice"], extra_groups=[], capture_output=True, text=True, timeout=60,
                env={"PATH": "/usr/bin:/bin", "COHORT_SOCKET": self.daemon.path, "HOME": self.daemon.home}, cwd="/",
                check=False)
            self.assertEqual(ended.returncode, status, ended.stderr)
            return ended.stdout

        script, _ = self.kept("tell(sys.argv[1:])\nsys.exit(3)")
        endless, _ = self.kept("tell(1)\nwhile True: time.sleep(1000)")
        self.begin()
        job = cohort("job", "queue", str(script), "--", "x y", "z").strip()
        self.assertEqual(cohort("job", "wait", job, status=3), '["x y", "z"]\n')
        job = cohort("job", "queue", "--read-only", "--time", "50s", str(endless)).strip()
        number = int(job.split(":")[1])
        self.until_said(number, "1")
        self.assertIn(f"{number}\tcounter\talice\trunning\t\n", cohort("job", "list", "--style", "plain"))
        cohort("job", "cancel", job)
        self.assertEqual(cohort("job", "wait", job, status=130), "1\n")
        self.assertIn(f"{number}\tcounter\talice\tcancelled\t130\n", cohort("job", "list", "--style", "plain"))
        self.assertEqual((self.processes(), self.open_ids()), ([], []))

    def test_a_job_that_is_deleted_while_it_runs_ends(self):
        job = self.ask(self.kept("tell(1)\nwhile True: time.sleep(1000)"))
        self.begin()
        self.until_said(job, "1")
        self.lab.alice.call("Objects.Delete", targets=[job])
        until(lambda: not self.processes() and not self.open_ids(), "it ends")

    def test_so_many_run_at_once_and_the_others_wait(self):
        script = self.kept("tell(1)\nwhile not os.path.exists('/proc/self/fd/9'): time.sleep(1000)")
        jobs = [self.ask(script) for _ in range(3)]
        self.begin("--runs", "2")
        for job in jobs[:2]:
            self.until_said(job, "1")
        self.assertNotIn(types.FIELD_STARTED, self.facts(jobs[2]))
        self.lab.alice.call("Objects.Update", id=jobs[0], attributes=[attribute(types.FIELD_IS_CANCELLED, True)])
        self.until_said(jobs[2], "1")
        self.assertEqual(self.ended(jobs[0])[0], 130)
        self.assertEqual(self.stop(), 0)
        for job in jobs[1:]:
            self.assertEqual(self.ended(job)[0], 128 + signal.SIGTERM)

    def test_a_runner_that_is_killed_leaves_nothing_and_nothing_runs_twice(self):
        trace = os.path.join(self.daemon.home, "trace")
        with open(trace, "w", encoding="ascii"):
            pass
        os.chmod(trace, 0o666)
        script = self.kept(f"open({trace!r}, 'a').write('.')\ntell(1)\nwhile True: time.sleep(1000)")
        job = self.ask(script)
        self.begin()
        self.until_said(job, "1")
        self.stop(signal.SIGKILL)
        until(lambda: not self.processes() and not self.open_ids(), "what it ran ends")
        self.assertNotIn(types.FIELD_ENDED, self.facts(job))
        self.begin()
        status, said = self.ended(job)
        self.assertEqual(status, 137)
        self.assertIn("cut off", said)
        after = self.ask(self.kept("tell(2)"))
        self.assertEqual(self.ended(after), (0, "2\n"))
        with open(trace, encoding="ascii") as file:
            self.assertEqual(file.read(), ".")

    def test_a_daemon_that_restarts_ends_no_job_and_starts_none_again(self):
        trace = os.path.join(self.daemon.home, "trace-of-restart")
        with open(trace, "w", encoding="ascii"):
            pass
        os.chmod(trace, 0o666)
        job = self.ask(self.kept(f"open({trace!r}, 'a').write('.')\ntell(1)\nwhile True: time.sleep(1000)"))
        self.begin()
        self.until_said(job, "1")
        self.daemon.kill()
        self.daemon.start()
        type(self).root = self.daemon.connect()
        for person in ("owner", "alice", "bob"):
            self.lab.clients[person] = self.daemon.connect_as(UIDS[person])
            self.lab.clients[person].call("Sessions.SwitchGroup", group=self.group)
        after = self.ask(self.kept("tell(2)"))
        self.assertEqual(self.ended(after), (0, "2\n"))
        self.lab.alice.call("Objects.Update", id=job, attributes=[attribute(types.FIELD_IS_CANCELLED, True)])
        self.assertEqual(self.ended(job)[0], 130)
        with open(trace, encoding="ascii") as file:
            self.assertEqual(file.read(), ".")

    def test_a_second_runner_does_not_start(self):
        self.begin()
        job = self.ask(self.kept("tell(1)"))
        self.ended(job)
        second = subprocess.run(
            [RUNNER, "--socket", self.daemon.path, "--directory", self.place], stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(second.returncode, 1)
        self.assertIn("in use", second.stderr)

    def test_what_is_not_as_it_was_asked_for_is_not_run(self):
        root = self.lab.administrator()
        changed = self.kept("tell(1)")
        jobs = {"its script has changed": self.ask(changed)}
        text = attribute(types.FIELD_TEXT, self.text("tell('something else')"))
        self.lab.alice.call("Objects.Update", id=changed[0], attributes=[text])
        jobs["belongs to another"] = self.ask(self.kept("tell(1)"))
        plan = root.call("Objects.Give", targets=[jobs["belongs to another"]], user=self.lab.users["bob"], dry_run=True)
        root.call("Objects.Give", targets=[jobs["belongs to another"]], user=self.lab.users["bob"],
                  digest=plan.plan.digest)
        jobs["in another group"] = self.ask(self.kept("tell(1)"))
        plan = root.call("Objects.Move", targets=[jobs["in another group"]], group=self.other, dry_run=True)
        root.call("Objects.Move", targets=[jobs["in another group"]], group=self.other, digest=plan.plan.digest)
        gone = self.kept("tell(1)")
        jobs["its script is gone"] = self.ask(gone)
        self.lab.alice.call("Objects.Delete", targets=[gone[0]])
        jobs["it was cancelled"] = self.ask(self.kept("tell(1)"))
        self.lab.alice.call("Objects.Update", id=jobs["it was cancelled"],
                            attributes=[attribute(types.FIELD_IS_CANCELLED, True)])
        self.begin()
        for reason, job in jobs.items():
            with self.subTest(reason):
                status, said = self.ended(job)
                self.assertEqual(status, 126)
                self.assertTrue(reason in said or reason == "in another group" and "its script is gone" in said, said)

    def test_nobody_asks_in_anothers_name_and_nobody_changes_what_is_asked(self):
        script = self.kept("tell(1)")
        for changes in ({types.FIELD_REQUESTER: self.lab.users["bob"]}, {types.FIELD_REQUEST_GROUP: self.other}):
            refusal = self.refused(3, self.ask, script, changes=changes)
            self.assertEqual(refusal.detail.rule, "invalid_attribute")
        # Not even who asked, nor an administrator.
        job = self.ask(script)
        for client in (self.lab.alice, self.lab.owner, self.lab.administrator()):
            for field, value in ((types.FIELD_COMMAND, "x"), (types.FIELD_REQUESTER, self.lab.users["bob"]),
                                 (types.FIELD_PROGRAM_DIGEST, bytes(32)), (types.FIELD_TIME_LIMIT, 61)):
                self.refused(3, client.call, "Objects.Update", id=job, attributes=[attribute(field, value)])
            for field in (types.FIELD_REQUESTER, types.FIELD_ARGUMENTS):
                self.refused(3, client.call, "Objects.Update", id=job, clear=[field])
        # A script of the user's does not ask, nor make an old job new; nor does an administrator who plays the user.
        started = self.ask(script)
        self.lab.alice.call("Objects.Update", id=started, attributes=[attribute(types.FIELD_STARTED, 1)])
        said = self.said(f"""
asked = [types.Attribute(field=types.FIELD_REQUESTER, integer={self.lab.users["alice"]}),
         types.Attribute(field=types.FIELD_REQUEST_GROUP, integer={self.group})]
tell(refused(lab.call, "Objects.Create", kind=types.KIND_JOB, parent={script[0]}, attributes=asked))
tell(refused(lab.call, "Objects.Update", id={started}, clear=[types.FIELD_STARTED])[1])
copy = lab.call("Objects.Copy", targets=[{job}], group={self.group}).ids[-1]
made = lab.call("Objects.Get", ids=[copy]).objects[0]
tell([entry.field for entry in made.attributes if entry.field in (types.FIELD_REQUESTER, types.FIELD_REQUEST_GROUP)])
""")
        self.assertEqual(said, [[7, "confined_session"], "invalid_attribute", []])
        token = self.root.call("Sessions.Sudo", user=self.lab.users["alice"], group=self.group).token
        played = self.daemon.connect()
        played.call("Sessions.Join", token=token)
        self.lab.clients["played"], self.lab.users["played"] = played, self.lab.users["alice"]
        self.assertEqual(self.refused(7, self.ask, script, user="played").detail.rule, "further_session")
        for each in (job, started):
            self.lab.alice.call("Objects.Delete", targets=[each])


del ProgramCase
