"""Reads a registered model with the official clients: hub_client.py REPO VERSION ALIAS (HF_ENDPOINT, HF_TOKEN, HF_HOME).

Prints what it saw as one JSON line.
"""
import hashlib
import json
import sys
from pathlib import Path

import torch
from huggingface_hub import HfApi, ModelCard, hf_hub_download, snapshot_download
from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError
from peft import PeftConfig, PeftModel
from safetensors import safe_open
from transformers import AutoModelForCausalLM, AutoTokenizer


def main(repo: str, version: str, alias: str) -> None:
    api = HfApi()
    by_alias, by_number, newest = (api.model_info(repo, revision=at) for at in (alias, version, None))
    card = ModelCard.load(repo)
    card.validate()
    folder = Path(snapshot_download(repo, revision=alias))
    again = Path(snapshot_download(repo, revision=by_alias.sha))
    print(json.dumps({
        "same_commit": by_alias.sha == by_number.sha == newest.sha and folder == again,
        "files": sorted(api.list_repo_files(repo, revision=alias)),
        "sha256": {str(path.relative_to(folder)): sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()},
        "card": {key: card.data.to_dict().get(key) for key in ("license", "base_model", "base_model_relation", "library_name")},
        "card_data": api.model_info(repo).card_data.to_dict()["license"],
        "one": sha256(Path(hf_hub_download(repo, "adapter_config.json", revision=version, local_dir=folder.parent / "one"))),
        "adapter": adapter(folder),
        "refusals": refusals(api, repo),
    }))  # fmt: skip


def adapter(folder: Path) -> dict:
    """Opens the adapter as its users do: on a model, here the merged one, which has the base's shape."""
    with safe_open(folder / "adapter_model.safetensors", framework="pt") as tensors:
        names = list(tensors.keys())
    model = AutoModelForCausalLM.from_pretrained(folder / "merged", dtype=torch.float32)
    tuned = PeftModel.from_pretrained(model, folder)
    tokens = AutoTokenizer.from_pretrained(folder / "merged")("hello", return_tensors="pt")
    logits = tuned(**tokens).logits
    return {
        "tensors": len(names),
        "r": PeftConfig.from_pretrained(folder).r,
        "base": PeftConfig.from_pretrained(folder).base_model_name_or_path,
        "finite": bool(torch.isfinite(logits).all()),
    }


def refusals(api: HfApi, repo: str) -> dict:
    card = ModelCard.load(repo)
    card.data.license = "mine-alone"
    return {
        "repo": name_of(RepositoryNotFoundError, lambda: api.model_info(repo + "-none")),
        "revision": name_of(RevisionNotFoundError, lambda: api.model_info(repo, revision="none")),
        "entry": name_of(EntryNotFoundError, lambda: hf_hub_download(repo, "none.txt")),
        "stranger": name_of(HfHubHTTPError, lambda: HfApi(token="lk_nobody").model_info(repo)),
        "card": name_of(ValueError, card.validate),
    }


def name_of(expected: type[Exception], call) -> str | None:
    try:
        call()
    except expected as error:
        return f"{type(error).__name__} {error.response.status_code}" if type(error) is HfHubHTTPError else expected.__name__
    return None


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(*sys.argv[1:])
