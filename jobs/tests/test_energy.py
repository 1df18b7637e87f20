"""The meter by its real reader, on a tree of files as the kernel has it and on a library that speaks as NVML does."""
import ctypes
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import energy
import pytest

RANGE = 262143328850


def zone(root: Path, folder: str, name: str, microjoules: int) -> Path:
    path = root / folder
    path.mkdir(parents=True)
    (path / "name").write_text(f"{name}\n")
    (path / "max_energy_range_uj").write_text(f"{RANGE}\n")
    (path / "energy_uj").write_text(f"{microjoules}\n")
    return path


def stat(path: Path, busy_jiffies: int) -> str:
    path.write_text(f"cpu  {busy_jiffies} 0 0 999 99 0 0 0 0 0\ncpu0 1 2 3\n")
    return str(path)


def test_two_sockets_are_added_and_what_repeats_is_not_counted(tmp_path):
    zones = {
        zone(tmp_path, "intel-rapl:0", "package-0", 1_000_000): 3_000_000,
        zone(tmp_path, "intel-rapl:1", "package-1", 5_000_000): 9_000_000,
        zone(tmp_path, "intel-rapl:0:1", "dram", 100_000): 600_000,
        zone(tmp_path, "intel-rapl:0:0", "core", 0): 1_000_000,
        zone(tmp_path, "intel-rapl:2", "psys", 0): 50_000_000,
        zone(tmp_path, "intel-rapl-mmio:0", "package-0", 0): 2_000_000,
    }
    ticks = os.sysconf("SC_CLK_TCK")
    meter = energy.Meter(None, str(tmp_path), stat(tmp_path / "stat", 0))
    for path, then in zones.items():
        (path / "energy_uj").write_text(f"{then}\n")
    stat(tmp_path / "stat", 10 * ticks)
    assert meter.result(cpu_seconds=4.0) == {
        "cpu_seconds": 4.0,
        "cpu_share": 0.4,
        "machine_joules": 6.5,
        "cpu_source": "rapl package-0, dram, package-1",
        "cpu_unavailable": None,
        "gpu_joules": None,
        "gpu_unavailable": None,
    }


def test_a_server_gets_of_each_interval_its_share_and_nothing_while_it_waits(tmp_path):
    path, ticks = zone(tmp_path, "intel-rapl:0", "package-0", 0), os.sysconf("SC_CLK_TCK")
    at, stat_file = {"cpu": 5.0, "now": 100.0}, tmp_path / "stat"
    sources = {"powercap": str(tmp_path), "proc_stat": stat(stat_file, 0)}
    meter = energy.ServerMeter(None, cpu_seconds=lambda: at["cpu"], now=lambda: at["now"], **sources)

    def later(cpu: float, busy: int, joules: float) -> dict:
        at["cpu"] += cpu
        at["now"] += 10
        (path / "energy_uj").write_text(f"{int(joules * 1e6)}\n")
        stat(stat_file, busy * ticks)
        return meter.reading()

    half = later(cpu=4, busy=8, joules=100)
    assert (half["cpu_joules"], half["up_seconds"], half["gpus"], half["gpu_joules"]) == (50, 10, 0, None)
    assert later(cpu=0, busy=28, joules=400)["cpu_joules"] == 50  # others were busy, it waited
    alone = later(cpu=2, busy=30, joules=420)
    assert (alone["cpu_joules"], alone["cpu_seconds"], alone["cpu_source"]) == (70, 11, "rapl package-0")
    (path / "energy_uj").unlink()
    gone = meter.reading()
    assert gone["cpu_joules"] is None and "any more" in gone["cpu_unavailable"]


def test_a_counter_that_wraps_between_samples_goes_on(tmp_path):
    path = zone(tmp_path, "intel-rapl:0", "package-0", RANGE - 999_999)
    meter = energy.Meter(None, str(tmp_path))
    for microjoules in (1_000_000, RANGE - 4_000_000, 500_000):
        (path / "energy_uj").write_text(f"{microjoules}\n")
        meter.sample()
    assert meter.counters[0].joules == pytest.approx((999_999 + 1 + 1_000_000 + RANGE - 5_000_000 + 4_000_000 + 1 + 500_000) / 1e6)


def test_a_machine_without_counters_says_so(tmp_path):
    result = energy.Meter(None, str(tmp_path)).result(1.0)
    assert result["machine_joules"] is None
    assert "no RAPL" in result["cpu_unavailable"]


@pytest.mark.skipif(os.getuid() == 0, reason="root reads every file")
def test_counters_that_only_root_may_read_are_told(tmp_path):
    (zone(tmp_path, "intel-rapl:0", "package-0", 1) / "energy_uj").chmod(0)
    assert "only root" in energy.rapl(str(tmp_path))[1]


def test_a_denied_counter_is_told_to_any_user(tmp_path, monkeypatch):
    zone(tmp_path, "intel-rapl:0", "package-0", 1)

    def denied(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(energy.Counter, "read", denied)
    counters, why = energy.rapl(str(tmp_path))
    assert (counters, "only root" in why) == ([], True)


def test_a_counter_that_goes_away_ends_the_reading_and_not_the_job(tmp_path):
    path = zone(tmp_path, "intel-rapl:0", "package-0", 1)
    meter = energy.Meter(None, str(tmp_path))
    (path / "energy_uj").unlink()
    result = meter.result(1.0)
    assert result["machine_joules"] is None
    assert "not be read any more" in result["cpu_unavailable"]


class Library:
    """As libnvidia-ml: a counter of millijoules for each board, handles by index and UUID."""

    def __init__(self, boards: dict[str, int], code: int = 0):
        self.boards, self.code = boards, code
        self.names = list(boards)

    def nvmlInit_v2(self):
        return self.code

    def nvmlDeviceGetHandleByIndex_v2(self, index, handle):
        return self._put(handle, index.value)

    def nvmlDeviceGetHandleByUUID(self, uuid, handle):
        return self._put(handle, self.names.index(uuid.decode())) if uuid.decode() in self.names else 6

    def nvmlDeviceGetTotalEnergyConsumption(self, handle, value):
        ctypes.cast(value, ctypes.POINTER(ctypes.c_ulonglong))[0] = self.boards[self.names[(handle.value or 1) - 1]]
        return 0

    @staticmethod
    def _put(handle, index):
        ctypes.cast(handle, ctypes.POINTER(ctypes.c_void_p))[0] = index + 1
        return 0


@pytest.mark.parametrize("visible", ["0,1", "GPU-a, GPU-b"])
def test_the_boards_that_were_granted_are_added(tmp_path, visible):
    library = Library({"GPU-a": 1000, "GPU-b": 5000, "GPU-c": 7})
    meter = energy.Meter(visible, str(tmp_path), load=lambda _: library)
    library.boards |= {"GPU-a": 3500, "GPU-b": 6000, "GPU-c": 99_999}
    assert meter.result(1.0)["gpu_joules"] == 3.5


def test_boards_without_a_counter_are_told(tmp_path):
    def missing(_):
        raise OSError("libnvidia-ml.so.1: cannot open shared object file")

    assert "libnvidia-ml" in energy.Meter("0", str(tmp_path), load=missing).result(1.0)["gpu_unavailable"]
    unknown = energy.Meter("GPU-z", str(tmp_path), load=lambda _: Library({"GPU-a": 1}))
    assert "NVML error 6" in unknown.result(1.0)["gpu_unavailable"]
    assert energy.Meter("", str(tmp_path), load=missing).gpu_unavailable is None


def test_the_supervisor_writes_what_its_attempt_took(tmp_path):
    """The real supervisor and this machine's own counters, where it has any."""
    burn = "import time\nend = time.process_time() + 0.6\nwhile time.process_time() < end: pass\n"
    record = {
        "folder": str(tmp_path), "cwd": str(tmp_path), "argv": [sys.executable, "-c", burn],
        "env": {"PATH": os.environ["PATH"]}, "memory_mb": None, "pids": 64,
    }  # fmt: skip
    (tmp_path / "record.json").write_text(json.dumps(record))
    script = Path(energy.__file__).with_name("supervise.py")
    subprocess.run([sys.executable, "-I", "-S", str(script), str(tmp_path / "record.json")], check=True, timeout=60)
    ended = json.loads((tmp_path / "exit.json").read_text())
    took = ended["energy"]
    assert ended["exit_code"] == 0
    assert 0.5 < took["cpu_seconds"] < 5
    assert 0 < took["cpu_share"] <= 1
    assert (took["machine_joules"] is None) == (took["cpu_unavailable"] is not None)
    assert took["machine_joules"] is None or took["machine_joules"] > 0
    assert time.time() >= ended["finished_at"]
