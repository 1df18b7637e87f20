"""A program of another environment beside the recipe: what it is started with, and a server that it is talked to over HTTP."""
import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from lib.exits import JobFailure

OWN = ("PATH", "HOME", "LANG", "TMPDIR", "OMP_NUM_THREADS", "OMP_WAIT_POLICY", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH",
       "JOB_SPEC")  # fmt: skip -- by JOB_SPEC what an attempt has left is found
READY_SECONDS = 600  # a GPU engine reads its weights and plans its memory
ANSWER_SECONDS = 300
GRACE_SECONDS = 10


def environment() -> dict[str, str]:
    """Its own packages alone: in a container ours are on PYTHONPATH."""
    found = {name: value for name, value in os.environ.items() if name in OWN}
    return found | {"HF_HUB_OFFLINE": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONNOUSERSITE": "1"}


class Refused(Exception):
    """The server's own words where it answers with an error, whose HTTP status is `status`."""

    def __init__(self, status: int, text: str):
        super().__init__(text[:2000])
        self.status = status


class Server:
    """A server that runs as long as the `with` lasts. `address`: a socket in `folder`, where it runs, or a port of 127.0.0.1."""

    def __init__(self, argv: list[str], own: dict[str, str], *, address: Path | int, ready: str, folder: Path):
        self.name, self.address, self.ready = Path(argv[0]).name, address, ready
        self.log = folder / "server.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(argv, env=environment() | own, cwd=folder, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=subprocess.STDOUT, start_new_session=True)  # fmt: skip

    def __enter__(self) -> "Server":
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        """Its whole session: an engine has workers of its own."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(GRACE_SECONDS)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
        self.process.wait()

    def ask(self, path: str, body: dict | None = None) -> dict:
        """POST of JSON, or GET without a body. Raises Refused for an error of the request, JobFailure where there is no answer."""
        data = None if body is None else json.dumps(body).encode()
        status, text = self.send("GET" if body is None else "POST", path, data)
        if status >= 400:
            raise Refused(status, text)
        return json.loads(text) if text else {}

    def send(self, method: str, path: str, data) -> tuple[int, str]:
        """(status, text) of the answer. `data`: bytes or an open file, which is sent as it is read."""
        try:
            return self._send(method, path, data)
        except (OSError, http.client.HTTPException) as error:
            raise self.failure(f"no answer to {path}: {error}") from error

    def _send(self, method: str, path: str, data) -> tuple[int, str]:
        connection = _Local(self.address)
        size = {} if data is None else {"Content-Length": str(len(data) if isinstance(data, bytes) else os.fstat(data.fileno()).st_size)}
        try:
            connection.request(method, path, data, {"Content-Type": "application/json"} | size)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise self.failure(f"it ended with code {self.process.returncode}")
            with contextlib.suppress(OSError, http.client.HTTPException):  # it does not listen yet
                if self._send("GET", self.ready, None)[0] == 200:
                    return
            time.sleep(0.2)
        raise self.failure(f"it was not ready within {READY_SECONDS} s")

    def failure(self, what: str) -> JobFailure:
        """That it did not do what it was asked for, with the last words of its log."""
        said = self.log.read_text(errors="replace")[-4000:]
        print(said, flush=True)
        lines = [line for line in said.splitlines() if "rror" in line] or said.splitlines() or ["no output"]
        reason = "oom" if "out of memory" in said.lower() else "model_rejected"
        return JobFailure(reason, f"{self.name}: {what}: {lines[-1][:500]}")


class _Local(http.client.HTTPConnection):
    def __init__(self, address: Path | int):
        super().__init__("127.0.0.1", address if isinstance(address, int) else 80, timeout=ANSWER_SECONDS)
        self._path = None if isinstance(address, int) else address

    def connect(self) -> None:
        if self._path is None:
            return super().connect()
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        # by the folder's descriptor: a socket's path has 107 bytes at most, and folders of attempts are deep
        folder = os.open(self._path.parent, os.O_PATH)
        try:
            self.sock.connect(f"/proc/self/fd/{folder}/{self._path.name}")
        finally:
            os.close(folder)
        return None


def program(variable: str, name: str) -> str:
    """The program that the target was told of. Raises where there is none."""
    path = os.environ.get(variable, "")
    if os.access(path, os.X_OK) and Path(path).is_file():
        return path
    raise JobFailure("unexpected", f"this target has no {name}: install it and name its program by LUTHIER_{variable.removeprefix('JOB_')} "
                                   f"(in an image: {variable})")  # fmt: skip
