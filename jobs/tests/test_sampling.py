"""Answers after each checkpoint, and a training that does not notice that it was asked; through kills in test_resume.py."""
import json
import random
from types import SimpleNamespace

import numpy
import pytest

pytestmark = pytest.mark.filterwarnings("ignore")
def sampled(*runs) -> dict[tuple[int, int], dict]:
    """By step and prompt; what is told twice must be the same."""
    found = {}
    for event in (event for run in runs for event in run.of_type("sample")):
        told = {key: event[key] for key in ("asked", "text", "cut", "finish_reason", "tokens")}
        assert found.setdefault((event["step"], event["prompt"]), told) == told
    return found


def test_of_the_first_validation_rows_and_in_every_weight(job, of_method, pairs):
    recipe, inputs, params = of_method("orpo", {"max_steps": 4, "save_steps": 2})
    params["adapter"] = {"type": "none", "quantization": None}
    inputs = inputs | {"validation": str(pairs)}
    asked = {"samples": {"rows": 2, "max_tokens": 8}}
    runs = [job(recipe, inputs, params), job(recipe, inputs, params, change=asked)]
    plain, asking = (run.wait() for run in runs)
    for name in ("model.safetensors", "config.json", "generation_config.json"):
        assert asking.sha("merged", name) == plain.sha("merged", name)
    rows = [json.loads(line)["input"]["messages"] for line in pairs.read_text().splitlines()[:2]]
    answers = sampled(asking)
    assert set(answers) == {(2, 0), (2, 1), (4, 0), (4, 1)}
    assert [answers[4, at]["asked"].endswith(rows[at][-1]["content"]) for at in (0, 1)] == [True, True]


class Tokenizer:
    pad_token_id, eos_token_id = 0, 9

    def __init__(self, text=""):
        self.text = text

    def decode(self, _ids, skip_special_tokens):
        return self.text


def a_sampler(text="said"):
    from lib.sampling import Prompt, Sampler

    told = []
    job = SimpleNamespace(stop_requested=False, event=lambda kind, **fields: told.append((kind, fields)),
                          log=lambda message, level: told.append((level, message)))  # fmt: skip
    sampler = Sampler.__new__(Sampler)
    sampler.job, sampler.tokenizer, sampler.length, sampler.told = job, Tokenizer(text), 4, None
    sampler.prompts = [Prompt(0, "short", [5]), Prompt(2, "longer", [5, 6, 7])]
    return sampler, told


def a_model(answer):
    import torch

    class Model(torch.nn.Module):
        device = torch.device("cpu")
        generation_config = {"temperature": 0.7}

        def __init__(self):
            super().__init__()
            self.frozen, self.trained = torch.nn.Dropout(), torch.nn.Dropout()
            self.frozen.eval()

        def generate(self, input_ids, **_):
            return answer(self, input_ids)

    return Model()


def test_a_long_answer_is_cut_and_says_so():
    import torch

    sampler, told = a_sampler("x" * 5000)
    sampler.tell(a_model(lambda _, ids: torch.cat([ids, torch.tensor([[3, 9, 0, 0], [3, 3, 3, 3]])], 1)), 7)
    facts = [(one["prompt"], len(one["text"]), one["cut"], one["finish_reason"], one["tokens"]) for _, one in told]
    assert facts == [(0, 4000, True, "stop", 1), (2, 4000, True, "length", 4)]


def test_whatever_answering_does_is_put_back_and_a_fault_is_a_line_of_the_log():
    import torch

    def rude(model, ids):
        assert not model.training and not torch.is_grad_enabled()
        assert ids.tolist() == [[0, 0, 5], [5, 6, 7]]
        random.random(), numpy.random.rand(), torch.rand(3)
        model.generation_config = None
        raise torch.OutOfMemoryError("out of memory")

    sampler, told = a_sampler()
    model = a_model(rude)
    before = random.getstate(), numpy.random.get_state()[1].tolist(), torch.get_rng_state().tolist()
    sampler.tell(model, 3)
    assert (random.getstate(), numpy.random.get_state()[1].tolist(), torch.get_rng_state().tolist()) == before
    assert (model.training, model.trained.training, model.frozen.training) == (True, True, False)
    assert (model.generation_config, torch.is_grad_enabled()) == ({"temperature": 0.7}, True)
    assert told == [("warn", "samples: none at step 3: OutOfMemoryError: out of memory")] or told[0][1].startswith("samples: none")


def test_it_asks_a_hundred_times_at_most_and_not_when_it_is_to_stop():
    sampler, _ = a_sampler()
    asked = 0
    for step in range(1, 10_001):
        if sampler.is_due(step, 10_000):
            sampler.told, asked = step, asked + 1
    assert asked <= 102 and sampler.told == 10_000
    sampler.job.stop_requested = True
    assert not sampler.is_due(20_000, 20_000)
