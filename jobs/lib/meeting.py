"""How the launchers of one attempt on several nodes hear of each other: who has come, who is told to stop, what broke.

JSON lines over TCP between node 0, which listens at the placement's address and port, and each other node. The processes meet
at another port of node 0, a free one, as torchrun has it. A node that is switched off shows by TCP keepalive within half a minute.
Nothing here is secret or checked against forgery, as little as what torch says between nodes: their network has to be trusted.
"""
import contextlib
import fcntl
import json
import os
import socket
import struct
import time
from collections.abc import Iterator

from lib.exits import JobFailure
from lib.placement import Placement

MEET_SECONDS = 600  # Slurm starts all at once; pods may have an image to pull
RETRY_SECONDS = 0.2
KEEPALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 25_000}
LONGEST_LINE = 64 << 10  # a stranger may have dialled
SIOCGIFADDR = 0x8915


class Line:
    """One connection; `node` is who is at the other end."""

    def __init__(self, sock: socket.socket):
        self.sock, self.open, self._rest = sock, True, b""
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in KEEPALIVE.items():
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

    def send(self, **word) -> None:
        self.sock.settimeout(10)
        try:
            self.sock.sendall((json.dumps(word) + "\n").encode())
        except OSError:
            self.open = False  # what was said before it went is still to be read

    def heard(self) -> list[dict]:
        """Whole lines that have come; `open` is False once there will be no more. Never waits."""
        self.sock.settimeout(0)
        try:
            while data := self.sock.recv(4096):
                self._rest += data
                if len(self._rest) > LONGEST_LINE:
                    raise ConnectionError("too much for a line")
            self.open = False
        except BlockingIOError:
            pass
        except OSError:
            self.open = False
        *lines, self._rest = self._rest.split(b"\n")
        return [word for word in map(_parsed, lines) if word]

    def close(self) -> None:
        self.open = False
        self.sock.close()


def _parsed(line: bytes) -> dict | None:
    try:
        word = json.loads(line)
    except ValueError:
        return None
    return word if isinstance(word, dict) else None


class Meeting:
    """`lines` by node: of node 0 those to all others, of another that to node 0, of one node alone none."""

    def __init__(self, lines: dict[int, Line] | None = None, port: int = 0):
        self.lines, self.port = lines or {}, port

    def tell(self, *, but: int | None = None, **word) -> None:
        for node, line in self.lines.items():
            if node != but:
                line.send(**word)

    def heard(self) -> Iterator[tuple[int, dict]]:
        """(node, word) of all that was said; {"lost": true} of a node whose line has ended."""
        for node, line in list(self.lines.items()):
            for word in line.heard():
                yield node, word
            if not line.open:
                line.close()
                del self.lines[node]
                yield node, {"lost": True}

    @property
    def interface(self) -> str | None:
        """The network interface that the other nodes are reached by."""
        line = next(iter(self.lines.values()), None)
        return line and interface_of(line.sock.getsockname()[0])


def meet(place: Placement, attempt: str) -> Meeting:
    """Waits until all nodes are there. `attempt`: what must be the same on all of them.

    Raises transient where one does not come within JOB_MEET_SECONDS, bad_spec where another attempt is met.
    """
    if place.nodes == 1:
        return Meeting()
    asked = os.environ.get("JOB_MEET_SECONDS", str(MEET_SECONDS))
    if not asked.isdigit():
        raise JobFailure("bad_spec", f"JOB_MEET_SECONDS is {asked!r}, not a number")
    return (_host if place.node == 0 else _guest)(place, attempt, int(asked))


def _host(place: Placement, attempt: str, seconds: int) -> Meeting:
    deadline, lines, strangers = time.monotonic() + seconds, {}, []
    with _listening(place) as server:
        while len(lines) < place.nodes - 1:
            if time.monotonic() > deadline:
                absent = ", ".join(str(node) for node in range(1, place.nodes) if node not in lines)
                raise JobFailure("transient", f"node {absent} of {place.nodes} has not come to {place.address}:{place.port} "
                                 f"within {seconds} s")  # fmt: skip
            with contextlib.suppress(BlockingIOError):
                strangers.append(Line(server.accept()[0]))
            strangers = [line for line in strangers if not _welcomed(line, lines, place, attempt)]
            for node in [node for node, line in lines.items() if line.heard() == [] and not line.open]:
                del lines[node]  # it may come again
            time.sleep(RETRY_SECONDS / 10)
    for line in strangers:
        line.close()
    meeting = Meeting(lines, free_port(any_host=True))
    meeting.tell(port=meeting.port)
    return meeting


def _welcomed(line: Line, lines: dict[int, Line], place: Placement, attempt: str) -> bool:
    """Whether `line` needs no more listening to: it is one of ours, or it never will be."""
    for word in line.heard():
        node = word.get("node")
        refusal = (
            "another attempt meets there" if word.get("attempt") != attempt
            else f"NODE_RANK {node} is taken or out of range" if node in lines or node not in range(1, place.nodes)
            else None
        )  # fmt: skip
        if refusal is None:
            lines[node] = line
        else:
            line.send(refused=refusal)
            line.close()
        return True
    if not line.open:
        line.close()
    return not line.open


def _listening(place: Placement) -> socket.socket:
    """On every address, as torch's store: on many machines their own name stands for a loopback address."""
    try:
        family = socket.getaddrinfo(place.address, place.port, type=socket.SOCK_STREAM)[0][0]
        server = socket.create_server(("", place.port), family=family, backlog=place.nodes)
    except OSError as error:
        raise JobFailure("transient", f"node 0 cannot listen at {place.address}:{place.port}: {error}") from error
    server.setblocking(False)
    return server


def _guest(place: Placement, attempt: str, seconds: int) -> Meeting:
    deadline, why = time.monotonic() + seconds, "no answer"
    while time.monotonic() < deadline:
        try:
            line = Line(socket.create_connection((place.address, place.port), timeout=5))
        except OSError as error:  # not there yet, or its name is not
            why = str(error)
            time.sleep(RETRY_SECONDS)
            continue
        line.send(node=place.node, attempt=attempt)
        while time.monotonic() < deadline and line.open:
            for word in line.heard():
                if "refused" in word:
                    raise JobFailure("bad_spec", f"node 0 at {place.address}:{place.port}: {word['refused']}")
                if "port" in word:
                    return Meeting({0: line}, word["port"])
            time.sleep(RETRY_SECONDS / 10)
        line.close()
        why = "it was there, but not all of the others"
    raise JobFailure("transient", f"node {place.node} of {place.nodes} has not met node 0 at {place.address}:{place.port} "
                     f"within {seconds} s: {why}")  # fmt: skip


def free_port(any_host: bool = False) -> int:
    with socket.socket() as probe:
        probe.bind(("" if any_host else "127.0.0.1", 0))
        return probe.getsockname()[1]


def interface_of(address: str) -> str | None:
    """Name of the interface that has this IPv4 address; None where none says so. gloo would take the one of the host's own name."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _number, name in socket.if_nameindex():
            with contextlib.suppress(OSError):
                found = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, struct.pack("256s", name.encode()))
                if socket.inet_ntoa(found[20:24]) == address.removeprefix("::ffff:"):
                    return name
    return None
