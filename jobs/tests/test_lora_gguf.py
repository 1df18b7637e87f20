"""An adapter as a GGUF adapter: llama.cpp with base and adapter answers as PEFT and as the merged model do."""
import json
import math

import gguf
import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model

from lib import convert_lora
from lib.exits import JobFailure
from lib.llamacpp import Engine
from lib.models import load_model, load_tokenizer, save_model
from recipes import quantize_gguf, quantize_lora

MERGED_NATS = 0.1


@pytest.fixture(scope="module")
def adapter_of(base_model, tmp_path_factory):
    """adapter_of(**LoraConfig): an adapter whose B is not zero, as training leaves it."""

    def make(**config):
        torch.manual_seed(3)
        shape = {"r": 4, "lora_alpha": 16, "target_modules": "all-linear", "task_type": "CAUSAL_LM"} | config
        model = get_peft_model(load_model(base_model, torch.float32, "cpu"), LoraConfig(**shape))
        for name, weight in model.named_parameters():
            if "lora_B" in name:
                torch.nn.init.normal_(weight, std=0.02)
        folder = tmp_path_factory.mktemp("adapter") / "adapter"
        model.save_pretrained(folder)
        said = json.loads((folder / "adapter_config.json").read_text()) | {"base_model_name_or_path": base_model.name}
        (folder / "adapter_config.json").write_text(json.dumps(said))
        return folder

    return make


@pytest.fixture(scope="module")
def whole(base_model, tmp_path_factory):
    file = tmp_path_factory.mktemp("whole") / "base.gguf"
    quantize_gguf.convert(base_model, "f16", file)
    return file


def test_an_adapter_becomes_a_gguf_adapter(job, base_model, adapter_of):
    run = job("quantize_lora", {"base_model": base_model, "adapter": adapter_of()}, {"type": "f16"}).wait()
    result = run.read("result.json")
    metrics, (file,) = result["metrics"], (run.workspace / "out" / "gguf_adapter").glob("*.gguf")
    assert [one["kind"] for one in result["artifacts"]] == ["gguf_adapter"]
    assert metrics["tensors"] == 2 * 14 and metrics["lora_alpha"] == 16
    # the check could fail: without the adapter the answers are far off
    assert metrics["first_token_diff"] < 0.15 < 2 * 0.15 < metrics["without_adapter_diff"]
    assert file.stat().st_size < (base_model / "model.safetensors").stat().st_size / 4
    assert gguf.GGUFReader(file).get_field("general.architecture").contents() == "llama"


def test_base_and_adapter_answer_as_the_merged_model(base_model, adapter_of, whole, tmp_path):
    adapter, lora, merged = adapter_of(), tmp_path / "lora.gguf", tmp_path / "merged"
    quantize_lora.convert_adapter(base_model, adapter, lora, "f16")
    model = PeftModel.from_pretrained(load_model(base_model, torch.float32, "cpu"), adapter)
    save_model(model.merge_and_unload(), load_tokenizer(base_model), merged)
    quantize_gguf.convert(merged, "f16", tmp_path / "merged.gguf")
    said = []
    for file, beside in ((whole, lora), (tmp_path / "merged.gguf", None), (whole, None)):
        with Engine(file, n_ctx=256, n_parallel=1, lora=beside) as engine:
            said.append([engine.likeliest_next(one, 5) for one in quantize_lora.PROBES])
    both, one, alone = said

    def off(a, b) -> float:
        return max(abs(x[i] - y.get(i, -math.inf)) for x, y in zip(a, b, strict=True) for i in list(x)[:3])

    assert off(both, one) < MERGED_NATS < off(alone, one)


def test_rank_stabilised_scaling_is_kept(base_model, adapter_of, whole, tmp_path):
    adapter, lora, kind = adapter_of(use_rslora=True, r=8), tmp_path / "lora.gguf", "q8_0"
    quantize_lora.convert_adapter(base_model, adapter, lora, kind)
    assert quantize_lora.described(lora, adapter)["lora_alpha"] == pytest.approx(16 * math.sqrt(8))
    off, _ = quantize_lora.first_token_diff(base_model, adapter, whole, lora)
    assert off < quantize_lora.MAX_DIFF[kind]


@pytest.mark.parametrize("over", [{"use_dora": True}, {"bias": "all"}, {"modules_to_save": ["lm_head"]},
                                  {"alpha_pattern": {"q_proj": 2}}, {"peft_type": "IA3"}])  # fmt: skip
def test_what_llamacpp_has_no_words_for_is_refused(over):
    with pytest.raises(convert_lora.Unsupported):
        convert_lora.scaled_alpha({"peft_type": "LORA", "lora_alpha": 16, "r": 4} | over)


def test_a_model_that_is_no_adapter_is_refused(whole, adapter_of):
    with pytest.raises(JobFailure, match="no LoRA adapter"):
        quantize_lora.described(whole, adapter_of())

