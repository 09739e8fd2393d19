"""Right bytes made wrong: some changed, doubled or gone."""

from __future__ import annotations


def mutated(choice, corpus):
    """A right case with some of its bytes changed, put in, taken out or doubled."""
    data = bytearray(choice.choice(corpus))
    for _ in range(choice.randint(1, 8)):
        at = choice.randrange(len(data) + 1)
        kind = choice.randrange(4)
        if kind == 0 and at < len(data):
            data[at] = choice.randrange(256)
        elif kind == 1:
            data[at:at] = choice.randbytes(choice.randint(1, 6))
        elif kind == 2:
            del data[at : at + choice.randint(1, 6)]
        else:
            data[at:at] = data[: choice.randint(1, 40)]
    return bytes(data)
