"""Which tokens are learned: the assistant's words and its end token, nothing else."""
import json

import pytest
import tiny

from lib.chat import IGNORED, encode, read_rows
from lib.exits import JobFailure


@pytest.fixture(scope="module")
def tokenizer():
    return tiny.build_tokenizer()


def learned(tokenizer, encoded) -> str:
    return tokenizer.decode([label for label in encoded.labels if label != IGNORED])


def chat(*said, **last):
    turns = [{"role": role, "content": content} for role, content in said]
    turns[-1] |= last
    return turns


def test_every_assistant_turn_and_its_end_are_learned(tokenizer):
    row = chat(("user", "a b"), ("assistant", "first"), ("user", "c"), ("assistant", "second one"))
    encoded = encode(tokenizer, row, 512)
    assert learned(tokenizer, encoded) == "first<|im_end|>second one<|im_end|>"
    assert not encoded.truncated and not encoded.last_turn_only
    assert tokenizer.decode(encoded.input_ids).startswith("<|im_start|>user\na b<|im_end|>")


def test_a_turn_of_weight_0_is_read_but_not_learned(tokenizer):
    row = chat(("user", "a"), ("assistant", "bad"), ("user", "b"), ("assistant", "good"))
    row[1]["weight"] = 0
    assert learned(tokenizer, encode(tokenizer, row, 512)) == "good<|im_end|>"


def test_a_template_that_drops_earlier_turns_leaves_the_last(tokenizer):
    class Forgetful:
        """Shows earlier answers as `…`, as templates do that cut reasoning out of the past."""

        def __getattr__(self, name):
            return getattr(tokenizer, name)

        def __call__(self, *args, **kwargs):
            return tokenizer(*args, **kwargs)

        def apply_chat_template(self, turns, **kwargs):
            last = len(turns) - 1
            shown = [turn | {"content": "…"} if turn["role"] == "assistant" and i < last else turn
                     for i, turn in enumerate(turns)]  # fmt: skip
            return tokenizer.apply_chat_template(shown, **kwargs)

    row = chat(("user", "a"), ("assistant", "first"), ("user", "c"), ("assistant", "second"))
    encoded = encode(Forgetful(), row, 512)
    assert encoded.last_turn_only
    assert learned(tokenizer, encoded) == "second<|im_end|>"


def test_a_long_row_is_cut(tokenizer):
    encoded = encode(tokenizer, chat(("user", "word " * 200), ("assistant", "x")), 32)
    assert encoded.truncated and len(encoded.input_ids) == 32 and set(encoded.labels) == {IGNORED}


def test_text_parts_are_joined(tokenizer, tmp_path):
    parts = [{"type": "text", "text": "hel"}, {"type": "text", "text": "lo"}]
    row = {"messages": [{"role": "user", "content": parts}, {"role": "assistant", "content": "x"}]}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n\n")
    assert read_rows(tmp_path)[0][0]["content"] == "hello"


@pytest.mark.parametrize("line", ["{", "[]", '{"messages": []}', '{"messages": [{"role": "user", "content": "a"}]}',
                                  '{"messages": [{"role": "assistant", "content": null}]}'])  # fmt: skip
def test_a_bad_row_is_named_by_its_line(tmp_path, line):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"messages": [{"role": "assistant", "content": "a"}]}\n' + line + "\n")
    with pytest.raises(JobFailure, match="line 2"):
        read_rows(path)


def test_where_a_template_hides_earlier_turns_its_generation_marks_tell():
    marked = tiny.build_tokenizer()
    # Earlier answers without what comes before the slash, as reasoning models' templates cut it.
    marked.chat_template = (
        "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{% if m['role'] == 'assistant' %}{% generation %}"
        "{{ m['content'] if loop.last else m['content'].split('/')[-1] }}<|im_end|>{% endgeneration %}"
        "{% else %}{{ m['content'] }}<|im_end|>{% endif %}\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )
    row = chat(("user", "a"), ("assistant", "x/bad"), ("user", "b"), ("assistant", "y/first"), ("user", "c"), ("assistant", "z/last"))
    row[1]["weight"] = 0
    encoded = encode(marked, row, 512)
    assert not encoded.last_turn_only
    assert learned(marked, encoded) == "first<|im_end|>z/last<|im_end|>"
