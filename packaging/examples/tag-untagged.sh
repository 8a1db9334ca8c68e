#!/bin/sh
# Puts a tag on every image of a dataset that has none that one sees:
#
#     cohort run -g LAB -- tag-untagged.sh DATASET TAG
#
# The tag is one's own of that name, and made if there is none.
set -eu
[ $# -eq 2 ] || { echo "usage: tag-untagged.sh DATASET TAG" >&2; exit 64; }

login=$(cohort status --json | sed 's/.*"login":"\([^"]*\)".*/\1/')
tag=$(cohort ls --kind TagAnnotation --name "$2" --owner "$login" --style plain | head -n 1 | cut -f 1)
[ -n "$tag" ] || tag=$(cohort tag create --name "$2" | sed 's/.*://')

count=0
for image in $(cohort ls "Dataset:$1" --kind Image --style plain | cut -f 1); do
    [ -z "$(cohort ls "Image:$image" --kind TagAnnotation --style plain)" ] || continue
    cohort tag link "Image:$image" "$tag" >/dev/null
    count=$((count + 1))
done
echo "tagged $count images"
