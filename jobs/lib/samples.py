"""Which rows a training has consumed: samples.jsonl in the workspace, a line for each optimizer step."""
import json
import os
from collections import deque
from pathlib import Path

from lib import ranks

ROW = "row"  # the column of a dataset that names its rows, from 1


class SampleLog:
    """A collator that notes the rows it is given. Batches are made ahead of their use: `used` says which step took them."""

    def __init__(self, collate, path: Path):
        self._collate, self._ahead = collate, deque()
        self._file = open(path, "ab", buffering=0) if ranks.mine().is_main else None
        if self._file:
            os.chmod(path, 0o644)

    def __call__(self, features: list[dict]):
        if ROW in features[0]:  # validation rows have none
            self._ahead.append([row for one in features for row in rows_of(one.pop(ROW))])
        return self._collate(features)

    def used(self, step: int, batches: int) -> None:
        """Writes the line of `step`, which took the next `batches` of each process."""
        rows = [row for _ in range(batches) for row in self._ahead.popleft()]
        shards = ranks.gathered(rows)
        line = {"step": step, "rows": [row for shard in shards for row in shard]}
        if len(shards) > 1:
            line["shards"] = shards  # what each process took, by rank
        if self._file:
            self._file.write((json.dumps(line) + "\n").encode())


def rows_of(cell) -> list[int]:
    """The one row of an example, or those of a packed one, which names the row of every token."""
    return list(dict.fromkeys(cell)) if isinstance(cell, list) else [cell]
