"""jobs/lib/schema.py against the jsonschema package: the same values pass, the same are refused."""
import copy
import random

import jsonschema
import pytest

from lib import schema

RECIPES = ["finetune_sft", "merge_adapter", "quantize_gguf", "evaluate_exact_match", "evaluate_parity", "evaluate_perplexity", "evaluate_refusal",
           "evaluate_lm_eval", "convert_gguf",
           "contract_trainer"]
ODD = [None, True, 0, -1, 1.5, 1e400, "", "x", "../x", [], ["x"], {}, {"path": "/a"}, 10**12, "2026-11-24T05:00:00.000Z"]


def reference() -> dict:
    """One right value for each schema of the contract that recipes write or read."""
    ts = "2026-11-24T05:00:00.000Z"
    file = {"path": "a/b.safetensors", "size_bytes": 3, "sha256": "0" * 64}
    environment = {"python": "3.11", "platform": "linux", "device": "cpu", "packages": {"torch": "2"}}
    artifact = {"name": "adapter", "kind": "adapter", "path": "out/adapter", "files": [file]}
    job = {"schema_version": 1, "job_id": "job_1", "attempt": 1}
    return {
        "event": {"v": 1, "seq": 1, "ts": ts, "type": "metrics", "step": 1, "total_steps": 2, "epoch": 0.5, "train_loss": 1.5},
        "result": job | {"metrics": {"exact_match": 0.5}, "peak_memory_mb": 1, "seconds": 2, "artifacts": [artifact],
                         "environment": environment},
        "termination": {"schema_version": 1, "code": 4, "reason": "oom", "message": "m"},
        "checkpoint": job | {"step": 3, "spec_sha256": "a" * 64, "metrics": {}, "files": [file | {"resume_only": True}]},
        "llamacpp-server": {"gguf": "/g", "alias": "a", "n_ctx": 64, "n_parallel": 1, "threads": 1, "host": "h", "port": 0,
                            "api_key_file": "/k", "ready_file": "/r"},
    }  # fmt: skip


def spec(recipe: str, sft_params) -> dict:
    inputs = {"finetune_sft": {"base_model": "/m", "train": "/t"}, "merge_adapter": {"base_model": "/m", "adapter": "/a"},
              "quantize_gguf": {"model": "/m"}, "evaluate_exact_match": {"model": "/m", "dataset": "/d"},
              "evaluate_perplexity": {"model": "/m", "dataset": "/d"}, "evaluate_refusal": {"model": "/m", "dataset": "/d"},
              "evaluate_lm_eval": {"model": "/m", "dataset": "/d", "fewshot": "/f"},
              "evaluate_parity": {"model": "/m", "reference": "/r", "dataset": "/d"},
              "convert_gguf": {"source": "/s"}, "inspect_rows": {"base_model": "/m", "train": "/t"}, "contract_trainer": {}}[recipe]  # fmt: skip
    params = {"finetune_sft": sft_params(), "quantize_gguf": {"type": "q8_0"},
              "evaluate_exact_match": {"max_new_tokens": 8, "batch_size": 2, "restrict_to": ["a", "b"],
                                       "engine": "llamacpp"},
              "evaluate_parity": {"engine": "llamacpp", "max_rows": 16, "max_new_tokens": 8},
              "evaluate_perplexity": {"max_rows": 4, "max_seq_length": 64},
              "evaluate_refusal": {"max_new_tokens": 8, "batch_size": 2, "engine": "llamacpp"},
              "evaluate_lm_eval": {"limit": 0.5, "max_new_tokens": 8, "batch_size": 2, "engine": "transformers", "task": {
                  "task": "t", "output_type": "multiple_choice", "doc_to_text": "q", "doc_to_target": 0, "doc_to_choice": ["a", "b"],
                  "target_delimiter": " ", "fewshot_delimiter": "", "num_fewshot": 1, "fewshot_as_multiturn": True,
                  "apply_chat_template": False, "metadata": {"version": 1}, "metric_list": [{"metric": "acc"}],
                  "fewshot_config": {"sampler": "first_n"}}},
              "inspect_rows": {"max_seq_length": 64, "preview_rows": 2, "rows": {"train": 3}},
              "contract_trainer": {"steps": 3, "step_seconds": 0, "save_steps": 1}}.get(recipe, {})  # fmt: skip
    kinds = {"merge_adapter": "merge", "quantize_gguf": "quantize", "evaluate_exact_match": "evaluate", "evaluate_parity": "evaluate",
             "evaluate_perplexity": "evaluate", "evaluate_refusal": "evaluate", "evaluate_lm_eval": "evaluate",
             "convert_gguf": "import", "inspect_rows": "inspect"}  # fmt: skip
    return {"schema_version": 1, "kind": kinds.get(recipe, "finetune"), "recipe": recipe, "job_id": "job_1", "attempt": 1,
            "seed": 7, "inputs": {name: {"path": path} for name, path in inputs.items()}, "params": params}  # fmt: skip


def mutate(value, rng: random.Random):
    """The value with one thing replaced, removed or added somewhere in it."""
    value = copy.deepcopy(value)
    node = value
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            break
        key = rng.choice(keys)
        if isinstance(node[key], (dict, list)) and rng.random() < 0.7:
            node = node[key]
            continue
        if isinstance(node, dict) and rng.random() < 0.3:
            del node[key]
        else:
            node[key] = rng.choice(ODD)
        break
    if isinstance(node, dict) and rng.random() < 0.2:
        node["extra"] = rng.choice(ODD)
    return value


def agree(value, shape: dict) -> bool:
    """Whether both accept, after checking that they do the same. Non-finite numbers are no JSON: only ours refuses."""
    ours = not schema.faults(value, shape)
    if "inf" not in repr(value):
        assert ours == jsonschema.Draft202012Validator(shape).is_valid(value), (value, schema.faults(value, shape))
    return ours


@pytest.mark.parametrize("name", list(reference()))
def test_agrees_with_jsonschema_on_outputs(name):
    rng, shape, right = random.Random(1), schema.load(name), reference()[name]
    assert agree(right, shape)
    accepted = sum(agree(mutate(right, rng), shape) for _ in range(300))
    assert 0 < accepted < 200


@pytest.mark.parametrize("recipe", RECIPES)
def test_agrees_with_jsonschema_on_specs(recipe, sft_params):
    rng, right = random.Random(2), spec(recipe, sft_params)
    shape = next(one for one in schema.load("spec")["oneOf"] if one["properties"]["recipe"]["const"] == recipe)
    assert agree(right, shape) and schema.spec_faults(right, RECIPES) == []
    assert sum(agree(mutate(right, rng), shape) for _ in range(200)) < 150


def test_qlora_and_its_quantization_go_together(sft_params):
    right = spec("finetune_sft", sft_params)
    right["params"]["adapter"]["type"] = "qlora"
    assert schema.spec_faults(right, RECIPES) == [
        "spec.params.adapter.quantization: qlora needs a quantization method, lora takes none"
    ]
    right["params"]["adapter"]["quantization"] = {"method": "bnb-nf4"}
    assert schema.spec_faults(right, RECIPES) == []


def test_an_unknown_keyword_is_an_error():
    with pytest.raises(ValueError, match="multipleOf"):
        schema.faults(3, {"multipleOf": 2})


@pytest.mark.parametrize("value", [[], None, "x", {"recipe": []}])
def test_a_spec_that_is_no_object_is_refused(value):
    assert schema.spec_faults(value, RECIPES)
