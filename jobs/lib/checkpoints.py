"""Checkpoints that are whole or do not exist: checkpoints/step-N/ counts once COMPLETE.json names every file's digest."""
import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from lib import schema
from lib.files import seal, sha256_of, write_json

MARKER = "COMPLETE.json"
STEP = re.compile(r"step-(\d+)\Z")
# Pickles and trainer state: read back only by a recipe (torch.load, weights_only), never registered.
RESUME_ONLY = re.compile(r"(\.pt|\.pth|\.bin|trainer_state\.json|state\.json)\Z|\Abest/")


@dataclass(frozen=True)
class Checkpoint:
    path: Path
    step: int
    metrics: dict


def commit(written: Path, target: Path, identity: dict, metrics: dict) -> tuple[int, str]:
    """Moves a written folder to checkpoints/step-N and marks it complete: (bytes, digest of the marker).

    identity: job_id, attempt, step and spec_sha256 of the manifest.
    """
    files = [entry | {"resume_only": bool(RESUME_ONLY.search(entry["path"]))} for entry in seal(written)]
    if target.exists():
        shutil.rmtree(target)
    os.rename(written, target)
    write_json(target / MARKER, {"schema_version": 1, **identity, "metrics": metrics, "files": files})
    return sum(entry["size_bytes"] for entry in files), sha256_of(target / MARKER)


def fault(folder: Path, spec_sha256: str) -> str | None:
    """Why `folder` is no checkpoint of this spec; None when every file is there with its digest."""
    try:
        manifest = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return "it has no COMPLETE.json"
    except (OSError, ValueError) as error:
        return f"COMPLETE.json cannot be read: {error}"
    found = schema.faults(manifest, schema.load("checkpoint"), "COMPLETE.json")
    if found:
        return found[0]
    if manifest["spec_sha256"] != spec_sha256:
        return "it belongs to another spec"
    for entry in manifest["files"]:
        file = folder / entry["path"]
        if file.is_symlink() or not file.is_file() or file.stat().st_size != entry["size_bytes"]:
            return f"{entry['path']} is missing or has another size"
        if sha256_of(file) != entry["sha256"]:
            return f"{entry['path']} has another digest"
    return None


def newest(roots: list[Path], spec_sha256: str, skipped) -> Checkpoint | None:
    """The newest checkpoint that verifies, in step folders or folders of them; `skipped(path, why)` for each other."""
    folders = []
    for root in roots:
        if STEP.match(root.name) or (root / MARKER).exists():
            folders.append(root)
        elif root.is_dir():
            folders += [child for child in root.iterdir() if STEP.match(child.name)]
    steps = {folder: int(match[1]) if (match := STEP.match(folder.name)) else 0 for folder in folders}
    for folder in sorted(folders, key=steps.get, reverse=True):
        why = fault(folder, spec_sha256)
        if why is None:
            manifest = json.loads((folder / MARKER).read_text(encoding="utf-8"))
            return Checkpoint(folder, manifest["step"], manifest["metrics"])
        skipped(folder, why)
    return None


def rotate(root: Path, keep: int) -> None:
    """Deletes all but the newest `keep` complete checkpoints of this attempt; the marker goes first."""
    done = [(int(match[1]), child) for child in root.iterdir() if (match := STEP.match(child.name))]
    for _step, folder in sorted(done)[: max(0, len(done) - keep)]:
        (folder / MARKER).unlink(missing_ok=True)
        shutil.rmtree(folder)
