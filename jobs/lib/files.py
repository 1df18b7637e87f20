"""Files that survive a crash: written aside, fsynced, renamed; hashed while nothing else can change them."""
import hashlib
import json
import os
import re
import stat
from pathlib import Path

from lib.exits import JobFailure

NAME = re.compile(r"[A-Za-z0-9._-]+\Z")


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def canonical(value) -> str:
    """Compact JSON with sorted keys: the same value has the same bytes, and so the same digest."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256_of_json(value) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_json(path: Path, value) -> None:
    """Durable and all or nothing: a reader sees the old file or the whole new one. Refuses NaN."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with open(aside, "w", encoding="utf-8") as file:
        file.write(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.chmod(aside, 0o644)
    os.replace(aside, path)
    fsync(path.parent)


def write_lines(path: Path, lines: list[dict]) -> None:
    """One JSON object a line, in a folder that is made where it is missing; for what a job leaves in out/."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(canonical(line) + "\n" for line in lines), encoding="utf-8")


def files_under(folder: Path) -> list[Path]:
    """Every plain file below `folder`, sorted by path. A link or an odd name is refused: manifests hold neither."""
    found = []
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            continue
        if not stat.S_ISREG(mode) or not all(NAME.match(part) for part in path.relative_to(folder).parts):
            raise JobFailure("unexpected", f"{path.relative_to(folder)} is not a plain file with a plain name")
        found.append(path)
    return found


def seal(folder: Path) -> list[dict]:
    """Makes every file readable for other users, durable and known by size and digest.

    save_pretrained leaves *.safetensors with mode 0600, which another uid (the worker, a container) cannot read.
    """
    entries = []
    for path in files_under(folder):
        os.chmod(path, 0o644)
        fsync(path)
        entry = {"path": path.relative_to(folder).as_posix(), "size_bytes": path.stat().st_size}
        entries.append(entry | {"sha256": sha256_of(path)})
    for directory in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        os.chmod(directory, 0o755)
        fsync(directory)
    return entries
