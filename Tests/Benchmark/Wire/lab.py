#!/usr/bin/env python3
"""Prints the export of a lab: lab.py OBJECTS UID.

A thousand users in a hundred groups of all levels, three groups each, own as many images. The first user has the UID: it
is the one that asks.
"""
import json
import sys

USERS, GROUPS = 1_000, 100
FIRST_USER, FIRST_GROUP = 2, 3  # before them come those that every lab has


def groups_of(user):
    return [FIRST_GROUP + (user * 7 + step * 31) % GROUPS for step in range(3)]


def rows(objects, uid):
    yield dict(user=dict(login="root", active=True, administration=2))
    yield dict(user=dict(id=1, login="guest"))
    for user in range(USERS):
        yield dict(user=dict(id=FIRST_USER + user, login=f"user{user}", uid=uid + user, active=True,
                             defaultGroup=groups_of(user)[0]))
    yield dict(group=dict(name="system", level=1))
    yield dict(group=dict(id=1, name="user", level=2))
    yield dict(group=dict(id=2, name="guest", level=1))
    for group in range(GROUPS):
        yield dict(group=dict(id=FIRST_GROUP + group, name=f"group {group}", level=1 + group % 4))
    yield dict(membership=dict(role=1))
    yield dict(membership=dict(group=1, role=1))
    yield dict(membership=dict(user=1, group=2, role=1))
    for user in range(USERS):
        for group in [1, *sorted(groups_of(user))]:
            yield dict(membership=dict(user=FIRST_USER + user, group=group, role=1))
    for number in range(1, objects + 1):
        owner = number * 2_654_435_761 % USERS
        yield dict(object=dict(id=str(number), kind=5, owner=FIRST_USER + owner, group=groups_of(owner)[number % 3],
                               name=f"img{number}.tiff"))


def main(objects, uid):
    counts = dict(users=USERS + 2, groups=GROUPS + 3, memberships=3 + 4 * USERS, objects=objects)
    ids = dict(revision="1", nextObject=str(objects + 1), nextUser=FIRST_USER + USERS, nextGroup=FIRST_GROUP + GROUPS,
               nextSession="1")
    state = ids | {name: str(count) for name, count in counts.items()}
    print(json.dumps(dict(head=dict(version=1, state=state))))
    for row in rows(objects, uid):
        print(json.dumps(row))
    print(json.dumps(dict(end=dict(rows=str(sum(counts.values()))))))


main(int(sys.argv[1]), int(sys.argv[2]))
