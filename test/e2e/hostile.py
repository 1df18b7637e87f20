"""A program that breaks the job contract in the way that its spec numbers: run in place of jobs/run.py."""
import hashlib
import json
import os
import sys
import time
from pathlib import Path

spec = json.loads(Path(os.environ["JOB_SPEC"]).read_text())
work = Path(os.environ["JOB_WORKSPACE"])
out = work / "out" / "adapter"
out.mkdir(parents=True, exist_ok=True)


def entry(path, content, **changes):
    file = out / path
    if content is not None:
        file.write_bytes(content)
    data = file.read_bytes()
    return {"path": path, "size_bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} | changes


def result(files=(), path="out/adapter", version="3.13"):
    artifacts = [{"name": "adapter", "kind": "adapter", "path": path, "files": list(files)}] if files else []
    (work / "result.json").write_text(json.dumps({
        "schema_version": 1, "job_id": spec["job_id"], "attempt": spec["attempt"], "metrics": {}, "peak_memory_mb": 1,
        "seconds": 1, "artifacts": artifacts,
        "environment": {"python": version, "platform": "x", "device": "cpu", "packages": {}},
    }))  # fmt: skip


def events(*lines):
    with open(work / "events.jsonl", "ab") as file:
        for line in lines:
            file.write(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n")


def event(seq, **fields):
    return {"v": 1, "seq": seq, "ts": "2026-01-01T00:00:00Z"} | fields


def link_result():
    os.symlink("/etc/passwd", work / "result.json")


def endless_result():
    os.symlink("/dev/zero", work / "result.json")


def pipe_result():
    os.mkfifo(work / "result.json")


def huge_result():
    result()
    with open(work / "result.json", "ab") as file:
        file.truncate(3 << 30)


def climbing_result():
    result([entry("a.json", b"{}")], path="../../../../etc")


def absolute_result():
    result([entry("a.json", b"{}") | {"path": "/etc/passwd"}])


def nul_result():
    result(version="3\u0000")


def surrogate_result():
    result(version="\ud800")


def deep_result():
    (work / "result.json").write_text('{"a":' + "[" * 100_000 + "]" * 100_000 + "}")


def link_events():
    os.symlink("/etc/passwd", work / "events.jsonl")
    time.sleep(600)


def pipe_events():
    os.mkfifo(work / "events.jsonl")
    time.sleep(600)


def endless_line():
    with open(work / "events.jsonl", "ab") as file:
        file.truncate(3 << 30)
    result()


def link_artifact():
    os.symlink("/etc/passwd", out / "adapter_config.json")
    result([entry("adapter_config.json", None)])


def pickle_artifact():
    result([entry("adapter_model.bin", b"\x80\x04N.")])


def lying_artifact():
    header = b'{"a":{"dtype":"F32","shape":[1000000],"data_offsets":[0,4000000]}}'
    result([entry("adapter_model.safetensors", len(header).to_bytes(8, "little") + header + b"\0" * 8)])


def wrong_hash():
    result([entry("adapter_config.json", b"{}", sha256="a" * 64)])


def wrong_size():
    result([entry("adapter_config.json", b"{}", size_bytes=3)])


def nul_termination():
    word = {"schema_version": 1, "code": 3, "reason": "data_rejected", "message": "a\u0000b"}
    (work / "termination.json").write_text(json.dumps(word))
    sys.exit(3)


def senseless_events():
    step = {"type": "metrics", "total_steps": 9, "epoch": 1}
    events(
        b'{"v":1,"seq":1,"ts":"2026-01-01T00:00:00Z","type":"metrics","step":1,"total_steps":9,"epoch":1,"train_loss":NaN}\n',
        b'{"v":1,"seq":2,"ts":"2026-01-01T00:00:00Z","type":"metrics","step":1,"total_steps":9,"epoch":1,"train_loss":1e999}\n',
        event(3, **step, step=2**60, train_loss=1),
        event(4, **step, step=2**31, train_loss=1),
        event(5, **step, step=2, train_loss=1) | {"ts": "0001-01-01T00:00:00Z"},
        event(6, **step, step=3, train_loss=1e308) | {"ts": "9999-12-31T23:59:59Z"},
        event(7, type="log", level="info", message="nul \u0000 and \ud800 half"),
        event(8, type="checkpoint", step=1, path="../../etc", size_bytes=1, manifest_sha256="a" * 64, metrics={}),
        event(9, type="log", level="info", message="x" * 5000),
        event(10, type="nonsense"),
        b'{"a":' + b"[" * 100_000 + b"\n",
        b"\xff\xfe\x00\n",
        event(11, type="log", level="info", message="the last line"),
    )
    result()


def flood():
    for first in range(0, 5_000, 1000):
        events(*(event(i + 1, type="metrics", step=i, total_steps=5_000, epoch=1, train_loss=1.0, learning_rate=1.0)
                 for i in range(first, first + 1000)))  # fmt: skip
    result()


globals()[spec["params"]["mode"]]()
