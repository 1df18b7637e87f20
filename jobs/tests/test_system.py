"""What an attempt uses: by the real supervisor on a real program, and on a library that speaks as NVML does."""
import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import system
from test_energy import Library

PAGE = 16 << 20


class Telling(Library):
    """As libnvidia-ml of boards that tell all four figures, but for those in `silent`."""

    def __init__(self, silent=()):
        super().__init__({"GPU-a": 0, "GPU-b": 0})
        self.silent = silent

    def _tell(self, name, place, put):
        if name in self.silent:
            return 3  # NVML_ERROR_NOT_SUPPORTED
        put(place._obj)
        return 0

    def nvmlDeviceGetUtilizationRates(self, handle, place):
        return self._tell("utilization", place, lambda it: setattr(it, "gpu", 60 + handle.value))

    def nvmlDeviceGetMemoryInfo(self, _handle, place):
        return self._tell("memory", place, lambda it: setattr(it, "used", 5 << 30))

    def nvmlDeviceGetPowerUsage(self, _handle, place):
        return self._tell("power", place, lambda it: setattr(it, "value", 312_500))

    def nvmlDeviceGetTemperature(self, _handle, sensor, place):
        return self._tell("temperature", place, lambda it: setattr(it, "value", 71 + sensor))


def lines(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / system.FILE).read_text().splitlines()]


def test_boards_are_numbered_as_they_were_granted_and_silent_figures_left_out(tmp_path):
    use = system.Use(str(tmp_path), "GPU-b,GPU-a", load=lambda _: Telling())
    use.sample([os.getpid()])
    gpu = {name: value for name, value in lines(tmp_path)[0]["values"].items() if name.startswith("gpu")}
    assert gpu == {
        f"gpu{number}/{name}": value
        for number, load in ((0, 62), (1, 61))
        for name, value in {"utilization_percent": load, "memory_bytes": 5 << 30, "power_watts": 312.5,
                            "temperature_celsius": 71}.items()
    }  # fmt: skip
    silent = system.Use(str(tmp_path), "GPU-a", load=lambda _: Telling(("utilization", "power")))
    silent.sample([])
    names = [name for name in lines(tmp_path)[1]["values"] if name.startswith("gpu")]
    assert names == ["gpu0/memory_bytes", "gpu0/temperature_celsius"]


def test_a_driver_that_is_missing_or_broken_leaves_the_rest(tmp_path):
    def missing(_):
        raise OSError("libnvidia-ml.so.1: cannot open shared object file")

    for load in (missing, lambda _: Library({}, code=9)):
        system.Use(str(tmp_path), "0", load=load).sample([os.getpid()])
        values = lines(tmp_path)[-1]["values"]
        assert values["memory_bytes"] > 1 << 20
        assert not [name for name in values if name.startswith("gpu")]


def test_it_never_fails_its_job(tmp_path):
    gone = system.Use(str(tmp_path / "no such folder"), None)
    gone.sample([os.getpid(), 2**22 + 1])
    assert not (tmp_path / "no such folder").exists()


def test_long_runs_are_read_more_seldom():
    elapsed, read = 0.0, 0
    while elapsed < 7 * 86_400:
        elapsed += system.interval(elapsed)
        read += 1
    assert read < 12_000
    assert (system.interval(5), system.interval(600), system.interval(100_000)) == (2, 5, 50)


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="this kernel counts no bytes of processes")
def test_the_supervisor_tells_of_the_program_and_of_all_that_it_started(tmp_path):
    """Two processes that compute, one of them a child in a session of its own, with memory and a written file."""
    burn = (
        "import os, time\n"
        "child = os.fork()\n"
        "if child == 0: os.setsid()\n"
        f"held = os.urandom({PAGE}) if child else b''\n"
        "if child:\n"
        f"    with open('written', 'wb') as file: file.write(held); file.flush(); os.fsync(file.fileno())\n"
        "end = time.monotonic() + 3.6\n"
        "while time.monotonic() < end: pass\n"
        "if child: os.waitpid(child, 0)\n"
    )
    record = {
        "folder": str(tmp_path), "cwd": str(tmp_path), "argv": [sys.executable, "-c", burn],
        "env": {"PATH": os.environ["PATH"]}, "memory_mb": None, "pids": 64,
    }  # fmt: skip
    (tmp_path / "record.json").write_text(json.dumps(record))
    script = Path(system.__file__).with_name("supervise.py")
    subprocess.run([sys.executable, "-I", "-S", str(script), str(tmp_path / "record.json")], check=True, timeout=60)
    assert json.loads((tmp_path / "exit.json").read_text())["exit_code"] == 0
    told = lines(tmp_path)
    ended = json.loads((tmp_path / "exit.json").read_text())
    assert 2 <= len(told) <= 3
    assert all(ended["started_at"] <= line["at"] <= ended["finished_at"] for line in told)
    values = [line["values"] for line in told]
    # a busy machine gives two processes less than two processors, but never more
    assert 20 < max(one["cpu_percent"] for one in values) < 230
    assert all(PAGE < one["memory_bytes"] < 20 * PAGE for one in values)
    assert all(one["disk_free_bytes"] > 0 for one in values)
    assert set(values[0]) == {"cpu_percent", "memory_bytes", "read_bytes_per_second", "written_bytes_per_second",
                              "disk_free_bytes"}  # fmt: skip
    # a file system in memory writes to no disk
    assert all(one["written_bytes_per_second"] >= 0 for one in values)


def test_what_a_process_took_outlives_it(tmp_path):
    """A child that ended between two looks is in the figure of its parent, once."""
    use = system.Use(str(tmp_path), None)
    child = subprocess.Popen([sys.executable, "-c", "import time\nwhile time.process_time() < 0.4: pass"])
    child.wait()
    use.sample([])
    assert lines(tmp_path)[0]["values"]["cpu_percent"] > 0
    before = system.reaped_seconds()
    assert before > 0.4 - 0.05
    assert ctypes.sizeof(system.Memory) == 24
