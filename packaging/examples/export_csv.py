#!/usr/bin/env python3
"""Writes what one may see of some kinds, as a table for a spreadsheet:

    cohort run -g LAB --read-only -- export_csv.py DATASET IMAGE TAG > lab.csv

The client is that of `Tests/Protocol/client.py`, with the messages that it says how to make.
"""

import csv
import sys

from client import Client, types
from tag_untagged import listed


def main(kinds):
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["id", "kind", "name", "owner", "group"])
    with Client.handed_over() as lab:
        logins, groups = {}, {}
        for kind in kinds:
            for entry in listed(lab, kind=types.Kind.Value(f"KIND_{kind}")):
                if entry.owner not in logins:
                    logins[entry.owner] = lab.call("Accounts.GetUser", id=entry.owner).user.login
                if entry.group not in groups:
                    groups[entry.group] = lab.call("Accounts.GetGroup", id=entry.group).group.name
                table.writerow([entry.id, kind, entry.name, logins[entry.owner], groups[entry.group]])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: export_csv.py KIND...")
    main(sys.argv[1:])
