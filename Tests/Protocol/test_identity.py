"""Who the caller is: the kernel says so, and nothing in a request."""

import os
import socket
import unittest

from client import HEADER, REQUEST, SERVICES, Client, Refused, access, accounts, sessions, ttrpc, types
from daemon import PERMISSION_DENIED, UIDS, UNAUTHENTICATED, Daemon, DaemonCase, Lab, needs_root


@needs_root
class FirstStart(unittest.TestCase):
    def test_the_first_start_makes_the_uid_that_it_is_told_root_and_no_later_one_does(self):
        for options, uid, other in (((), 0, 61190), (("--root-uid", "61190"), 61190, 0)):
            daemon = Daemon()
            self.addCleanup(daemon.close)
            daemon.start(*options)
            for later in ((), ("--root-uid", str(other))):
                who = daemon.connect_as(uid).call("Sessions.WhoAmI").user
                self.assertEqual((who.login, who.administration), ("root", accounts.ADMINISTRATION_FULL))
                with self.assertRaises(Refused) as caught:
                    daemon.connect_as(other).call("Sessions.WhoAmI")
                self.assertEqual(caught.exception.code, UNAUTHENTICATED)
                daemon.stop()
                daemon.start(*later)


@needs_root
class Identity(DaemonCase):
    @classmethod
    def prepare(cls):
        cls.lab = Lab(cls.daemon, cls.root, "identity")

    def new_user(self, login, uid, **fields):
        return self.root.call("Accounts.CreateUser", login=login, uid=uid, groups=[self.lab.group], **fields).user.id

    def test_an_unmapped_uid_gets_the_version_and_nothing_of_the_lab(self):
        stranger = self.daemon.connect_as(UIDS["stranger"])
        asked = 0
        for service, descriptor in SERVICES.items():
            for method in descriptor.methods_by_name:
                name = f"{service}.{method}"
                # Whoever has a stream open may close it, and who has none does nothing by that.
                if name in ("Meta.Version", "Meta.Cancel"):
                    stranger.call(name)
                else:
                    self.refused(UNAUTHENTICATED, stranger.call, name)
                    asked += 1
        self.assertGreater(asked, 30)

    def test_an_unmapped_uid_is_told_so(self):
        stranger = self.daemon.connect_as(UIDS["stranger"])
        refusal = self.refused(UNAUTHENTICATED, stranger.call, "Sessions.WhoAmI")
        self.assertIn(str(UIDS["stranger"]), refusal.message)

    def test_the_overflow_uid_is_nobody(self):
        self.refused(UNAUTHENTICATED, self.daemon.connect_as(65534).call, "Sessions.WhoAmI")

    def test_mapping_a_uid_acts_on_the_open_connection(self):
        user = self.new_user("mapped", 61101)
        client = self.daemon.connect_as(61102)
        self.refused(UNAUTHENTICATED, client.call, "Sessions.WhoAmI")
        self.root.call("Accounts.UpdateUser", id=user, uid=61102)
        self.assertEqual(client.call("Sessions.WhoAmI").user.login, "mapped")
        self.root.call("Accounts.UpdateUser", id=user, clear_uid=True)
        self.refused(UNAUTHENTICATED, client.call, "Sessions.WhoAmI")

    def test_deactivating_acts_on_the_next_call(self):
        user = self.new_user("deactivated", 61103)
        client = self.daemon.connect_as(61103)
        made = client.call("Objects.Create", kind=types.KIND_TAG, name="mine").id
        self.root.call("Accounts.UpdateUser", id=user, active=False)
        refusal = self.refused(UNAUTHENTICATED, client.call, "Objects.Get", ids=[made])
        self.assertEqual((refusal.detail.rule, refusal.detail.section), ("inactive_user", 12))
        self.root.call("Accounts.UpdateUser", id=user, active=True)
        self.assertEqual(client.call("Objects.Get", ids=[made]).objects[0].owner, user)

    def test_deleting_a_user_acts_on_the_next_call(self):
        user = self.new_user("deleted", 61104)
        client = self.daemon.connect_as(61104)
        client.call("Sessions.WhoAmI")
        self.root.call("Accounts.DeleteUser", id=user)
        self.refused(UNAUTHENTICATED, client.call, "Sessions.WhoAmI")

    def test_losing_a_membership_acts_on_the_next_call(self):
        user = self.new_user("member", 61105)
        other = self.root.call("Accounts.CreateGroup", name="member's other", level=types.LEVEL_READ_WRITE).group.id
        self.root.call("Accounts.SetMembership", user=user, group=other, role=accounts.ROLE_MEMBER)
        made = self.lab.alice.call("Objects.Create", kind=types.KIND_TAG, name="alice's").id
        client = self.daemon.connect_as(61105)
        client.call("Objects.Get", ids=[made])
        reply = self.root.call("Accounts.SetMembership", user=user, group=self.lab.group, role=accounts.ROLE_NONE)
        self.assertEqual(reply.remaining_objects, 0)
        self.assertEqual(client.call("Sessions.WhoAmI").group, other)
        self.refused(5, client.call, "Objects.Get", ids=[made], scope=types.SCOPE_ALL)

    def test_whoever_loses_the_current_group_can_switch_to_another(self):
        user = self.new_user("switcher", 61107)
        other = self.root.call("Accounts.CreateGroup", name="switcher's other", level=types.LEVEL_PRIVATE).group.id
        self.root.call("Accounts.SetMembership", user=user, group=other, role=accounts.ROLE_MEMBER)
        client = self.daemon.connect_as(61107)
        client.call("Sessions.SwitchGroup", group=other)
        self.root.call("Accounts.SetMembership", user=user, group=other, role=accounts.ROLE_NONE)
        refusal = self.refused(PERMISSION_DENIED, client.call, "Objects.List")
        self.assertEqual(refusal.detail.rule, "not_a_member")
        self.refused(PERMISSION_DENIED, client.call, "Sessions.SwitchGroup", group=other)
        client.call("Sessions.SwitchGroup", group=self.lab.group)
        self.assertEqual(client.call("Sessions.WhoAmI").group, self.lab.group)

    def test_what_is_lost_is_lost_on_open_connections_and_in_open_sessions_at_once(self):
        lab, root = self.lab, self.root
        other = root.call("Accounts.CreateGroup", name="elsewhere", level=types.LEVEL_READ_WRITE).group.id
        image = lab.bob.call("Objects.Create", kind=types.KIND_IMAGE, name="bob's").id
        view = dict(object=image, action=types.ACTION_VIEW)
        annotate = dict(object=image, action=types.ACTION_ANNOTATE)
        edit = dict(object=image, action=types.ACTION_EDIT)
        manage = dict(name="by an administrator", level=types.LEVEL_PRIVATE, dry_run=True)

        def level(to):
            plan = root.call("Accounts.ChangeLevel", group=lab.group, level=to, dry_run=True).plan
            root.call("Accounts.ChangeLevel", group=lab.group, level=to, digest=plan.digest)

        def membership(user, role, group=lab.group):
            root.call("Accounts.SetMembership", user=user, group=group, role=role)

        def account(user, **fields):
            root.call("Accounts.UpdateUser", id=user, **fields)

        none, member, owner = accounts.ROLE_NONE, accounts.ROLE_MEMBER, accounts.ROLE_OWNER
        full, plain = accounts.ADMINISTRATION_FULL, accounts.ADMINISTRATION_NONE
        losses = (
            # What is asked, how that is given, how it is taken away again, and whether a session keeps it.
            ("Access.Check", edit, lambda user: membership(user, owner), lambda user: membership(user, member), False),
            ("Access.Check", view, lambda user: None, lambda user: membership(user, none), False),
            ("Access.Check", view, lambda user: None, lambda user: account(user, active=False), False),
            ("Access.Check", view, lambda user: None, lambda user: account(user, clear_uid=True), True),
            ("Access.Check", view, lambda user: None, lambda user: level(types.LEVEL_PRIVATE), False),
            ("Access.Check", annotate, lambda user: level(types.LEVEL_READ_ANNOTATE),
             lambda user: level(types.LEVEL_READ_ONLY), False),
            ("Accounts.CreateGroup", manage, lambda user: account(user, administration=full),
             lambda user: account(user, administration=plain), False),
        )

        def may(client, name, fields):
            try:
                reply = client.call(name, **fields)
            except Refused:
                return False
            return getattr(reply, "verdict", access.VERDICT_ALLOWED) == access.VERDICT_ALLOWED

        for number, (name, fields, give, take, stays) in enumerate(losses):
            with self.subTest(number=number, call=name):
                uid = 61150 + number
                user = self.new_user(f"loser {number}", uid)
                membership(user, member, other)
                give(user)
                client = self.daemon.connect_as(uid)
                client.call("Sessions.SwitchGroup", group=lab.group)
                token = client.call("Sessions.OpenScript", group=lab.group, uid=uid).token
                script = self.daemon.connect_as(uid)
                script.call("Sessions.Join", token=token)
                asked = [client] + ([script] if name == "Access.Check" else [])
                self.assertEqual([may(each, name, fields) for each in asked], [True] * len(asked))
                take(user)
                self.assertEqual(may(client, name, fields), False)
                # A session is its user's, whatever uid that has; and a script's never had the administration.
                self.assertEqual(may(script, name, fields), stays)
        level(types.LEVEL_READ_ANNOTATE)

    def test_a_user_in_no_group_is_told_so(self):
        self.root.call("Accounts.CreateUser", login="groupless", uid=61106)
        refusal = self.refused(9, self.daemon.connect_as(61106).call, "Sessions.WhoAmI")
        self.assertEqual(refusal.detail.rule, "user_in_no_group")

    def test_claims_in_a_request_are_ignored(self):
        alice = self.lab.alice
        claim = [ttrpc.KeyValue(key=key, value=value) for key, value in
                 (("user", "root"), ("uid", "0"), ("session", "1"), ("authorization", "root"))]
        data = ttrpc.Request(
            service="cohort.v1.Sessions", method="WhoAmI", metadata=claim,
            payload=sessions.WhoAmIReply(user=accounts.User(login="root")).SerializeToString()).SerializeToString()
        alice.socket.sendall(HEADER.pack(len(data), 40_001, REQUEST, 0) + data)
        _, response = alice.receive_response()
        self.assertEqual(sessions.WhoAmIReply.FromString(response.payload).user.login, "alice")

    def test_a_socket_that_is_handed_on_keeps_its_maker(self):
        # `connect_as` hands a socket of that uid to this process, which is root: it stays that uid's.
        alice = self.daemon.connect_as(UIDS["alice"])
        self.assertEqual(alice.call("Sessions.WhoAmI").user.login, "alice")
        ours, theirs = socket.socketpair()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.setgroups([])
                os.setgid(UIDS["stranger"])
                os.setuid(UIDS["stranger"])
                _, descriptors, _, _ = socket.recv_fds(theirs, 1, 1)
                os.environ["COHORT_FD"] = str(descriptors[0])
                with Client.handed_over() as client:
                    status = 0 if client.call("Sessions.WhoAmI").user.login == "alice" else 2
            finally:
                os._exit(status)
        theirs.close()
        socket.send_fds(ours, [b"."], [alice.socket.fileno()])
        ours.close()
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)

    def test_one_uid_speaks_for_one_user(self):
        refusal = self.refused(6, self.new_user, "second alice", UIDS["alice"])
        self.assertEqual((refusal.detail.rule, refusal.detail.section), ("uid_taken", 11))

    def test_only_administrators_manage_users(self):
        for client in (self.lab.owner, self.lab.alice, self.lab.outsider):
            refusal = self.refused(PERMISSION_DENIED, client.call, "Accounts.CreateUser", login="made by a member")
            self.assertEqual((refusal.detail.rule, refusal.detail.section), ("privilege_needed", 11))
            self.refused(PERMISSION_DENIED, client.call, "Accounts.UpdateUser", id=0, uid=1)
            self.refused(PERMISSION_DENIED, client.call, "Accounts.UpdateUser",
                         id=client.call("Sessions.WhoAmI").user.id, administration=accounts.ADMINISTRATION_FULL)
            self.refused(PERMISSION_DENIED, client.call, "Admin.Snapshot")

    def test_uid_and_address_of_others_are_for_administrators(self):
        alice = self.lab.users["alice"]
        self.assertEqual(self.root.call("Accounts.GetUser", id=alice).user.uid, UIDS["alice"])
        self.assertEqual(self.lab.alice.call("Accounts.GetUser", id=alice).user.uid, UIDS["alice"])
        self.assertFalse(self.lab.bob.call("Accounts.GetUser", id=alice).user.HasField("uid"))
