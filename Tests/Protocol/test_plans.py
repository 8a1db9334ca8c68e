"""Plans: what a change would do is what it does, and what loses something wants to be seen first."""

from client import accounts, types
from daemon import (
    ABORTED, FAILED_PRECONDITION, INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, DaemonCase, Lab, needs_root)


def without_done(plan):
    copy = types.Plan()
    copy.CopyFrom(plan)
    copy.done = False
    return copy


def counts(part):
    return {entry.kind: entry.count for entry in part.counts}


@needs_root
class PlanCase(DaemonCase):
    number = 0

    @classmethod
    def prepare(cls):
        cls.names = iter(range(1_000))

    def lab(self, level=types.LEVEL_READ_ANNOTATE):
        return Lab(self.daemon, self.root, f"plans {next(self.names)}", level)

    def make(self, client, kind, parent=0, child=0):
        return client.call("Objects.Create", kind=kind, parent=parent, child=child).id

    def tagged(self, lab):
        """An image of alice's that bob put a tag of his on: the image and the link."""
        image = self.make(lab.alice, types.KIND_IMAGE)
        tag = self.make(lab.bob, types.KIND_TAG)
        return image, self.make(lab.bob, types.KIND_ANNOTATION_LINK, image, tag)

    def missing(self, client, id):
        self.refused(NOT_FOUND, client.call, "Objects.Get", ids=[id], scope=types.SCOPE_ALL)


class LevelChange(PlanCase):
    def test_it_runs_only_with_the_digest_of_the_plan_as_it_is(self):
        lab = self.lab()
        _, link = self.tagged(lab)
        change = dict(group=lab.group, level=types.LEVEL_PRIVATE)
        seen = lab.owner.call("Accounts.ChangeLevel", dry_run=True, **change).plan
        self.assertEqual((seen.done, seen.needs_digest, len(seen.digest)), (False, True, 32))
        self.assertEqual(counts(seen.lost), {types.KIND_ANNOTATION_LINK: 1})
        self.assertEqual([entry.id for entry in seen.lost.first], [link])

        refusal = self.refused(FAILED_PRECONDITION, lab.owner.call, "Accounts.ChangeLevel", **change)
        self.assertEqual((refusal.detail.rule, refusal.detail.section), ("digest_required", 6))
        self.assertEqual(refusal.detail.plan, seen)

        _, another = self.tagged(lab)
        refusal = self.refused(ABORTED, lab.owner.call, "Accounts.ChangeLevel", digest=seen.digest, **change)
        self.assertEqual(refusal.detail.rule, "plan_changed")
        now = refusal.detail.plan
        self.assertEqual([entry.id for entry in now.lost.first], [link, another])
        self.assertEqual(lab.owner.call("Accounts.GetGroup", id=lab.group).group.level, types.LEVEL_READ_ANNOTATE)

        run = lab.owner.call("Accounts.ChangeLevel", digest=now.digest, **change).plan
        self.assertTrue(run.done)
        self.assertEqual(without_done(run), now)
        self.assertEqual(lab.owner.call("Accounts.GetGroup", id=lab.group).group.level, types.LEVEL_PRIVATE)
        for lost in (link, another):
            self.missing(self.root, lost)

    def test_only_administrators_promote_to_read_write(self):
        lab = self.lab()
        change = dict(group=lab.group, level=types.LEVEL_READ_WRITE)
        for client, rule in ((lab.owner, "only_administrators_promote"), (lab.alice, "not_an_owner")):
            refusal = self.refused(PERMISSION_DENIED, client.call, "Accounts.ChangeLevel", **change)
            self.assertEqual(refusal.detail.rule, rule)
        plan = self.refused(FAILED_PRECONDITION, self.root.call, "Accounts.ChangeLevel", **change).detail.plan
        self.root.call("Accounts.ChangeLevel", digest=plan.digest, **change)
        theirs = self.make(lab.alice, types.KIND_IMAGE)
        lab.bob.call("Objects.Delete", targets=[theirs])

    def test_raising_loses_nothing_and_needs_no_digest(self):
        lab = self.lab(types.LEVEL_PRIVATE)
        plan = lab.owner.call("Accounts.ChangeLevel", group=lab.group, level=types.LEVEL_READ_ANNOTATE).plan
        self.assertEqual((plan.done, plan.needs_digest, counts(plan.lost)), (True, False, {}))

    def test_an_image_from_anothers_image_keeps_a_group_from_turning_private(self):
        lab = self.lab()
        source = self.make(lab.alice, types.KIND_IMAGE)
        derived = lab.bob.call("Objects.Create", kind=types.KIND_IMAGE, attributes=[
            types.Attribute(field=types.FIELD_DERIVED_FROM, reference=source)]).id
        for flag in (True, False):
            refusal = self.refused(FAILED_PRECONDITION, lab.owner.call, "Accounts.ChangeLevel",
                                   group=lab.group, level=types.LEVEL_PRIVATE, dry_run=flag)
            self.assertEqual((refusal.detail.rule, refusal.detail.section), ("derived_pairs", 6))
            self.assertIn(derived, refusal.detail.blockers)
            self.assertEqual(refusal.detail.hidden_blockers, 0)


class Moves(PlanCase):
    def target(self, lab):
        group = self.root.call(
            "Accounts.CreateGroup", name=f"target {next(self.names)}", level=types.LEVEL_READ_ANNOTATE).group.id
        self.root.call(
            "Accounts.SetMembership", user=lab.users["alice"], group=group, role=accounts.ROLE_MEMBER)
        return group

    def test_a_move_that_cuts_a_link_runs_only_with_its_digest(self):
        lab = self.lab()
        image, link = self.tagged(lab)
        roi = self.make(lab.bob, types.KIND_ROI, image)
        move = dict(targets=[image], group=self.target(lab))
        seen = lab.alice.call("Objects.Move", dry_run=True, **move).plan
        self.assertEqual(counts(seen.moved), {types.KIND_IMAGE: 1, types.KIND_ROI: 1})
        self.assertEqual([entry.id for entry in seen.lost.first], [link])
        refusal = self.refused(FAILED_PRECONDITION, lab.alice.call, "Objects.Move", **move)
        self.assertEqual(refusal.detail.rule, "digest_required")
        self.assertEqual(refusal.detail.plan, seen)
        self.refused(ABORTED, lab.alice.call, "Objects.Move", digest=bytes(32), **move)
        run = lab.alice.call("Objects.Move", digest=seen.digest, **move).plan
        self.assertEqual(without_done(run), seen)
        moved = lab.alice.call("Objects.Get", ids=[image, roi], scope=types.SCOPE_ALL).objects
        self.assertEqual([entry.group for entry in moved], [move["group"]] * 2)
        self.assertEqual(moved[1].owner, lab.users["bob"])
        self.missing(self.root, link)

    def test_a_move_that_loses_nothing_needs_no_digest(self):
        lab = self.lab()
        image = self.make(lab.alice, types.KIND_IMAGE)
        target = self.target(lab)
        self.assertTrue(lab.alice.call("Objects.Move", targets=[image], group=target).plan.done)
        refusal = self.refused(FAILED_PRECONDITION, lab.alice.call, "Objects.Move",
                               targets=[image], group=target, scope=types.SCOPE_ALL)
        self.assertEqual((refusal.detail.rule, refusal.detail.section), ("same_group", 7))

    def test_part_of_a_fileset_does_not_move(self):
        lab = self.lab()
        fileset = self.make(lab.alice, types.KIND_FILESET)
        images = [self.make(lab.alice, types.KIND_IMAGE, fileset) for _ in range(3)]
        refusal = self.refused(FAILED_PRECONDITION, lab.alice.call, "Objects.Move",
                               targets=images[:1], group=self.target(lab))
        self.assertEqual((refusal.detail.rule, refusal.detail.section), ("fileset_part", 7))
        self.assertLessEqual(set(images[1:]), set(refusal.detail.blockers))


class Deletes(PlanCase):
    def test_a_dry_run_and_the_run_say_the_same(self):
        lab = self.lab()
        dataset = self.make(lab.alice, types.KIND_DATASET)
        images = [self.tagged(lab)[0] for _ in range(3)]
        theirs = self.make(lab.bob, types.KIND_IMAGE)
        for image in images:
            self.make(lab.alice, types.KIND_DATASET_IMAGE_LINK, dataset, image)
        # The administrator may mix everyone's data.
        self.make(lab.administrator(), types.KIND_DATASET_IMAGE_LINK, dataset, theirs)
        seen = lab.alice.call("Objects.Delete", targets=[dataset], dry_run=True).plan
        lab.alice.call("Objects.Get", ids=[dataset, *images])
        run = lab.alice.call("Objects.Delete", targets=[dataset]).plan
        self.assertEqual((seen.done, run.done), (False, True))
        self.assertEqual(without_done(run), seen)
        self.assertEqual(counts(seen.lost), {
            types.KIND_DATASET: 1, types.KIND_IMAGE: 3, types.KIND_DATASET_IMAGE_LINK: 4,
            types.KIND_ANNOTATION_LINK: 3})
        self.assertEqual([entry.id for entry in seen.stays.first], [theirs])
        for gone in (dataset, *images):
            self.missing(self.root, gone)
        lab.bob.call("Objects.Get", ids=[theirs])

    def test_one_target_that_may_not_go_refuses_all(self):
        lab = self.lab()
        mine, theirs = self.make(lab.alice, types.KIND_IMAGE), self.make(lab.bob, types.KIND_IMAGE)
        for flag in (True, False):
            self.refused(PERMISSION_DENIED, lab.alice.call, "Objects.Delete", targets=[mine, theirs], dry_run=flag)
        lab.alice.call("Objects.Get", ids=[mine, theirs])

    def test_what_is_out_of_sight_is_counted_and_not_named(self):
        lab = self.lab()
        image, link = self.tagged(lab)
        plan = self.root.call("Accounts.ChangeLevel", group=lab.group, level=types.LEVEL_PRIVATE, dry_run=True).plan
        self.root.call("Accounts.ChangeLevel", group=lab.group, level=types.LEVEL_PRIVATE, digest=plan.digest)
        self.missing(lab.bob, image)
        tag = self.make(lab.alice, types.KIND_TAG)
        self.make(lab.owner, types.KIND_TAG)
        plan = lab.alice.call("Objects.Delete", targets=[image, tag], dry_run=True).plan
        self.assertEqual(sorted(entry.id for entry in plan.lost.first), sorted([image, tag]))


class Imports(PlanCase):
    def graph(self, name="plate of the day"):
        """A dataset by name, a fileset with two images in the dataset, a tag on one, a region."""
        return [
            dict(kind=types.KIND_DATASET, name=name, find=True),
            dict(kind=types.KIND_FILESET, name="a.ome.tiff"),
            dict(kind=types.KIND_IMAGE, name="one", new_parent=2),
            dict(kind=types.KIND_IMAGE, name="two", new_parent=2),
            dict(kind=types.KIND_DATASET_IMAGE_LINK, new_parent=1, new_child=3),
            dict(kind=types.KIND_DATASET_IMAGE_LINK, new_parent=1, new_child=4),
            dict(kind=types.KIND_TAG, name="raw"),
            dict(kind=types.KIND_ANNOTATION_LINK, new_parent=3, new_child=7),
            dict(kind=types.KIND_ROI, new_parent=4),
        ]

    def count(self, lab):
        return len(lab.alice.call("Objects.List").objects)

    def test_a_graph_is_made_in_one_step(self):
        lab = self.lab()
        reply = lab.alice.call("Objects.Import", objects=self.graph())
        made = lab.alice.call("Objects.Get", ids=reply.ids).objects
        self.assertEqual([entry.kind for entry in made], [entry["kind"] for entry in self.graph()])
        self.assertEqual({entry.owner for entry in made}, {lab.users["alice"]})
        self.assertEqual((made[4].parent, made[4].child), (reply.ids[0], reply.ids[2]))
        self.assertEqual(made[8].parent, reply.ids[3])

    def test_a_container_is_found_by_name_or_made(self):
        lab = self.lab()
        first = lab.alice.call("Objects.Import", objects=self.graph()).ids
        second = lab.alice.call("Objects.Import", objects=self.graph()).ids
        self.assertEqual(first[0], second[0])
        self.assertEqual(len(set(first) & set(second)), 1)
        inside = lab.alice.call("Objects.List", within=first[0]).objects
        self.assertEqual([entry.id for entry in inside], [*first[2:4], *second[2:4]])
        # Another's of that name is not taken.
        self.assertNotEqual(lab.bob.call("Objects.Import", objects=self.graph()).ids[0], first[0])

    def test_an_import_over_its_limit_is_refused_whole(self):
        lab = self.lab()
        tag = dict(kind=types.KIND_TAG, name="t")
        self.assertEqual(len(lab.alice.call("Objects.Import", objects=[tag] * 50_000).ids), 50_000)
        self.refused(INVALID_ARGUMENT, lab.alice.call, "Objects.Import", objects=[tag] * 50_001)

    def test_two_of_the_name_refuse_the_import(self):
        lab = self.lab()
        for _ in range(2):
            lab.alice.call("Objects.Create", kind=types.KIND_DATASET, name="twice")
        refusal = self.refused(FAILED_PRECONDITION, lab.alice.call, "Objects.Import", objects=self.graph("twice"))
        self.assertEqual((refusal.detail.rule, refusal.detail.section), ("ambiguous_name", 13))
        self.assertEqual(self.count(lab), 2)

    def test_a_refusal_half_way_leaves_nothing(self):
        lab = self.lab()
        theirs = self.make(lab.bob, types.KIND_IMAGE)
        before = self.count(lab)
        for last, code in (
            (dict(kind=types.KIND_ROI, parent=1 << 40), NOT_FOUND),
            (dict(kind=types.KIND_DATASET_IMAGE_LINK, new_parent=1, child=theirs), PERMISSION_DENIED),
            (dict(kind=types.KIND_ROI, new_parent=1), INVALID_ARGUMENT),
            (dict(kind=types.KIND_ROI, new_parent=99), INVALID_ARGUMENT),
            (dict(kind=types.KIND_UNSPECIFIED), INVALID_ARGUMENT),
            (dict(kind=99), INVALID_ARGUMENT),
        ):
            for flag in (True, False):
                revision = lab.alice.call("Meta.Version").revision
                self.refused(code, lab.alice.call, "Objects.Import", objects=[*self.graph(), last], dry_run=flag)
                self.assertEqual(lab.alice.call("Meta.Version").revision, revision)
        self.assertEqual(self.count(lab), before)

    def test_a_dry_run_makes_nothing(self):
        lab = self.lab()
        self.assertEqual(list(lab.alice.call("Objects.Import", objects=self.graph(), dry_run=True).ids), [])
        self.assertEqual(self.count(lab), 0)


del PlanCase
