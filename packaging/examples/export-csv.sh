#!/bin/sh
# Writes what one may see of some kinds, as a table for a spreadsheet:
#
#     cohort run -g LAB --read-only -- export-csv.sh Dataset Image TagAnnotation > lab.csv
set -eu
[ $# -gt 0 ] || { echo "usage: export-csv.sh KIND..." >&2; exit 64; }

echo "id,kind,name,owner,group"
for kind in "$@"; do
    cohort ls --kind "$kind" --style csv | tail -n +2
done
