"""Preference pairs in one stage, without a reference: the first loss is that of the formula on the untrained model."""
import math

import oracle
import pytest
import torch
from lib.pairs import encode_pair, read_pairs

pytestmark = pytest.mark.filterwarnings("ignore")


def formula(base_model, pairs, numbers, beta) -> float:
    """Equations 6 and 7 of arXiv:2403.07691: the chosen text's cross-entropy, less beta times the log odds ratio's log sigmoid."""
    model, tokenizer = oracle.load(base_model)
    said = read_pairs(pairs)
    nll, tokens, ratios = 0.0, 0, []
    for number in numbers:
        pair = encode_pair(tokenizer, said[number - 1], 128)
        mean = []
        for answer in (pair.chosen_ids, pair.rejected_ids):
            logs = oracle.log_probabilities(model, pair.prompt_ids + answer)
            if not mean:
                nll, tokens = nll - logs.sum().item(), tokens + len(logs)
            mean.append(logs[-len(answer) :].mean())
        odds = [one - torch.log1p(-one.exp()) for one in mean]
        ratios.append(torch.nn.functional.logsigmoid(odds[0] - odds[1]).item())
    return nll / tokens - beta * sum(ratios) / len(ratios)


@pytest.mark.parametrize("adapter", [{"dropout": 0}, {"type": "none"}])
def test_the_first_loss_is_the_formulas_and_pairs_are_learned(job, base_model, pairs, dpo_params, adapter):
    inputs = {"base_model": {"path": str(base_model), "name": "org/tiny"}, "train": pairs, "validation": pairs}
    params = dpo_params(adapter, {"max_steps": None, "n_epochs": 1, "learning_rate": 0.01}, beta=0.2) | {"method": "orpo"}
    run = job("finetune_orpo", inputs, params).wait()
    assert run.process.returncode == 0
    steps = [event for event in run.of_type("metrics") if "train_loss" in event]
    expected = formula(base_model, pairs, oracle.first_rows(run), beta=0.2)
    assert math.isclose(steps[0]["train_loss"], expected, rel_tol=0.01)
    assert steps[-1]["train_loss"] < steps[0]["train_loss"] / 1.5
    [measured] = [event for event in run.of_type("metrics") if "valid_loss" in event]
    assert measured["valid_rewards_margins"] > 0 and "valid_rewards_accuracies" in measured
    assert run.read("result.json")["trained_tokens"] == steps[-1]["num_tokens"] > 0
    assert any("experimental" in event["message"] for event in run.of_type("log"))
    assert (run.workspace / ("out/merged" if adapter == {"type": "none"} else "out/adapter")).is_dir()
