"""The examples for those who write scripts, as real jobs: each language does the same."""

import csv
import io
import os
import shutil
import unittest

from client import types
from daemon import needs_root
from programs import COHORT, ProgramCase

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "packaging", "examples")
SWIFT = os.environ.get("COHORT_SWIFT_EXAMPLES")
"""Where the examples in Swift are built, by those who build them."""

TAGGING = {"shell": "tag-untagged.sh", "python": "tag_untagged.py", "swift": "tag-untagged"}
EXPORTING = {"shell": "export-csv.sh", "python": "export_csv.py", "swift": "export-csv"}
LANGUAGES = [language for language in TAGGING if SWIFT or language != "swift"]
KINDS = {"Dataset": "DATASET", "Image": "IMAGE", "TagAnnotation": "TAG"}
"""As people call them, and as the messages do."""


@needs_root
@unittest.skipUnless(os.access(COHORT, os.X_OK), f"there is no command line at {COHORT}")
class Examples(ProgramCase):
    @classmethod
    def prepare(cls):
        super().prepare()
        # The account that they run as reads neither this folder nor where programs are built.
        cls.folder = os.path.join(cls.daemon.home, "examples")
        shutil.copytree(EXAMPLES, cls.folder)
        for name in ("client.py", "cohort", "ttrpc", "google"):
            os.symlink(os.path.join(cls.library, name), os.path.join(cls.folder, name))
        cls.programs = os.path.join(cls.daemon.home, "programs")
        os.mkdir(cls.programs)
        shutil.copy(COHORT, cls.programs)
        for name in ("tag-untagged", "export-csv") if SWIFT else ():
            shutil.copy(os.path.join(SWIFT, name), cls.folder)

    def run_example(self, name, *arguments, options=()):
        """What an example says that runs as a job of alice's."""
        program = self.command(
            "--as", "alice", "-g", str(self.group), *options, "--", os.path.join(self.folder, name), *arguments,
            path=f"{self.programs}:/usr/bin:/bin")
        said, complained = program.process.communicate(timeout=60)
        self.assertEqual((program.process.returncode, complained), (0, ""), said)
        return said

    def dataset(self, count):
        """A dataset of bob's, and the images in it."""
        create = self.lab.bob.call
        dataset = create("Objects.Create", kind=types.KIND_DATASET, name='one, "two"').id
        images = [create("Objects.Create", kind=types.KIND_IMAGE, name=f"image {number}").id for number in range(count)]
        for image in images:
            create("Objects.Create", kind=types.KIND_DATASET_IMAGE_LINK, parent=dataset, child=image)
        return dataset, images

    def tags(self, image):
        return [(tag.name, tag.owner)
                for tag in self.lab.alice.call("Objects.List", within=image, kind=types.KIND_TAG).objects]

    def test_every_image_without_a_tag_gets_one(self):
        alice, bob = self.lab.users["alice"], self.lab.users["bob"]
        for language in LANGUAGES:
            with self.subTest(language):
                name = f"to do in {language}"
                seen = self.lab.bob.call("Objects.Create", kind=types.KIND_TAG, name="seen").id
                for tagged in (0, 2):  # the second time the tag is there
                    dataset, images = self.dataset(3)
                    for image in images[:tagged]:
                        self.lab.bob.call(
                            "Objects.Create", kind=types.KIND_ANNOTATION_LINK, parent=image, child=seen)
                    for count in (3 - tagged, 0):
                        said = self.run_example(TAGGING[language], str(dataset), name)
                        self.assertEqual(said, f"tagged {count} images\n")
                    wanted = [[("seen", bob)]] * tagged + [[(name, alice)]] * (3 - tagged)
                    self.assertEqual([self.tags(image) for image in images], wanted)
                made = self.lab.alice.call("Objects.List", kind=types.KIND_TAG, name=name).objects
                self.assertEqual(len(made), 1)

    def test_what_one_may_see_is_exported_and_nothing_else(self):
        dataset, _ = self.dataset(3)
        bob = self.daemon.connect()
        bob.call("Sessions.SwitchGroup", group=self.other)
        bob.call("Objects.Create", kind=types.KIND_IMAGE, name="elsewhere")
        owners = {number: login for login, number in self.lab.users.items()}
        wanted = [
            [str(entry.id), kind, entry.name, owners[entry.owner], "programs"] for kind, word in KINDS.items()
            for entry in self.lab.alice.call("Objects.List", kind=types.Kind.Value(f"KIND_{word}")).objects]
        self.assertIn([str(dataset), "Dataset", 'one, "two"', "bob", "programs"], wanted)
        for language in LANGUAGES:
            with self.subTest(language):
                kinds = KINDS.values() if language == "python" else KINDS
                said = self.run_example(EXPORTING[language], *kinds, options=["--read-only"])
                header, *rows = csv.reader(io.StringIO(said))
                people = {word: kind for kind, word in KINDS.items()}
                rows = [[number, people.get(kind, kind), *rest] for number, kind, *rest in rows]
                self.assertEqual((header, rows), (["id", "kind", "name", "owner", "group"], wanted))


del ProgramCase
