"""Bad input of every call: a clear error, and nothing changes. What can be wrong with a field is in `bad_input.py`."""

import re

import bad_input
from client import DATA, HEADER, REQUEST, SERVICES, Refused, accounts, ttrpc, types
from daemon import (
    ABORTED, ALREADY_EXISTS, FAILED_PRECONDITION, INTERNAL, INVALID_ARGUMENT, NOT_FOUND, OUT_OF_RANGE,
    PERMISSION_DENIED, RESOURCE_EXHAUSTED, UNAUTHENTICATED, DaemonCase)

# What is answered to each thing that can be wrong.
CODES = {
    "unknown": {NOT_FOUND, INVALID_ARGUMENT, OUT_OF_RANGE, RESOURCE_EXHAUSTED, FAILED_PRECONDITION},
    "zero": {OUT_OF_RANGE, NOT_FOUND, INVALID_ARGUMENT, PERMISSION_DENIED, ALREADY_EXISTS, FAILED_PRECONDITION},
    "unspecified": {INVALID_ARGUMENT, PERMISSION_DENIED},
    "empty": {INVALID_ARGUMENT, NOT_FOUND},
    "too long": {INVALID_ARGUMENT, NOT_FOUND},
    "a control character": {INVALID_ARGUMENT, NOT_FOUND},
    "not UTF-8": {INTERNAL},
    "of no use": {INVALID_ARGUMENT, UNAUTHENTICATED},
    "none": {INVALID_ARGUMENT},
    "twice": {INVALID_ARGUMENT},
    "too many": {INVALID_ARGUMENT},
}

# What is no fault, and why: ends of "request field how".
FINE = {
    "0 is `root`, `system`, or nothing at all": [
        "after zero", "after_revision zero", "at_least_revision zero", "offset zero", "page_size zero",
        "Objects.Create of an image parent zero", "Objects.Create of an image child zero",
        "Objects.Create of a map parent zero", "Objects.Create of a map child zero",
        "Objects.Create of an ROI child zero", "Objects.Update of a folder parent zero",
        "Objects.Import objects.parent zero", "Objects.Import objects.child zero", "annotated zero", "within zero", "annotation zero", "holding zero", "lifetime_seconds zero", "into zero",
        "backup zero", "start.size zero", "new_parent zero", "new_child zero", "privileges zero",
        "Accounts.GetUser id zero", "Accounts.GetGroup id zero", "Access.Matrix group zero",
        "Accounts.ListMemberships group zero", "user zero", "owner zero", "Objects.List group zero",
        "Objects.Count group zero", "Objects.ListAll group zero", "Sessions.Sudo uid zero", "Sessions.OpenScript uid zero"],
    "a check of what is not there is an answer": [
        "Access.Check object unknown", "Access.Check object zero", "Access.Explain object unknown",
        "Access.Explain object zero", "Access.BatchCheck objects unknown", "Access.BatchCheck objects zero",
        "Access.BatchCheck objects none", "Access.BatchCheck objects twice"],
    "its end may be on its way": ["Meta.Cancel stream unknown", "Meta.Cancel stream zero"],
    "a page is as large as pages get": ["page_size unknown"],
    "behind the last comes nothing": ["after unknown"],
    "any number but one is a uid": ["uid unknown"],
    "the current group is one to look in": ["scope unspecified"],
    "it is empty, as many are": [
        "full_name empty", "email empty", "description empty", "text empty", "key empty", "value empty",
        "Attachments.Upload start.new.name empty", "Objects.Create name empty", "Objects.Create of an image name empty",
        "Objects.Create of a map name empty", "Objects.Create of an ROI name empty", "Objects.Update name empty",
        "Objects.Import objects.name empty"],
    "a text may have lines": [
        "description a control character", "text a control character", "key a control character",
        "value a control character"],
    "it is no filter": ["name_prefix empty", "words empty", "Objects.List kind unspecified", "Objects.ListAll kind unspecified", "Objects.Count kind unspecified",
                        "Objects.List by annotation kind unspecified",
                        "Objects.List by what is held kind unspecified"],
    "nothing is called so": [
        f"{name} {field} {how}" for name in (
            "Objects.List", "Objects.ListAll", "Objects.List by annotation", "Objects.List by what is held", "Objects.Count")
        for field in ("name", "name_prefix", "words") for how in ("empty", "too long", "a control character")],
    "nothing is asked for": ["Objects.Get ids none", "Accounts.CreateUser groups none", "clear none", "include none",
                             "exclude none", "Objects.Import objects none"],
    "a set holds each thing once, however often it is named": [
        "targets twice", "Objects.Get ids twice", "clear twice", "clear too many", "include twice",
        "include too many", "exclude twice", "exclude too many"],
    "they are two, and equal": ["Objects.Import objects twice"],
    "a rehearsal is how one gets a digest": ["digest of no use"],
    "the audit trail tells of what is gone, and asks for no name of it": [
        f"Admin.Audit {field} {how}" for field in ("user", "session", "object", "group") for how in ("unknown", "zero")],
    "the trail begins where it begins, and a clock may be wrong": [
        "from_revision zero", "since negative", "until negative"],
    "any change is asked for, or one of a set": ["Admin.Audit kinds none", "Admin.Audit kinds twice"],
    "nobody has to say what runs": ["program empty"],
    "a link has no name to be missed": ["Objects.Import of links objects.name empty"],
}


class BadInput(DaemonCase):
    @classmethod
    def prepare(cls):
        def group(name):
            made = cls.root.call("Accounts.CreateGroup", name=name, level=types.LEVEL_READ_ANNOTATE).group.id
            cls.root.call("Accounts.SetMembership", user=0, group=made, role=accounts.ROLE_OWNER)
            return made

        cls.group, cls.elsewhere = group("here"), group("elsewhere")
        cls.empty = cls.root.call("Accounts.CreateGroup", name="empty", level=types.LEVEL_PRIVATE).group.id
        cls.user = cls.root.call("Accounts.CreateUser", login="somebody", groups=[cls.group]).user.id
        cls.root.call("Sessions.SwitchGroup", group=cls.elsewhere)
        cls.dataset_elsewhere = cls.make(types.KIND_DATASET, "far")
        cls.root.call("Sessions.SwitchGroup", group=cls.group)
        cls.image, cls.tagged = cls.make(types.KIND_IMAGE, "an image"), cls.make(types.KIND_IMAGE, "tagged")
        cls.dataset, cls.tag = cls.make(types.KIND_DATASET, "a dataset"), cls.make(types.KIND_TAG, "a tag")
        cls.upper, cls.folder = cls.make(types.KIND_FOLDER, "upper"), cls.make(types.KIND_FOLDER, "folder")
        cls.inner = cls.make(types.KIND_FOLDER, "inner", parent=cls.folder)
        cls.region = cls.make(types.KIND_ROI, "", parent=cls.image)
        cls.link = cls.make(types.KIND_ANNOTATION_LINK, "", parent=cls.tagged, child=cls.tag)
        cls.attachment = cls.root.upload(dict(new=dict(name="a file")), [b"bytes"]).id
        session = cls.root.call("Sessions.Sudo", user=cls.user, group=cls.group, uid=0)
        cls.session, cls.token = session.session, session.token
        cls.known = cls.root.call("Meta.Version").revision
        cls.sound = bad_input.sound(cls)

    @classmethod
    def make(cls, kind, name, **fields):
        return cls.root.call("Objects.Create", kind=kind, name=name, **fields).id

    def answer(self, name, payload):
        """The status of a call with these bytes, on a connection of its own, in the group."""
        client = self.daemon.connect()
        client.call("Sessions.SwitchGroup", group=self.group)
        method = bad_input.method(name)
        data = ttrpc.Request(
            service=method.containing_service.full_name, method=method.name, payload=payload).SerializeToString()
        client.socket.sendall(HEADER.pack(len(data), 101, REQUEST, 0) + data)
        _, kind, _, data = client.receive_frame()
        client.close()
        return ttrpc.Status() if kind == DATA else ttrpc.Response.FromString(data).status

    @staticmethod
    def is_fine(name, field, how):
        case = f"{name} {field} {how}"
        return any(case == entry or case.endswith((f" {entry}", f".{entry}"))
                   for entries in FINE.values() for entry in entries)

    def revision(self):
        return self.root.call("Meta.Version").revision

    def test_every_method_has_a_sound_request_that_succeeds(self):
        asked = {bad_input.method(name).full_name for name in self.sound}
        self.assertEqual(
            asked, {method.full_name for service in SERVICES.values() for method in service.methods})
        for name, request in self.sound.items():
            with self.subTest(request=name):
                self.assertEqual(self.answer(name, request.SerializeToString()).message, "")

    def test_one_bad_field_is_refused_and_named_and_changes_nothing(self):
        before = self.revision()
        refused = 0
        for name, request in self.sound.items():
            for field, how, payload in bad_input.spoilt(request):
                status = self.answer(name, payload)
                with self.subTest(request=name, field=field, how=how):
                    if self.is_fine(name, field, how):
                        self.assertEqual(status.message, "")
                        continue
                    self.assertIn(status.code, CODES[how], status.message)
                    self.assertLess(len(status.message), 600)
                    self.assertRegex(status.message, r"^[^\x00-\x1f]{8,}[^.]$")
                refused += 1
        self.assertGreater(refused, 200)
        self.assertEqual(self.revision(), before)

    def test_what_fits_no_rule_of_shape_is_refused(self):
        """Each field is sound by itself, and together they make no sense."""
        create, links = "Objects.Create", types.KIND_DATASET_IMAGE_LINK
        annotation, folder = types.KIND_ANNOTATION_LINK, types.KIND_FOLDER
        description = types.Attribute(field=types.FIELD_DESCRIPTION, text="a")
        cases = [
            ("itself as its tag", FAILED_PRECONDITION, create, dict(kind=annotation, parent=self.tag, child=self.tag)),
            ("linked twice", ALREADY_EXISTS, create, dict(kind=annotation, parent=self.tagged, child=self.tag)),
            ("wrong kinds of ends", INVALID_ARGUMENT, create, dict(kind=links, parent=self.image, child=self.dataset)),
            ("ends of two groups", FAILED_PRECONDITION, create,
             dict(kind=links, parent=self.dataset_elsewhere, child=self.image, scope=types.SCOPE_ALL)),
            ("a link with a name", INVALID_ARGUMENT, create,
             dict(kind=links, parent=self.dataset, child=self.image, name="a link")),
            ("a link with attributes", INVALID_ARGUMENT, create,
             dict(kind=links, parent=self.dataset, child=self.image, attributes=[description])),
            ("a value of another type", INVALID_ARGUMENT, create,
             dict(kind=types.KIND_IMAGE, name="i", attributes=[types.Attribute(field=types.FIELD_SIZE_X, text="1")])),
            ("one field twice", INVALID_ARGUMENT, create,
             dict(kind=types.KIND_IMAGE, name="i", attributes=[description, description])),
            ("one field twice, in an update", INVALID_ARGUMENT, "Objects.Update",
             dict(id=self.image, attributes=[description, description])),
            ("bytes that are no shapes", INVALID_ARGUMENT, create,
             dict(kind=types.KIND_ROI, parent=self.image,
                  attributes=[types.Attribute(field=types.FIELD_SHAPES, bytes=b"\xff")])),
            ("a tag that is official", INVALID_ARGUMENT, create, dict(kind=types.KIND_TAG, name="t", official=True)),
            ("a folder in itself", FAILED_PRECONDITION, "Objects.Update", dict(id=self.folder, parent=self.folder)),
            ("a folder in what it holds", FAILED_PRECONDITION, "Objects.Update",
             dict(id=self.folder, parent=self.inner)),
            ("an image in a folder's place", INVALID_ARGUMENT, "Objects.Update", dict(id=self.folder, parent=self.image)),
            ("moving a link", INVALID_ARGUMENT, "Objects.Move", dict(targets=[self.link], group=self.elsewhere)),
            ("moving a region", INVALID_ARGUMENT, "Objects.Move", dict(targets=[self.region], group=self.elsewhere)),
            ("moving to where it is", FAILED_PRECONDITION, "Objects.Move", dict(targets=[self.image], group=self.group)),
            ("moving into something of another group", FAILED_PRECONDITION, "Objects.Move",
             dict(targets=[self.image], group=self.elsewhere, into=self.dataset)),
            ("including images", INVALID_ARGUMENT, "Objects.Delete",
             dict(targets=[self.dataset], include=[types.KIND_IMAGE])),
            ("with the digest of another plan", ABORTED, "Objects.Move",
             dict(targets=[self.image], group=self.elsewhere, digest=b"x" * 32)),
            ("giving with the digest of another plan", ABORTED, "Objects.Give",
             dict(targets=[self.image], user=self.user, digest=b"x" * 32)),
            ("a level with the digest of another plan", ABORTED, "Accounts.ChangeLevel",
             dict(group=self.empty, level=types.LEVEL_READ_ONLY, digest=b"x" * 32)),
            ("a position that comes later", INVALID_ARGUMENT, "Objects.Import", dict(objects=[
                dict(kind=links, parent=self.dataset, new_child=2), dict(kind=types.KIND_IMAGE, name="i")])),
            ("one end in two ways", INVALID_ARGUMENT, "Objects.Import", dict(objects=[
                dict(kind=types.KIND_IMAGE, name="i"),
                dict(kind=links, parent=self.dataset, child=self.image, new_child=1)])),
            ("what is found with attributes", INVALID_ARGUMENT, "Objects.Import", dict(objects=[
                dict(kind=types.KIND_DATASET, name="d", find=True, attributes=[description])])),
            ("found by an empty name", INVALID_ARGUMENT, "Objects.Import", dict(objects=[
                dict(kind=types.KIND_DATASET, find=True), dict(kind=types.KIND_IMAGE),
                dict(kind=links, new_parent=1, new_child=2)])),
            ("a login that is taken", ALREADY_EXISTS, "Accounts.CreateUser", dict(login="Somebody")),
            ("a group that is there", ALREADY_EXISTS, "Accounts.CreateGroup",
             dict(name="HERE", level=types.LEVEL_PRIVATE)),
            ("a group that looks like an id", INVALID_ARGUMENT, "Accounts.CreateGroup",
             dict(name="12", level=types.LEVEL_PRIVATE)),
            ("one group twice", INVALID_ARGUMENT, "Accounts.CreateUser",
             dict(login="new", groups=[self.group, self.group])),
            ("privileges of an administrator who has all", INVALID_ARGUMENT, "Accounts.CreateUser",
             dict(login="new", administration=accounts.ADMINISTRATION_FULL, privileges=1)),
            ("the uid that is none", INVALID_ARGUMENT, "Accounts.CreateUser", dict(login="new", uid=0xFFFF_FFFF)),
            ("a uid, and none", INVALID_ARGUMENT, "Accounts.UpdateUser", dict(id=self.user, uid=1, clear_uid=True)),
            ("a default group of others", PERMISSION_DENIED, "Accounts.UpdateUser",
             dict(id=self.user, default_group=self.elsewhere)),
            ("a group that holds something", FAILED_PRECONDITION, "Accounts.DeleteGroup", dict(id=self.group)),
        ]
        before = self.revision()
        for what, code, name, fields in cases:
            with self.subTest(case=what):
                refusal = self.refused(code, self.root.call, name, **fields)
                self.assertRegex(refusal.message, r"^[^\x00-\x1f]{8,}[^.]$")
        self.assertEqual(self.revision(), before)
