"""A Llama of 140,000 random parameters and chat rows for it: python jobs/tests/tiny.py FOLDER

Writes FOLDER/model, FOLDER/train.jsonl, test.jsonl, pairs.jsonl and answers.jsonl in a few seconds; the same bytes every time.
"""
import json
import sys
from pathlib import Path

LABELS = ["card_arrival", "lost_card", "transfer_fee"]
ASK = {"card_arrival": "where is my new card", "lost_card": "i lost my card", "transfer_fee": "why did the transfer cost"}
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def rows(count: int) -> list[dict]:
    names = ["anna", "bob", "carl", "dora", "emil"]
    found = []
    for i in range(count):
        label = LABELS[i % len(LABELS)]
        text = f"{names[i % 5]} asks {i}: {ASK[label]}?"
        said = (("system", "Name the intent."), ("user", text), ("assistant", label))
        found.append({"messages": [{"role": role, "content": content} for role, content in said]})
    return found


def pairs(count: int) -> list[dict]:
    """The right label is preferred to the next one."""
    found = []
    for i, row in enumerate(rows(count)):
        said = lambda label: [{"role": "assistant", "content": label}]  # noqa: E731
        right, wrong = LABELS[i % len(LABELS)], LABELS[(i + 1) % len(LABELS)]
        found.append({"input": {"messages": row["messages"][:-1]}, "preferred_output": said(right),
                      "non_preferred_output": said(wrong)})  # fmt: skip
    return found


def answers(count: int) -> list[dict]:
    """Every pair as two answers, the wanted one and the other, in the three forms that are read."""
    found = []
    for i, pair in enumerate(pairs(count // 2)):
        prompt, good, bad = pair["input"]["messages"], pair["preferred_output"], pair["non_preferred_output"]
        found.append({"messages": prompt + good, "label": True})
        if i % 2:
            found.append({"prompt": prompt, "completion": bad, "label": False})
        else:
            texts = {"prompt": prompt[-1]["content"], "completion": bad[0]["content"]}
            found.append(texts | {"label": False})
    return found


def write_rows(path: Path, count: int) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows(count)))
    return path


def build_tokenizer():
    """Byte-fallback BPE: the one kind that llama.cpp's converter takes without knowing the tokenizer by name."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    special = ["<unk>", "<|im_start|>", "<|im_end|>", *(f"<0x{byte:02X}>" for byte in range(256))]
    trainer = trainers.BpeTrainer(vocab_size=1024, special_tokens=special, show_progress=False)
    # Whole words, roles too: within words llama.cpp may merge in another order than BPE does.
    texts = (text for row in rows(300) for turn in row["messages"] for text in (turn["role"], turn["content"]))
    tokenizer.train_from_iterator(texts, trainer)
    as_json = json.loads(tokenizer.to_str())
    # The bytes are plain vocabulary, not special tokens that decoding would drop.
    as_json["added_tokens"] = [token for token in as_json["added_tokens"] if token["id"] < 3]
    tokenizer = Tokenizer.from_str(json.dumps(as_json))
    assert isinstance(tokenizer.get_added_tokens_decoder()[1], AddedToken)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="<unk>", bos_token="<|im_start|>", eos_token="<|im_end|>",
        pad_token="<unk>", chat_template=TEMPLATE, clean_up_tokenization_spaces=False,
        add_prefix_space=False,  # the converter reads it; llama.cpp would put a space behind each special token
    )  # fmt: skip


def write_model(folder: Path, **sizes: int) -> Path:
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    tokenizer = build_tokenizer()
    sizes = {"hidden_size": 64, "intermediate_size": 128} | sizes
    config = LlamaConfig(
        vocab_size=len(tokenizer), **sizes, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=512, tie_word_embeddings=True, bos_token_id=1, eos_token_id=2,
        pad_token_id=0, initializer_range=0.2,  # the row of the padding token is zero: never the end token
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


if __name__ == "__main__":
    target = Path(sys.argv[1])
    write_model(target / "model")
    write_rows(target / "train.jsonl", 60)
    (target / "pairs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in pairs(48)))
    (target / "answers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in answers(48)))
    # Rows that training has not seen: the counter in them goes on.
    lines = [json.dumps(row) + "\n" for row in rows(72)[60:]]
    (target / "test.jsonl").write_text("".join(lines))
