"""Jobs as the control plane starts them: a process, a spec file, a workspace. Everything is made on the spot."""
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

JOBS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(JOBS), str(JOBS / "tests")]

from forked import Forked  # noqa: E402
from lib import schema  # noqa: E402
from lib.loading import wants_bitsandbytes  # noqa: E402

WAIT_SECONDS = 300  # a ceiling for a busy machine
LLAMA = JOBS.parent / "node_modules/@node-llama-cpp/linux-x64/bins/linux-x64"


@dataclass
class Run:
    spec: Path
    workspace: Path
    process: subprocess.Popen | Forked

    @property
    def events(self) -> list[dict]:
        """As a reader must: whole lines that are JSON; anything else is log text."""
        path = self.workspace / "events.jsonl"
        found = []
        for line in path.read_text().split("\n")[:-1] if path.exists() else []:
            with contextlib.suppress(ValueError):
                found.append(json.loads(line))
        return found

    def of_type(self, kind: str) -> list[dict]:
        return [event for event in self.events if event["type"] == kind]

    def read(self, name: str) -> dict:
        return json.loads((self.workspace / name).read_text())

    def wait(self) -> "Run":
        self.process.wait(WAIT_SECONDS)
        return self

    def wait_for(self, holds) -> None:
        """Until `holds(event)` for some event; fails when the job ends first."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not any(map(holds, self.events)):
            assert self.process.poll() is None, "the job ended before the awaited event"
            assert time.monotonic() < deadline
            time.sleep(0.003)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def sha(self, name: str = "adapter", file: str = "adapter_model.safetensors") -> str:
        files = {entry["path"]: entry["sha256"] for artifact in self.read("result.json")["artifacts"]
                 if artifact["name"] == name for entry in artifact["files"]}  # fmt: skip
        return files[file]


@pytest.fixture
def job(tmp_path):
    """Starts attempts: job(recipe, inputs, params, attempt=…) -> Run; ends what a failed test left running."""
    runs: list[Run] = []

    def start(recipe, inputs, params, *, attempt=1, seed=7, change=None, limits=None, workspace=None, env=None, own=None) -> Run:
        kinds = {"finetune_sft": "finetune", "finetune_dpo": "finetune", "finetune_kto": "finetune", "finetune_orpo": "finetune",
                 "contract_trainer": "finetune", "merge_adapter": "merge",
                 "quantize_gguf": "quantize", "quantize_bnb": "quantize", "quantize_lora": "quantize", "quantize_compressed": "quantize", "evaluate_exact_match": "evaluate", "evaluate_parity": "evaluate", "evaluate_divergence": "evaluate",
                 "evaluate_perplexity": "evaluate", "evaluate_refusal": "evaluate", "evaluate_lm_eval": "evaluate",
                 "convert_gguf": "import", "inspect_rows": "inspect", "own": "own"}  # fmt: skip
        workspace = workspace or tmp_path / f"attempt-{len(runs)}"
        workspace.mkdir(exist_ok=True)
        refs = {name: ref if isinstance(ref, dict) else {"path": str(ref)} for name, ref in inputs.items()}
        spec = {"schema_version": 1, "kind": kinds[recipe], "recipe": recipe, "job_id": "job_test", "attempt": attempt,
                "seed": seed, "inputs": refs, "params": params} | (change or {})  # fmt: skip
        path = tmp_path / f"spec-{len(runs)}.json"
        path.write_text(json.dumps(spec))
        environment = {"PATH": os.environ["PATH"], "OMP_NUM_THREADS": "1", "JOB_SPEC": str(path),
                       "JOB_WORKSPACE": str(workspace),
                       "JOB_CONVERTER_DIR": os.environ.get("JOB_CONVERTER_DIR", ""),
                       "JOB_LLMCOMPRESSOR_PYTHON": os.environ.get("JOB_LLMCOMPRESSOR_PYTHON", ""),
                       "JOB_LM_EVAL_DIR": os.environ.get("JOB_LM_EVAL_DIR", ""),
                       "JOB_VLLM": os.environ.get("JOB_VLLM", ""), "JOB_OLLAMA": os.environ.get("JOB_OLLAMA", ""),
                       "JOB_LLAMA_DIR": os.environ.get("JOB_LLAMA_DIR", str(LLAMA))}  # fmt: skip
        if own:
            environment["JOB_RECIPE"] = str(own)
        if own or env or limits or wants_bitsandbytes(spec):
            process = subprocess.Popen([sys.executable, str(JOBS / "run.py")], env=environment | (env or {}), preexec_fn=limits)
        else:
            process = Forked(environment, path.with_suffix(".log"))
        runs.append(Run(path, workspace, process))
        return runs[-1]

    yield start
    for run in runs:
        if run.process.poll() is None:
            run.kill()
        with contextlib.suppress(FileNotFoundError):
            print(run.spec.with_suffix(".log").read_text(errors="replace"))  # pytest shows it where the test failed
        check_contract(run)


def check_contract(run: Run) -> None:
    """Every test is a contract test: whatever the job left behind fits the schemas that the control plane reads."""
    for i, event in enumerate(run.events):
        assert schema.faults(event, schema.load("event")) == []
        assert event["seq"] == i + 1
    for name in ("result", "termination"):
        if (run.workspace / f"{name}.json").exists():
            assert schema.faults(run.read(f"{name}.json"), schema.load(name)) == []
    samples = run.workspace / "samples.jsonl"
    for line in samples.read_text().splitlines() if samples.exists() else []:
        assert schema.faults(json.loads(line), schema.load("sample")) == []
    for manifest in run.workspace.glob("checkpoints/*/COMPLETE.json"):
        assert schema.faults(json.loads(manifest.read_text()), schema.load("checkpoint")) == []


@pytest.fixture(scope="session")
def llama_dir() -> Path:
    return Path(os.environ.get("JOB_LLAMA_DIR", str(LLAMA)))


@pytest.fixture(scope="session")
def base_model(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("tiny") / "model"
    subprocess.run([sys.executable, str(JOBS / "tests" / "tiny.py"), str(folder.parent)], check=True)
    return folder


@pytest.fixture(scope="session")
def train_rows(base_model) -> Path:
    return base_model.parent / "train.jsonl"


@pytest.fixture(scope="session")
def test_rows(base_model) -> Path:
    return base_model.parent / "test.jsonl"


@pytest.fixture(scope="session")
def pairs(base_model) -> Path:
    return base_model.parent / "pairs.jsonl"


@pytest.fixture
def dpo_params(sft_params):
    """As sft_params, for preference pairs."""

    def make(adapter=None, trainer=None, beta=0.1):
        short = {"max_steps": 12, "learning_rate": 0.005, "save_steps": 3}
        return sft_params(adapter, short | (trainer or {})) | {"method": "dpo", "beta": beta}

    return make


@pytest.fixture(scope="session")
def answers(base_model) -> Path:
    return base_model.parent / "answers.jsonl"


@pytest.fixture
def kto_params(dpo_params):
    """As dpo_params, for answers with a label."""

    def make(adapter=None, trainer=None, **weights):
        own = {"method": "kto", "desirable_weight": 1, "undesirable_weight": 1}
        return dpo_params(adapter, trainer) | own | weights

    return make


@pytest.fixture
def sft_params():
    """make(adapter={…}, trainer={…}): parameters of a short run on the tiny model."""

    def make(adapter=None, trainer=None):
        lora = {"type": "lora", "r": 8, "alpha": 16, "dropout": 0.1, "target_modules": "all-linear",
                "use_rslora": False, "use_dora": False, "bias": "none", "quantization": None}  # fmt: skip
        full = adapter == {"type": "none"}
        return {
            "method": "sft",
            "device": "cpu",
            "adapter": {"type": "none", "quantization": None} if full else lora | (adapter or {}),
            "trainer": {"n_epochs": 1, "max_steps": 24, "batch_size": 4, "gradient_accumulation_steps": 1,
                        "learning_rate": 0.01, "lr_scheduler": "linear", "warmup_ratio": 0.1, "weight_decay": 0,
                        "max_seq_length": 128, "packing": False, "n_checkpoints": 3, "save_steps": 4,
                        "logging_steps": 1} | (trainer or {}),
        }  # fmt: skip

    return make


@pytest.fixture
def of_method(base_model, pairs, answers, dpo_params, kto_params):
    """of_method(method, trainer) -> recipe, inputs, params of a short run without dropout."""

    def make(method, trainer=None):
        make_params = kto_params if method == "kto" else dpo_params
        params = make_params({"dropout": 0}, {"max_steps": 3, "save_steps": 3} | (trainer or {})) | {"method": method}
        rows = answers if method == "kto" else pairs
        return f"finetune_{method}", {"base_model": {"path": str(base_model), "name": "org/tiny"}, "train": str(rows)}, params

    return make
