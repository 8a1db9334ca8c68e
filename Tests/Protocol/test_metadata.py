"""`cohort metadata populate`: tables of key-values and tags, with the rules that IDR writes."""

import csv
import os
import re
import unittest
from xml.sax.saxutils import quoteattr

import test_import
from test_import import SAMPLES

IDR = os.path.join(SAMPLES, "ome-xml/idr")


class TableCase(test_import.ImportCase):
    def dataset(self, name, *images):
        """Makes a dataset with images of these names: its id and theirs."""
        body = "".join(self.image(number, image) for number, image in enumerate(images))
        refs = "".join(f'<ImageRef ID="Image:{number}"/>' for number in range(len(images)))
        report, = self.bring("--again", self.file("a.ome.xml", f'<Dataset ID="Dataset:1" Name="{name}">{refs}</Dataset>{body}'))
        return report["objects"]["Dataset:1"][0], [report["objects"][f"Image:{n}"][0] for n in range(len(images))]

    def populate(self, *words, **options):
        return self.ended("-g", self.lab, "metadata", "populate", *words, **options).stderr

    def pairs(self, target):
        """The key-value pairs on an object, annotation by annotation."""
        notes = self.listed("ls", target, "--kind", "MapAnnotation")
        texts = [self.cohort("obj", "map-get", f"MapAnnotation:{note}", "mapValue") for note in notes]
        return [text.splitlines() for text in texts if not text.startswith("file=")]


class Tables(TableCase):
    def test_every_other_column_is_a_pair_of_the_image_that_the_row_names(self):
        dataset, (a, b) = self.dataset("day", "a", "b")
        table = self.write("t.csv", 'Image Name,cell line,"note, long"\r\na,HeLa,"say ""x"""\r\nb,,\r\n\r\n')
        self.assertIn("1 MapAnnotation, 1 AnnotationLink", self.populate(table, dataset))
        self.assertEqual(self.pairs(a), [["cell line=HeLa", 'note, long=say "x"']])
        self.assertEqual(self.pairs(b), [])
        self.assertIn("done before", self.populate(table, dataset))
        self.populate(table, dataset, "--again")
        self.assertEqual(len(self.pairs(a)), 2)

    def test_a_try_and_a_refusal_change_nothing(self):
        dataset, (a,) = self.dataset("day", "a")
        table = self.write("t.csv", "Image Name,x\na,1\nnone,2\n")
        self.assertIn("line 3: there is no image `none`", self.populate(table, dataset, status=9))
        self.assertEqual(self.pairs(a), [])
        self.populate(table, dataset, "--skip-missing", "--dry-run")
        self.assertEqual(self.pairs(a), [])
        self.assertIn("left out: line 3", self.populate(table, dataset, "--skip-missing"))
        self.assertEqual(self.pairs(a), [["x=1"]])
        self.populate(self.write("t.csv", "x\n1\n"), dataset, status=9)
        self.populate(table, a, status=2)

    def test_a_name_that_is_there_twice_is_not_guessed(self):
        dataset, _ = self.dataset("day", "a", "a")
        table = self.write("t.csv", "Image Name,x\na,1\n")
        self.assertIn("there are 2 of the image `a`", self.populate(table, dataset, status=9))

    def test_tags_of_columns_are_made_once_and_put_on_once(self):
        dataset, (a, b) = self.dataset("day", "a", "b")
        self.cohort("-g", self.lab, "tag", "create", "--name", "good")
        table = self.write("t.csv", "Image Name,quality,stage\na,good,late\nb,good,\n")
        self.assertIn("1 TagAnnotation, 3 AnnotationLink", self.populate(table, dataset, "--tags", "quality,stage"))
        self.assertEqual(len(self.listed("ls", "--kind", "TagAnnotation", "--name", "good")), 1)
        self.assertEqual(len(self.listed("ls", a, "--kind", "TagAnnotation")), 2)
        self.assertEqual(self.pairs(b), [])
        more = self.write("more.csv", "Image Name,quality\na,good\nb,bad\n")
        self.assertIn("1 TagAnnotation, 1 AnnotationLink", self.populate(more, dataset, "--tags", "quality"))

    def test_tables_and_rules_that_are_none_are_refused_with_their_line(self):
        dataset, _ = self.dataset("day", "a")
        for text, word in (("", "no header"), ("a,b\n1\n", "line 2"), ('a\n"x', "line 2"), ('a\n"x"y\n', "line 2")):
            self.assertIn(word, self.populate(self.write("t.csv", text), dataset, status=9))
        table = self.write("t.csv", "Image Name,x\na,1\n")
        for rules in ("columns:\n  - name: y\n", "columns: [x]\n", "other: 1\n", "columns:\n  - name: x\n    odd: 1\n",
                      "a: &b 1\n", "\tx: 1\n", "columns:\n  - name: x\n    clientvalue: '{{ other }}'\n",
                      "a:\n" + "".join(f"{' ' * n}a:\n" for n in range(1, 40))):
            path = self.write("rules.yml", rules)
            self.assertRegex(self.populate(table, dataset, "--cfg", path, status=9), r"line \d+")


@unittest.skipUnless(os.path.isdir(IDR), f"the public samples are not at {SAMPLES}: COHORT_SAMPLES says where")
class PublicTables(TableCase):
    def rows(self, name):
        with open(os.path.join(IDR, name), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def annotations(self, namespace):
        """Ids of key-value annotations of a namespace."""
        found = []
        for note in self.listed("ls", "--kind", "MapAnnotation"):
            if f"ns={namespace}\n" in self.cohort("obj", "get", f"MapAnnotation:{note}"):
                found.append(note)
        return found

    def test_names_that_repeat_in_other_datasets_are_told_by_both_columns(self):
        rows = self.rows("idr0027-experimentA-annotation.csv")
        names = [(row["Dataset Name"], row["Image Name"]) for row in rows]
        self.assertEqual((len(rows), len({name for _, name in names}), len({name for name, _ in names})), (229, 215, 8))
        sets = {}
        for number, (dataset, _) in enumerate(names):
            sets.setdefault(dataset, []).append(number)
        body = "".join(
            f'<Dataset ID="Dataset:{n}" Name={quoteattr(name)}>'
            + "".join(f'<ImageRef ID="Image:{image}"/>' for image in images) + "</Dataset>"
            for n, (name, images) in enumerate(sets.items()))
        body = '<Project ID="Project:1">' + "".join(
            f'<DatasetRef ID="Dataset:{n}"/>' for n in range(len(sets))) + "</Project>" + body
        body += "".join(self.image(number, name) for number, (_, name) in enumerate(names))
        report, = self.bring(self.file("study.ome.xml", body))
        project, = report["objects"]["Project:1"]
        said = self.populate(os.path.join(IDR, "idr0027-experimentA-annotation.csv"), project)
        self.assertIn("made of 229 rows: 229 MapAnnotation, 229 AnnotationLink", said)
        last, = self.pairs(report["objects"]["Image:228"][0])
        expected = [f"{key}={value}" for key, value in rows[228].items() if key not in ("Dataset Name", "Image Name")]
        self.assertEqual(last, expected)

    def test_rules_of_a_screen_make_and_share_annotations_of_wells_and_their_images(self):
        rows = self.rows("idr0011-screenE-annotation.csv")
        self.assertEqual(len(rows), 48)
        wells = ""
        for number, row in enumerate(rows):
            letter, column = re.fullmatch(r"([A-Z])(\d+)", row["Well"]).groups()
            wells += (
                f'<Well ID="Well:{number}" Row="{ord(letter) - 65}" Column="{int(column) - 1}"><WellSample ID="WellSample:{number}" '
                f'Index="0"><ImageRef ID="Image:{number}"/></WellSample></Well>')
        name, = {row["Plate"] for row in rows}
        report, = self.bring(self.file("screen.ome.xml", (
            f'<Plate ID="Plate:1" Name={quoteattr(name)}>{wells}</Plate><Screen ID="Screen:1"><PlateRef ID="Plate:1"/></Screen>'
            + "".join(self.image(number) for number in range(len(rows))))))
        screen, = report["objects"]["Screen:1"]
        self.populate(os.path.join(IDR, "idr0011-screenE-annotation.csv"), screen, "--cfg",
                      os.path.join(IDR, "idr0011-screenE-bulkmap-config.yml"))

        def told(*columns):
            return [row for row in rows if all(row[column].strip() for column in columns)]

        def differing(*columns):
            return len({tuple(row[column] for column in columns) for row in told(*columns)})

        mapr = "openmicroscopy.org/mapr"
        self.assertEqual(len(self.annotations(f"{mapr}/organism")), differing("Characteristics [Organism]"))
        self.assertEqual(len(self.annotations(f"{mapr}/gene")), differing("Gene Identifier", "Gene Symbol"))
        self.assertEqual(len(self.annotations(f"{mapr}/phenotype")), differing("Phenotype 1"))
        included = [
            "Characteristics [Strain]", "Control Type", "Channels", "Comments", "In Final Gene Hit List", "Has Phenotype",
            "Phenotype Annotation Level"]
        plain = self.annotations("openmicroscopy.org/omero/bulk_annotations")
        self.assertEqual(len(plain), sum(any(row[name].strip() for name in included) for row in rows))
        # A shared annotation is on each well that says so, and on its images.
        organism, = self.annotations(f"{mapr}/organism")
        self.assertEqual(len(self.listed("ls", "--tag", f"MapAnnotation:{organism}")), 2 * len(told("Characteristics [Organism]")))
        gene = next(number for number, row in enumerate(rows) if row["Gene Identifier"].strip())
        pairs = [pair for note in self.pairs(report["objects"][f"Image:{gene}"][0]) for pair in note]
        locus = rows[gene]["Gene Identifier"]
        self.assertIn(f"Gene Identifier={locus}", pairs)
        self.assertIn(f"Gene Identifier URL=https://www.yeastgenome.org/locus/{locus}", pairs)
        self.assertIn(f"Strain={rows[gene]['Characteristics [Strain]']}", pairs)
        # Only what the rules include is there.
        self.assertFalse([pair for pair in pairs if pair.startswith("Term Source")])


if __name__ == "__main__":
    unittest.main()
