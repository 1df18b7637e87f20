"""Runs one attempt once and keeps what became of it, so that both outlive the worker that asked.

Needs energy.py and system.py beside it. Started detached by the process compute target as `supervise.py RECORD`, where RECORD is a JSON file with argv, env,
cwd, folder and limits. Needs Linux and nothing but the standard library. In the attempt's folder it writes:
  attempt.lock   locked for as long as it lives: a twin of the same name leaves at once
  attempt.json   who runs it: pid and start time of supervisor and program. Once there, this folder never runs again
  system.jsonl   what it uses, every few seconds (system.py)
  exit.json      how it ended, by rename, when nothing that the program started is left
and reads stop.json ({"kill_at": unix seconds}), which asks for SIGTERM now and SIGKILL then.
File descriptor 3 is a pipe to the worker: one word (started, twin, ran), then closed.
"""

import ctypes
import fcntl
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time

# -I leaves the script's own folder out of the path
sys.path.append(os.path.dirname(os.path.abspath(__file__)))
from energy import SAMPLE_SECONDS, Meter  # noqa: E402
from system import Use, resident_bytes, stat_fields, words  # noqa: E402

TICK_SECONDS = 0.2
SHUTDOWN_GRACE_SECONDS = 30
# A backstop against fork bombs only: RLIMIT_NPROC counts all threads of the user, not those of this attempt.
NPROC_SLACK = 4096
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
TERMINATING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
WATCHED = TERMINATING | {signal.SIGCHLD}
libc = ctypes.CDLL(None, use_errno=True)


def main(record_path: str) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    record = read_json(record_path)
    folder = record["folder"]
    lock = os.open(os.path.join(folder, "attempt.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    attempt = os.path.join(folder, "attempt.json")
    if not acquired(lock):
        wait_for(attempt, seconds=10)
        return answer("twin")
    if os.path.exists(attempt):
        return answer("ran")
    supervise(record, folder, attempt)


def supervise(record: dict, folder: str, attempt_path: str) -> None:
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    me = {"pid": os.getpid(), "start": start_time(os.getpid()), "boot": boot_id(), "started_at": time.time()}
    write_json(attempt_path, {**me, "program": None})
    answer("started")
    stop = Stop(os.path.join(folder, "stop.json"))
    if stop.requested():
        return finish(folder, me, 128 + signal.SIGTERM, {"detail": "stopped before it started"})
    temp = tempfile.mkdtemp(prefix="lu-")
    meter = Meter(record["env"].get("CUDA_VISIBLE_DEVICES"))
    program = start(record, {**record["env"], "TMPDIR": temp})
    write_json(attempt_path, {**me, "program": {"pid": program, "start": start_time(program)}})
    status, facts = watch(program, record, stop, Meters(meter, Use(folder, record["env"].get("CUDA_VISIBLE_DEVICES"))))
    kill_all()
    shutil.rmtree(temp, ignore_errors=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    finish(folder, me, status, {**facts, "energy": meter.result(used.ru_utime + used.ru_stime)})


def start(record: dict, env: dict) -> int:
    """Forks the program into its own session; it dies with its supervisor. Returns its pid."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(128 + signal.SIGKILL)
        limit(record["pids"])
        os.umask(0o077)
        os.chdir(record["cwd"])
        for name in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(name, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
        os.closerange(3, 65536)
        os.execve(record["argv"][0], record["argv"], env)
    except OSError as error:
        os.write(2, f"cannot start {record['argv'][0]}: {error}\n".encode())
    finally:
        os._exit(127)


def limit(pids: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    most = tasks_of_user() + pids + NPROC_SLACK
    if hard == resource.RLIM_INFINITY or hard > most:
        resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
    os.nice(5)
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as adjust:
        adjust.write("500")  # the kernel, short of memory, takes the program and not the service


class Meters:
    """What is read while the program runs, each in its own time."""

    def __init__(self, meter: Meter, use: Use) -> None:
        self.meter, self.use, self.sampled = meter, use, time.monotonic()

    def read(self) -> None:
        if time.monotonic() - self.sampled >= SAMPLE_SECONDS:
            self.meter.sample()
            self.sampled = time.monotonic()
        if self.use.is_due():
            self.use.sample(descendants_now(os.getpid()))


def watch(program: int, record: dict, stop: "Stop", meters: Meters) -> tuple[int, dict]:
    """Waits for the program to end. Returns its exit code, shell style (128 + signal), and the facts for exit.json."""
    facts: dict = {}
    kernel_kills = oom_kills()
    while True:
        seen = signal.sigtimedwait(WATCHED, TICK_SECONDS)
        if seen and seen.si_signo in TERMINATING:
            stop.request(SHUTDOWN_GRACE_SECONDS)
        status = reap(program)
        if status is not None:
            break
        for name in stop.due():
            send(program, name)
            if name == signal.SIGKILL:
                kill_all(spare=program)
        meters.read()
        breach = over_limit(record)
        if breach and not facts:
            facts = breach
            send(program, signal.SIGKILL)
            kill_all(spare=program)
        kernel_kills = oom_kills() if not seen else kernel_kills
    if not os.WIFSIGNALED(status):
        return os.waitstatus_to_exitcode(status), facts
    number = os.WTERMSIG(status)
    facts["signal"] = signal.Signals(number).name
    if number == signal.SIGKILL and not facts.get("oom_killed") and not stop.killed and oom_kills() > kernel_kills:
        facts |= {"oom_killed": True, "detail": "killed by the kernel: the machine ran out of memory"}
    return 128 + number, facts


class Stop:
    """What stop.json asks for. SIGTERM goes to the program alone, as in a container: a data-loading child that died of
    it first would break the checkpoint the program is about to write. SIGKILL goes to everything."""

    def __init__(self, path: str) -> None:
        self.path, self.kill_at, self.termed, self.killed = path, None, False, False

    def request(self, grace_seconds: float) -> None:
        kill_at = time.time() + grace_seconds
        self.kill_at = kill_at if self.kill_at is None else min(kill_at, self.kill_at)

    def requested(self) -> bool:
        try:
            asked = float(read_json(self.path)["kill_at"])
            self.kill_at = asked if self.kill_at is None else min(asked, self.kill_at)
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return self.kill_at is not None

    def due(self) -> list[int]:
        if not self.requested():
            return []
        signals = [] if self.termed else [signal.SIGTERM]
        self.termed = True
        if time.time() >= self.kill_at:
            self.killed = True
            signals.append(signal.SIGKILL)
        return signals


def over_limit(record: dict) -> dict | None:
    pids = descendants_now(os.getpid())
    if len(pids) > record["pids"]:
        return {"detail": f"more than {record['pids']} processes"}
    if record["memory_mb"] is None:
        return None
    used = resident_bytes(pids) >> 20
    if used <= record["memory_mb"]:
        return None
    return {"oom_killed": True, "detail": f"{used} MB resident, the limit is {record['memory_mb']} MB"}


def descendants(pid: int) -> list[int]:
    """Every process below this one: as subreaper it inherits those whose parents ended, also from other sessions."""
    parents: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        stat = stat_fields(int(entry)) if entry.isdigit() else None
        if stat and stat[0] != "Z":
            parents.setdefault(int(stat[1]), []).append(int(entry))
    found, queue = [], [pid]
    while queue:
        children = parents.get(queue.pop(), [])
        found += children
        queue += children
    return found


def descendants_now(pid: int) -> list[int]:
    """As descendants, at a fraction of its cost; may miss one that is just born or just orphaned."""
    found, queue = [], [pid]
    while queue:
        parent = queue.pop()
        try:
            tasks = os.listdir(f"/proc/{parent}/task")
        except OSError:
            continue
        children = [int(word) for task in tasks for word in words(f"/proc/{parent}/task/{task}/children")]
        found += children
        queue += children
    return found


def kill_all(spare: int = 0) -> None:
    """SIGKILL until no descendant is left: they may fork while we look. `spare` is waited for by the caller."""
    while True:
        left = [pid for pid in descendants(os.getpid()) if pid != spare]
        if not left:
            return
        for pid in left:
            send(pid, signal.SIGKILL)
        time.sleep(0.02)
        if not spare:
            reap(0)


def reap(program: int) -> int | None:
    """Collects whatever ended; returns the wait status of the program when it was among them."""
    status = None
    while True:
        try:
            pid, ended = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return status
        if pid == 0:
            return status
        if pid == program:
            status = ended


def finish(folder: str, me: dict, exit_code: int, facts: dict) -> None:
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    ended = {"exit_code": exit_code, "signal": None, "oom_killed": False, "detail": None, **facts}
    write_json(
        os.path.join(folder, "exit.json"),
        {**ended, "started_at": me["started_at"], "finished_at": time.time(), "peak_memory_mb": peak},
    )


def send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def acquired(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def answer(word: str) -> None:
    try:
        os.write(3, f"{word}\n".encode())
        os.close(3)
    except OSError:
        pass  # the worker is gone; the attempt is not


def wait_for(path: str, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not os.path.exists(path) and time.monotonic() < until:
        time.sleep(0.01)


def read_json(path: str) -> dict:
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write_json(path: str, value: dict) -> None:
    part = f"{path}.{os.getpid()}.part"
    with open(part, "w", encoding="utf-8") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    os.rename(part, path)


def start_time(pid: int) -> str:
    stat = stat_fields(pid)
    return stat[19] if stat else ""


def boot_id() -> str:
    return words("/proc/sys/kernel/random/boot_id")[0]


def oom_kills() -> int:
    counters = words("/proc/vmstat")
    return int(counters[counters.index("oom_kill") + 1]) if "oom_kill" in counters else 0


def tasks_of_user() -> int:
    uid, total = os.getuid(), 0
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and os.stat(f"/proc/{entry}").st_uid == uid:
                total += len(os.listdir(f"/proc/{entry}/task"))
        except OSError:
            continue
    return total


if __name__ == "__main__":
    main(sys.argv[1])
