"""Disks that are full, fail, are read-only, gone or damaged: what clients were told is what the next start finds.

COHORT_KILLS says how often the daemon is killed under load; 20 times if it does not.
"""

import fcntl
import hashlib
import os
import random
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

from client import Closed, Refused, types
from daemon import BINARY, DEADLINE, RESOURCE_EXHAUSTED, Daemon, needs_root, until

HERE = os.path.dirname(os.path.abspath(__file__))
RESERVE_SIZE = 2 << 20
EXT4_IOC_SHUTDOWN, WITHOUT_ITS_LOG = 0x8004587D, 2


class Told:
    """A daemon's clients: what they were told, and what they asked and were not told about."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.client = daemon.connect()
        self.there = {}  # id -> name
        self.asked = set()  # names
        self.gone = set()  # ids
        self.group = self.client.call("Accounts.CreateGroup", name="disk", level=types.LEVEL_READ_WRITE).group.id
        self.client.call("Sessions.SwitchGroup", group=self.group)

    def create(self, size=0):
        name = f"object {len(self.asked)}"
        self.asked.add(name)
        attributes = [types.Attribute(field=types.FIELD_TEXT, text="x" * size)] if size else []
        self.there[self.client.call("Objects.Create", kind=types.KIND_XML, name=name, attributes=attributes).id] = name

    def delete(self, number):
        self.client.call("Objects.Delete", targets=[number])
        del self.there[number]
        self.gone.add(number)

    def fill(self, size=100_000):
        """Creates until the disk is full, even for the smallest change. Returns how that was refused."""
        while True:
            try:
                self.create(size)
            except Refused as refused:
                assert refused.code == RESOURCE_EXHAUSTED, refused
                if size == 0:
                    return refused
                size = size // 4 if size > 200 else 0

    def check(self, test):
        """A daemon that was started again, or goes on, has exactly what they were told, and invents nothing."""
        self.client = self.daemon.connect()
        self.client.call("Sessions.SwitchGroup", group=self.group)
        found = {}
        token = b""
        while token is not None:
            page = self.client.call("Objects.List", page_token=token, page_size=500)
            found |= {entry.id: entry.name for entry in page.objects}
            token = None if page.complete else page.next_page_token
        test.assertEqual({number: found.get(number) for number in self.there}, self.there)
        test.assertFalse(self.gone & found.keys())
        test.assertLessEqual(set(found.values()), self.asked)
        self.there = found


class Mounted(Daemon):
    """A daemon whose directory lies on a small file system of its own."""

    def __init__(self, kind, mebibytes):
        super().__init__()
        self.disk = os.path.join(self.home, "disk")
        self.image = os.path.join(self.home, "image")
        os.mkdir(self.disk)
        if kind == "tmpfs":
            self.options = ["-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs"]
        else:
            with open(self.image, "xb") as image:
                image.truncate(mebibytes << 20)
            subprocess.run(["mkfs.ext4", "-q", "-m", "0", "-J", "size=1", self.image], check=True)
            self.options = ["-o", "loop", self.image]
        self.mount()
        self.state = os.path.join(self.disk, "state")

    def mount(self, *options):
        subprocess.run(["mount", *options, *self.options, self.disk], check=True)

    def unmount(self):
        subprocess.run(["umount", self.disk], check=True)

    def ballast(self, left):
        """Takes all room of the file system but so many bytes. Returns the file that takes it."""
        path = os.path.join(self.disk, "ballast")
        room = os.statvfs(self.disk)
        with open(path, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_bsize - left)
        return path

    def close(self):
        if self.process is not None:
            self.kill()
        if os.path.ismount(self.disk):
            self.unmount()
        super().close()


class DiskCase(unittest.TestCase):
    def daemon(self):
        daemon = Daemon()
        self.addCleanup(daemon.close)
        return daemon

    def mounted(self, kind, mebibytes):
        daemon = Mounted(kind, mebibytes)
        self.addCleanup(daemon.close)
        return daemon

    def refuses_to_start(self, daemon, *words, **environment):
        """Starts it once: it gives up, and says why."""
        said = len(daemon.log)
        process = daemon.spawn(**environment)
        self.assertEqual(process.wait(DEADLINE), 1, daemon.log)
        for word in words:
            self.assertIn(word, daemon.log[said:])


@needs_root
class Full(DiskCase):
    def test_changes_are_refused_while_it_is_full_and_nothing_is_lost(self):
        for kind in ("tmpfs", "ext4"):
            with self.subTest(kind):
                daemon = self.mounted(kind, 24).start()
                told = Told(daemon)
                until(lambda: os.stat(f"{daemon.state}/reserve").st_size == RESERVE_SIZE, "the reserve is there")
                ballast = daemon.ballast(left=1 << 20)
                refused = told.fill()
                self.assertIn(daemon.state, refused.message)
                self.assertIn("ENOSPC", refused.message)
                # Readers notice nothing.
                self.assertEqual(
                    [entry.name for entry in told.client.call("Objects.Get", ids=list(told.there)[:5]).objects],
                    list(told.there.values())[:5])
                told.check(self)
                # What frees space gets through, and what the group may lose with its level.
                for number in list(told.there)[:3]:
                    told.delete(number)
                plan = told.client.call(
                    "Accounts.ChangeLevel", group=told.group, level=types.LEVEL_PRIVATE, dry_run=True).plan
                told.client.call(
                    "Accounts.ChangeLevel", group=told.group, level=types.LEVEL_PRIVATE, digest=plan.digest)
                with self.assertRaises(Refused):
                    told.create(100_000)
                # Even a start works, and everything is there.
                daemon.kill()
                daemon.start()
                told.check(self)
                told.delete(next(iter(told.there)))
                with self.assertRaises(Refused):
                    told.create(100_000)
                self.assertEqual(daemon.stop(), 0, daemon.log)
                daemon.start()
                told.check(self)
                # With room again, everything goes on by itself, and the reserve comes back.
                os.remove(ballast)
                told.create(1_000_000)
                until(lambda: os.stat(f"{daemon.state}/reserve").st_size == RESERVE_SIZE, "the reserve is there again")
                told.client.call("Admin.Snapshot")
                daemon.kill()
                daemon.start()
                told.check(self)

    def test_everything_can_be_deleted_while_it_is_full(self):
        daemon = self.mounted("tmpfs", 16).start()
        told = Told(daemon)
        until(lambda: os.stat(f"{daemon.state}/reserve").st_size == RESERVE_SIZE, "the reserve is there")
        for _ in range(500):
            told.create()
        daemon.ballast(left=1 << 20)
        told.fill()
        for number in list(told.there):
            told.delete(number)
        daemon.kill()
        daemon.start()
        told.check(self)
        self.assertEqual(told.there, {})

    def test_deletes_get_through_among_changes_that_are_refused(self):
        daemon = self.mounted("tmpfs", 16).start()
        told = Told(daemon)
        until(lambda: os.stat(f"{daemon.state}/reserve").st_size == RESERVE_SIZE, "the reserve is there")
        for _ in range(50):
            told.create()
        daemon.ballast(left=1 << 20)
        told.fill()
        others = [daemon.connect() for _ in range(4)]
        for other in others:
            other.call("Sessions.SwitchGroup", group=told.group)
        left = list(told.there)
        while left:
            for other in others:
                other.send("Objects.Create", kind=types.KIND_TAG, name="in the way")
            try:
                told.delete(left[-1])
                left.pop()
            except Refused as refused:
                self.assertEqual(refused.code, RESOURCE_EXHAUSTED)
            for other in others:
                self.assertIsInstance(other.receive()[1], Refused)
        daemon.kill()
        daemon.start()
        told.check(self)

    def test_a_snapshot_that_does_not_fit_is_refused_and_the_next_one_is_written(self):
        daemon = self.mounted("tmpfs", 24).start()
        told = Told(daemon)
        for _ in range(20):
            told.client.call("Objects.Create", kind=types.KIND_XML, name="noise", attributes=[
                types.Attribute(field=types.FIELD_TEXT, text=os.urandom(40_000).hex())])
        told.asked.add("noise")
        ballast = daemon.ballast(left=200_000)
        with self.assertRaises(Refused) as caught:
            told.client.call("Admin.Snapshot")
        self.assertEqual(caught.exception.code, RESOURCE_EXHAUSTED)
        self.assertFalse([name for name in os.listdir(daemon.state) if name.startswith("snapshot")])
        os.remove(ballast)
        told.client.call("Admin.Snapshot")
        daemon.kill()
        daemon.start()
        told.check(self)

    def test_an_upload_that_does_not_fit_leaves_nothing_and_all_else_goes_on(self):
        for kind in ("tmpfs", "ext4"):
            with self.subTest(kind):
                daemon = self.mounted(kind, 24).start()
                told = Told(daemon)
                kept = told.client.upload(dict(new=dict(name="kept")), [b"kept"])
                with self.assertRaises(Refused) as caught:
                    told.client.upload(dict(new=dict(name="large")), [bytes(1 << 20)] * 30)
                self.assertEqual(caught.exception.code, RESOURCE_EXHAUSTED)
                self.assertIn(f"{daemon.state}/attachments/", caught.exception.message)
                self.assertIn("ENOSPC", caught.exception.message)
                folder = os.path.join(daemon.state, "attachments")
                until(lambda: os.listdir(folder) == [kept.digest.hex()], "what did not fit is gone")
                told.create()
                made = told.client.upload(dict(new=dict(name="small")), [b"small"])
                daemon.kill()
                daemon.start()
                told.client = daemon.connect()
                told.client.call("Sessions.SwitchGroup", group=told.group)
                for number, content in ((kept.id, b"kept"), (made.id, b"small")):
                    self.assertEqual(told.client.download(number)[1], content)

    def test_a_limit_on_the_size_of_files_is_a_full_disk(self):
        daemon = self.daemon()
        limit = 3 << 19
        handed = daemon.listener.fileno()
        daemon.process = daemon.popen(
            ["prlimit", f"--fsize={limit}", "/bin/bash", "-c",
             'export LISTEN_PID=$$ LISTEN_FDS=1; exec 3<&"$0"; exec "$@"', str(handed), BINARY, "--state",
             daemon.state],
            [handed])
        told = Told(daemon)
        refused = told.fill()
        self.assertIn("EFBIG", refused.message)
        # The file as it is called now.
        self.assertIn(f"{daemon.state}/journal-0000000000000001`", refused.message)
        told.check(self)
        # The next segment is a new file.
        told.client.call("Admin.Snapshot")
        told.create()
        daemon.kill()
        daemon.start()
        told.check(self)


@needs_root
class Broken(DiskCase):
    def test_a_power_loss_of_a_real_file_system_loses_nothing_that_was_acknowledged(self):
        daemon = self.mounted("ext4", 32)
        told = Told(daemon.start())
        for round in range(5):
            for _ in range(100):
                told.create(500)
            if round % 2:
                told.client.call("Admin.Snapshot")
                told.create()
            directory = os.open(daemon.disk, os.O_RDONLY)
            fcntl.ioctl(directory, EXT4_IOC_SHUTDOWN, struct.pack("I", WITHOUT_ITS_LOG))
            os.close(directory)
            # Whoever asks now is not told yes.
            with self.assertRaises((Refused, Closed, ConnectionError)):
                told.create()
            daemon.kill()
            daemon.unmount()
            daemon.mount()
            daemon.start()
            told.check(self)

    def test_a_file_system_that_is_read_only_is_not_started_on_and_stays_as_it_is(self):
        daemon = self.mounted("ext4", 16)
        told = Told(daemon.start())
        told.create()
        daemon.kill()
        before = contents(daemon.state)
        subprocess.run(["mount", "-o", "remount,ro", daemon.disk], check=True)
        self.refuses_to_start(daemon, daemon.state, "Read-only file system")
        check = subprocess.run([BINARY, "store", "check", daemon.state], capture_output=True, text=True)
        self.assertEqual(check.returncode, 0, check.stderr)
        subprocess.run(["mount", "-o", "remount,rw", daemon.disk], check=True)
        self.assertEqual(contents(daemon.state), before)
        daemon.start()
        told.check(self)

    def test_a_file_system_that_turns_read_only_takes_nothing_and_loses_nothing(self):
        daemon = self.mounted("ext4", 16)
        told = Told(daemon.start())
        kept = told.client.upload(dict(new=dict(name="kept")), [b"kept"])
        for _ in range(10):
            told.create()
        # What a file system does to itself when it finds an error.
        subprocess.run(["mount", "-o", "remount,abort", daemon.disk], check=True)
        self.assertEqual(told.client.download(kept.id)[1], b"kept")
        with self.assertRaises(Refused) as caught:
            told.client.upload(dict(new=dict(name="late")), [b"late"])
        self.assertIn("EROFS", caught.exception.message)
        with self.assertRaises((Closed, ConnectionError)):
            told.create()
        # What a failed write left could not be cut off, so nobody knows what is there.
        self.assertEqual(daemon.process.wait(DEADLINE), 74, daemon.log)
        self.assertIn("EROFS", daemon.log.splitlines()[-1])
        daemon.process = None
        self.refuses_to_start(daemon, daemon.state, "EROFS")
        daemon.unmount()
        daemon.mount()
        daemon.start()
        told.asked.add("kept")
        told.check(self)
        self.assertEqual(told.client.download(kept.id)[1], b"kept")

    def test_a_folder_of_attachments_that_vanished_costs_what_was_in_it_and_no_more(self):
        daemon = self.daemon().start()
        told = Told(daemon)
        lost = told.client.upload(dict(new=dict(name="lost")), [b"lost"])
        folder = os.path.join(daemon.state, "attachments")
        shutil.rmtree(folder)
        with self.assertRaises(Refused) as caught:
            told.client.upload(dict(new=dict(name="late")), [b"late"])
        self.assertIn(folder, caught.exception.message)
        told.create()
        daemon.kill()
        daemon.start()
        until(lambda: lost.digest.hex() in daemon.log, "what is missing is said")
        told.asked.add("lost")
        told.check(self)
        # The same bytes once more mend it.
        told.client.upload(dict(new=dict(name="again")), [b"lost"])
        self.assertEqual(told.client.download(lost.id)[1], b"lost")

    def test_a_directory_that_vanished_ends_the_daemon_before_it_promises_anything(self):
        daemon = self.daemon().start()
        told = Told(daemon)
        told.create()
        shutil.rmtree(daemon.state)
        with self.assertRaises((Closed, ConnectionError)):
            told.create()
        self.assertEqual(daemon.process.wait(DEADLINE), 74, daemon.log)
        daemon.process = None
        self.assertIn("somebody has removed it", daemon.log)

    def test_a_directory_of_somebody_else_or_open_to_others_is_refused(self):
        daemon = self.daemon().start()
        told = Told(daemon)
        told.create()
        daemon.kill()
        os.chmod(daemon.state, 0o750)
        self.refuses_to_start(daemon, daemon.state, "chmod 0700")
        os.chmod(daemon.state, 0o700)
        os.chown(daemon.state, 61009, 61009)
        self.refuses_to_start(daemon, daemon.state, "must belong to the user")
        os.chown(daemon.state, 0, 0)
        daemon.start()
        told.check(self)

    def test_a_file_of_somebody_else_or_open_to_others_is_refused_by_name_and_stays_as_it_is(self):
        daemon = self.daemon().start()
        told = Told(daemon)
        told.create()
        told.client.call("Admin.Snapshot")
        told.create()
        daemon.kill()
        # Older segments are only kept, and no start reads them.
        read = [max(name for name in os.listdir(daemon.state) if name.startswith(kind)) for kind in ("journal-", "snapshot-")]
        for name in read:
            path = os.path.join(daemon.state, name)
            os.chmod(path, 0o644)
            self.refuses_to_start(daemon, path, "chmod 0600")
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o644)
            os.chmod(path, 0o600)
            os.chown(path, 61009, 61009)
            self.refuses_to_start(daemon, path, "must belong to the user")
            os.chown(path, 0, 0)
        daemon.start()
        told.check(self)

    def test_damage_is_named_with_its_place_and_a_way_out_and_nothing_is_touched(self):
        for is_clean in (True, False):
            daemon = self.daemon().start()
            told = Told(daemon)
            for _ in range(10):
                told.create()
            told.client.call("Admin.Snapshot")
            told.create()
            told.create()
            if is_clean:
                self.assertEqual(daemon.stop(), 0)
            else:
                daemon.kill()
            names = [name for name in os.listdir(daemon.state) if name.startswith(("journal-", "snapshot-"))]
            # The newest snapshot, and behind it the last segment; a stop leaves nothing in that but its seal.
            needed = {max(name for name in names if name.startswith("snapshot-"))}
            if not is_clean:
                needed.add(max(name for name in names if name.startswith("journal-")))
            self.assertGreater(len(names), len(needed))
            for name in needed:
                self.flip(daemon, name)
                before = contents(daemon.state)
                self.refuses_to_start(daemon, name, "at byte", "store salvage", daemon.state)
                self.assertEqual(contents(daemon.state), before)
                self.flip(daemon, name)
            # What is only kept for the audit trail refuses no start.
            for name in set(names) - needed - {max(name for name in names if name.startswith("journal-"))}:
                self.flip(daemon, name)
            daemon.start()
            told.check(self)

    @staticmethod
    def flip(daemon, name):
        with open(os.path.join(daemon.state, name), "r+b") as file:
            file.seek(60)
            byte = file.read(1)
            file.seek(60)
            file.write(bytes([byte[0] ^ 1]))

    def test_a_directory_of_any_earlier_format_goes_on(self):
        for sample, names, revision, next_id in (
                ("format-1", {30: "café", 31: "after the snapshot"}, 8, 32),
                ("format-2", {6: "mitosis", 7: "after the snapshot"}, 12, 9),
                ("format-4", {6: "mitosis", 10: "telophase"}, 13, 11),
                ("format-7", {1: "after the snapshot", 2: "mitosis", 6: "telophase"}, 11, 7)):
            with self.subTest(sample):
                daemon = self.daemon()
                copy_sample(sample, daemon.state)
                client = daemon.start("--root-uid", str(os.getuid())).connect()
                found = client.call("Objects.Get", ids=list(names), scope=types.SCOPE_ALL).objects
                self.assertEqual({entry.id: entry.name for entry in found}, names)
                self.assertGreaterEqual(client.call("Admin.Snapshot").revision, revision)
                group = client.call("Accounts.CreateGroup", name="new", level=types.LEVEL_PRIVATE).group.id
                client.call("Sessions.SwitchGroup", group=group)
                made = client.call("Objects.Create", kind=types.KIND_TAG, name="new")
                self.assertEqual(made.id, next_id)
                daemon.kill()
                found = daemon.start().connect().call("Objects.Get", ids=[made.id], scope=types.SCOPE_ALL).objects
                self.assertEqual(found[0].name, "new")

    def test_a_directory_of_a_newer_version_is_refused_with_a_sentence_and_stays_as_it_is(self):
        daemon = self.daemon()
        copy_sample("format-4", daemon.state)
        name = "snapshot-000000000000000b"
        with open(os.path.join(daemon.state, name), "r+b") as file:
            file.seek(8)
            file.write(struct.pack("<I", 1 << 20))
        before = contents(daemon.state)
        self.refuses_to_start(daemon, name, "at byte 8", "or a newer cohortd")
        self.assertEqual(contents(daemon.state), before)


class Faulty(DiskCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="cohort-faults-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.library = os.path.join(cls.folder, "faults.so")
        compiler = shutil.which("cc") or "clang"
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-Wall", "-Werror", os.path.join(HERE, "faults.c"), "-o", cls.library, "-ldl"],
            check=True)

    def start(self, daemon, fault):
        return daemon.start(LD_PRELOAD=self.library, FAULT=fault)

    def serves(self, daemon):
        """Whether it came so far; if not it has ended, and said that the disk is to blame."""
        until(lambda: "serving" in daemon.log or daemon.process.poll() is not None, "it serves or gives up")
        if daemon.process.poll() is None:
            return True
        self.assertIn(daemon.process.wait(), (1, 74), daemon.log)
        self.assertIn("EIO", daemon.log)
        daemon.process = None
        return False

    def test_short_interrupted_and_slow_calls_change_nothing(self):
        seed = int(os.environ.get("COHORT_SEED", "0")) or random.SystemRandom().randrange(1 << 32)
        print(f"[COHORT_SEED={seed}]", end=" ", file=sys.stderr, flush=True)
        for fault in ("short", "interrupted", *(f"weather:{seed + number}" for number in range(3))):
            with self.subTest(fault):
                daemon = self.daemon()
                told = Told(self.start(daemon, fault))
                for number in range(100):
                    told.create(number * 50)
                content = bytes(range(256)) * 3_000
                kept = told.client.upload(dict(new=dict(name="kept")), [content[:300_000], content[300_000:]])
                told.asked.add("kept")
                told.client.call("Admin.Snapshot")
                told.create()
                daemon.kill()
                self.start(daemon, fault)
                told.check(self)
                self.assertEqual(told.client.download(kept.id)[1], content)
                self.assertEqual(daemon.stop(), 0)
                daemon.start()
                told.check(self)

    def test_a_sync_that_fails_ends_the_daemon_and_is_never_taken_back(self):
        for number in range(1, 16):
            with self.subTest(number):
                daemon = self.daemon()
                self.start(daemon, f"sync:{number}")
                if not self.serves(daemon):
                    continue
                told = None
                try:
                    told = Told(daemon)
                    for index in range(20):
                        told.create()
                        if index == 5:
                            self.snapshot(told)
                except (Closed, ConnectionError):
                    pass
                ended = told is None or len(told.there) < 20
                if ended:
                    self.assertEqual(daemon.process.wait(DEADLINE), 74, daemon.log)
                    self.assertIn("EIO", daemon.log)
                    daemon.process = None
                else:
                    # It was the snapshot's, and cost only that, or none was left to fail.
                    daemon.kill()
                daemon.start()
                if told is not None:
                    told.check(self)

    def snapshot(self, told):
        try:
            told.client.call("Admin.Snapshot")
        except Refused as refused:
            self.assertIn("EIO", refused.message)

    def test_whichever_call_fails_an_upload_is_refused_or_done_and_never_half(self):
        done = 0
        for fault in ("sync", "write"):
            for number in range(1, 14):
                with self.subTest(f"{fault} {number}"):
                    daemon = self.daemon()
                    self.start(daemon, f"{fault}:{number}")
                    if not self.serves(daemon):
                        continue
                    told, made = None, {}
                    try:
                        told = Told(daemon)
                        for content in (b"one", b"two" * 100_000):
                            try:
                                made[told.client.upload(dict(new=dict(name="notes")), [content]).id] = content
                            except Refused as refused:
                                self.assertEqual(refused.code, RESOURCE_EXHAUSTED)
                                self.assertIn("EIO", refused.message)
                    except Refused as refused:
                        self.assertIn("EIO", refused.message)
                    except (Closed, ConnectionError):
                        # The journal's sync ends the daemon.
                        self.assertEqual(daemon.process.wait(DEADLINE), 74, daemon.log)
                        daemon.process = None
                    if daemon.process is not None:
                        daemon.kill()
                    daemon.start()
                    client = daemon.connect()
                    for entry, content in made.items():
                        self.assertEqual(client.download(entry, scope=types.SCOPE_ALL)[1], content)
                    done += len(made)
        self.assertGreater(done, 20)

    def test_a_write_that_fails_is_refused_and_the_next_one_is_taken(self):
        refusals = 0
        for number in range(3, 16):
            with self.subTest(number):
                daemon = self.daemon()
                self.start(daemon, f"write:{number}")
                if not self.serves(daemon):
                    continue
                try:
                    told = Told(daemon)
                except Refused as refused:
                    self.assertIn("EIO", refused.message)
                    continue
                for _ in range(10):
                    try:
                        told.create()
                    except Refused as refused:
                        self.assertIn("EIO", refused.message)
                        refusals += 1
                        told.create()
                told.check(self)
                daemon.kill()
                daemon.start()
                told.check(self)
        self.assertGreater(refusals, 3)


class Killed(DiskCase):
    PEERS = 4
    # A new directory now and then: the older ones would only be slower to list.
    LIVES = 25

    def test_it_is_killed_at_any_moment(self):
        kills = int(os.environ.get("COHORT_KILLS", "20"))
        seed = int(os.environ.get("COHORT_SEED", "0")) or random.SystemRandom().randrange(1 << 32)
        print(f"killed {kills} times, COHORT_SEED={seed}", file=sys.stderr)
        dice = random.Random(seed)
        for start in range(0, kills, self.LIVES):
            daemon = Daemon()
            try:
                told = Told(daemon.start())
                for _ in range(min(self.LIVES, kills - start)):
                    self.live(daemon, told, dice)
                    daemon.start()
                    told.check(self)
            finally:
                daemon.close()

    def live(self, daemon, told, dice):
        """Some connections create and delete at once, somebody asks for a snapshot, and then it is killed."""
        peers = [daemon.connect() for _ in range(self.PEERS)]
        waiting = {}
        deletable = list(told.there)
        for peer in peers:
            peer.call("Sessions.SwitchGroup", group=told.group)
        for _ in range(dice.randrange(4, 40)):
            self.ask(dice.choice(peers), told, waiting, deletable, dice)
        answers = dice.randrange(300)
        heard = 0
        while heard < answers and waiting:
            readable = select.select([peer.socket for peer in peers], [], [], DEADLINE)[0]
            self.assertTrue(readable, "answers go on coming")
            for peer in [peer for peer in peers if peer.socket in readable]:
                self.hear(peer, told, waiting)
                heard += 1
                self.ask(peer, told, waiting, deletable, dice)
        daemon.kill()
        for peer in peers:
            try:
                while True:
                    self.hear(peer, told, waiting)
            except (Closed, ConnectionError):
                pass
            peer.close()
            daemon.clients.remove(peer)
        # Nobody was told about these: they may be there or not.
        for kind, what in waiting.values():
            if kind == "delete":
                told.there.pop(what, None)

    def ask(self, peer, told, waiting, deletable, dice):
        kind = dice.randrange(20)
        if kind == 0:
            waiting[id(peer), peer.send("Admin.Snapshot")] = ("snapshot", None)
        elif kind < 8 and deletable:
            number = deletable.pop(dice.randrange(len(deletable)))
            waiting[id(peer), peer.send("Objects.Delete", targets=[number])] = ("delete", number)
        else:
            name = f"object {len(told.asked)}"
            told.asked.add(name)
            stream = peer.send("Objects.Create", kind=types.KIND_TAG, name=name)
            waiting[id(peer), stream] = ("create", name)

    def hear(self, peer, told, waiting):
        stream, reply = peer.receive()
        kind, what = waiting.pop((id(peer), stream))
        self.assertNotIsInstance(reply, Refused, reply)
        if kind == "create":
            self.assertNotIn(reply.id, told.there)
            told.there[reply.id] = what
        elif kind == "delete":
            told.there.pop(what, None)
            told.gone.add(what)


def copy_sample(name, folder):
    """A directory that an earlier version left, as closed to others as it was."""
    shutil.copytree(os.path.join(HERE, "..", "Samples", name), folder)
    os.chmod(folder, 0o700)
    for inner, folders, files in os.walk(folder):
        for entry in folders + files:
            os.chmod(os.path.join(inner, entry), 0o700 if entry in folders else 0o600)


def contents(folder):
    """The digests of all files in a folder but the lock, which says who looked last, by name."""
    found = {}
    for inner, _, names in os.walk(folder):
        for name in sorted(set(names) - {"lock"}):
            path = os.path.join(inner, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


del DiskCase
