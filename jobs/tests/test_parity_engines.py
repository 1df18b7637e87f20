"""Parity in engines that run beside the recipe. vLLM is the real one where JOB_VLLM names it. Needs JOB_CONVERTER_DIR."""
import json
import os
import shutil
import sys
import time
from pathlib import Path

import gguf
import pytest
import tiny
from gguf.scripts.gguf_new_metadata import MetadataDetails, copy_with_new_metadata

from lib import schema
from lib.beside import Server
from lib.exits import JobFailure
from lib.models import load_tokenizer
from lib.ollama import Ollama
from lib.parity import Trained, answers, compare, prompts, tolerance_of
from lib.vllm import precision

PROGRAMS = Path(__file__).with_name("engine_programs.py")
ROWS = [row["messages"] for row in tiny.rows(72)[60:]]
GO = "{{ range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}<|im_end|>\n{{ end }}<|im_start|>assistant\n"


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Names a program for the target; an installed one goes first."""

    def make(name: str) -> None:
        variable = f"JOB_{name.upper()}"
        own = tmp_path / f"{name}-program"
        own.write_text(f'#!/bin/sh\nexec {sys.executable} -B {PROGRAMS} {name} "$@"\n')
        own.chmod(0o755)
        monkeypatch.setenv(variable, os.environ.get(variable) or str(own))

    return make


@pytest.fixture(scope="module")
def wide(tmp_path_factory) -> Path:
    """vLLM's attention on a CPU wants heads of 32 or more."""
    return tiny.write_model(tmp_path_factory.mktemp("wide") / "model", hidden_size=256, intermediate_size=256)


@pytest.fixture(scope="module")
def converted(base_model, tmp_path_factory) -> Path:
    from recipes.quantize_gguf import convert

    target = tmp_path_factory.mktemp("engines") / "tiny-f16.gguf"
    convert(base_model, "f16", target)
    return target


@pytest.fixture(scope="module")
def without_bos(converted) -> Path:
    """The same; the templates here write the first token themselves."""
    target = converted.with_name("without-bos.gguf")
    new = {"tokenizer.ggml.add_bos_token": MetadataDetails(gguf.GGUFValueType.BOOL, False)}
    copy_with_new_metadata(gguf.GGUFReader(converted), gguf.GGUFWriter(target, "llama"), new, [])
    return target


def report_of(run) -> dict:
    run.wait()
    assert run.process.returncode == 0, (run.workspace / "termination.json").read_text()
    report = json.loads((run.workspace / "out/report/parity.json").read_text())
    assert schema.faults(report, schema.load("parity")) == []
    return report


def test_vllm_reads_the_merged_model_as_training_did(job, program, wide, test_rows):
    program("vllm")
    inputs = {"model": wide, "reference": wide, "dataset": test_rows}
    run = job("evaluate_parity", inputs, {"engine": "vllm", "max_rows": 2, "max_new_tokens": 4})
    report = report_of(run)
    assert report["engine"] == {"name": "vLLM", "version": "vllm 0.32.0", "file_type": "F32"}
    assert [line["status"] for line in report["prompts"]] == ["same"] * 7, report
    metrics = run.read("result.json")["metrics"]
    assert metrics["parity_logprob_max_abs"] < 0.001 and metrics["greedy_agreement"] == 1


def test_vllm_with_another_template_is_found_out(job, program, wide, test_rows, tmp_path):
    program("vllm")
    broken = shutil.copytree(wide, tmp_path / "broken")
    (broken / "chat_template.jinja").write_text(tiny.TEMPLATE.replace("<|im_start|>assistant\n{% endif", "<|im_start|>assistant{% endif"))
    inputs = {"model": broken, "reference": wide, "dataset": test_rows}
    report = report_of(job("evaluate_parity", inputs, {"engine": "vllm", "max_rows": 1, "max_new_tokens": 0}))
    first = report["prompts"][0]["difference"]
    assert (first["cause"], first["trained_text"], first["served_id"]) == ("generation_newline", "\n", None)


def test_ollama_answers_under_a_template_of_its_own(job, program, base_model, without_bos, test_rows):
    program("ollama")
    inputs = {"model": without_bos, "reference": base_model, "dataset": test_rows}
    run = job("evaluate_parity", inputs, {"engine": "ollama", "template": GO, "max_rows": 2, "max_new_tokens": 4})
    report = report_of(run)
    status = {line["prompt"]: line["status"] for line in report["prompts"]}
    # this template closes a last message of the assistant, where training's prompt goes on with it
    assert status.pop("probe: assistant prefix") == "different"
    assert set(status.values()) == {"same"}, report
    assert report["engine"]["name"] == "Ollama" and len(report["engine"]["template_sha256"]) == 64
    assert 0 < run.read("result.json")["metrics"]["parity_logprob_max_abs"] <= 0.1


@pytest.fixture
def ollama(program, base_model, tmp_path):
    def lines(file: Path, template: str | None) -> dict[str, dict]:
        program("ollama")
        trained = Trained(load_tokenizer(base_model))
        with Ollama(file, 512, trained, template=template, scratch=tmp_path) as engine:
            return {prompt.name: compare(trained, engine, prompt) for prompt in prompts(ROWS, 1)}

    return lines


def test_ollama_without_a_template_reads_the_files_own(ollama, converted):
    assert {line["status"] for line in ollama(converted, None).values()} == {"same"}


def test_a_template_of_ollama_that_writes_what_the_engine_adds_is_named(ollama, converted):
    first = ollama(converted, GO)["row 0"]["difference"]
    assert (first["position"], first["served_text"], first["cause"]) == (1, "<|im_start|>", "extra_bos")


def test_a_broken_template_of_ollama_is_named_by_its_first_token(ollama, without_bos):
    lines = ollama(without_bos, GO.replace("{{ .Role }}\n", "{{ .Role }} "))
    first = lines["row 0"]["difference"]
    assert (first["position"], first["trained_text"], first["cause"]) == (2, "\n", "white_space")


def test_a_target_without_the_engine_says_what_to_do(job, base_model, test_rows, monkeypatch):
    inputs = {"model": base_model, "reference": base_model, "dataset": test_rows}
    monkeypatch.delenv("JOB_VLLM", raising=False)
    run = job("evaluate_parity", inputs, {"engine": "vllm", "max_rows": 1, "max_new_tokens": 0}).wait()
    assert run.process.returncode == 1 and "LUTHIER_VLLM" in run.read("termination.json")["message"]


def test_a_server_that_ends_is_told_by_its_last_words_and_leaves_nobody(tmp_path):
    sick = tmp_path / "sick"
    sick.write_text("#!/bin/sh\nsleep 60 &\necho $! >child\necho 'ValueError: no such model'\nexit 3\n")
    sick.chmod(0o755)
    with pytest.raises(JobFailure, match="sick: it ended with code 3: ValueError: no such model"):
        Server([str(sick)], {}, address=tmp_path / "socket", ready="/health", folder=tmp_path).__enter__()
    state = Path(f"/proc/{(tmp_path / 'child').read_text().strip()}/stat")
    deadline = time.monotonic() + 10
    while state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] not in "ZX":
        assert time.monotonic() < deadline, "what the server had started runs on"
        time.sleep(0.01)


def test_answers_end_where_the_engine_cannot_tell_the_token(base_model):
    from lib.models import load_model

    trained, prompt = Trained(load_tokenizer(base_model)), prompts(ROWS, 1)[0]
    import torch

    model = load_model(base_model, torch.float32, "cpu").eval()
    ids = trained.ids(trained.text(prompt.messages))
    logs = model(torch.tensor([ids])).logits[0, -1].log_softmax(-1)
    said = int(logs.argmax())
    told = {"prompt_tokens": len(ids), "answer_tokens": 4, "tokens": [{"id": said, "logprob": logs[said].item() - 0.25, "top": {}}]}
    assert answers(model, trained, told, prompt, 4) == {"logprob_max_abs": pytest.approx(0.25, abs=1e-4), "greedy_same": True}


def test_the_tolerance_of_a_folder_is_that_of_its_weights(tmp_path):
    def kind(**config) -> str:
        (tmp_path / "config.json").write_text(json.dumps(config))
        return precision(tmp_path)

    compressed = ({"quant_method": "compressed-tensors", "format": one} for one in ("float-quantized", "pack-quantized"))
    found = [kind(), *(kind(quantization_config=one) for one in compressed)]
    found += [kind(quantization_config={"quant_method": "bitsandbytes", "load_in_8bit": wide}) for wide in (True, False)]
    assert found == ["F32", "FP8", "W4A16", "INT8", "NF4"]
    assert [tolerance_of(one, "float32") for one in found] == [0.1, 0.5, 2.0, 0.5, 2.0]
