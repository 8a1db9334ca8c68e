#!/usr/bin/env python3
"""Puts a tag on every image of a dataset that has none that one sees:

    cohort run -g LAB -- tag_untagged.py DATASET TAG

The tag is one's own of that name, and made if there is none. All of it happens, or nothing. The client is that of
`Tests/Protocol/client.py`, with the messages that it says how to make.
"""

import sys

from client import Client, objects, types


def listed(lab, **filters):
    """All objects for which every filter holds, page by page."""
    page = lab.call("Objects.List", **filters)
    yield from page.objects
    while not page.complete:
        page = lab.call("Objects.List", page_token=page.next_page_token, **filters)
        yield from page.objects


def main(dataset, name):
    with Client.handed_over() as lab:
        untagged = [
            image.id for image in listed(lab, within=dataset, kind=types.KIND_IMAGE)
            if not any(listed(lab, within=image.id, kind=types.KIND_TAG))]
        me = lab.call("Sessions.WhoAmI").user.id
        tag = next(listed(lab, kind=types.KIND_TAG, owner=me, name=name), None)
        if untagged:
            # Links refer to a tag that exists by its id, and to one of the same request by its place.
            made = [] if tag else [objects.NewObject(kind=types.KIND_TAG, name=name)]
            end = dict(child=tag.id) if tag else dict(new_child=1)
            links = [objects.NewObject(kind=types.KIND_ANNOTATION_LINK, parent=image, **end) for image in untagged]
            lab.call("Objects.Import", objects=made + links)
        print(f"tagged {len(untagged)} images")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: tag_untagged.py DATASET TAG")
    main(int(sys.argv[1]), sys.argv[2])
