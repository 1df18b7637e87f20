"""Writes a random llama of a few kilobytes as GGUF: `tiny_gguf.py OUT.gguf [TEMPLATE [SEED]]`. It answers nonsense, but it answers.

Its token 258 begins a tool call of test/support/tools-template.jinja.
"""
import sys
from pathlib import Path

import gguf
import numpy as np

DIM, HEADS, LAYERS, FFN, CONTEXT = 32, 2, 1, 64, 1024


def byte_alphabet() -> list[str]:
    """GPT-2's printable stand-ins for the 256 bytes."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    rest = [byte for byte in range(256) if byte not in plain]
    return [chr(byte) for byte in plain] + [chr(256 + index) for index in range(len(rest))]


PLAIN = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"


def main(path: str, template: str = "", seed: str = "7") -> None:
    tokens = [*byte_alphabet(), "<|im_start|>", "<|im_end|>", "<tool_call>\n{"]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny random llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(DIM)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FFN)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(DIM // HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    kinds = gguf.TokenType
    writer.add_token_types([kinds.NORMAL] * 256 + [kinds.CONTROL] * 2 + [kinds.USER_DEFINED])
    writer.add_token_merges(["Ġ t"])
    writer.add_bos_token_id(256)
    writer.add_eos_token_id(257)
    writer.add_chat_template(Path(template).read_text(encoding="utf-8") if template else PLAIN)
    random = np.random.default_rng(int(seed))

    def tensor(name: str, *shape: int) -> None:
        ones = name.endswith("norm.weight")
        data = np.ones(shape) if ones else random.normal(0, 0.05, shape)
        writer.add_tensor(name, data.astype(np.float32))

    tensor("token_embd.weight", len(tokens), DIM)
    tensor("output.weight", len(tokens), DIM)
    tensor("output_norm.weight", DIM)
    for layer in range(LAYERS):
        for part in ("attn_norm", "ffn_norm"):
            tensor(f"blk.{layer}.{part}.weight", DIM)
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            tensor(f"blk.{layer}.{part}.weight", DIM, DIM)
        tensor(f"blk.{layer}.ffn_gate.weight", FFN, DIM)
        tensor(f"blk.{layer}.ffn_up.weight", FFN, DIM)
        tensor(f"blk.{layer}.ffn_down.weight", DIM, FFN)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
