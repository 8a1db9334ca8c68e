"""`cohort export --ome-xml`: what it writes is what the schema wants, what others read, and what comes in again."""

import collections
import glob
import os
import re
import shutil
import subprocess
import unittest

import test_import
from daemon import UIDS, needs_root
from test_import import OWN, SAMPLES, NAMESPACE

try:
    import ome_types
    from lxml import etree
    SCHEMA = os.path.join(os.path.dirname(ome_types.__file__), "ome-2016-06.xsd")
except ImportError:
    ome_types = None


@unittest.skipIf(ome_types is None, "ome-types is not here: Tests/Protocol/environment DIR ome-types lxml")
class Export(test_import.ImportCase):
    def export(self, *objects, options=()):
        path = os.path.join(self.folder, "out.ome.xml")
        self.cohort("export", *objects, "--ome-xml", path, "--force", *options)
        return path

    def roots(self, report):
        """The objects of an import that nothing of it holds."""
        made = [one for ids in report["objects"].values() for one in ids]
        order = ["Project", "Screen", "Folder", "Dataset", "Plate", "Image"]
        return [one for kind in order for one in made if one.startswith(kind + ":")]

    def check(self, path):
        """The file is valid, by the schema and by ome-types."""
        schema = etree.XMLSchema(etree.parse(SCHEMA))
        document = etree.parse(path)
        self.assertTrue(schema.validate(document), schema.error_log)
        if shutil.which("xmllint"):
            subprocess.run(["xmllint", "--nonet", "--noout", "--schema", SCHEMA, path], check=True, capture_output=True)
        with open(path, "rb") as file:
            return ome_types.from_xml(file.read())

    def shape(self, path):
        """What is in a file, without its ids: how often each element stands below which, with what attributes."""
        tree = collections.Counter()
        for element in etree.parse(path).iter("{*}*"):
            if element.getparent() is None:
                continue
            named = {key: value for key, value in element.attrib.items() if key not in ("ID", "Annotator")}
            if element.tag.endswith("UUID"):
                named["text"] = ""
            elif not len(element):
                named["text"] = (element.text or "").strip()
            place = f"{etree.QName(element.getparent()).localname}/{etree.QName(element).localname}"
            # Who made it says the first export of whom it belongs to, and the second what the file said.
            if "Experimenter" not in place:
                tree[place, tuple(sorted(named.items()))] += 1
        return tree

    def round_trip(self, path):
        report, = self.bring(path, "--again")
        out = self.export(*self.roots(report))
        model = self.check(out)
        first = self.shape(out)
        again, = self.bring(out, "--again")
        self.assertEqual(self.shape(self.export(*self.roots(again))), first)
        return report, model

    def test_own_samples_come_back_as_they_went(self):
        for name in ("lab.ome.xml", "plate.ome.xml"):
            with self.subTest(name=name):
                report, model = self.round_trip(os.path.join(OWN, name))
                self.assertEqual(len(model.images), report["counts"]["Image"])
                self.assertEqual(len(model.rois), report["counts"].get("Roi", 0))
                self.assertEqual(len(model.plates), report["counts"].get("Plate", 0))

    @unittest.skipUnless(os.path.isdir(SAMPLES), f"the public samples are not at {SAMPLES}: COHORT_SAMPLES says where")
    def test_public_samples_come_back_as_they_went(self):
        for path in sorted(glob.glob(f"{SAMPLES}/ome-xml/**/*.ome.xml", recursive=True)):
            with self.subTest(path=path):
                report, model = self.round_trip(path)
                self.assertEqual(len(model.images), report["counts"]["Image"])
                self.assertEqual(len(model.folders), report["counts"].get("Folder", 0))

    def test_values_come_back_byte_for_byte(self):
        odd = "&lt;a&gt; &amp; &#34;quoted&#34; \u00b5m \u9854"
        pairs = f'<M K="{odd}">{odd}</M><M K=""> </M><M K="twice">1</M><M K="twice">2</M>'
        path = self.file("a.ome.xml", self.image(1, odd, '<AnnotationRef ID="A:1"/><AnnotationRef ID="A:2"/>') + (
            f'<StructuredAnnotations><MapAnnotation ID="A:1"><Value>{pairs}</Value></MapAnnotation>'
            f'<XMLAnnotation ID="A:2"><Value><x xmlns="urn:y" z="1"> <w/>\n</x></Value></XMLAnnotation></StructuredAnnotations>'))
        _, model = self.round_trip(path)
        text = '<a> & "quoted" \u00b5m \u9854'
        self.assertEqual(model.images[0].name, text)
        note = next(one for one in model.structured_annotations if isinstance(one, ome_types.model.MapAnnotation))
        self.assertEqual([(m.k, m.value) for m in note.value.ms], [(text, text), ("", " "), ("twice", "1"), ("twice", "2")])

    def test_attachments_go_along_where_asked_for(self):
        path = self.file("a.ome.xml", self.image(1, inner='<AnnotationRef ID="A:1"/>') + (
            '<StructuredAnnotations><FileAnnotation ID="A:1"><BinaryFile FileName="a.txt" Size="3" MIMEType="text/plain">'
            '<BinData BigEndian="false" Length="4">YWJj</BinData></BinaryFile></FileAnnotation></StructuredAnnotations>'))
        report, = self.bring(path)
        out = self.export(*self.roots(report), options=["--attachments"])
        self.check(out)
        again, = self.bring(out)
        made = next(ids[0] for ids in again["objects"].values() if ids[0].startswith("FileAnnotation:"))
        self.assertEqual(self.cohort("download", made, "-"), "abc")

    @needs_root
    def test_what_one_does_not_see_is_as_good_as_not_there(self):
        group = "secrets"
        self.cohort("group", "add", group, "--type", "private")
        people = {"una": UIDS["alice"], "ben": UIDS["bob"]}
        for login, uid in people.items():
            self.cohort("user", "add", login, "--uid", str(uid), "--group-name", group)
        os.chmod(self.folder, 0o755)
        path = self.file("a.ome.xml", '<Dataset ID="Dataset:1"><ImageRef ID="Image:1"/></Dataset>' + self.image(1))
        said = self.ended("-g", group, "import", path, uid=people["una"]).stdout
        dataset = said.split("\n")[0].split(" -> ")[1]
        self.assertIn("<Image ", self.ended("export", dataset, "--ome-xml", "-", uid=people["una"]).stdout)
        hidden = self.ended("export", dataset, "--ome-xml", "-", uid=people["ben"], status=4).stderr
        missing = self.ended("export", "Dataset:999999", "--ome-xml", "-", uid=people["ben"], status=4).stderr
        self.assertEqual(hidden.replace(dataset.split(":")[1], "999999"), missing)

    def test_it_goes_to_the_standard_output_and_what_is_no_tree_is_refused(self):
        report, = self.bring(os.path.join(OWN, "lab.ome.xml"))
        project = next(one for one in self.roots(report) if one.startswith("Project:"))
        said = self.cohort("export", project, "--ome-xml", "-")
        self.assertTrue(said.startswith("<?xml"))
        self.assertIn(NAMESPACE, said)
        tag = next(ids[0] for ids in report["objects"].values() if ids[0].startswith("TagAnnotation:"))
        self.cohort("export", tag, "--ome-xml", "-", status=2)
        self.cohort("export", "Dataset:999999", "--ome-xml", "-", status=4)
        self.cohort("export", project, status=2)
        # What cohort notes of an import is its own business.
        self.assertNotIn("sha256:", said)
        self.assertIsNone(re.search(r"externalId", said))


if __name__ == "__main__":
    unittest.main()
