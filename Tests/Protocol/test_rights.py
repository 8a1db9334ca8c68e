"""The published table, tried out: what happens, and what the daemon says would happen, are the same."""

from client import HEADER, Refused, access, types
from daemon import NOT_FOUND, PERMISSION_DENIED, UIDS, DaemonCase, Lab, needs_root

LEVELS = (types.LEVEL_PRIVATE, types.LEVEL_READ_ONLY, types.LEVEL_READ_ANNOTATE, types.LEVEL_READ_WRITE)

# PERMISSIONS.md, section 2: what each may do with another member's data, at the four levels.
TABLE = """
    action                 administrator   owner           member
    VIEW                   Y Y Y Y         Y Y Y Y         N Y Y Y
    ANNOTATE               N Y Y Y         N Y Y Y         N N Y Y
    DELETE                 Y Y Y Y         Y Y Y Y         N N N Y
    EDIT                   Y Y Y Y         Y Y Y Y         N N N Y
    MIX                    N Y Y Y         N Y Y Y         N N N Y
    MOVE                   Y Y Y Y         N N N N         N N N N
    REMOVE_ANNOTATIONS     Y Y Y Y         Y Y Y Y         N N N Y
    RENDER                 N Y Y Y         N Y Y Y         N Y Y Y
    DERIVE                 N Y Y Y         N Y Y Y         N Y Y Y
    GIVE                   Y Y Y Y         Y Y Y Y         N N N N
"""
ROLES = ("administrator", "owner", "member")


def cells():
    """(action, role, level) -> whether the table says yes."""
    for line in TABLE.strip().splitlines()[1:]:
        action, *marks = line.split()
        for place, mark in enumerate(marks):
            yield (action, ROLES[place // 4], LEVELS[place % 4]), mark == "Y"


CELLS = dict(cells())


class Attempts:
    """Ways to do each action on alice's data. Each makes what it needs, so that none spoils another."""

    def __init__(self, lab, client):
        self.lab = lab
        self.client = client
        self.alice = lab.alice

    def image(self):
        return self.alice.call("Objects.Create", kind=types.KIND_IMAGE, name="cells").id

    def link(self, client, kind, parent, child):
        return client.call("Objects.Create", kind=kind, parent=parent, child=child).id

    def view(self, image):
        self.client.call("Objects.Get", ids=[image])

    def annotate_with_a_tag(self, image):
        tag = self.client.call("Objects.Create", kind=types.KIND_TAG, name="mine").id
        self.link(self.client, types.KIND_ANNOTATION_LINK, image, tag)

    def annotate_with_a_region(self, image):
        self.client.call("Objects.Create", kind=types.KIND_ROI, parent=image)

    def delete(self, image):
        self.client.call("Objects.Delete", targets=[image])

    def edit(self, image):
        self.client.call("Objects.Update", id=image, name="renamed")

    def mix_into_a_dataset(self, image):
        dataset = self.client.call("Objects.Create", kind=types.KIND_DATASET, name="mine").id
        self.link(self.client, types.KIND_DATASET_IMAGE_LINK, dataset, image)

    def move(self, image):
        self.client.call("Objects.Move", targets=[image], group=self.lab.target)

    def remove_annotations(self, image):
        tag = self.alice.call("Objects.Create", kind=types.KIND_TAG, name="alice's").id
        link = self.link(self.alice, types.KIND_ANNOTATION_LINK, image, tag)
        self.client.call("Objects.Delete", targets=[link])

    def mix_out_of_a_dataset(self, image):
        dataset = self.alice.call("Objects.Create", kind=types.KIND_DATASET, name="alice's").id
        link = self.link(self.alice, types.KIND_DATASET_IMAGE_LINK, dataset, image)
        self.client.call("Objects.Delete", targets=[link])

    def render(self, image):
        self.client.call("Objects.Create", kind=types.KIND_RENDERING_SETTINGS, parent=image)

    def derive(self, image):
        source = types.Attribute(field=types.FIELD_DERIVED_FROM, reference=image)
        self.client.call("Objects.Create", kind=types.KIND_IMAGE, name="projection", attributes=[source])

    ALL = {
        "VIEW": [view], "ANNOTATE": [annotate_with_a_tag, annotate_with_a_region], "DELETE": [delete], "EDIT": [edit],
        "MIX": [mix_into_a_dataset, mix_out_of_a_dataset], "MOVE": [move], "REMOVE_ANNOTATIONS": [remove_annotations],
        "RENDER": [render], "DERIVE": [derive],
    }


@needs_root
class Table(DaemonCase):
    @classmethod
    def prepare(cls):
        # A group to move to, of all of them.
        target = Lab(cls.daemon, cls.root, "target")
        cls.labs = {}
        for level in LEVELS:
            lab = Lab(cls.daemon, cls.root, f"level {level}", level)
            lab.target = target.group
            lab.clients["administrator"] = lab.administrator()
            lab.clients["member"] = lab.clients["bob"]
            cls.labs[level] = lab

    def test_the_daemon_publishes_this_table(self):
        for level, lab in self.labs.items():
            reply = lab.bob.call("Access.Matrix", group=lab.group)
            said = {
                (types.Action.Name(row.action).removeprefix("ACTION_"), role, level): getattr(row, role)
                for row in reply.rows for role in ROLES}
            self.assertEqual(said, {cell: mark for cell, mark in CELLS.items() if cell[2] == level})

    def test_what_happens_is_what_the_table_says(self):
        for (action, role, level), allowed in CELLS.items():
            lab = self.labs[level]
            attempts = Attempts(lab, lab.clients[role])
            for attempt in Attempts.ALL.get(action, []):
                with self.subTest(attempt=attempt.__name__, role=role, level=types.Level.Name(level)):
                    image = attempts.image()
                    if allowed:
                        attempt(attempts, image)
                    else:
                        sees = CELLS["VIEW", role, level]
                        with self.assertRaises(Refused) as caught:
                            attempt(attempts, image)
                        self.assertRefusal(caught.exception, sees)

    def assertRefusal(self, refusal, sees):
        if sees:
            self.assertEqual(refusal.code, PERMISSION_DENIED, refusal.message)
            self.assertEqual((refusal.detail.rule, refusal.detail.section), ("not_allowed", 2))
        else:
            self.assertEqual(refusal.code, NOT_FOUND, refusal.message)
            self.assertEqual((refusal.detail.rule, refusal.detail.section), ("no_such_object", 3))

    def test_checks_explanations_and_flags_say_the_same(self):
        for level, lab in self.labs.items():
            image = Attempts(lab, None).image()
            for role in ROLES:
                client = lab.clients[role]
                sees = CELLS["VIEW", role, level]
                flags = client.call("Objects.Get", ids=[image]).objects[0].allowed if sees else 0
                actions = [number for number in types.Action.values() if number]
                batch = client.call("Access.BatchCheck", objects=[image] * len(actions), actions=actions).verdicts
                for number, verdict in zip(actions, batch):
                    action = types.Action.Name(number).removeprefix("ACTION_")
                    with self.subTest(action=action, role=role, level=types.Level.Name(level)):
                        allowed = CELLS[action, role, level]
                        wanted = (
                            access.VERDICT_ALLOWED if allowed
                            else access.VERDICT_REFUSED if sees else access.VERDICT_NOT_FOUND)
                        explained = client.call("Access.Explain", object=image, action=number)
                        checked = client.call("Access.Check", object=image, action=number)
                        self.assertEqual((verdict, checked.verdict, explained.verdict), (wanted,) * 3)
                        self.assertEqual(bool(flags >> number & 1), allowed)
                        self.assertTrue(explained.sentence)
                        self.assertEqual(explained.detail.rule in ("own", "table", "own_ends", "ends_in_sight", "official"), allowed)

    def test_own_data_are_ones_own_at_every_level(self):
        for level, lab in self.labs.items():
            attempts = Attempts(lab, lab.alice)
            for action, tries in Attempts.ALL.items():
                for attempt in tries:
                    with self.subTest(attempt=attempt.__name__, level=types.Level.Name(level)):
                        attempt(attempts, attempts.image())
            image = attempts.image()
            self.assertEqual(lab.alice.call("Objects.Get", ids=[image]).objects[0].allowed, 0b11_1111_1110)

    def test_nothing_exists_for_an_outsider(self):
        for level, lab in self.labs.items():
            image = Attempts(lab, None).image()
            for scope in (types.SCOPE_CURRENT, types.SCOPE_ALL):
                refusal = self.refused(NOT_FOUND, lab.outsider.call, "Objects.Get", ids=[image], scope=scope)
                self.assertRefusal(refusal, False)
                listed = lab.outsider.call("Objects.List", scope=scope)
                self.assertEqual((list(listed.objects), listed.complete), ([], True))
                checks = lab.outsider.call(
                    "Access.BatchCheck", objects=[image], actions=[types.ACTION_VIEW], scope=scope)
                self.assertEqual(list(checks.verdicts), [access.VERDICT_NOT_FOUND])

    def test_a_refusal_says_what_would_help(self):
        lab = self.labs[types.LEVEL_READ_ONLY]
        image = Attempts(lab, None).image()
        refusal = self.refused(PERMISSION_DENIED, lab.bob.call, "Objects.Update", id=image, name="x")
        explained = lab.bob.call("Access.Explain", object=image, action=types.ACTION_EDIT)
        self.assertEqual((explained.sentence, explained.detail), (refusal.message, refusal.detail))
        self.assertIn("alice", refusal.detail.help)
        self.assertIn("administrator", refusal.detail.help)


@needs_root
class Sight(DaemonCase):
    """What is out of sight and what does not exist get the same bytes."""

    @classmethod
    def prepare(cls):
        cls.lab = Lab(cls.daemon, cls.root, "sight", types.LEVEL_PRIVATE)
        make = cls.lab.alice.call
        # From here on ids have two digits, as the missing one has.
        for _ in range(10):
            make("Objects.Create", kind=types.KIND_TAG, name="first")
        cls.hidden = [make("Objects.Create", kind=kind, name="hidden").id for kind in
                      (types.KIND_IMAGE, types.KIND_DATASET, types.KIND_TAG, types.KIND_FOLDER, types.KIND_FILESET)]
        cls.hidden.append(make(
            "Objects.Create", kind=types.KIND_ANNOTATION_LINK, parent=cls.hidden[0], child=cls.hidden[2]).id)
        cls.own = cls.lab.bob.call("Objects.Create", kind=types.KIND_DATASET, name="own").id
        cls.own_tag = cls.lab.bob.call("Objects.Create", kind=types.KIND_TAG, name="own").id

    def requests(self, id):
        """Every way to name an object."""
        yield "Objects.Get", dict(ids=[id])
        yield "Objects.Get", dict(ids=[id], scope=types.SCOPE_ALL)
        yield "Objects.Get", dict(ids=[self.own, id])
        yield "Objects.List", dict(within=id)
        yield "Objects.Update", dict(id=id, name="x")
        yield "Objects.Update", dict(id=id, clear=[types.FIELD_DESCRIPTION])
        yield "Objects.Update", dict(id=id, parent=self.own)
        yield "Objects.Update", dict(id=self.own, parent=id)
        for flag in (False, True):
            yield "Objects.Delete", dict(targets=[id], dry_run=flag)
            yield "Objects.Delete", dict(targets=[self.own, id], dry_run=flag)
            yield "Objects.Move", dict(targets=[id], group=self.lab.group, dry_run=flag)
            yield "Objects.Move", dict(targets=[self.own], group=self.lab.group, into=id, dry_run=flag)
        yield "Objects.Create", dict(kind=types.KIND_DATASET_IMAGE_LINK, parent=self.own, child=id)
        yield "Objects.Create", dict(kind=types.KIND_PROJECT_DATASET_LINK, parent=id, child=self.own)
        yield "Objects.Create", dict(kind=types.KIND_ANNOTATION_LINK, parent=id, child=self.own_tag)
        yield "Objects.Create", dict(kind=types.KIND_ROI, parent=id)
        yield "Objects.Create", dict(kind=types.KIND_IMAGE, parent=id)
        yield "Objects.Create", dict(
            kind=types.KIND_IMAGE, attributes=[types.Attribute(field=types.FIELD_DERIVED_FROM, reference=id)])
        yield "Objects.Import", dict(objects=[dict(kind=types.KIND_ROI, parent=id)])
        for action in types.Action.values()[1:]:
            yield "Access.Check", dict(object=id, action=action)
            yield "Access.Explain", dict(object=id, action=action)
            yield "Access.BatchCheck", dict(objects=[id], actions=[action])

    def answers(self, id):
        client = self.daemon.connect_as(UIDS["bob"])
        client.call("Sessions.SwitchGroup", group=self.lab.group)
        for name, fields in self.requests(id):
            client.send(name, **fields)
            header = client.read(HEADER.size)
            yield name, fields, header + client.read(HEADER.unpack(header)[0])

    def test_no_answer_tells_the_hidden_from_the_missing(self):
        missing = 97
        self.assertTrue(all(10 <= id < missing for id in self.hidden))
        for hidden in self.hidden:
            for one, other in zip(self.answers(hidden), self.answers(missing), strict=True):
                with self.subTest(call=one[0], fields=one[1]):
                    self.assertEqual(one[2], other[2].replace(b"97", str(hidden).encode()))
