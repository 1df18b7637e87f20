"""Starts the processes of one attempt on this node, and ends as they end: the exit codes of the contract, the rank named.

Sets what torchrun sets (RANK, LOCAL_RANK, WORLD_SIZE, LOCAL_WORLD_SIZE, MASTER_ADDR, MASTER_PORT), which torch.distributed and
accelerate read. torchrun itself ends with code 1 whatever its workers said, and would load torch once more to say it.
A compute target that starts an attempt on several nodes runs this on each (lib/placement.py has how they are told apart). What
node 0 says and writes is the attempt's word; all end as it does. Another one keeps its end and its log under nodes/N.
"""
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from lib.contract import write_termination
from lib.exits import CODES, OTHERS_LOST, JobFailure, Terminated
from lib.files import sha256_of_json
from lib.meeting import Meeting, free_port, meet
from lib.placement import Placement, placed, processes

TICK_SECONDS = 0.05
# Once one has left, those that wait for it are of no use; a checkpoint that they write is whole or does not count.
LEAVE_SECONDS = 30
# One that has lost another is heard of before that other, now and then.
CAUSE_SECONDS = 5
PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)


def is_wanted(spec: dict) -> bool:
    local, nodes = processes(spec)
    return local * nodes > 1


def environments(place: Placement, meeting: Meeting) -> list[dict[str, str]]:
    """The variables of each process on this node."""
    threads = max(1, int(os.environ.get("OMP_NUM_THREADS", place.local)) // place.local)
    common = {
        "WORLD_SIZE": str(place.world),
        "LOCAL_WORLD_SIZE": str(place.local),
        "NODE_RANK": str(place.node),
        "MASTER_ADDR": place.address,
        "MASTER_PORT": str(meeting.port or free_port()),
        "OMP_NUM_THREADS": str(threads),
    }
    if place.nodes == 1:
        # a container has no other, and nobody else is to be talked to
        common |= {"GLOO_SOCKET_IFNAME": "lo", "NCCL_SOCKET_IFNAME": "lo"}
    elif "GLOO_SOCKET_IFNAME" not in os.environ and meeting.interface:
        common["GLOO_SOCKET_IFNAME"] = meeting.interface
    return [common | {"RANK": str(rank), "LOCAL_RANK": str(local)} for local, rank in enumerate(place.ranks)]


class Broken(NamedTuple):
    reason: str
    message: str

    @property
    def is_echo(self) -> bool:
        """Whether it says no more than that another one is gone."""
        return OTHERS_LOST in self.message


class Ranks:
    """The processes of this node that run, and what broke first, here or on another node."""

    def __init__(self, place: Placement, meeting: Meeting, workspace: Path, argv: list[str], output=None):
        self.place, self.meeting, self.workspace = place, meeting, workspace
        self.stopping = self._told = self._ended_all = False
        self.broken: Broken | None = None
        self.kill_at: float | None = None
        self._awaited = set(meeting.lines) if place.node == 0 else set()
        self._wait_until: float | None = None
        signal.signal(signal.SIGTERM, self._on_sigterm)
        self.running = {}
        for own in environments(place, meeting):
            child = subprocess.Popen(argv, env=os.environ | own, stdout=output, stderr=output, preexec_fn=_die_with_parent)
            self.running[child.pid] = (child, int(own["RANK"]))

    def _on_sigterm(self, *_) -> None:
        self.stopping = True

    def run(self) -> tuple[str, str]:
        """(reason, message) of the whole attempt as this node knows it; `succeeded` where nothing broke."""
        while self.running or self._waits_for_others():
            self._hear()
            self._pass_on()
            self._reap()
        if self.place.node == 0:
            self._end_all()
        elif self.broken is None:
            self.meeting.tell(done=True)
        if self.broken is None:
            return "succeeded", ""
        return ("terminated", "asked to stop") if self.stopping else self.broken

    def _waits_for_others(self) -> bool:
        """Whether another node still has to say how it ended: node 0 hears of all, another hears the attempt's end from node 0."""
        waits = bool(self._awaited) and self.broken is None if self.place.node == 0 else (
            self.broken is not None and not self._ended_all and bool(self.meeting.lines)
        )  # fmt: skip
        if waits and self._wait_until is None:
            self._wait_until = time.monotonic() + LEAVE_SECONDS
        if waits and time.monotonic() > self._wait_until:
            for node in sorted(self._awaited)[:1]:
                self._break(Broken("transient", f"node {node} of {self.place.nodes} does not end"))
            return False
        if waits:
            time.sleep(TICK_SECONDS)
        return waits

    def _hear(self) -> None:
        for node, word in self.meeting.heard():
            if "stop" in word:
                self.stopping = True
                if self.place.node == 0:
                    self.meeting.tell(stop=True, but=node)
                self._signal_all()
            elif "broken" in word:
                self._awaited.discard(node)
                self._break(Broken(*word["broken"]))
            elif "end" in word:
                self.broken, self._ended_all, self.kill_at = Broken(*word["end"]), True, self._leave_at()
            elif "done" in word:
                self._awaited.discard(node)
            elif node in self._awaited or self.place.node > 0 and not self._ended_all:  # lost
                self._awaited.discard(node)
                self._break(Broken("transient", f"node {node} of {self.place.nodes} is lost"))

    def _pass_on(self) -> None:
        if self.stopping and not self._told:
            self.meeting.tell(stop=True)
            self._signal_all()
        if self.kill_at is not None and time.monotonic() >= self.kill_at:
            if self.place.node == 0:
                self._end_all()
            self._send(signal.SIGKILL)

    def _signal_all(self) -> None:
        if not self._told:
            self._told = True
            self._send(signal.SIGTERM)

    def _end_all(self) -> None:
        if not self._ended_all and self.broken is not None:
            self.meeting.tell(end=self.broken)
        self._ended_all = True

    def _send(self, number: int) -> None:
        for child, _rank in self.running.values():
            os.kill(child.pid, number)

    def _reap(self) -> None:
        if not self.running:
            return
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            time.sleep(TICK_SECONDS)
        elif pid in self.running:
            child, rank = self.running.pop(pid)
            child.returncode = code = os.waitstatus_to_exitcode(status)
            if code != 0:
                reason, message = self._word_of(rank, code)
                where = f" on node {self.place.node}" if self.place.nodes > 1 else ""
                self._break(Broken(reason, f"rank {rank} of {self.place.world}{where}: {message}"))

    def _break(self, broken: Broken) -> None:
        """The first that broke of itself speaks for all; until one does, one that has only lost another."""
        if self.broken is None or self.broken.is_echo and not broken.is_echo:
            self.broken = broken
            if self.place.node > 0:
                self.meeting.tell(broken=broken)
        leave = self._leave_at() if self.stopping or not broken.is_echo else time.monotonic() + CAUSE_SECONDS
        self.kill_at = leave if self.kill_at is None else min(self.kill_at, leave)

    def _leave_at(self) -> float:
        return time.monotonic() + (LEAVE_SECONDS if self.stopping else 0)

    def _word_of(self, rank: int, code: int) -> tuple[str, str]:
        folder = self.workspace if rank == 0 else self.workspace / "ranks" / str(rank)
        try:
            said = json.loads((folder / "termination.json").read_text(encoding="utf-8"))
            return said["reason"], said["message"] or said["reason"]
        except (OSError, ValueError, KeyError):
            how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
            return "transient", f"{how}, without a word"  # lost, as a machine is lost: the next attempt goes on


def _die_with_parent() -> None:
    """Of a launcher that is killed nothing is left that would write into the attempt's folder."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def launch(spec: dict, workspace: Path) -> int:
    """Runs this program again for each process of this node; answers the exit code of the attempt."""
    place = placed(spec)
    own = workspace if place.node == 0 else workspace / "nodes" / str(place.node)
    own.mkdir(parents=True, exist_ok=True)
    for folder in (own, *(workspace / "ranks" / str(rank) for rank in place.ranks)):
        (folder / "termination.json").unlink(missing_ok=True)
    signal.signal(signal.SIGTERM, _terminated)
    try:
        meeting = meet(place, sha256_of_json({name: spec.get(name) for name in ("job_id", "attempt", "params", "processes")}))
        log = None if place.node == 0 else _log(own / "output.log")
        reason, message = Ranks(place, meeting, workspace, [sys.executable, *sys.argv], log and log.stdin).run()
    except JobFailure as error:
        reason, message = error.reason, str(error)
    except Terminated:
        reason, message = "terminated", "asked to stop"
    if reason == "succeeded" and place.node == 0:
        return 0  # rank 0 has written both files
    if reason != "succeeded":
        print(message, file=sys.stderr, flush=True)
    if place.node == 0:
        (workspace / "result.json").unlink(missing_ok=True)
    write_termination(own, reason, message)
    return CODES[reason]


def _terminated(*_) -> None:
    raise Terminated


def _log(path: Path) -> subprocess.Popen:
    """What puts each line of its input into this node's output and its own log; it outlives a SIGTERM to all, and ends with them."""
    ignore = lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN)  # noqa: E731
    return subprocess.Popen(["tee", "-a", str(path)], stdin=subprocess.PIPE, preexec_fn=ignore)
