"""`cohort import` against the real daemon: what people have comes in, once, whole, and for whom it should."""

import json
import os
import pty
import re
import shutil
import socket
import subprocess
import tarfile
import tempfile
import unittest

from client import DATA, HEADER, REMOTE_CLOSED, ttrpc, types
from command_line import COHORT, CommandLineCase
from daemon import INVALID_ARGUMENT, UIDS, DaemonCase, needs_root

HERE = os.path.dirname(os.path.abspath(__file__))
OWN = os.path.join(HERE, "../Samples")
SAMPLES = os.environ.get("COHORT_SAMPLES", os.path.join(HERE, "../../../shared/samples"))
NAMESPACE = "http://www.openmicroscopy.org/Schemas/OME/2016-06"

KINDS = {
    "Project": ["Project"], "Dataset": ["Dataset"], "Folder": ["Folder"], "Screen": ["Screen"], "Plate": ["Plate"],
    "PlateAcquisition": ["PlateAcquisition"], "Well": ["Well"], "WellSample": ["WellSample"], "Image": ["Image"],
    "ROI": ["Roi"], "Tag": ["TagAnnotation", "TagSet"], "Comment": ["CommentAnnotation"], "Long": ["LongAnnotation"],
    "Double": ["DoubleAnnotation"], "Boolean": ["BooleanAnnotation"], "Timestamp": ["TimestampAnnotation"],
    "Term": ["TermAnnotation"], "XML": ["XmlAnnotation"], "Map": ["MapAnnotation"], "List": ["ListAnnotation"],
    "File": ["FileAnnotation"],
}
"""What the README of the samples counts, and what it is here."""


class ImportCase(CommandLineCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(dir=self.daemon.home)
        self.lab = self.group(f"lab of {self.id().split('.')[-1]}")

    def write(self, name, content):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        return path

    def file(self, name, parts):
        return self.write(name, f'<OME xmlns="{NAMESPACE}">{parts}</OME>')

    def image(self, number, name="cells", inner=""):
        return (
            f'<Image ID="Image:{number}" Name="{name}"><Pixels ID="Pixels:{number}" DimensionOrder="XYZCT" Type="uint8" '
            f'SizeX="1" SizeY="1" SizeZ="1" SizeC="1" SizeT="1"><MetadataOnly/></Pixels>{inner}</Image>')

    def bring(self, *arguments, **options):
        """The reports of an import, one for each file."""
        said = self.cohort("-g", self.lab, "import", "--json", *arguments, **options)
        return [json.loads(line) for line in said.splitlines()]

    def listed(self, *words):
        """Ids."""
        lines = self.cohort("-g", self.lab, *words, "--style", "plain").splitlines()
        return [int(line.split("\t")[0]) for line in lines]

    def count(self):
        """All objects of the group."""
        return sum(len(self.listed("ls", "--kind", kind)) for kinds in KINDS.values() for kind in kinds)


def stated():
    """What the README of the samples says of each file: pairs of its path and its counts by their names."""
    with open(os.path.join(SAMPLES, "README.md"), encoding="utf-8") as file:
        sections = re.split(r"^### ", file.read(), flags=re.MULTILINE)[1:]
    for section in sections:
        path = section.split("\n")[0].strip()
        contains = re.search(r"^- contains: (.*)$", section, flags=re.MULTILINE)
        if path.endswith(".ome.xml") and contains:
            text = re.sub(r"\(.*?\)", "", contains.group(1)).replace("annotations:", "")
            yield path, {name: int(count) for name, count in re.findall(r"(\w+) (\d+)", text)}


class PublicSamples(ImportCase):
    @unittest.skipUnless(os.path.isdir(SAMPLES), f"the public samples are not at {SAMPLES}: COHORT_SAMPLES says where")
    def test_every_public_sample_comes_in_with_the_counts_that_its_readme_states(self):
        files = dict(stated())
        self.assertEqual(len(files), 16)
        for path, counts in files.items():
            with self.subTest(path=path):
                report, = self.bring(os.path.join(SAMPLES, "ome-xml", path))
                made = [ids[0].split(":")[0] for ids in report["objects"].values()]
                for name, kinds in KINDS.items():
                    if name not in counts:
                        continue
                    # A region that no image refers to has no place here, and is said so.
                    alone = sum("the ROI" in note for note in report["notes"]) if name == "ROI" else 0
                    self.assertEqual(sum(made.count(kind) for kind in kinds) + alone, counts[name], name)
                # What was made is there: as many as the report says, each by the id that it says.
                for old, ids in report["objects"].items():
                    for one in ids:
                        self.assertIn(old, self.cohort("obj", "get", one, "externalId"))


class Files(ImportCase):
    def test_a_file_that_was_imported_is_known_by_its_content_and_left_alone(self):
        path = self.file("a.ome.xml", self.image(1))
        first, = self.bring(path)
        self.assertEqual(first["status"], "imported")
        other = shutil.copy(path, os.path.join(self.folder, "b.ome.xml"))
        again, = self.bring(other)
        self.assertEqual((again["status"], again["before"]), ("imported before", first["objects"]["Image:1"]))
        self.assertEqual(self.bring(other, "--again")[0]["status"], "imported")
        self.assertEqual(len(self.listed("ls", "--kind", "Image")), 2)

    def test_what_was_deleted_since_is_imported_once_more(self):
        path = self.file("a.ome.xml", self.image(1))
        image, = self.bring(path)[0]["objects"]["Image:1"]
        self.cohort("delete", image)
        self.assertEqual(self.bring(path)[0]["status"], "imported")

    def test_a_folder_goes_on_where_it_stopped(self):
        for name in "abd":
            self.file(f"in/{name}/{name}.ome.xml", self.image(1, name))
        broken = self.file("in/c.ome.xml", '<Dataset ID="Dataset:1"><ImageRef ID="Image:9"/></Dataset>')
        self.write("in/notes.txt", "not ours")
        os.symlink("/etc/passwd", os.path.join(self.folder, "in/link.ome.xml"))
        folder = os.path.join(self.folder, "in")
        said = self.ended("-g", self.lab, "import", folder, status=9)
        self.assertIn("Image:9", said.stderr)
        self.assertIn("of 4 files, 2 imported, 2 left", said.stderr)
        said = self.ended("-g", self.lab, "import", "--continue", folder, status=9)
        self.assertIn("of 4 files, 1 imported, 2 imported before, 1 left", said.stderr)
        self.file("in/c.ome.xml", self.image(1, "c"))
        said = self.ended("-g", self.lab, "import", folder)
        self.assertIn("of 4 files, 1 imported, 3 imported before", said.stderr)
        self.assertEqual(len(self.listed("ls", "--kind", "Image")), 4)
        self.assertTrue(os.path.exists(broken))

    def test_a_dry_run_says_what_would_be_and_makes_nothing(self):
        before = self.count()
        report, = self.bring("--dry-run", os.path.join(OWN, "lab.ome.xml"))
        self.assertEqual((report["status"], report["objects"]), ("to import", {}))
        self.assertEqual(report["counts"]["Image"], 3)
        self.assertEqual(self.count(), before)
        # Forbidden for real, forbidden for a try.
        self.bring("--dry-run", "-d", "999999", os.path.join(OWN, "lab.ome.xml"), status=4)

    def test_a_file_is_made_whole_or_not_at_all(self):
        name = "x" * 5000
        path = self.file("a.ome.xml", "".join(self.image(number) for number in range(20)) + self.image(99, name))
        said = self.ended("-g", self.lab, "import", path, status=2)
        self.assertIn("not imported", said.stderr)
        self.assertEqual(self.listed("ls", "--kind", "Image"), [])

    def test_what_fits_into_no_frame_goes_in_parts_and_is_one_step(self):
        count = 4000
        images = "".join(self.image(n, f"image {n}", f'<AnnotationRef ID="A:{n}"/>') for n in range(count))
        notes = "".join(f'<CommentAnnotation ID="A:{n}"><Value>{n}</Value></CommentAnnotation>' for n in range(count))
        data = "".join(f'<ImageRef ID="Image:{n}"/>' for n in range(count))
        path = self.file("large.ome.xml", (
            f'<Dataset ID="Dataset:1" Name="large">{data}</Dataset>{images}'
            f"<StructuredAnnotations>{notes}</StructuredAnnotations>"))
        before = self.root.call("Meta.Version").revision
        report, = self.bring(path)
        self.assertEqual(self.root.call("Meta.Version").revision, before + 1)
        self.assertEqual(len(report["objects"]), 2 * count + 1)
        dataset, = report["objects"]["Dataset:1"]
        self.assertIn(f"{count}\tImage", self.cohort("count", dataset))
        last, = report["objects"][f"Image:{count - 1}"]
        self.assertEqual(self.cohort("obj", "get", last, "name"), f"image {count - 1}\n")

    def test_old_ids_and_new_ones_are_printed_and_the_ids_of_images_alone_where_asked_for(self):
        path = self.file("a.ome.xml", '<Dataset ID="urn:lsid:a.b:Dataset:7"><ImageRef ID="Image:1"/></Dataset>' + self.image(1))
        lines = self.cohort("-g", self.lab, "import", path).splitlines()
        self.assertRegex("\n".join(lines), r"\Aurn:lsid:a.b:Dataset:7 -> Dataset:\d+\nImage:1 -> Image:\d+\Z")
        only = self.cohort("-g", self.lab, "import", path, "--again", "--output", "ids")
        self.assertRegex(only, r"\AImage:\d+\n\Z")
        self.assertEqual(self.cohort("-g", self.lab, "import", path, "--again", "--output", "none"), "")
        # No bar where there is no terminal.
        self.assertNotIn("\r", self.ended("-g", self.lab, "import", path).stderr)


    def test_a_terminal_sees_a_bar_that_goes_away(self):
        paths = [self.file(f"{n}.ome.xml", self.image(1, f"{n}")) for n in range(3)]
        ours, theirs = pty.openpty()
        with subprocess.Popen(
                [COHORT, "-g", self.lab, "import", *paths], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs,
                env={"COHORT_SOCKET": self.daemon.path, "HOME": self.daemon.home}) as command:
            os.close(theirs)
            said = b""
            try:
                while part := os.read(ours, 4096):
                    said += part
            except OSError:  # the other end is closed
                pass
            os.close(ours)
            self.assertEqual(command.wait(60), 0)
        self.assertIn(b"] 2/3 ", said)
        self.assertIn(b"of 3 files, 3 imported", said.split(b"\x1b[K")[-1])


class Parts(DaemonCase):
    """`Objects.ImportStream` by itself: as whoever writes an importer sees it."""

    @classmethod
    def prepare(cls):
        cls.group = cls.root.call("Accounts.CreateGroup", name="lab", level=types.LEVEL_READ_ONLY).group.id

    def setUp(self):
        self.client = self.daemon.connect()
        self.client.call("Sessions.SwitchGroup", group=self.group)

    def objects(self):
        return self.client.call("Objects.Count").counts

    def begin(self, **start):
        stream = self.client.open("Objects.ImportStream")
        self.client.put(stream, start=start)
        return stream

    def put(self, stream, first, count):
        """Images from this position on."""
        images = [dict(kind=types.KIND_IMAGE, name=f"image {number}") for number in range(first, first + count)]
        self.client.put(stream, objects=dict(objects=images))

    def test_parts_are_one_step_and_there_after_a_kill(self):
        stream = self.begin()
        for part in range(20):
            self.put(stream, part * 1000, 1000)
        before = self.root.call("Meta.Version").revision
        self.client.end(stream)
        answered, reply = self.client.receive()
        self.assertEqual((answered, reply.revision, len(reply.ids)), (stream, before + 1, 20_000))
        self.daemon.kill()
        self.daemon.start()
        type(self).root = self.daemon.connect()
        self.client = self.daemon.connect()
        self.client.call("Sessions.SwitchGroup", group=self.group)
        last, = self.client.call("Objects.Get", ids=[reply.ids[-1]]).objects
        self.assertEqual(last.name, "image 19999")
        self.client.call("Objects.Delete", targets=reply.ids[:10_000])
        self.client.call("Objects.Delete", targets=reply.ids[10_000:])

    def test_one_that_is_cut_off_leaves_nothing_and_others_are_served_meanwhile(self):
        before = self.objects()
        for ending in ("close", "break", "shut"):
            stream = self.begin()
            self.put(stream, 0, 500)
            self.assertEqual(self.root.call("Sessions.WhoAmI").user.login, "root")
            if ending == "break":
                self.client.socket.sendall(HEADER.pack(1, stream, DATA, REMOTE_CLOSED) + b"\0")
                self.assertEqual(self.client.receive()[1].code, INVALID_ARGUMENT)
            elif ending == "shut":
                self.client.socket.shutdown(socket.SHUT_WR)
                self.assertEqual(self.client.receive()[1].code, INVALID_ARGUMENT)
            self.client.close()
            self.setUp()
            self.assertEqual(self.objects(), before)

    def test_what_no_import_holds_is_refused_when_it_comes(self):
        stream = self.begin()
        self.client.put(stream, objects=dict(objects=[dict(kind=types.KIND_IMAGE, new_parent=7)]))
        answered, refusal = self.client.receive()
        self.assertEqual((answered, refusal.code), (stream, INVALID_ARGUMENT))

    def test_a_key_gets_the_first_answer_again(self):
        replies = []
        for _ in range(2):
            stream = self.client.open("Objects.ImportStream", [ttrpc.KeyValue(key="idempotency-key", value="once")])
            self.client.put(stream, start={})
            self.put(stream, 0, 3)
            self.client.end(stream)
            replies.append(self.client.receive()[1])
        self.assertEqual(replies[0], replies[1])
        self.client.call("Objects.Delete", targets=replies[0].ids)

    def test_the_version_tells_of_it(self):
        self.assertIn("import-stream", self.root.call("Meta.Version").features)


class Targets(ImportCase):
    def dataset_of(self, report):
        image, = report["objects"]["Image:1"]
        return self.listed("ls", "--holding", image, "--kind", "Dataset")

    def into(self, target, number=[0], **options):
        """Imports one image into a target: the datasets that it lies in then."""
        number[0] += 1
        path = self.file(f"{number[0]}.ome.xml", self.image(1, f"image {number[0]}"))
        reports = self.bring("-T", target, path, **options)
        return self.dataset_of(reports[0]) if reports else None

    def test_forms_of_targets(self):
        first = self.into("Dataset:name:Tuesday")
        self.assertEqual(self.into("Dataset:name:Tuesday"), first)
        self.assertEqual(self.into(f"Dataset:{first[0]}"), first)
        self.assertEqual(self.into("Dataset:%name:Tuesday"), first)
        second = self.into("Dataset:@name:Tuesday")
        self.assertNotEqual(second, first)
        self.assertEqual(self.into("Dataset:+name:Tuesday"), second)
        self.assertEqual(self.into("Dataset:-name:Tuesday"), first)
        self.into("Dataset:name:Tuesday", status=6)
        self.into("Dataset:%name:Tuesday", status=2)
        self.into("Dataset:%name:Wednesday", status=4)
        self.assertEqual(len(self.into("Dataset:+name:Wednesday")), 1)
        for wrong in ("Dataset", "Dataset:", "Dataset:x", "Dataset:name:", "Image:5", "Dataset:5/Project:6", "Dataset:?name:X"):
            self.into(wrong, status=2)

    def test_a_project_and_a_dataset_in_it(self):
        first = self.into("Project:name:Autumn/Dataset:name:Day 1")
        self.assertEqual(self.into("Project:name:Autumn/Dataset:name:Day 1"), first)
        project, = self.listed("ls", "--kind", "Project", "--name", "Autumn")
        self.assertEqual(self.into(f"Project:{project}/Dataset:name:Day 1"), first)
        self.assertEqual(self.into(f"Project:{project}/Dataset:{first[0]}"), first)
        self.into(f"Project:{project}/Dataset:name:Day 2")
        self.assertEqual(len(self.listed("ls", f"Project:{project}", "--kind", "Dataset")), 2)

    def test_many_files_go_to_one_new_target(self):
        paths = [self.file(f"in/{n}.ome.xml", self.image(1, f"{n}")) for n in range(3)]
        datasets = {tuple(self.dataset_of(report)) for report in self.bring("-T", "Dataset:@name:New", *paths)}
        self.assertEqual(len(datasets), 1)

    def test_plates_go_into_a_screen(self):
        report, = self.bring("-T", "Screen:name:Drugs", os.path.join(OWN, "plate.ome.xml"))
        screen, = self.listed("ls", "--kind", "Screen", "--name", "Drugs")
        plates = [ids[0] for ids in report["objects"].values() if ids[0].startswith("Plate:")]
        self.assertEqual([f"Plate:{number}" for number in self.listed("ls", f"Screen:{screen}", "--kind", "Plate")], plates)


@needs_root
class ForOthers(ImportCase):
    def test_a_station_that_may_only_act_for_others_imports_as_one_of_them(self):
        self.cohort("user", "add", "una", "--group-name", self.lab)
        self.cohort("user", "add", "station", "--uid", str(UIDS["stranger"]), "--group-name", self.group("stations"),
                    "--privileges", "sudo")
        os.chmod(self.folder, 0o755)
        path = self.file("a.ome.xml", self.image(1))
        station = dict(uid=UIDS["stranger"])
        report, = self.bring("--as", "una", path, **station)
        image, = report["objects"]["Image:1"]
        owner = self.cohort("-g", self.lab, "ls", "--kind", "Image", "--owner", "una", "--style", "plain")
        self.assertEqual(owner.split("\t")[0], image.split(":")[1])
        self.assertEqual(self.bring("--as", "una", path, **station)[0]["status"], "imported before")
        # By itself it does nothing in that group, and the sessions have ended.
        self.bring(path, status=1, **station)
        self.assertNotIn("una", self.cohort("sessions", "list", "--style", "plain"))


class Attachments(ImportCase):
    SECRET = "nobody may see this"

    def attachment(self, name, number=1, inner='<BinData BigEndian="false" Length="0"/>', refs=""):
        return (
            f'<FileAnnotation ID="Annotation:{number}">{refs}<BinaryFile FileName="{name}" Size="3">{inner}'
            "</BinaryFile></FileAnnotation>")

    def path_note(self, path, number=9):
        return (
            f'<XMLAnnotation ID="Annotation:{number}" Namespace="openmicroscopy.org/cli/transfer"><Value>'
            f'<CLITransferServerPath xmlns="https://openmicroscopy.org/cli/transfer"><Path>{path}</Path>'
            "</CLITransferServerPath></Value></XMLAnnotation>")

    def pack(self, *annotations):
        inner = '<AnnotationRef ID="Annotation:1"/>'
        return self.file("pack/transfer.xml", self.image(1, inner=inner) + (
            f"<StructuredAnnotations>{''.join(annotations)}</StructuredAnnotations>"))

    def held(self, report):
        """What the attachment holds; `None`: nothing."""
        made, = report["objects"]["Annotation:1"]
        path = os.path.join(self.folder, "held")
        if "contentDigest" not in self.cohort("obj", "get", made):
            return None
        self.cohort("download", made, path, "--force")
        with open(path, encoding="utf-8") as file:
            return file.read()

    def test_what_lies_inline_comes_along(self):
        report, = self.bring(self.pack(self.attachment("a.txt", inner='<BinData BigEndian="false" Length="4">YWJj\n</BinData>')))
        self.assertEqual(self.held(report), "abc")
        image, = report["objects"]["Image:1"]
        self.assertEqual(len(self.listed("ls", image, "--kind", "FileAnnotation")), 1)

    def test_a_transfer_pack_brings_its_attachments_where_its_folder_is_allowed(self):
        self.write("pack/file_annotations/7/a.txt", "abc")
        pack = self.pack(
            self.attachment("a.txt", refs='<AnnotationRef ID="Annotation:9"/>'), self.path_note("./file_annotations/7/a.txt"))
        folder = os.path.join(self.folder, "pack")
        report, = self.bring(pack)
        self.assertIsNone(self.held(report))
        self.assertIn("--allow", "".join(report["notes"]))
        report, = self.bring(pack, "--again", "--allow", folder)
        self.assertEqual(self.held(report), "abc")

    def test_earlier_packs_have_the_path_in_place_of_the_bytes(self):
        self.write("pack/file_annotations/7/a.txt", "abc")
        path = "ZmlsZV9hbm5vdGF0aW9ucy83L2EudHh0"
        pack = self.pack(self.attachment("a.txt", inner=f'<BinData BigEndian="false" Length="{len(path)}">{path}</BinData>'))
        report, = self.bring(pack, "--allow", os.path.join(self.folder, "pack"))
        self.assertEqual(self.held(report), "abc")

    def test_no_name_leads_out_of_the_folder(self):
        self.write("secret", self.SECRET)
        self.write("pack/inside", "abc")
        os.symlink("../secret", os.path.join(self.folder, "pack/link"))
        os.symlink("..", os.path.join(self.folder, "pack/up"))
        os.mkfifo(os.path.join(self.folder, "pack/pipe"))
        folder = os.path.join(self.folder, "pack")
        for name in ("../secret", f"{self.folder}/secret", "link", "up/secret", "a/../../secret", "pipe", "", ".", "..",
                     "/", "//", "pack", "x" * 300, "..\\secret", "~/secret"):
            with self.subTest(name=name):
                for pack in (
                        [self.attachment(name or "none")],
                        [self.attachment("a.txt", refs='<AnnotationRef ID="Annotation:9"/>'), self.path_note(name)]):
                    report, = self.bring(self.pack(*pack), "--again", "--allow", folder)
                    self.assertIsNone(self.held(report))
        report, = self.bring(self.pack(self.attachment("inside")), "--again", "--allow", folder)
        self.assertEqual(self.held(report), "abc")

    def test_a_pack_in_one_archive_is_read_where_it_is(self):
        self.write("secret", self.SECRET)
        self.write("pack/files/a.txt", "abc")
        self.write("pack/files/" + "long name " * 15, "long")
        pack = self.pack(
            self.attachment("a.txt", refs='<AnnotationRef ID="Annotation:9"/>'), self.path_note("files/a.txt"))
        for layout, name in ((tarfile.GNU_FORMAT, "."), (tarfile.PAX_FORMAT, "top/folder"), (tarfile.USTAR_FORMAT, "")):
            path = os.path.join(self.folder, "pack.tar")
            with tarfile.open(path, "w", format=layout) as archive:
                for inner in ["files/a.txt"] + (["files/" + "long name " * 15] if layout != tarfile.USTAR_FORMAT else []):
                    archive.add(os.path.join(self.folder, "pack", inner), os.path.join(name, inner))
                archive.add(pack, os.path.join(name, "transfer.xml"))
            before = os.listdir(self.folder)
            report, = self.bring(path, "--again")
            self.assertEqual(self.held(report), "abc")
            self.assertEqual(sorted(set(os.listdir(self.folder)) - set(before)), ["held"] if "held" not in before else [])

    def test_archives_lead_nowhere_and_broken_ones_are_refused(self):
        self.write("secret", self.SECRET)
        path = os.path.join(self.folder, "pack.tar")
        for name in ("../secret", f"{self.folder}/secret", "link"):
            pack = self.pack(self.attachment("a.txt", refs='<AnnotationRef ID="Annotation:9"/>'), self.path_note(name))
            with tarfile.open(path, "w") as archive:
                archive.add(pack, "transfer.xml")
                link = tarfile.TarInfo("link")
                link.type, link.linkname = tarfile.SYMTYPE, "../secret"
                archive.addfile(link)
            report, = self.bring(path, "--again")
            self.assertIsNone(self.held(report))
        with open(path, "rb") as file:
            whole = file.read()
        for broken in (whole[:700], b"x" * 2000, whole[:100] + b"x" + whole[101:], b""):
            with open(path, "wb") as file:
                file.write(broken)
            self.ended("-g", self.lab, "import", path, status=9)

    def test_a_file_without_metadata_finds_its_companion_where_that_is_allowed(self):
        uuid = "urn:uuid:11111111-2222-3333-4444-555555555555"
        folder = os.path.join(self.folder, "set")
        self.write("set/a.companion.ome", f'<OME xmlns="{NAMESPACE}" UUID="{uuid}">{self.image(1)}</OME>')
        parts = [self.file(f"set/{n}.ome.xml", f'<BinaryOnly MetadataFile="a.companion.ome" UUID="{uuid}"/><!--{n}-->') for n in "ab"]
        said = self.ended("-g", self.lab, "import", parts[0], status=9)
        self.assertIn("--allow", said.stderr)
        first, second = self.bring("--allow", folder, *parts)
        self.assertEqual((first["status"], second["status"]), ("imported", "imported before"))
        self.assertEqual(len(self.listed("ls", "--kind", "Image")), 1)
        other = self.file("set/c.ome.xml", '<BinaryOnly MetadataFile="a.companion.ome" UUID="urn:uuid:0"/>')
        self.assertIn("UUID", self.ended("-g", self.lab, "import", "--allow", folder, other, status=9).stderr)
        chain = self.file("set/d.ome.xml", '<BinaryOnly MetadataFile="../set/a.companion.ome" UUID="urn:uuid:0"/>')
        self.ended("-g", self.lab, "import", "--allow", folder, chain, status=9)

    def test_an_import_that_is_refused_leaves_no_attachment(self):
        inner = '<BinData BigEndian="false" Length="4">YWJj</BinData>'
        self.pack(self.attachment("a.txt", inner=inner))
        path = os.path.join(self.folder, "pack/transfer.xml")
        self.bring(path, "-d", "999999", status=4)
        self.assertEqual(self.listed("ls", "--kind", "FileAnnotation"), [])
        self.assertEqual(
            [n for n in os.listdir(os.path.join(self.daemon.state, "attachments")) if n.startswith("upload-")], [])


class Hostile(ImportCase):
    def test_a_doctype_is_refused_with_its_line_whatever_it_would_open(self):
        path = self.write("a.ome.xml", f'<!DOCTYPE OME [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<OME xmlns="{NAMESPACE}">&x;</OME>')
        said = self.ended("-g", self.lab, "import", path, status=9)
        self.assertRegex(said.stderr, "line 1: a DOCTYPE is refused")

    def test_what_is_no_ome_xml_is_refused_with_line_and_reason(self):
        for content, word in (
                ("", "empty"), ("<a/>", "not OME"), ("\x89PNG\r\n", "not"), (f'<OME xmlns="{NAMESPACE}"><Image/></OME>', "ID")):
            path = self.write("a.ome.xml", content)
            said = self.ended("-g", self.lab, "import", path, status=9)
            self.assertIn(word, said.stderr)
        self.assertEqual(self.count(), 0)


if __name__ == "__main__":
    unittest.main()
