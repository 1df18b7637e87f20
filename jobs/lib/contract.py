"""One attempt as a recipe sees it: spec in, events, checkpoints and result out (libs/jobs/recipe*.contract.ts)."""
import contextlib
import datetime
import json
import math
import os
import platform
import resource
import signal
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from lib import checkpoints, ranks, schema
from lib.exits import CODES, JobFailure, Terminated
from lib.environment import summary
from lib.files import seal, sha256_of, sha256_of_json, write_json
from lib.hardware import granted_cpus

RESERVE_BYTES = 64 << 10


class JobDir:
    """`spec`, `params` and `inputs` by attribute; everything written lands under `workspace`.

    Of several processes the first writes what the control plane reads; the others keep theirs under `ranks/N`.
    """

    def __init__(self, spec: dict, workspace: Path):
        self.raw = spec
        self.spec = _attributes(spec)
        self.params = self.spec.params
        self.workspace = workspace
        self.rank = ranks.mine()
        self.own = ranks.folder(workspace)
        self.out = workspace / "out"
        self.checkpoint_root = workspace / "checkpoints"
        self.scratch = self.own / "tmp"
        self.shared_scratch = workspace / "tmp"
        for folder in (self.out, self.checkpoint_root, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)
        self.started = time.monotonic()
        self.environment = {"device": "cpu"}
        self.stop_requested = False
        self._stop_at_step = False
        self._signal_told = False
        for stale in ("result.json", "termination.json"):
            (self.own / stale).unlink(missing_ok=True)
        self._seq = _last_seq(self.own / "events.jsonl")
        self._events = open(self.own / "events.jsonl", "ab", buffering=0)
        os.chmod(self.own / "events.jsonl", 0o644)
        self._reserve()
        signal.signal(signal.SIGTERM, self._on_sigterm)

    # -- in

    def input(self, name: str) -> Path | None:
        """Path of an input, None when the spec has none; checks the digest of a file that states one."""
        ref = self.raw["inputs"].get(name)
        if ref is None:
            return None
        path = Path(ref["path"])
        if not path.exists():
            raise JobFailure("bad_spec", f"inputs.{name}: {path} does not exist")
        if path.is_file() and "sha256" in ref and sha256_of(path) != ref["sha256"]:
            raise JobFailure("data_rejected", f"inputs.{name}: the file's sha256 is not {ref['sha256']}")
        return path

    def public_name(self, name: str) -> str:
        """What a published file may say about an input: its hub id, or the last part of its path; never the path."""
        ref = self.raw["inputs"][name]
        return ref.get("name") or Path(ref["path"]).name

    @property
    def spec_sha256(self) -> str:
        """Same for two attempts of one job: what a checkpoint must have been trained with."""
        digests = {name: ref.get("sha256") for name, ref in self.raw["inputs"].items() if name != "checkpoint"}
        made_by = ("recipe", "own", "seed", "params")
        return sha256_of_json({key: self.raw[key] for key in made_by if key in self.raw} | {"inputs": digests})

    # -- events

    def event(self, kind: str, /, **fields) -> None:
        """Appends one line to events.jsonl in one write; None and non-finite numbers are left out."""
        fields = {key: value for key, value in fields.items() if value is not None and not _is_nan(value)}
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = {"v": 1, "seq": self._seq + 1, "ts": now, "type": kind, **fields}
        data = (json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n").encode()
        if self._events.write(data) != len(data):
            raise OSError(28, "short write to events.jsonl")
        self._seq += 1
        if kind in ("checkpoint", "artifact", "end", "error"):
            os.fsync(self._events.fileno())
        if self.rank.is_main:
            print(_for_people(kind, fields), flush=True)

    def phase(self, name: str) -> None:
        self.event("phase", phase=name)

    def log(self, message: str, level: str = "info") -> None:
        self.event("log", level=level, message=message[:4000])

    # -- stopping

    def _on_sigterm(self, *_):
        self.stop_requested = True
        if not self._stop_at_step:
            raise Terminated

    @contextlib.contextmanager
    def stopping_at_steps(self):
        """Within it SIGTERM only sets `stop_requested`: the loop saves a checkpoint, then calls `stopped()`."""
        self._stop_at_step = True
        try:
            yield
        finally:
            self._stop_at_step = False

    def tell_signal(self) -> None:
        if self.stop_requested and not self._signal_told:
            self._signal_told = True
            self.event("signal", signal="SIGTERM")

    def stopped(self) -> None:
        self.tell_signal()
        raise Terminated

    # -- checkpoints

    def latest_checkpoint(self) -> checkpoints.Checkpoint | None:
        """The newest verified checkpoint of an earlier attempt or of this folder; torn ones are named in the log."""
        given = self.input("checkpoint")
        roots = ([given] if given else []) + [self.checkpoint_root]
        tell = lambda folder, why: self.log(f"checkpoint {folder.name} is not used: {why}", "warn")  # noqa: E731
        found = checkpoints.newest(roots, self.spec_sha256, tell)
        if found:
            self.log(f"resuming from the checkpoint of step {found.step}")
        return found

    def save_checkpoint(self, written: Path, step: int, metrics: dict, keep: int) -> Path:
        """Makes a written folder the checkpoint of `step` and keeps the newest `keep`."""
        target = self.checkpoint_root / f"step-{step}"
        identity = {"job_id": self.spec.job_id, "attempt": self.spec.attempt, "step": step}
        metrics = _finite(metrics)
        size, digest = checkpoints.commit(written, target, identity | {"spec_sha256": self.spec_sha256}, metrics)
        self.event("checkpoint", step=step, path=f"checkpoints/step-{step}", size_bytes=size, manifest_sha256=digest,
                   metrics=metrics)  # fmt: skip
        checkpoints.rotate(self.checkpoint_root, keep)
        return target

    # -- the end

    def finish(self, artifacts: dict[str, str], metrics: dict, **more) -> None:
        """Seals out/<name> for each {name: kind}, then writes termination.json and, last, result.json.

        `more`: of a recipe that trained: trained_tokens, parameters (all of the model's), trainable_parameters; of one that ran
        a harness: harness.
        """
        self.phase("saving")
        sealed = []
        for name, kind in artifacts.items():
            files = seal(self.out / name)
            sealed.append({"name": name, "kind": kind, "path": f"out/{name}", "files": files})
            size = sum(entry["size_bytes"] for entry in files)
            self.event("artifact", name=name, kind=kind, path=f"out/{name}", size_bytes=size)
        seconds = round(time.monotonic() - self.started, 3)
        result = {
            "schema_version": 1,
            "job_id": self.spec.job_id,
            "attempt": self.spec.attempt,
            "metrics": _finite(metrics),
            "peak_memory_mb": peak_memory_mb(),
            **({} if (gpu := peak_gpu_memory_mb()) is None else {"peak_gpu_memory_mb": gpu}),
            "seconds": seconds,
            "artifacts": sealed,
            "environment": _environment() | self.environment,
        } | more
        self.event("end", seconds=seconds)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # from here on the job has succeeded
        self.terminate("succeeded", "")
        write_json(self.workspace / "result.json", result)

    def terminate(self, reason: str, message: str) -> int:
        """Writes termination.json, on a full disk into the space that was kept free for it, and returns the code."""
        self._reserve_path.unlink(missing_ok=True)
        code = CODES[reason]
        if reason != "succeeded":
            with contextlib.suppress(OSError):
                self.tell_signal()
                self.event("error", code=code, reason=reason, message=message[:4000])
        write_termination(self.own, reason, message)
        return code

    def _reserve(self) -> None:
        self._reserve_path = self.own / ".reserve"
        with open(self._reserve_path, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, RESERVE_BYTES)


def write_termination(workspace: Path, reason: str, message: str) -> None:
    line = {"schema_version": 1, "code": CODES[reason], "reason": reason, "message": message[:4000]}
    write_json(workspace / "termination.json", line)


def load_spec(recipes: list[str]) -> dict:
    """The spec at $JOB_SPEC; one failure lists every fault."""
    try:
        spec = json.loads(Path(os.environ["JOB_SPEC"]).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise JobFailure("bad_spec", f"spec.json cannot be read: {error}") from error
    found = schema.spec_faults(spec, recipes)
    if found:
        raise JobFailure("bad_spec", "\n".join(found))
    return spec


def peak_memory_mb() -> float:
    """Peak resident memory of this process and of its largest child, in MB (10^6 bytes)."""
    kib = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(kib * 1024 / 1e6, 1)


def peak_gpu_memory_mb() -> float | None:
    """The most that torch's allocator held on any one GPU, in MB (10^6 bytes); None without torch or a GPU that it used."""
    torch = sys.modules.get("torch")  # a recipe without torch does not load it for this
    if torch is None or not torch.cuda.is_available() or not torch.cuda.is_initialized():
        return None
    return round(max(torch.cuda.max_memory_reserved(one) for one in range(torch.cuda.device_count())) / 1e6, 1)


def _environment() -> dict:
    threads = int(os.environ.get("OMP_NUM_THREADS") or granted_cpus())
    return {"python": platform.python_version(), "platform": platform.platform(), "threads": threads, **summary()}


def _attributes(value):
    if isinstance(value, dict):
        return SimpleNamespace(**{key: _attributes(item) for key, item in value.items()})
    return [_attributes(item) for item in value] if isinstance(value, list) else value


def _is_nan(value) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _finite(metrics: dict) -> dict:
    for name, value in metrics.items():
        if not math.isfinite(value):
            raise JobFailure("diverged", f"the metric {name} is {value}")
    return {name: value if isinstance(value, int) else float(value) for name, value in metrics.items()}


def _last_seq(path: Path) -> int:
    """An attempt started twice goes on counting; a line torn by a kill is ended, so that the next one is whole."""
    if not path.exists():
        return 0
    data = path.read_bytes()
    if data and not data.endswith(b"\n"):
        with open(path, "ab") as file:
            file.write(b"\n")
    seqs = [0]
    for line in data.splitlines():
        with contextlib.suppress(ValueError, TypeError, KeyError):
            seqs.append(int(json.loads(line)["seq"]))
    return max(seqs)


def _for_people(kind: str, fields: dict) -> str:
    if kind == "log":
        return f"{fields['level']}: {fields['message']}"
    if kind == "sample":
        return f"sample: step={fields['step']} prompt={fields['prompt']} {fields['text'][:120]!r}"
    shown = (f"{key}={value:.6g}" if isinstance(value, float) else f"{key}={value}" for key, value in fields.items())
    return f"{kind}: {' '.join(shown)}"
