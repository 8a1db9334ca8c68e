"""What `cohort run` does for a program, and what it writes down of it."""

import hashlib
import os
import shutil
import signal
import subprocess
import unittest

from client import accounts, types
from daemon import UIDS, needs_root, until
from programs import COHORT, ProgramCase

# The ninth of section 11.
SUDO = 1 << 8
HAS_SYSTEMD = os.path.isdir("/run/systemd/system")


@needs_root
@unittest.skipUnless(os.access(COHORT, os.X_OK), f"there is no command line at {COHORT}")
class RunCase(ProgramCase):
    def job(self):
        """The record of the last run, and what it says."""
        job = self.jobs()[-1]
        return job, {types.Field.Name(entry.field)[6:].lower(): getattr(entry, entry.WhichOneof("value"))
                     for entry in job.attributes}

    def run_shell(self, words, *options, status=0, user="alice"):
        ended = self.command("--as", user, "-g", str(self.group), *options, "--", "sh", "-c", words)
        said, complained = ended.process.communicate(timeout=60)
        self.assertEqual(ended.process.returncode, status, complained)
        return said, complained


class Record(RunCase):
    def test_a_job_says_what_ran_and_how_it_ended(self):
        path = self.written("""
for name in ("a", "b"): lab.call("Objects.Create", kind=types.KIND_TAG, name=name)
tell(int(os.environ["COHORT_JOB"]))
print("a complaint", file=sys.stderr)
sys.exit(3)
""")
        program = self.command("--as", "alice", "-g", str(self.group), "--", path, "it's one", "two")
        status, said, _ = program.end()
        job, facts = self.job()
        self.assertEqual((status, said), (3, [job.id]))
        self.assertEqual((job.owner, job.group, job.name), (self.lab.users["alice"], self.group, os.path.basename(path)))
        self.assertEqual(facts["command"], f"{path} 'it'\\''s one' two")
        self.assertEqual((facts["exit_status"], facts["changes"]), (3, 2))
        self.assertLessEqual(facts["started"], facts["ended"])
        self.assertGreater(facts["session"], 0)
        self.assertEqual(sorted(facts["output"].splitlines()), sorted([str(job.id), "a complaint"]))
        with open(path, "rb") as file:
            self.assertEqual(facts["program_digest"], hashlib.sha256(file.read()).digest())
        self.assertEqual(self.open_ids(), [])

    def test_only_the_last_lines_are_kept_and_all_are_handed_on(self):
        said, _ = self.run_shell("seq 100000")
        self.assertEqual(said, "".join(f"{number}\n" for number in range(1, 100001)))
        kept = self.job()[1]["output"].splitlines()
        self.assertEqual(kept, [str(number) for number in range(100001 - len(kept), 100001)])
        self.assertTrue(500 < len(kept) < 4096)

    def test_what_cannot_be_run_is_recorded_as_that(self):
        path = os.path.join(self.daemon.home, "no-program")
        with open(path, "w", encoding="ascii") as file:
            file.write("nothing that runs")
        os.chmod(path, 0o755)
        program = self.command("--as", "alice", "-g", str(self.group), "--", path)
        self.assertEqual(program.end()[0], 10)
        _, facts = self.job()
        self.assertEqual(facts["exit_status"], 127)
        self.assertIn("execve", facts["output"])
        self.assertEqual(self.open_ids(), [])

    def test_a_job_is_finished_even_if_its_user_is_nobody_any_more(self):
        user = self.root.call("Accounts.CreateUser", login="brief", uid=61400, groups=[self.group]).user.id
        program = self.start("tell(1)\nwait()", user="brief")
        program.line()
        self.root.call("Accounts.UpdateUser", id=user, active=False)
        program.say()
        self.assertEqual(program.end()[0], 0)
        job, facts = self.job()
        self.assertEqual((job.owner, facts["exit_status"]), (user, 0))

    def test_a_restart_of_the_daemon_ends_the_session_and_the_job_is_recorded(self):
        program = self.start("""
tell(1)
wait()
try: lab.call("Sessions.WhoAmI")
except (Closed, OSError): tell("gone")
""")
        program.line()
        self.daemon.kill()
        self.daemon.start()
        type(self).root = self.daemon.connect()
        self.addCleanup(self.renew)
        program.say()
        self.assertEqual(program.end()[:2], (0, ["gone"]))
        _, facts = self.job()
        self.assertEqual(facts["exit_status"], 0)
        self.assertNotIn("changes", facts)

    def renew(self):
        for person in ("alice", "bob"):
            client = self.daemon.connect_as(UIDS[person])
            client.call("Sessions.SwitchGroup", group=self.group)
            self.lab.clients[person] = client


class Result(RunCase):
    """Where a program's work ends up (D05)."""

    def test_what_it_makes_lies_where_it_works_whatever_its_users_default_group(self):
        image = self.lab.bob.call("Objects.Create", kind=types.KIND_IMAGE, name="to measure").id
        made, = self.said(f"""
start = dict(new=dict(name="result.csv", annotated={image}))
tell(lab.upload(start, [b"1,2,3"]).id)
""")
        found = self.lab.bob.call("Objects.List", within=image, kind=types.KIND_ATTACHMENT).objects
        self.assertEqual([(entry.id, entry.group, entry.owner) for entry in found],
                         [(made, self.group, self.lab.users["alice"])])

    def test_what_it_may_not_attach_it_says_and_its_record_has_that(self):
        group = self.root.call("Accounts.CreateGroup", name="to look at", level=types.LEVEL_READ_ONLY).group.id
        for person in ("alice", "bob"):
            self.root.call("Accounts.SetMembership", user=self.lab.users[person], group=group,
                           role=accounts.ROLE_MEMBER)
        bob = self.daemon.connect_as(UIDS["bob"])
        bob.call("Sessions.SwitchGroup", group=group)
        image = bob.call("Objects.Create", kind=types.KIND_IMAGE, name="bob's").id
        body = f"""
start = dict(new=dict(name="result.csv", annotated={image}))
refusal = refused(lab.upload, start, [b"1,2,3"])
tell(refusal)
if refusal: tell("1,2,3")
"""
        said = self.said(body, group=group)
        self.assertEqual(said, [[7, "not_allowed"], "1,2,3"])
        job = self.jobs(group)[-1]
        output = next(entry.text for entry in job.attributes if entry.field == types.FIELD_OUTPUT)
        self.assertEqual(output, '[7, "not_allowed"]\n"1,2,3"\n')
        self.assertEqual(list(bob.call("Objects.List", within=image).objects), [])


class Scripts(RunCase):
    def kept(self, client, text, **fields):
        attribute = types.Attribute(field=types.FIELD_TEXT, text=text)
        return client.call(
            "Objects.Create", kind=types.KIND_SCRIPT, name="counter", attributes=[attribute], **fields).id

    def run_script(self, script, *arguments, status=0, user="alice"):
        program = self.command("--as", user, "-g", str(self.group), "--script", str(script), "--", *arguments)
        ended, said, complained = program.end()
        self.assertEqual(ended, status, complained)
        return said

    def test_ones_own_and_official_scripts_run_and_their_jobs_say_so(self):
        text = self.text("tell(sys.argv[1:])\ntell(os.getuid())")
        own = self.kept(self.lab.alice, text)
        official = self.kept(self.root, text, official=True)
        for script in (own, official):
            self.assertEqual(self.run_script(script, "a", "b c"), [["a", "b c"], UIDS["alice"]])
            job, facts = self.job()
            self.assertEqual((job.parent, job.name, facts["command"]), (script, "counter", "counter a 'b c'"))
            self.assertEqual(facts["program_digest"], hashlib.sha256(text.encode()).digest())

    def test_running_one_takes_sight_of_it(self):
        bob = self.daemon.connect_as(UIDS["bob"])
        bob.call("Sessions.SwitchGroup", group=self.other)
        elsewhere = self.kept(bob, self.text("tell(1)"))
        there = self.kept(self.lab.bob, self.text("tell(1)"))
        before = len(self.jobs())
        for script in (elsewhere, 987654321):
            self.run_script(script, status=4)
        self.assertEqual((len(self.jobs()), self.open_ids()), (before, []))
        self.assertEqual(self.run_script(there), [1])

    def test_what_is_no_script_is_not_run(self):
        tag = self.lab.alice.call("Objects.Create", kind=types.KIND_TAG, name="t").id
        self.run_script(tag, status=2)
        self.run_script(self.kept(self.lab.alice, "echo what reads this"), status=9)

    def test_what_changes_meanwhile_changes_nothing_that_runs(self):
        own = self.kept(self.lab.alice, self.text("tell(1)\nwait()\ntell(open(sys.argv[0]).read().count('first'))"))
        program = self.command("--as", "alice", "-g", str(self.group), "--script", str(own))
        program.line()
        self.lab.alice.call("Objects.Update", id=own, attributes=[
            types.Attribute(field=types.FIELD_TEXT, text="#!/bin/false\n")])
        program.say()
        self.assertEqual(program.end()[:2], (0, [1]))


class Supervision(RunCase):
    def test_signals_are_handed_on(self):
        for number, word in ((signal.SIGINT, "INT"), (signal.SIGTERM, "TERM"), (signal.SIGHUP, "HUP")):
            program = self.command("--as", "alice", "-g", str(self.group), "--", "sh", "-c",
                                   f"trap 'echo 2; exit 5' {word}; echo 1; while :; do sleep 0.01; done")
            self.assertEqual(program.line(), 1)
            program.process.send_signal(number)
            self.assertEqual(program.end()[:2], (5, [2]))

    def test_a_reader_that_does_not_read_keeps_nothing_alive(self):
        program = self.command("--as", "alice", "-g", str(self.group), "--time", "1s", "--", "yes")
        until(lambda: self.processes(), "it runs")
        until(lambda: not self.processes(), "it is ended")
        program.process.stdout.close()
        program.process.stdin.close()
        self.assertEqual(program.process.wait(60), 124)
        program.process.stderr.close()

    def test_a_reader_that_is_gone_ends_what_writes(self):
        program = self.command("--as", "alice", "-g", str(self.group), "--", "yes", "1")
        self.assertEqual(program.line(), 1)
        program.process.stdout.close()
        program.process.stdin.close()
        self.assertEqual(program.process.wait(60), 128 + signal.SIGPIPE)
        program.process.stderr.close()

    def test_what_it_writes_it_may_open_by_name(self):
        self.assertEqual(self.run_shell("echo a >/dev/stdout; echo b >/dev/stderr"), ("a\n", "b\n"))

    def test_another_account_takes_root_or_trust(self):
        binary = os.path.join(self.daemon.home, "cohort")
        shutil.copy(COHORT, binary)
        os.chmod(binary, 0o755)
        service = self.root.call("Accounts.CreateUser", login="service", uid=61401, groups=[self.group]).user.id
        self.root.call("Accounts.UpdateUser", id=service, administration=accounts.ADMINISTRATION_RESTRICTED,
                       privileges=SUDO)
        words = ["--as", "alice", "-g", str(self.group), "--", "id", "-u"]
        us = dict(binary=binary, user=61401, group=61401, extra_groups=[])
        before = len(self.jobs())
        status, said, complained = self.command(*words, **us).end()
        self.assertEqual((status, said), (10, []))
        self.assertIn("could read and do whatever that can", complained)
        self.assertIn("--trusted", complained)
        self.assertEqual((len(self.jobs()), self.open_ids()), (before, []))
        self.assertEqual(self.command("--trusted", *words, **us).end()[:2], (0, [61401]))
        job, _ = self.job()
        self.assertEqual(job.owner, self.lab.users["alice"])

    @unittest.skipIf(HAS_SYSTEMD, "a unit holds it to its limits here")
    def test_limits_without_systemd_are_those_of_each_process(self):
        body = """
try: tell(len(bytearray(1 << 30)))
except MemoryError: tell("no memory")
"""
        self.assertEqual(self.said(body, "--memory", "500M"), ["no memory"])
        self.assertEqual(self.said(body), [1 << 30])
        self.run_shell("true", "--cpu", "50", status=10)

    @unittest.skipUnless(HAS_SYSTEMD, "takes systemd")
    def test_a_unit_holds_it_to_its_limits(self):
        program = self.start("tell(open('/proc/self/cgroup').read())\nwait()",
                             "--memory", "500M", "--tasks", "50", "--cpu", "150", "--time", "60s")
        groups = program.line()
        unit = f"cohort-job-{self.job()[0].id}.scope"
        self.assertIn(f"/{unit}\n", groups)
        wanted = {"MemoryMax": str(500 << 20), "TasksMax": "50", "CPUQuotaPerSecUSec": "1.500000s",
                  "RuntimeMaxUSec": "1min 10s"}
        shown = subprocess.run(["systemctl", "show", unit, *(f"--property={name}" for name in wanted)],
                               capture_output=True, text=True, check=True).stdout
        self.assertEqual(dict(line.split("=", 1) for line in shown.splitlines()), wanted)
        program.say()
        self.assertEqual(program.end()[0], 0)
        shown = subprocess.run(["systemctl", "list-units", "--all", "--no-legend", unit],
                               capture_output=True, text=True, check=True).stdout
        self.assertEqual(shown, "")

    @unittest.skipUnless(HAS_SYSTEMD, "takes systemd")
    def test_a_unit_ends_what_outlives_who_ran_it(self):
        program = self.start("""
if os.fork() == 0:
    os.setsid()
    while True: time.sleep(1000)
tell(1)
wait()
""", "--time", "1s")
        program.line()
        program.process.kill()
        program.process.wait()
        until(lambda: not self.processes(), "all of it ends")
        program.end()


del RunCase, ProgramCase
