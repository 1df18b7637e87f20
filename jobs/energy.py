"""How much energy one attempt took, by the counters of the machine. Standard library only: the supervisor runs it.

CPU: the kernel's powercap counters (RAPL; Intel, and AMD since Linux 5.8 under the same name), package and memory of all sockets.
They count the whole machine, so the attempt's part is its share of the CPU time that anyone used meanwhile: exact where it was
alone, a fair guess else, and the share is told. GPU: NVML's counter of each board the attempt was granted.
Where the machine offers no counter, the reason is told; nothing is guessed here.
"""

import ctypes
import os
import time
from pathlib import Path

POWERCAP = "/sys/class/powercap"
PROC_STAT = "/proc/stat"
SAMPLE_SECONDS = 10.0
# package holds core and uncore; psys holds the package; intel-rapl-mmio repeats it. Counted once: package and dram.
COUNTED = ("package", "dram")


class Counter:
    """One counter of microjoules that wraps at its range. It must be read more often than it wraps: minutes at full load."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = (folder / "name").read_text(encoding="ascii").strip()
        self.range = int((folder / "max_energy_range_uj").read_text(encoding="ascii"))
        self.last = self.read()
        self.joules = 0.0

    def read(self) -> int:
        return int((self.folder / "energy_uj").read_text(encoding="ascii"))

    def sample(self) -> None:
        now = self.read()
        self.joules += ((now - self.last) if now >= self.last else (now + self.range + 1 - self.last)) / 1e6
        self.last = now


def rapl(root: str = POWERCAP) -> tuple[list[Counter], str | None]:
    """The counters that are counted, or none and why."""
    zones = sorted(Path(root).glob("intel-rapl:*"))
    if not zones:
        return [], "the machine offers no RAPL counters (no intel-rapl under /sys/class/powercap)"
    found = []
    for zone in zones:
        try:
            if not (zone / "name").read_text(encoding="ascii").strip().startswith(COUNTED):
                continue
            found.append(Counter(zone))
        except PermissionError:
            return [], f"only root may read {zone.name}/energy_uj: let the user of the worker read it (docs/energy.md)"
        except (OSError, ValueError) as error:
            return [], f"{zone.name} cannot be read: {error}"
    return (found, None) if found else ([], "RAPL counts neither a package nor memory here")


class Nvml:
    """NVIDIA boards as their driver's library knows them, by index or UUID as CUDA_VISIBLE_DEVICES names them."""

    def __init__(self, library, names: list[str]) -> None:
        self.library, self.names = library, names
        self.handles = [self._handle(name) for name in names]

    def _handle(self, name: str):
        handle = ctypes.c_void_p()
        if name.isdigit():
            self._check(self.library.nvmlDeviceGetHandleByIndex_v2(ctypes.c_uint(int(name)), ctypes.byref(handle)))
        else:
            self._check(self.library.nvmlDeviceGetHandleByUUID(name.encode(), ctypes.byref(handle)))
        return handle

    @staticmethod
    def _check(code: int) -> None:
        if code != 0:
            raise OSError(f"NVML error {code}")


class Boards(Nvml):
    """Their energy counters, from now on."""

    def __init__(self, library, names: list[str]) -> None:
        super().__init__(library, names)
        self.first = [self._millijoules(handle) for handle in self.handles]

    def _millijoules(self, handle) -> int:
        value = ctypes.c_ulonglong()
        self._check(self.library.nvmlDeviceGetTotalEnergyConsumption(handle, ctypes.byref(value)))
        return value.value

    def joules(self) -> float:
        now = [self._millijoules(handle) for handle in self.handles]
        return sum(b - a for a, b in zip(self.first, now, strict=True)) / 1000


def visible(devices: str | None) -> list[str]:
    """The boards that CUDA_VISIBLE_DEVICES names."""
    return [name.strip() for name in (devices or "").split(",") if name.strip() not in ("", "-1")]


def boards(devices: str | None, load=ctypes.CDLL, of: type[Nvml] = Boards) -> tuple[Nvml | None, str | None]:
    names = visible(devices)
    if not names:
        return None, None
    try:
        library = load("libnvidia-ml.so.1")
        if library.nvmlInit_v2() != 0:
            return None, "NVML does not start"
        return of(library, names), None
    except (OSError, AttributeError) as error:
        return None, f"the GPUs' energy cannot be read: {error}"


class Meter:
    """Begun before the program starts, sampled while it runs, asked once when it has ended. Never raises: it is not worth a job."""

    def __init__(self, visible_gpus: str | None, powercap: str = POWERCAP, proc_stat: str = PROC_STAT, load=ctypes.CDLL) -> None:
        self.proc_stat = proc_stat
        self.counters, self.cpu_unavailable = rapl(powercap)
        self.boards, self.gpu_unavailable = boards(visible_gpus, load)
        self.gpus = len(visible(visible_gpus))
        self.busy = busy_seconds(proc_stat)

    def sample(self) -> None:
        try:
            for counter in self.counters:
                counter.sample()
        except (OSError, ValueError) as error:
            self.counters, self.cpu_unavailable = [], f"a RAPL counter could not be read any more: {error}"

    def result(self, cpu_seconds: float) -> dict:
        self.sample()
        busy = max(busy_seconds(self.proc_stat) - self.busy, cpu_seconds, 1e-9)
        gpu_joules = None
        try:
            gpu_joules = self.boards.joules() if self.boards else None
        except OSError as error:
            self.gpu_unavailable = str(error)
        return {
            "cpu_seconds": round(cpu_seconds, 3),
            "cpu_share": round(cpu_seconds / busy, 4),
            "machine_joules": round(sum(c.joules for c in self.counters), 3) if self.counters else None,
            "cpu_source": "rapl " + ", ".join(c.name for c in self.counters) if self.counters else None,
            "cpu_unavailable": self.cpu_unavailable,
            "gpu_joules": None if gpu_joules is None else round(gpu_joules, 3),
            "gpu_unavailable": self.gpu_unavailable,
        }


class ServerMeter:
    """What a server took since it was started, told while it runs. A server waits most of its life, so the machine's energy is
    shared out interval by interval: one without work gives it nothing, however busy others are. Never raises."""

    def __init__(self, visible_gpus: str | None, cpu_seconds=time.process_time, now=time.monotonic, **sources) -> None:
        self.meter = Meter(visible_gpus, **sources)
        self.cpu_seconds, self.now = cpu_seconds, now
        self.started, self.joules = now(), 0.0
        self.last = (self.meter.busy, cpu_seconds(), 0.0)

    def reading(self) -> dict:
        """Figures since the start (ServerUsage in libs/deployments/serving.port.ts); to be asked about every SAMPLE_SECONDS."""
        meter = self.meter
        meter.sample()
        busy, cpu, machine = busy_seconds(meter.proc_stat), self.cpu_seconds(), sum(one.joules for one in meter.counters)
        used = cpu - self.last[1]
        self.joules += max(0.0, machine - self.last[2]) * min(1.0, used / max(busy - self.last[0], used, 1e-9))
        self.last = (busy, cpu, machine)
        gpu_joules = None
        try:
            gpu_joules = meter.boards.joules() if meter.boards else None
        except OSError as error:
            meter.gpu_unavailable = str(error)
        return {
            "up_seconds": round(self.now() - self.started, 3),
            "cpu_seconds": round(cpu, 3),
            "cpu_joules": round(self.joules, 3) if meter.counters else None,
            "cpu_source": "rapl " + ", ".join(one.name for one in meter.counters) if meter.counters else None,
            "cpu_unavailable": meter.cpu_unavailable,
            "gpus": meter.gpus,
            "gpu_joules": None if gpu_joules is None else round(gpu_joules, 3),
            "gpu_unavailable": meter.gpu_unavailable,
        }


def busy_seconds(proc_stat: str = PROC_STAT) -> float:
    """CPU seconds that anyone on this machine has used since its start: all but idle and waiting for disks."""
    try:
        with open(proc_stat, encoding="ascii") as file:
            user, nice, system, _idle, _wait, irq, softirq = (int(word) for word in file.readline().split()[1:8])
    except (OSError, ValueError):
        return 0.0
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")
