"""Sessions beyond the peer's own: sudo and scripts, what they may do, and how they end."""

import os

from client import access, accounts, sessions, types
from daemon import (
    FAILED_PRECONDITION, INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, UIDS, UNAUTHENTICATED, DaemonCase, Lab,
    needs_root, until)


@needs_root
class SessionCase(DaemonCase):
    @classmethod
    def prepare(cls):
        cls.lab = Lab(cls.daemon, cls.root, "sessions")
        cls.alice = cls.lab.users["alice"]
        cls.group = cls.lab.group
        cls.other = cls.root.call("Accounts.CreateGroup", name="other", level=types.LEVEL_READ_WRITE).group.id
        cls.root.call("Accounts.SetMembership", user=cls.alice, group=cls.other, role=accounts.ROLE_MEMBER)

    def joined(self, token, uid=0):
        client = self.daemon.connect_as(uid)
        client.call("Sessions.Join", token=token)
        return client

    def rule(self, code, client, name, /, **fields):
        return self.refused(code, client.call, name, **fields).detail.rule

    def open_ids(self):
        return [session.id for session in self.root.call("Sessions.List").sessions]


class Sudo(SessionCase):
    def sudo(self, **fields):
        return self.root.call("Sessions.Sudo", user=self.alice, group=self.group, **fields)

    def test_it_acts_as_the_user_and_makes_the_users_data(self):
        opened = self.sudo()
        client = self.joined(opened.token)
        who = client.call("Sessions.WhoAmI")
        self.assertEqual(
            (who.user.id, who.group, who.session_kind, who.session),
            (self.alice, self.group, sessions.SESSION_KIND_SUDO, opened.session))
        made = client.call("Objects.Create", kind=types.KIND_DATASET, name="for alice").id
        self.assertEqual(self.lab.alice.call("Objects.Get", ids=[made]).objects[0].owner, self.alice)

    def test_it_has_none_of_the_openers_rights(self):
        client = self.joined(self.sudo().token)
        theirs = self.lab.bob.call("Objects.Create", kind=types.KIND_DATASET, name="bob's").id
        self.assertEqual(self.rule(PERMISSION_DENIED, client, "Objects.Update", id=theirs, name="x"), "not_allowed")
        self.assertEqual(
            self.rule(PERMISSION_DENIED, client, "Accounts.CreateGroup", name="x", level=types.LEVEL_PRIVATE),
            "privilege_needed")

    def test_it_opens_no_further_session_and_leaves_the_account_alone(self):
        client = self.joined(self.sudo().token)
        self.assertEqual(self.rule(PERMISSION_DENIED, client, "Sessions.Sudo", user=self.alice), "further_session")
        self.assertEqual(
            self.rule(PERMISSION_DENIED, client, "Sessions.OpenScript", group=self.group), "further_session")
        self.assertEqual(
            self.rule(PERMISSION_DENIED, client, "Accounts.UpdateUser", id=self.alice, email="x@y"), "played_account")

    def test_it_switches_among_the_users_groups(self):
        client = self.joined(self.sudo().token)
        client.call("Sessions.SwitchGroup", group=self.other)
        self.assertEqual(client.call("Sessions.WhoAmI").group, self.other)
        foreign = self.root.call("Accounts.GetGroup", name="elsewhere of bob").group.id
        self.assertEqual(self.rule(PERMISSION_DENIED, client, "Sessions.SwitchGroup", group=foreign), "not_a_member")
        self.assertEqual(client.call("Sessions.WhoAmI").group, self.other)

    def test_a_connection_is_bound_once(self):
        first, second = self.sudo(), self.sudo()
        client = self.joined(first.token)
        for token in (first.token, second.token, b"", b"x" * 40):
            self.refused(FAILED_PRECONDITION, client.call, "Sessions.Join", token=token)
        self.assertEqual(client.call("Sessions.WhoAmI").session, first.session)

    def test_a_token_is_good_for_its_uid_only(self):
        token = self.sudo(uid=UIDS["stranger"]).token
        for uid in (0, UIDS["bob"], UIDS["alice"]):
            client = self.daemon.connect_as(uid)
            self.refused(UNAUTHENTICATED, client.call, "Sessions.Join", token=token)
        # Whom it was given to need not be a user.
        self.assertEqual(self.joined(token, UIDS["stranger"]).call("Sessions.WhoAmI").user.id, self.alice)

    def test_no_other_token_binds(self):
        token = self.sudo().token
        client = self.daemon.connect()
        wrong = [token[:-1], token + b"\0", b"", bytes(40), token[:8] + bytes(32), token[:-1] + bytes([token[-1] ^ 1])]
        answers = {self.refused(UNAUTHENTICATED, client.call, "Sessions.Join", token=each).message for each in wrong}
        self.assertEqual(len(answers), 1)
        self.assertEqual(client.call("Sessions.WhoAmI").user.login, "root")

    def test_it_ends_at_its_openers_word(self):
        opened = self.sudo()
        client = self.joined(opened.token)
        self.rule(NOT_FOUND, self.lab.bob, "Sessions.End", session=opened.session)
        self.root.call("Sessions.End", session=opened.session)
        self.assertEqual(self.rule(UNAUTHENTICATED, client, "Sessions.WhoAmI"), "session_ended")
        self.assertEqual(self.rule(UNAUTHENTICATED, client, "Objects.Create", kind=types.KIND_TAG), "session_ended")
        self.refused(UNAUTHENTICATED, self.daemon.connect().call, "Sessions.Join", token=opened.token)

    def test_it_ends_when_its_time_is_over(self):
        client = self.joined(self.sudo(lifetime_seconds=1).token)
        client.call("Sessions.WhoAmI")

        def ended():
            client.send("Sessions.WhoAmI")
            answer = client.receive()[1]
            return getattr(answer, "code", 0) == UNAUTHENTICATED and answer.detail.rule == "session_ended"

        until(ended, "the session ends")

    def test_it_lives_a_month_at_most(self):
        self.sudo(lifetime_seconds=31 * 24 * 3_600)
        self.refused(INVALID_ARGUMENT, self.sudo, lifetime_seconds=31 * 24 * 3_600 + 1)

    def test_it_ends_with_its_basis(self):
        user = self.root.call("Accounts.CreateUser", login="short", groups=[self.group]).user.id
        opened = self.root.call("Sessions.Sudo", user=user)
        client = self.joined(opened.token)
        self.root.call("Accounts.UpdateUser", id=user, active=False)
        self.assertIn(self.rule(UNAUTHENTICATED, client, "Sessions.WhoAmI"), ("inactive_user", "session_ended"))
        self.root.call("Accounts.UpdateUser", id=user, active=True)
        client = self.joined(self.root.call("Sessions.Sudo", user=user).token)
        self.root.call("Accounts.SetMembership", user=user, group=self.group, role=accounts.ROLE_NONE)
        self.assertEqual(self.rule(UNAUTHENTICATED, client, "Sessions.WhoAmI"), "session_ended")

    def test_members_and_owners_do_not_sudo(self):
        for client in (self.lab.owner, self.lab.bob):
            self.assertEqual(self.rule(PERMISSION_DENIED, client, "Sessions.Sudo", user=self.alice), "privilege_needed")

    def test_sessions_are_known_to_their_user_opener_and_full_administrators(self):
        opened = self.sudo()
        known = [session.id for session in self.lab.alice.call("Sessions.List").sessions]
        self.assertIn(opened.session, known)
        self.assertEqual(list(self.lab.bob.call("Sessions.List").sessions), [])
        self.assertIn(opened.session, self.open_ids())


class Script(SessionCase):
    def opened(self, **fields):
        fields = {"group": self.group, "uid": UIDS["alice"], **fields}
        return self.lab.alice.call("Sessions.OpenScript", **fields)

    def script(self, **fields):
        return self.joined(self.opened(**fields).token, UIDS["alice"])

    def test_it_works_as_its_user_in_its_group(self):
        client = self.script()
        who = client.call("Sessions.WhoAmI")
        self.assertEqual((who.user.id, who.group, who.session_kind),
                         (self.alice, self.group, sessions.SESSION_KIND_SCRIPT))
        made = client.call("Objects.Create", kind=types.KIND_TAG, name="by a script").id
        self.assertEqual(client.call("Objects.Get", ids=[made]).objects[0].owner, self.alice)

    def test_it_does_nothing_but_work_on_data(self):
        client = self.script()
        for name, fields in (
            ("Sessions.SwitchGroup", dict(group=self.other)),
            ("Sessions.Sudo", dict(user=self.alice)),
            ("Sessions.OpenScript", dict(group=self.group)),
            ("Accounts.CreateUser", dict(login="x")),
            ("Accounts.UpdateUser", dict(id=self.alice, email="x@y")),
            ("Accounts.UpdateUser", dict(id=self.alice, default_group=self.other)),
            ("Accounts.DeleteUser", dict(id=self.alice)),
            ("Accounts.CreateGroup", dict(name="x", level=types.LEVEL_PRIVATE)),
            ("Accounts.UpdateGroup", dict(id=self.group, name="x")),
            ("Accounts.DeleteGroup", dict(id=self.group)),
            ("Accounts.ChangeLevel", dict(group=self.group, level=types.LEVEL_PRIVATE)),
            ("Accounts.SetMembership", dict(user=self.alice, group=self.group)),
            ("Admin.Snapshot", dict()),
        ):
            with self.subTest(call=name, fields=fields):
                self.assertIn(self.rule(PERMISSION_DENIED, client, name, **fields),
                              ("confined_session", "privilege_needed"))

    def test_it_sees_nothing_of_its_users_other_groups(self):
        alice = self.daemon.connect_as(UIDS["alice"])
        alice.call("Sessions.SwitchGroup", group=self.other)
        there = alice.call("Objects.Create", kind=types.KIND_TAG, name="there").id
        client = self.script()
        self.rule(NOT_FOUND, client, "Objects.Get", ids=[there], scope=types.SCOPE_ALL)
        listed = client.call("Objects.List", scope=types.SCOPE_ALL).objects
        self.assertNotIn(there, [entry.id for entry in listed])
        self.assertEqual(
            client.call("Access.Check", object=there, action=types.ACTION_VIEW, scope=types.SCOPE_ALL).verdict,
            access.VERDICT_NOT_FOUND)

    def test_a_second_connection_does_not_join(self):
        opened = self.opened()
        self.joined(opened.token, UIDS["alice"])
        again = self.daemon.connect_as(UIDS["alice"])
        self.refused(UNAUTHENTICATED, again.call, "Sessions.Join", token=opened.token)

    def test_another_uid_does_not_join(self):
        opened = self.opened()
        for uid in (0, UIDS["bob"], UIDS["stranger"]):
            self.refused(UNAUTHENTICATED, self.daemon.connect_as(uid).call, "Sessions.Join", token=opened.token)
        self.joined(opened.token, UIDS["alice"])

    def test_it_ends_with_its_connection(self):
        opened = self.opened()
        client = self.joined(opened.token, UIDS["alice"])
        self.assertIn(opened.session, self.open_ids())
        client.close()
        until(lambda: opened.session not in self.open_ids(), "the session ends")
        again = self.daemon.connect_as(UIDS["alice"])
        self.refused(UNAUTHENTICATED, again.call, "Sessions.Join", token=opened.token)

    def test_it_may_be_held_to_reading(self):
        client = self.script(read_only=True)
        made = self.lab.alice.call("Objects.Create", kind=types.KIND_TAG, name="look").id
        self.assertEqual(client.call("Objects.Get", ids=[made]).objects[0].allowed, 1 << types.ACTION_VIEW)
        for name, fields in (
            ("Objects.Create", dict(kind=types.KIND_TAG)),
            ("Objects.Update", dict(id=made, name="x")),
            ("Objects.Delete", dict(targets=[made])),
            ("Objects.Move", dict(targets=[made], group=self.other)),
            ("Objects.Import", dict(objects=[dict(kind=types.KIND_TAG)])),
        ):
            self.assertEqual(self.rule(PERMISSION_DENIED, client, name, **fields), "read_only_session", name)

    def test_an_administrators_script_is_no_administrator(self):
        self.root.call("Accounts.SetMembership", user=0, group=self.group, role=accounts.ROLE_MEMBER)
        theirs = self.lab.alice.call("Objects.Create", kind=types.KIND_TAG, name="alice's").id
        plain = self.joined(self.root.call("Sessions.OpenScript", group=self.group).token)
        self.assertEqual(self.rule(PERMISSION_DENIED, plain, "Objects.Delete", targets=[theirs]), "not_allowed")
        keeps = self.joined(self.root.call("Sessions.OpenScript", group=self.group, keep_administration=True).token)
        keeps.call("Objects.Delete", targets=[theirs])
        self.rule(PERMISSION_DENIED, keeps, "Accounts.CreateGroup", name="x", level=types.LEVEL_PRIVATE)

    def test_it_ends_with_the_membership_it_stands_on(self):
        user = self.root.call("Accounts.CreateUser", login="brief", uid=61201, groups=[self.group]).user.id
        opened = self.daemon.connect_as(61201).call("Sessions.OpenScript", group=self.group)
        client = self.joined(opened.token, 61201)
        client.call("Sessions.WhoAmI")
        self.root.call("Accounts.SetMembership", user=user, group=self.group, role=accounts.ROLE_NONE)
        self.assertEqual(self.rule(UNAUTHENTICATED, client, "Sessions.WhoAmI"), "session_ended")


class Limits(SessionCase):
    """What whoever runs the daemon sets."""

    options = ("--session-lifetime-max", "60", "--session-idle-max", "1")

    def test_a_session_lives_no_longer_than_the_daemon_lets_it(self):
        sudo = self.root.call("Sessions.Sudo", user=self.alice, lifetime_seconds=60)
        default = self.root.call("Sessions.Sudo", user=self.alice)
        self.assertLess(default.expires - sudo.expires, 30 * 10**9)
        refusal = self.refused(INVALID_ARGUMENT, self.root.call, "Sessions.Sudo", user=self.alice, lifetime_seconds=61)
        self.assertIn("60", refusal.message)

    def test_a_session_that_makes_no_call_ends_and_one_that_does_lives_on(self):
        idle = self.root.call("Sessions.Sudo", user=self.alice)
        busy = self.joined(self.root.call("Sessions.Sudo", user=self.alice).token)
        script = self.lab.alice.call("Sessions.OpenScript", group=self.group)
        running = self.joined(script.token, UIDS["alice"])

        def ended():
            busy.call("Sessions.WhoAmI")
            return idle.session not in self.open_ids()

        until(ended, "the idle session ends")
        # A program that runs need not call.
        self.assertEqual(running.call("Sessions.WhoAmI").session, script.session)


class Restart(SessionCase):
    def test_sudo_sessions_outlive_the_daemon_and_scripts_do_not(self):
        sudo = self.daemon.connect().call("Sessions.Sudo", user=self.alice, group=self.group)
        script = self.daemon.connect_as(UIDS["alice"]).call("Sessions.OpenScript", group=self.group)
        self.joined(script.token, UIDS["alice"])
        made = self.joined(sudo.token).call("Objects.Create", kind=types.KIND_TAG, name="before").id
        for end in (self.daemon.kill, self.daemon.stop):
            end()
            self.daemon.start()
            client = self.joined(sudo.token)
            who = client.call("Sessions.WhoAmI")
            self.assertEqual((who.user.id, who.session), (self.alice, sudo.session))
            self.assertEqual(client.call("Objects.Get", ids=[made]).objects[0].owner, self.alice)
            again = self.daemon.connect_as(UIDS["alice"])
            self.refused(UNAUTHENTICATED, again.call, "Sessions.Join", token=script.token)
            listed = [session.id for session in self.daemon.connect().call("Sessions.List").sessions]
            self.assertIn(sudo.session, listed)
            self.assertNotIn(script.session, listed)

    def test_no_token_is_on_the_disk(self):
        token = self.daemon.connect().call("Sessions.Sudo", user=self.alice).token
        self.daemon.stop()
        for folder, _, names in os.walk(self.daemon.state):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(token[8:], file.read(), name)
        self.daemon.start()


del SessionCase
