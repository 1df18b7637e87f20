"""A GGUF file as a model folder that can be trained: dequantised, saved as bfloat16 safetensors, compared, re-read."""
import shutil
from pathlib import Path

import gguf
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from lib.contract import JobDir
from lib.exits import JobFailure
from lib.llamacpp import find_gguf
from lib.models import PROBES, compare_logits, load_model, logits_of, save_model

# bfloat16 keeps 8 bits of each weight; SmolLM2-135M from Q4_1 differs by 6e-5 nats (measured).
MAX_KL = 0.05


def main(job: JobDir) -> None:
    source = find_gguf(job.input("source"))
    kind = gguf.LlamaFileType(read_file_type(source)).name.removeprefix("MOSTLY_")
    job.log(f"{source.name}: weights are dequantised from {kind}")
    job.phase("loading")
    folder = str(source.parent)
    original = AutoModelForCausalLM.from_pretrained(folder, gguf_file=source.name, dtype=torch.float32,
                                                    local_files_only=True)  # fmt: skip
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=source.name, local_files_only=True)
    if not tokenizer.chat_template:
        raise JobFailure("model_rejected", "the GGUF file has no chat template")
    expected = logits_of(original, tokenizer, PROBES)

    job.phase("converting")
    out = job.out / "base_model"
    save_plain(original, tokenizer, out)
    parameters = original.num_parameters()
    del original

    job.phase("verifying")
    saved = load_model(out, torch.float32, "cpu")
    found = compare_logits(expected, logits_of(saved, AutoTokenizer.from_pretrained(out), PROBES))
    if found["kl_divergence"] > MAX_KL:
        raise JobFailure("model_rejected", f"the saved model answers unlike its source: {found}")
    size = sum(file.stat().st_size for file in out.iterdir())
    job.finish({"base_model": "base_model"}, found | {"parameters": parameters, "size_bytes": size})


def read_file_type(path: Path) -> int:
    try:
        field = gguf.GGUFReader(path).get_field("general.file_type")
    except (ValueError, IndexError) as error:
        raise JobFailure("model_rejected", f"not a GGUF file: {error}") from error
    return int(field.contents()) if field else int(gguf.LlamaFileType.GUESSED)


def save_plain(original, tokenizer, out: Path) -> None:
    """transformers 5 refuses to save a model loaded from GGUF ("not serializable"): move the weights to a fresh one."""
    config = original.config.to_dict()
    config.pop("quantization_config", None)
    config["dtype"] = "bfloat16"
    plain = type(original)(type(original.config).from_dict(config))
    plain.load_state_dict(original.state_dict(), strict=True)
    plain.generation_config = original.generation_config
    shutil.rmtree(out, ignore_errors=True)
    save_model(plain.to(torch.bfloat16), tokenizer, out)
