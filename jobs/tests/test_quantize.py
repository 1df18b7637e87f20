"""Every GGUF type, what became of its tensors, and what it cost. Needs JOB_CONVERTER_DIR and JOB_LLAMA_DIR."""
import json
import os
import shutil

import gguf
import pytest
import tiny

from lib import libllama
from lib.exits import JobFailure
from recipes import evaluate_divergence, quantize_gguf

KINDS = ["f16", "q8_0", "q6_k", "q5_k_m", "q4_k_m"]
TOKENS = 96


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """A tiny model whose widths the k-quants' blocks of 256 divide, but for ffn_down's."""
    return tiny.write_model(tmp_path_factory.mktemp("wide") / "model", hidden_size=256, intermediate_size=320)


@pytest.fixture(scope="module")
def files(wide, llama_dir, tmp_path_factory):
    """{type: (file, what libllama's log says fell back)} of the wide model, each made of its f16 file."""
    os.environ["JOB_LLAMA_DIR"] = str(llama_dir)
    folder = tmp_path_factory.mktemp("files")
    made = {"f16": (folder / "f16.gguf", {})}
    quantize_gguf.convert(wide, "f16", made["f16"][0])
    for kind in KINDS[1:]:
        file = folder / f"{kind}.gguf"
        made[kind] = (file, quantize_gguf.quantize(made["f16"][0], kind, file))
    return made


@pytest.fixture(scope="module")
def loss(wide, files, test_rows):
    """cost(file): the figures of a divergence against the wide model over six rows."""
    import torch

    from lib.chat import each_row, render
    from lib.models import load_model, load_tokenizer

    tokenizer, parent = load_tokenizer(wide), load_model(wide, torch.float32, "cpu").eval()
    texts = [render(tokenizer, row, False) for row, _ in zip(each_row(test_rows), range(6), strict=False)]

    def cost(file) -> dict[str, float]:
        child = evaluate_divergence.load_gguf(file, "cpu").eval()
        rows = (tokenizer(text, return_tensors="pt", add_special_tokens=False).input_ids[:, :TOKENS] for text in texts)
        return evaluate_divergence.summary([evaluate_divergence.compare(parent, child, ids) for ids in rows])

    return cost


@pytest.mark.parametrize("kind", KINDS)
def test_what_became_of_the_tensors_is_what_the_file_holds(files, kind):
    file, fallbacks = files[kind]
    found = quantize_gguf.types_of(file, kind, fallbacks)
    tensors = gguf.GGUFReader(file).tensors
    types = [tensor.tensor_type.name.lower() for tensor in tensors]
    assert found["tensors"] == len(types) == sum(count for key, count in found.items() if key.startswith("tensors_"))
    wanted = {"f16": "f16", "q8_0": "q8_0", "q6_k": "q6_k", "q5_k_m": "q5_k", "q4_k_m": "q4_k"}[kind]
    assert found[f"tensors_{wanted}"] >= 6
    # 320 columns are no multiple of 256: ffn_down of both layers falls back
    assert sorted(fallbacks) == (["blk.0.ffn_down.weight", "blk.1.ffn_down.weight"] if "_k" in kind else [])
    assert found["fallback_tensors"] == len(fallbacks)
    low, high = {"f16": (16, 16.3), "q8_0": (8.5, 8.7), "q6_k": (6.5, 7.5), "q5_k_m": (5.5, 7), "q4_k_m": (4.5, 6.5)}[kind]
    assert low < found["bits_per_weight"] < high


def test_a_log_that_the_file_contradicts_is_not_believed(files):
    with pytest.raises(JobFailure, match="ffn_down"):
        quantize_gguf.types_of(files["q8_0"][0], "q4_k_m", {"blk.0.ffn_down.weight": "q5_0"})


def test_fewer_bits_cost_more(job, wide, files, loss, test_rows):
    cost = {kind: loss(files[kind][0]) for kind in ("f16", "q8_0", "q4_k_m")}
    kl = {kind: found["kl_divergence"] for kind, found in cost.items()}
    assert kl["f16"] < 1e-4 and kl["f16"] < kl["q8_0"] < kl["q4_k_m"]
    assert kl["q8_0"] < 0.1
    assert cost["f16"]["top1_agreement"] > 0.98 and cost["q4_k_m"]["top1_agreement"] < cost["f16"]["top1_agreement"]
    assert cost["f16"]["perplexity"] == pytest.approx(cost["f16"]["parent_perplexity"], rel=1e-2)

    inputs = {"model": files["q4_k_m"][0], "parent": wide, "dataset": test_rows}
    run = job("evaluate_divergence", inputs, {"max_rows": 6, "max_seq_length": TOKENS}).wait()
    metrics = run.read("result.json")["metrics"]
    assert metrics == pytest.approx(cost["q4_k_m"], rel=1e-3)
    lines = [json.loads(line) for line in (run.workspace / "out/divergence/divergence.jsonl").read_text().splitlines()]
    assert [line["row"] for line in lines] == list(range(6))
    assert sum(line["tokens"] for line in lines) == metrics["tokens"]
    assert sum(line["kl"] for line in lines) / metrics["tokens"] == pytest.approx(metrics["kl_divergence"])


def test_a_file_with_a_shuffled_tensor_shows(files, loss, tmp_path):
    broken = shutil.copy(files["q8_0"][0], tmp_path / "broken.gguf")
    tensor = next(one for one in gguf.GGUFReader(broken).tensors if one.name == "blk.0.attn_output.weight")
    with open(broken, "r+b") as file:
        file.seek(tensor.data_offset)
        rows = [file.read(int(tensor.n_bytes) // 256) for _ in range(256)]
        file.seek(tensor.data_offset)
        file.write(b"".join(rows[::-1]))
    # a promotion's budget where nobody names another (libs/deployments/gate.ts)
    assert loss(broken)["kl_divergence"] > 0.1


def test_a_torn_file_is_refused(files, tmp_path):
    torn = tmp_path / "torn.gguf"
    torn.write_bytes(files["q8_0"][0].read_bytes()[:4000])
    with pytest.raises(JobFailure, match="cannot be read"):
        evaluate_divergence.load_gguf(torn, "cpu")


@pytest.mark.parametrize("harm", ["longer", "shorter", "other default", "moved"])
def test_a_library_that_lays_its_parameters_out_otherwise_is_refused(llama_dir, harm):
    params = libllama.default_params(libllama.load(llama_dir))
    memory = bytearray(bytes(params) + bytes([libllama.UNTOUCHED]) * libllama.SIZE)
    libllama.check_layout(bytes(memory))
    if harm == "longer":
        memory[libllama.SIZE] = 0
    elif harm == "shorter":
        memory[libllama.SIZE - 4 : libllama.SIZE] = bytes([libllama.UNTOUCHED]) * 4
    elif harm == "other default":
        memory[4] = 9
    else:
        memory[: libllama.SIZE] = b"\0\0\0\0" + memory[: libllama.SIZE - 4]
    with pytest.raises(libllama.Unusable, match=r"v0\.5\.0"):
        libllama.check_layout(bytes(memory))


def test_without_the_library_it_says_what_is_missing(files, tmp_path, monkeypatch):
    monkeypatch.setenv("JOB_LLAMA_DIR", str(tmp_path))
    with pytest.raises(JobFailure, match="q4_k_m needs llama.cpp's quantiser: JOB_LLAMA_DIR"):
        quantize_gguf.quantize(files["f16"][0], "q4_k_m", tmp_path / "out.gguf")
