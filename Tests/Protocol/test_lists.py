"""Lists: whole, in order, once each, whatever the size of the pages."""

from client import Refused, types
from daemon import INVALID_ARGUMENT, NOT_FOUND, OUT_OF_RANGE, DaemonCase

PAGE_SIZES = (1, 2, 7, 1_000, 0)


class Lists(DaemonCase):
    COUNT = 1_003

    @classmethod
    def prepare(cls):
        cls.group = cls.root.call("Accounts.CreateGroup", name="lists", level=types.LEVEL_PRIVATE).group.id
        cls.root.call("Sessions.SwitchGroup", group=cls.group)
        entries = [dict(kind=types.KIND_TAG, name=f"tag {number % 3}") for number in range(cls.COUNT)]
        cls.tags = list(cls.root.call("Objects.Import", objects=entries).ids)

    def pages(self, size, client=None, **fields):
        token = b""
        while True:
            reply = (client or self.root).call("Objects.List", page_size=size, page_token=token, **fields)
            yield [entry.id for entry in reply.objects]
            if reply.complete:
                self.assertEqual(reply.next_page_token, b"")
                return
            token = reply.next_page_token

    def whole(self, size, **fields):
        return [id for page in self.pages(size, **fields) for id in page]

    def test_every_page_size_gives_the_whole_list(self):
        for size in PAGE_SIZES:
            pages = list(self.pages(size, kind=types.KIND_TAG))
            self.assertEqual([id for page in pages for id in page], self.tags, f"pages of {size}")
            self.assertTrue(all(len(page) == (size or 1_000) for page in pages[:-1]))

    def test_the_whole_list_comes_in_one_stream_with_messages_of_any_size(self):
        for size in PAGE_SIZES:
            pages = list(self.root.stream("Objects.ListAll", page_size=size, kind=types.KIND_TAG))
            self.assertEqual([entry.id for page in pages for entry in page.objects], self.tags, f"messages of {size}")
            self.assertEqual([page.complete for page in pages], [False] * (len(pages) - 1) + [True])
            counted = self.root.call("Objects.Count", kind=types.KIND_TAG)
            self.assertEqual(sum(entry.count for entry in counted.counts), self.COUNT)

    def test_a_stream_goes_on_behind_any_of_its_messages_on_another_connection(self):
        pages = list(self.root.stream("Objects.ListAll", page_size=300, kind=types.KIND_TAG))
        for index, page in enumerate(pages[:-1]):
            other = self.daemon.connect()
            other.call("Sessions.SwitchGroup", group=self.group)
            rest = other.stream("Objects.ListAll", page_token=page.next_page_token, kind=types.KIND_TAG)
            self.assertEqual([entry.id for page in rest for entry in page.objects], self.tags[300 * (index + 1):])

    def test_a_stream_is_refused_as_a_list_is(self):
        for code, wrong in ((NOT_FOUND, dict(within=1 << 40)), (INVALID_ARGUMENT, dict(page_token=b"x")),
                            (OUT_OF_RANGE, dict(at_least_revision=1 << 40)), (NOT_FOUND, dict(owner=77))):
            with self.assertRaises(Refused) as caught:
                list(self.root.stream("Objects.ListAll", **wrong))
            refusal = self.refused(code, self.root.call, "Objects.List", **wrong)
            self.assertEqual(str(caught.exception), str(refusal))
            self.assertEqual(caught.exception.detail, refusal.detail)

    def test_others_are_served_while_a_list_streams(self):
        stream = self.root.send("Objects.ListAll", page_size=1, kind=types.KIND_TAG)
        call = self.root.send("Sessions.WhoAmI")
        seen, answered_after = 0, None
        while True:
            answered, _, flags, _ = self.root.receive_frame()
            if answered == call:
                answered_after = seen
            elif flags:
                break
            else:
                seen += 1
        self.assertEqual((stream, seen), (call - 2, self.COUNT))
        self.assertLess(answered_after, self.COUNT)
        for entry in (stream, call):
            self.root.replies.pop(entry)

    def test_a_list_that_ends_with_its_page_says_so(self):
        for size in (17, self.COUNT // 17):
            self.assertEqual(self.COUNT % size, 0)
            self.assertEqual(len(list(self.pages(size, kind=types.KIND_TAG))), self.COUNT // size)

    def test_a_name_narrows_the_list(self):
        wanted = [id for number, id in enumerate(self.tags) if number % 3 == 1]
        for size in (7, 0):
            self.assertEqual(self.whole(size, kind=types.KIND_TAG, name="tag 1"), wanted)
        self.assertEqual(self.whole(0, name="tag 1"), wanted)
        self.assertEqual(self.whole(0, name="tag"), [])
        self.assertEqual(self.whole(0, kind=types.KIND_IMAGE), [])
        self.assertEqual(self.whole(0, kind=types.KIND_TAG, owner=0), self.tags)
        with self.assertRaises(Refused):
            self.whole(0, kind=types.KIND_TAG, owner=77)

    def test_what_is_made_and_deleted_between_pages_moves_nothing(self):
        made = [self.root.call("Objects.Create", kind=types.KIND_TERM, name="term").id for _ in range(9)]
        first = self.root.call("Objects.List", kind=types.KIND_TERM, page_size=4)
        # The last of the page goes, and one before it, and one to come; another is made.
        self.root.call("Objects.Delete", targets=[made[1], made[3], made[5]])
        late = self.root.call("Objects.Create", kind=types.KIND_TERM, name="term").id
        rest = self.root.call("Objects.List", kind=types.KIND_TERM, page_token=first.next_page_token)
        self.assertEqual([entry.id for entry in rest.objects], [made[4], made[6], made[7], made[8], late])
        self.assertTrue(rest.complete)

    def test_what_lies_in_something_and_what_lies_nowhere(self):
        dataset, inside, outside = (
            self.root.call("Objects.Create", kind=kind, name="place").id
            for kind in (types.KIND_DATASET, types.KIND_IMAGE, types.KIND_IMAGE))
        self.root.call("Objects.Create", kind=types.KIND_DATASET_IMAGE_LINK, parent=dataset, child=inside)
        roi = self.root.call("Objects.Create", kind=types.KIND_ROI, parent=inside).id
        self.assertEqual(self.whole(0, within=dataset), [inside])
        self.assertEqual(self.whole(0, within=inside), [roi])
        self.assertEqual(self.whole(0, kind=types.KIND_IMAGE, orphaned=True), [outside])
        self.refused(NOT_FOUND, self.root.call, "Objects.List", within=1 << 40)

    def test_a_page_token_is_eight_bytes_or_none(self):
        for token in (b"x", b"1234567", b"123456789"):
            self.refused(INVALID_ARGUMENT, self.root.call, "Objects.List", page_token=token)
        end = self.root.call("Objects.List", page_token=b"\xff" * 8)
        self.assertEqual((list(end.objects), end.complete), ([], True))

    def test_users_and_groups_come_in_pages(self):
        for number in range(8):
            self.root.call("Accounts.CreateUser", login=f"user {number}")
            self.root.call("Accounts.CreateGroup", name=f"group {number}", level=types.LEVEL_PRIVATE)
        for method, field in (("Accounts.ListUsers", "users"), ("Accounts.ListGroups", "groups")):
            whole = [entry.id for entry in getattr(self.root.call(method), field)]
            self.assertEqual(whole, sorted(set(whole)))
            self.assertGreaterEqual(len(whole), 10)
            for size in (1, 2, 7, 1_000):
                ids, fields = [], {}
                while True:
                    reply = self.root.call(method, page_size=size, **fields)
                    ids += [entry.id for entry in getattr(reply, field)]
                    if reply.complete:
                        break
                    fields = {"after": ids[-1]}
                self.assertEqual(ids, whole)

    def test_a_reply_names_its_revision_and_a_request_may_ask_for_one(self):
        made = self.root.call("Objects.Create", kind=types.KIND_TAG, name="newest")
        listed = self.root.call("Objects.List", at_least_revision=made.revision, kind=types.KIND_DATASET)
        self.assertEqual(listed.revision, made.revision)
        self.refused(OUT_OF_RANGE, self.root.call, "Objects.List", at_least_revision=made.revision + 1)
        self.root.call("Objects.Delete", targets=[made.id])
        self.assertEqual(self.root.call("Meta.Version").revision, made.revision + 1)
