"""Which of an attempt's processes this is, by the variables that torchrun would set too, and what they agree on.

No torch at import. With one process every function answers at once.
"""
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from lib.exits import JobFailure


@dataclass(frozen=True)
class Rank:
    rank: int
    local: int
    world: int

    @property
    def is_main(self) -> bool:
        return self.rank == 0


def mine() -> Rank:
    read = lambda name, default: int(os.environ.get(name, default))  # noqa: E731
    return Rank(read("RANK", 0), read("LOCAL_RANK", 0), read("WORLD_SIZE", 1))


def is_one() -> bool:
    """Whether a launcher has started this process as one of several."""
    return "RANK" in os.environ


def folder(workspace: Path) -> Path:
    """Where this process writes what is its own: the workspace of the first, ranks/N of another."""
    rank = mine()
    return workspace if rank.is_main else workspace / "ranks" / str(rank.rank)


def any_of(flag: bool) -> bool:
    """Whether any process says so; every process gets the same answer."""
    return flag if not _together() else any(gathered(flag))


def gathered(value) -> list:
    """What each process has, in the order of their ranks."""
    if not _together():
        return [value]
    import torch.distributed as dist

    found = [None] * dist.get_world_size()
    dist.all_gather_object(found, value)
    return found


def of_first(value):
    """What the first process has, on all of them: where each could come to its own mind."""
    return gathered(value)[0]


def agreed(value, what: str) -> None:
    """Raises bad_spec where another process has another value: of files that each node should have."""
    first, *others = gathered(value)
    for rank, other in enumerate(others, 1):
        if other != first:
            raise JobFailure("bad_spec", f"{what}: rank 0 has {first}, rank {rank} has {other}; every node needs the same files "
                             "at the same path")  # fmt: skip


def wait_for_all() -> None:
    if _together():
        import torch.distributed as dist

        dist.barrier()


def _together() -> bool:
    torch = sys.modules.get("torch")
    return mine().world > 1 and torch is not None and torch.distributed.is_initialized()
