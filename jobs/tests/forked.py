"""Jobs as forks of one process that has read the recipes' libraries: run.py and all that it runs are the same, and start ten seconds earlier.

What a fresh interpreter is needed for is started as one: variables or limits of its own, and weights in bitsandbytes' formats,
since the libraries have looked for that package before the fork.
"""
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

JOBS = Path(__file__).resolve().parent.parent


class Forked:
    """As much of subprocess.Popen as the tests use; what it prints goes to `log`."""

    def __init__(self, environment: dict[str, str], log: Path):
        self._process = _context().Process(target=_run, args=(environment, str(log)))
        path = os.pathsep.join([str(JOBS / "tests"), os.environ.get("PYTHONPATH", "")])
        with patch.dict(os.environ, PYTHONPATH=path, OMP_NUM_THREADS="1"):  # the first one starts the process that is forked
            self._process.start()
        self.pid = self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired("run.py", timeout)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def _context():
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["preloaded"])
    return context


def _run(environment: dict[str, str], log: str) -> None:
    output = os.open(log, os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    of_tests = [str(JOBS), *os.environ["PYTHONPATH"].split(os.pathsep)]
    sys.path[:] = [folder for folder in sys.path if folder not in of_tests]
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None
    sys.argv = [str(JOBS / "run.py")]
    runpy.run_path(sys.argv[0], run_name="__main__")
