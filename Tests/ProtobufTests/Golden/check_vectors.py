#!/usr/bin/env python3
"""Reads lines `SEED HEX` that the Swift tests wrote, and holds them against the same messages made here."""
import sys

import features_pb2 as pb
from samples import sample

lines = open(sys.argv[1]).read().splitlines()
for line in lines:
    seed, text = line.split()
    message = pb.AllTypes()
    message.ParseFromString(bytes.fromhex(text))
    if message != sample(int(seed)):
        sys.exit(f"sample {seed}: Swift wrote another message\n{message}")
if not lines:
    sys.exit("no samples")
print(f"{len(lines)} samples agree")
