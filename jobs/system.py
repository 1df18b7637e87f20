"""What one attempt uses while it runs, as lines of system.jsonl. Standard library only: the supervisor runs it.

A line is {"at": unix seconds, "values": {name: number}}. Processor, memory, bytes read and written: of the program and all that it has
started, by /proc; a process of this machine has no cgroup of its own. Each GPU it was granted: the whole board, by NVML. A value that
cannot be read is left out. Never raises: it is not worth a job.
"""

import ctypes
import json
import os
import resource
import time

from energy import Nvml, boards

FILE = "system.jsonl"
FIRST_SECONDS, EARLY_SECONDS, SECONDS = 1.0, 2.0, 5.0
EARLY_UNTIL = 60.0
# Longer runs are read more seldom: about as many lines again each time that the run is twice as long.
MOST_EVENLY = 2000
TEMPERATURE_OF_GPU = 0


class Memory(ctypes.Structure):
    """nvmlMemory_t"""

    _fields_ = [("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong)]


class Utilization(ctypes.Structure):
    """nvmlUtilization_t, percent of the time since the driver's last look"""

    _fields_ = [("gpu", ctypes.c_uint), ("memory", ctypes.c_uint)]


class Gpus(Nvml):
    """What each board does now; a value that it does not tell (a MIG slice has no utilisation) is left out."""

    def values(self) -> dict[str, float]:
        found = {}
        for number, handle in enumerate(self.handles):
            for name, value in self._of(handle).items():
                found[f"gpu{number}/{name}"] = value
        return found

    def _of(self, handle) -> dict[str, float]:
        asked = {
            "utilization_percent": ("nvmlDeviceGetUtilizationRates", Utilization(), (), lambda it: it.gpu),
            "memory_bytes": ("nvmlDeviceGetMemoryInfo", Memory(), (), lambda it: it.used),
            "power_watts": ("nvmlDeviceGetPowerUsage", ctypes.c_uint(), (), lambda it: it.value / 1000),
            "temperature_celsius": ("nvmlDeviceGetTemperature", ctypes.c_uint(), (TEMPERATURE_OF_GPU,), lambda it: it.value),
        }
        found = {}
        for name, (function, place, more, value) in asked.items():
            try:
                self._check(getattr(self.library, function)(handle, *more, ctypes.byref(place)))
                found[name] = value(place)
            except (OSError, AttributeError):
                continue
        return found


class Use:
    """Begun before the program starts; `sample` writes one line when `is_due`."""

    def __init__(self, folder: str, visible_gpus: str | None, load=ctypes.CDLL, now=time.monotonic) -> None:
        self.folder, self.now = folder, now
        self.gpus, _why = boards(visible_gpus, load, Gpus)
        self.began = self.read_at = now()
        self.next = self.began + FIRST_SECONDS
        self.counters = {"cpu": reaped_seconds(), "read": 0, "written": 0}

    def is_due(self) -> bool:
        return self.now() >= self.next

    def sample(self, pids: list[int]) -> None:
        at = self.now()
        self.next = at + interval(at - self.began)
        try:
            line = json.dumps({"at": round(time.time(), 3), "values": self._values(pids, at)})
            with open(os.path.join(self.folder, FILE), "ab", buffering=0) as file:
                file.write(f"{line}\n".encode())
        except Exception:  # noqa: BLE001, S110: whatever a machine answers, the program goes on
            pass

    def _values(self, pids: list[int], at: float) -> dict[str, float]:
        seconds = max(at - self.read_at, 1e-3)
        now = {"cpu": reaped_seconds() + cpu_seconds(pids), **transferred(pids)}
        # A process that has ended takes its numbers along until its parent has asked for them: never less than nothing.
        rate = {name: max(0.0, value - self.counters[name]) / seconds for name, value in now.items()}
        self.counters, self.read_at = now, at
        disk = os.statvfs(self.folder)
        return {
            "cpu_percent": round(100 * rate["cpu"], 1),
            "memory_bytes": resident_bytes(pids),
            "read_bytes_per_second": round(rate["read"]),
            "written_bytes_per_second": round(rate["written"]),
            "disk_free_bytes": disk.f_bavail * disk.f_frsize,
            **(self.gpus.values() if self.gpus else {}),
        }


def interval(elapsed: float) -> float:
    """Seconds until the next line."""
    return EARLY_SECONDS if elapsed < EARLY_UNTIL else max(SECONDS, elapsed / MOST_EVENLY)


def reaped_seconds() -> float:
    """CPU seconds of what has ended and was waited for by this process."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cpu_seconds(pids: list[int]) -> float:
    """Of living processes and of those children that they have waited for."""
    found = (stat_fields(pid) for pid in pids)
    ticks = sum(sum(map(int, stat[11:15])) for stat in found if stat)
    return ticks / os.sysconf("SC_CLK_TCK")


def transferred(pids: list[int]) -> dict[str, int]:
    """Bytes that reached or left a disk, not those that the page cache answered."""
    found = {"read": 0, "written": 0}
    for pid in pids:
        fields = words(f"/proc/{pid}/io")
        for name, field in (("read", "read_bytes:"), ("written", "write_bytes:")):
            found[name] += int(fields[fields.index(field) + 1]) if field in fields else 0
    return found


def resident_bytes(pids: list[int]) -> int:
    """Sum of resident memory; when several processes share pages, the proportional sum, which costs more to read."""
    page = resource.getpagesize()
    total = sum(int(fields[1]) * page for fields in (words(f"/proc/{pid}/statm") for pid in pids) if fields)
    if len(pids) > 1 and total:
        shared = [words(f"/proc/{pid}/smaps_rollup") for pid in pids]
        total = min(total, sum(int(w[w.index("Pss:") + 1]) * 1024 for w in shared if "Pss:" in w) or total)
    return total


def words(path: str) -> list[str]:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read().split()
    except OSError:
        return []


def stat_fields(pid: int) -> list[str] | None:
    """/proc/PID/stat behind the name, which may hold spaces and parentheses: [0] state, [1] parent, [11:15] CPU time in
    ticks (its own, then that of waited-for children), [19] start time."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()
    except OSError:
        return None
