"""How a job ends: one exception per reason, and the exit codes of the contract (EXITS in recipe-output.contract.ts)."""
import errno
import os
import sys

CODES = {
    "succeeded": 0,
    "unexpected": 1,
    "bad_spec": 2,
    "data_rejected": 3,
    "model_rejected": 3,
    "diverged": 3,
    "oom": 4,
    "disk_full": 4,
    "no_device": 4,
    "transient": 75,
    "terminated": 143,
}


# How a process says that it ends because another one did: whose fault it was is the other's to say.
OTHERS_LOST = "the connection to the other processes was lost"


class JobFailure(Exception):
    """Ends the job with `reason`; the message is shown to the user."""

    def __init__(self, reason: str, message: str):
        super().__init__(message)
        self.reason = reason


class Terminated(BaseException):
    """SIGTERM outside of a training loop. Not an Exception, so that no library swallows it."""


def classify(error: BaseException, workspace: str) -> tuple[str, str]:
    """(reason, message) of whatever ended the job. Looks through causes: libraries wrap the errno away."""
    seen = error
    while seen is not None:
        if isinstance(seen, JobFailure):
            return seen.reason, str(seen)
        if isinstance(seen, Terminated):
            return "terminated", "stopped by SIGTERM"
        if _is_disk_full(seen, workspace):
            return "disk_full", f"no space left in the workspace: {seen}"
        if _is_out_of_memory(seen):
            return "oom", f"out of memory: {str(seen).splitlines()[0] if str(seen) else type(seen).__name__}"
        if _is_lost_connection(seen):
            return "transient", f"{OTHERS_LOST}: {str(seen).splitlines()[0]}"
        seen = seen.__cause__ or seen.__context__
    return "unexpected", f"{type(error).__name__}: {error}"


def _is_lost_connection(error: BaseException) -> bool:
    torch = sys.modules.get("torch")
    if torch is None or int(os.environ.get("WORLD_SIZE", 1)) == 1:
        return False
    return isinstance(error, torch.distributed.DistError) or isinstance(error, RuntimeError) and "gloo" in str(error)


def _is_disk_full(error: BaseException, workspace: str) -> bool:
    # EFBIG is how RLIMIT_FSIZE, the process target's file limit, shows.
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    text = str(error)
    if any(f"os error {code}" in text for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)):
        return True  # safetensors (Rust)
    if "PytorchStreamWriter failed" in text or "No space left on device" in text:
        stat = os.statvfs(workspace)
        return "No space left" in text or stat.f_bavail * stat.f_frsize < 1 << 20
    return False


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    words = ("can't allocate memory", "CUDA out of memory", "bad_alloc", "Cannot allocate memory")
    return isinstance(error, (RuntimeError, OSError)) and any(word in str(error) for word in words)
