"""Serves one GGUF file with llama.cpp's OpenAI-compatible server until SIGTERM.

python jobs/serve/llamacpp_server.py CONFIG.json      (LlamacppServerConfig in libs/jobs/recipe-output.contract.ts)
The key comes from a file with mode 0600, so that neither `ps` nor /proc/*/environ shows it. When the server answers,
`ready_file` appears by rename: {"port", "pid"}; `usage_file`, where named, is written every ten seconds (jobs/energy.py). Exit codes as in the job contract: 2 config, 3 model, 143 SIGTERM.
"""
import json
import os
import signal
import stat
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.dont_write_bytecode = True

import energy  # noqa: E402
from lib import schema  # noqa: E402
from lib.exits import CODES, JobFailure  # noqa: E402
from lib.files import sha256_of, write_json  # noqa: E402

READY_WITHIN_SECONDS = 120


def read_config(path: Path) -> dict:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise JobFailure("bad_spec", f"the config cannot be read: {error}") from error
    found = schema.faults(config, schema.load("llamacpp-server"), "config")
    if found:
        raise JobFailure("bad_spec", "\n".join(found))
    return config


def read_key(path: Path) -> str:
    """The API key; refused when other users could read it too."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise JobFailure("bad_spec", "api_key_file must have mode 0600")
        key = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise JobFailure("bad_spec", f"api_key_file cannot be read: {error}") from error
    if not key:
        raise JobFailure("bad_spec", "api_key_file is empty")
    return key


def start(config: dict):
    """The running server, its model checked against the promised digest before anything parses the file."""
    from lib.llamacpp import find_gguf, parameters

    gguf = find_gguf(Path(config["gguf"]))
    if "gguf_sha256" in config and sha256_of(gguf) != config["gguf_sha256"]:
        raise JobFailure("model_rejected", f"the sha256 of {gguf.name} is not {config['gguf_sha256']}")
    import xllamacpp

    p = parameters(gguf, config["n_ctx"], config["n_parallel"], config["threads"])
    p.model_alias = {config["alias"]}
    p.hostnames, p.port = [config["host"]], config["port"]
    p.api_keys = [read_key(Path(config["api_key_file"]))]
    p.endpoint_metrics = True
    try:
        return xllamacpp.Server(p)
    except RuntimeError as error:
        raise JobFailure("model_rejected", f"llama.cpp did not start: {error}") from error


def wait_until_healthy(address: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.1)
    raise JobFailure("transient", f"the server was not healthy within {READY_WITHIN_SECONDS} s")


def tell(config: dict, meter: energy.ServerMeter) -> None:
    """Writes what the server took so far. A full disk is not worth an answer."""
    if "usage_file" not in config:
        return
    try:
        write_json(Path(config["usage_file"]), meter.reading())
    except OSError as error:
        print(f"usage cannot be written: {error}", file=sys.stderr, flush=True)


def main() -> int:
    stopping = False

    def stop(*_):
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    meter = energy.ServerMeter(os.environ.get("CUDA_VISIBLE_DEVICES"))
    try:
        config = read_config(Path(sys.argv[1]))
        ready = Path(config["ready_file"])
        ready.unlink(missing_ok=True)
        server = start(config)
        wait_until_healthy(server.listening_address)
    except JobFailure as failure:
        print(failure, file=sys.stderr, flush=True)
        return CODES[failure.reason]
    port = int(server.listening_address.rsplit(":", 1)[1])
    write_json(ready, {"port": port, "pid": os.getpid()})
    print(f"serving {config['alias']} on port {port}", flush=True)
    told = time.monotonic() - energy.SAMPLE_SECONDS
    while not stopping:
        time.sleep(0.2)
        if time.monotonic() - told >= energy.SAMPLE_SECONDS:
            told = time.monotonic()
            tell(config, meter)
    tell(config, meter)
    ready.unlink(missing_ok=True)
    return CODES["terminated"]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    code = main()
    sys.stdout.flush()
    os._exit(code)  # requests in flight must not hold the end up
