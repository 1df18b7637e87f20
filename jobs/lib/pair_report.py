"""What a base model makes of preference rows, as row_report does of chat rows.

Tokens and cut come from lib.pairs, which the training recipe uses. A row is two sequences for the trainer, the prompt with
each of its answers: totals count both, the spread of lengths is that of the longer one, which is what is held against the limit.
"""
from array import array

from lib.pairs import Pair, cut_pair, tokenize_pair
from lib.row_report import SplitReport, shown, spread

PARTS = ("prompt", "chosen", "rejected")


class PairReport(SplitReport):
    def __init__(self, *args):
        super().__init__(*args)
        self.parts = {name: array("I") for name in PARTS}
        self.trained_on = 0

    def add(self, pair: Pair) -> None:
        row = len(self.lengths) + 1
        whole = tokenize_pair(self.tokenizer, pair)
        cut = cut_pair(whole, self.max_length)
        sizes = {name: len(getattr(whole, name)) for name in PARTS}
        for name, size in sizes.items():
            self.parts[name].append(size)
        self.lengths.append(sizes["prompt"] + max(sizes["chosen"], sizes["rejected"]))
        # The recipe leaves out pairs that say the same within the limit.
        answers = 0 if cut.chosen == cut.rejected else len(cut.chosen) + len(cut.rejected)
        self.trainable.append(answers)
        self.trained_on += 2 * len(cut.prompt) + answers if answers else 0
        if cut != whole:
            self.truncated.add(row)
        if answers == 0:
            self.nothing_left.add(row)
        self._read_texts(row, pair.messages)
        if row <= self.preview_rows:
            for name in ("chosen", "rejected"):
                answer = getattr(cut, name)
                pieces = [(*piece, False) for piece in cut.prompt] + [(*piece, True) for piece in answer]
                self.preview.append({"side": name, **shown(row, pieces, sizes["prompt"] + sizes[name])})

    def done(self) -> dict:
        found = super().done()
        parts = {name: spread(sorted(lengths)) for name, lengths in self.parts.items()}
        total = 2 * parts["prompt"]["total"] + parts["chosen"]["total"] + parts["rejected"]["total"]
        found["tokens"] |= {"total": total, "trained_on": self.trained_on}
        return found | {"parts": parts}
