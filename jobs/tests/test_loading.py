"""What a job imports: bitsandbytes where weights are in its formats, and only there."""
import gc
import json
import sys

import pytest

from lib.loading import quick, wants_bitsandbytes

SFT = {"recipe": "finetune_sft", "params": {"adapter": {"type": "lora", "quantization": None}}, "inputs": {}}
OF_ITS_OWN = {"quantization_config": {"quant_method": "bitsandbytes"}}


@pytest.mark.parametrize(("spec", "config", "wanted"), [
    (SFT, {}, False),
    (SFT, {"quantization_config": {"quant_method": "compressed-tensors"}}, False),
    (SFT, [], False),
    (SFT, None, False),
    (SFT, OF_ITS_OWN, True),
    (SFT, {"quantization_config": {"load_in_8bit": True}}, True),
    (SFT, {"quantization_config": {"load_in_4bit": True, "load_in_8bit": False}}, True),
    (SFT, {"quantization_config": {"quant_method": "gptq", "load_in_8bit": False}}, False),
    (SFT, {"quantization_config": "int8"}, False),
    (SFT | {"params": {"adapter": {"type": "qlora", "quantization": {"method": "bnb-nf4"}}}}, {}, True),
    ({"recipe": "quantize_bnb", "params": {"type": "bnb_int8"}}, {}, True),
    ({"recipe": "own", "params": {"adapter": None}}, {}, True),
    ({"recipe": "merge_adapter", "params": {}}, {}, False),
])  # fmt: skip
def test_it_is_wanted_where_its_formats_are(tmp_path, spec, config, wanted):
    if config is not None:
        (tmp_path / "config.json").write_text(json.dumps(config))
    assert wants_bitsandbytes(spec | {"inputs": {"base_model": {"path": str(tmp_path)}, "train": {"path": "/none"}}}) is wanted


def test_imports_are_not_searched_for_garbage_and_all_after_them_is(monkeypatch):
    monkeypatch.delitem(sys.modules, "bitsandbytes", raising=False)
    with pytest.raises(RuntimeError), quick(SFT):
        assert not gc.isenabled()
        with pytest.raises(ImportError):
            import bitsandbytes  # noqa: F401
        raise RuntimeError
    assert gc.isenabled()
    gc.unfreeze()
