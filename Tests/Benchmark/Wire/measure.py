#!/usr/bin/env python3
"""Measures servers at sockets of one kind, turn by turn, and prints a table of medians: measure.py COHORTD BUILT REPEATS OBJECTS

BUILT holds the programs that `run` builds, and the state of the lab.
"""
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

COHORTD, BUILT, REPEATS, OBJECTS = os.path.realpath(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
SECONDS = "2"
# What is asked: connections, calls in flight on each, checks in a call.
LOADS = {
    "one check at a time, p50": ("1", "1", "1"),
    "64 checks in flight": ("1", "64", "1"),
    "16 connections": ("16", "1", "1"),
    "batch checks of 1,000": ("1", "1", "1000"),
}
LATENCY, BATCH = "one check at a time, p50", "batch checks of 1,000"
FLOODED, FLOOD = "the same beside a flood, p50", ("1", "1000", "1")
# `Meta.Version`: asked by the first client of an empty directory.
VERSION = b"\x0a\x0ecohort.v1.Meta\x12\x07Version"


class Server:
    """A server that runs until it is left."""

    def __init__(self, path, *command):
        self.path, self.command = path, command

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stderr=subprocess.DEVNULL)
        while True:
            try:
                with socket.socket(socket.AF_UNIX) as client:
                    client.connect(self.path)
                return self
            except (FileNotFoundError, ConnectionRefusedError):
                assert self.process.poll() is None, f"{self.command[0]} ended with {self.process.returncode}"
                time.sleep(0.01)

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def ask(program, path, load, seconds=SECONDS):
    """Calls a second, microseconds of the median call, and bytes of an answer."""
    said = subprocess.run([program, path, seconds, *load, OBJECTS], check=True, capture_output=True, text=True).stdout
    rate, median, _, size = said.split()
    return float(rate), float(median), size


def ask_beside_a_flood(program, path):
    """Microseconds of the median call of who has one in flight, while another connection has a thousand."""
    flood = subprocess.Popen([program, path, "60", *FLOOD, OBJECTS], stdout=subprocess.DEVNULL)
    try:
        return ask(program, path, LOADS[LATENCY])[1]
    finally:
        flood.kill()
        flood.wait()


def first_answer(home, number):
    """Milliseconds from the start of the daemon on an empty directory to its first answer."""
    path, state = os.path.join(home, f"first-{number}"), os.path.join(home, f"empty-{number}")
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as client:
        listener.bind(path)
        listener.listen()
        client.connect(path)
        client.sendall(len(VERSION).to_bytes(4, "big") + b"\0\0\0\1\1\0" + VERSION)
        os.set_inheritable(listener.fileno(), True)
        hand_over = f'exec 3<&{listener.fileno()}; LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" --state "$1"'
        start = time.monotonic()
        daemon = subprocess.Popen(["/bin/bash", "-c", hand_over, COHORTD, state], stderr=subprocess.DEVNULL, close_fds=False)
        assert client.recv(1)
        took = time.monotonic() - start
    daemon.terminate()
    daemon.wait()
    return 1_000 * took


def servers(home, sizes):
    """Each with its name, its client, and the loads that it is for."""
    def at(name):
        return os.path.join(home, name)

    load = os.path.join(BUILT, "load")
    checks = [name for name in LOADS if name != BATCH]
    echo = os.path.join(BUILT, "echo")
    yield "C echo", load, checks, Server(at("echo"), echo, at("echo"), sizes[LATENCY])
    yield "C echo", load, [BATCH], Server(at("batches"), echo, at("batches"), sizes[BATCH])
    yield "cohortd", load, LOADS, Server(at("cohortd"), COHORTD, "--socket", at("cohortd"), "--state", f"{BUILT}/state")
    yield "Go ttrpc", load, LOADS, Server(at("go"), os.path.join(BUILT, "go-server"), at("go"))
    yield "gRPC C++", os.path.join(BUILT, "grpc-load"), LOADS, Server(
        at("grpc"), os.path.join(BUILT, "grpc-server"), at("grpc"))


def answer_sizes(home):
    path = os.path.join(home, "sizes")
    with Server(path, COHORTD, "--socket", path, "--state", f"{BUILT}/state"):
        return {name: ask(os.path.join(BUILT, "load"), path, load)[2] for name, load in LOADS.items()}


def measure(home):
    """What each server came to under each load, in turns, so that a busy moment of the machine meets all of them."""
    results = {name: {} for name in (LATENCY, FLOODED, *LOADS)}
    for _ in range(REPEATS):
        for server, program, names, process in servers(home, SIZES):
            with process:
                ask(program, process.path, LOADS[LATENCY], "0.1")  # whoever can be connected to may still be starting
                for name in names:
                    rate, median, _ = ask(program, process.path, LOADS[name])
                    results[name].setdefault(server, []).append(median if name == LATENCY else rate * int(LOADS[name][2]))
                if LATENCY in names:
                    results[FLOODED].setdefault(server, []).append(ask_beside_a_flood(program, process.path))
        for path in ("echo", "batches", "grpc", "go"):
            if os.path.exists(os.path.join(home, path)):
                os.unlink(os.path.join(home, path))
    return {name: {server: statistics.median(values) for server, values in of_all.items()}
            for name, of_all in results.items()}


def row(name, medians):
    echo = medians["C echo"]
    unit = "us" if name in (LATENCY, FLOODED) else "/s"
    cells = [f"{value:,.1f} {unit}, {value / echo:.2f}" if unit == "us" else f"{value:,.0f} {unit}, {value / echo:.3f}"
             for value in medians.values()]
    return f"| {name} | " + " | ".join(cells) + " |"


with tempfile.TemporaryDirectory(prefix="cohort-wire-") as folder:
    SIZES = answer_sizes(folder)
    measured = measure(folder)
    print("| " + " | ".join(["median, and its ratio to the echo's", *measured[LATENCY]]) + " |")
    print("| --- " * (1 + len(measured[LATENCY])) + "|")
    for load_name, of_servers in measured.items():
        print(row(load_name, of_servers))
    starts = statistics.median(first_answer(folder, number) for number in range(4 * REPEATS))
    print(f"start on an empty directory to the first answer: {starts:.1f} ms")
