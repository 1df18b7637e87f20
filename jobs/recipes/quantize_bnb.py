"""A model folder with its linear layers in bitsandbytes' int8 or nf4, as transformers saves and loads them."""
import torch
from transformers import BitsAndBytesConfig

from lib.contract import JobDir
from lib.exits import JobFailure
from lib.hardware import pick_device
from lib.models import PROBES, compare_logits, load_model, load_tokenizer, logits_of, save_model
from lib.quantized import stored

# What a folder reads back as is what was measured before it was saved, but for the order of sums.
MAX_SAVED_DIFF = 1e-3


def main(job: JobDir) -> None:
    source = job.input("model")
    device = pick_device("auto")
    job.environment |= {"device": device, "threads": torch.get_num_threads()}
    job.phase("loading")
    tokenizer = load_tokenizer(source)
    expected = logits_of(load_model(source, torch.float32, device), tokenizer, PROBES)

    job.phase("quantizing")
    model = load_model(source, torch.float32, device, quantization=setting(job.params.type))
    out = job.out / "quantized"
    # before the first pass: on a CPU bitsandbytes packs the weights anew for it, and what is saved then has coarser scales
    save_model(model, tokenizer, out)
    in_memory = logits_of(model, tokenizer, PROBES)
    del model

    job.phase("verifying")
    found = stored(out)
    if found["quantized_tensors"] == 0:
        raise JobFailure("model_rejected", "bitsandbytes found no linear layer to quantise in this model")
    again = logits_of(load_model(out, torch.float32, device), tokenizer, PROBES)
    off = compare_logits(in_memory, again)["max_abs_logit_diff"]
    if off > MAX_SAVED_DIFF:
        raise JobFailure("model_rejected", f"the saved folder answers otherwise than the model that was saved: {off:.2g}")
    cost = {f"probe_{name}": value for name, value in compare_logits(expected, again).items()}
    job.finish({"quantized": "quantized"}, found | cost)


def setting(kind: str) -> BitsAndBytesConfig:
    """nf4 with double quantisation, as QLoRA has it; its sums in float32, that the file alone is measured."""
    if kind == "bnb_int8":
        return BitsAndBytesConfig(load_in_8bit=True)
    return BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True,
                              bnb_4bit_compute_dtype=torch.float32)  # fmt: skip
