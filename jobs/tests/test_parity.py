"""The parity check finds a broken template by its first differing token. Needs JOB_CONVERTER_DIR."""
import json
import logging
from pathlib import Path

import gguf
import pytest
import tiny
from gguf.scripts.gguf_new_metadata import MetadataDetails, copy_with_new_metadata

from lib import schema
from lib.llamacpp import Engine, whole_tokens
from lib.models import load_tokenizer
from lib.parity import Trained, compare, prompts, tolerance_of
from recipes.evaluate_parity import chat_endpoint

STRING, BOOL = gguf.GGUFValueType.STRING, gguf.GGUFValueType.BOOL
ROWS = [row["messages"] for row in tiny.rows(72)[60:]]
BOS_TEMPLATE = "{{ bos_token }}" + tiny.TEMPLATE.replace("<|im_start|>", "<|im_end|>")
NO_SYSTEM = tiny.TEMPLATE.replace("{% for m in messages %}", "{% for m in messages if m['role'] != 'system' %}")
NO_NEWLINE = tiny.TEMPLATE.replace("<|im_start|>assistant\n{% endif %}", "<|im_start|>assistant{% endif %}")


@pytest.fixture(scope="module")
def converted(base_model, tmp_path_factory) -> Path:
    """The tiny model as f16, by the recipe's own converter."""
    from recipes.quantize_gguf import convert

    target = tmp_path_factory.mktemp("parity") / "tiny-f16.gguf"
    convert(base_model, "f16", target)
    return target


@pytest.fixture
def altered(converted, tmp_path):
    """altered(template, add_bos): the same weights under other metadata."""

    def make(template: str, add_bos: bool | None = None) -> Path:
        logging.getLogger("gguf-new-metadata").setLevel(logging.ERROR)
        reader = gguf.GGUFReader(converted)
        target = tmp_path / "altered.gguf"
        writer = gguf.GGUFWriter(target, "llama")
        new = {"tokenizer.chat_template": MetadataDetails(STRING, template)}
        if add_bos is not None:
            new["tokenizer.ggml.add_bos_token"] = MetadataDetails(BOOL, add_bos)
        copy_with_new_metadata(reader, writer, new, [])
        return target

    return make


def found(tokenizer, file: Path) -> dict[str, dict]:
    with Engine(file, 512, 1) as engine:
        return {prompt.name: compare(Trained(tokenizer), engine, prompt) for prompt in prompts(ROWS, 4)}


def test_the_file_as_it_was_converted_reads_as_training_did(job, base_model, converted, test_rows):
    inputs = {"model": converted, "reference": base_model, "dataset": test_rows}
    run = job("evaluate_parity", inputs, {"engine": "llamacpp", "max_rows": 4, "max_new_tokens": 6}).wait()
    assert run.process.returncode == 0
    report = json.loads((run.workspace / "out/report/parity.json").read_text())
    assert [line["status"] for line in report["prompts"]] == ["same"] * 9, report
    metrics = run.read("result.json")["metrics"]
    assert metrics["parity_rows"] == 9 and metrics["parity_mismatches"] == metrics["parity_logprob_exceeded"] == 0
    assert 0 < metrics["parity_logprob_max_abs"] <= metrics["parity_logprob_tolerance"] == 0.1
    assert metrics["greedy_agreement"] >= 0.5, "a random model has near ties"
    assert report["engine"]["file_type"] == "F16"
    assert schema.faults(report, schema.load("parity")) == []


def test_without_answers_the_prompts_alone_are_compared(job, base_model, converted, test_rows):
    inputs = {"model": converted, "reference": base_model, "dataset": test_rows}
    run = job("evaluate_parity", inputs, {"engine": "llamacpp", "max_rows": 2, "max_new_tokens": 0}).wait()
    assert run.process.returncode == 0
    report = json.loads((run.workspace / "out/report/parity.json").read_text())
    assert [(line["status"], line["greedy_same"]) for line in report["prompts"]] == [("same", None)] * 7, report
    metrics = run.read("result.json")["metrics"]
    assert metrics["parity_rows"] == 7 and metrics["parity_mismatches"] == 0 and "greedy_agreement" not in metrics
    assert schema.faults(report, schema.load("parity")) == []


def test_another_count_of_the_chat_endpoint_is_a_difference():
    line = {"tokens": 9}
    assert chat_endpoint(line, 9) == {}
    said = chat_endpoint(line, 8)
    assert (said["status"], said["difference"]["cause"], said["difference"]["position"]) == ("different", "chat_endpoint", 8)


def test_a_missing_bos_is_named(base_model, altered):
    tokenizer = load_tokenizer(base_model)
    tokenizer.chat_template = BOS_TEMPLATE
    lines = found(tokenizer, altered(BOS_TEMPLATE.removeprefix("{{ bos_token }}"), add_bos=False))
    assert {line["difference"]["cause"] for line in lines.values()} == {"missing_bos"}
    first = lines["row 0"]["difference"]
    assert (first["position"], first["trained_id"], first["served_id"]) == (0, 1, 2)
    assert (first["trained_text"], first["served_text"]) == ("<|im_start|>", "<|im_end|>")


def test_the_same_with_its_bos_is_the_same(base_model, altered):
    tokenizer = load_tokenizer(base_model)
    tokenizer.chat_template = BOS_TEMPLATE
    assert {line["status"] for line in found(tokenizer, altered(BOS_TEMPLATE, add_bos=True)).values()} == {"same"}


def test_a_dropped_system_role_is_named(base_model, altered):
    lines = found(load_tokenizer(base_model), altered(NO_SYSTEM))
    broken = {name for name, line in lines.items() if line["status"] == "different"}
    assert broken == {"row 0", "row 3", "row 6", "row 9", "probe: system message"}
    first = lines["row 0"]["difference"]
    assert (first["position"], first["trained_text"], first["served_text"], first["cause"]) == (1, "system", "user", "system_dropped")


def test_a_newline_in_the_generation_prompt_is_named(base_model, altered):
    lines = found(load_tokenizer(base_model), altered(NO_NEWLINE))
    assert all(line["status"] == "different" for line in lines.values())
    first = lines["row 0"]["difference"]
    assert (first["trained_text"], first["served_text"], first["served_id"], first["cause"]) == ("\n", None, None, "generation_newline")
    assert "'<|im_start|>assistant\\n' in training" in first["note"]
    assert first["position"] == lines["row 0"]["tokens"] - 1


def test_what_the_template_of_training_refuses_was_never_learned(base_model):
    tokenizer = load_tokenizer(base_model)
    tokenizer.chat_template = "{{ raise_exception('no system role') }}"
    line = compare(Trained(tokenizer), None, prompts(ROWS, 1)[0])
    assert line["status"] == "skipped" and "no system role" in line["note"]


def test_pieces_of_a_character_end_the_comparison():
    step = lambda id, own, told: {"id": id, "bytes": told, "top_logprobs": [{"id": id, "bytes": own}, {"id": 9, "bytes": [1]}]}  # noqa: E731
    steps = [step(1, [65], [65]), step(2, [147], [214, 147]), step(3, [66], [66])]
    assert [one["id"] for one in whole_tokens(steps)] == [1]


def test_the_tolerance_is_as_wide_as_the_files_precision():
    assert [tolerance_of(kind, "float32") for kind in ("F16", "Q8_0", "Q6_K", "Q4_K_M")] == [0.1, 0.5, 1.0, 2.0]
