"""Judges the concepts of a message by the rules of `nlu/rules.txt`.

A rule is `intent [=weight] TERM TERM ... [~ TERM ...] [- TERM ...]`: the first terms must be there,
those behind the dash must not. A term is a concept, `A|B` either of two, `!A` a negated one. `only`
asks that the message says nothing else but what `~` allows (`only+2` lets two unknown words pass). The
heaviest rules that hold decide (a rule weighs as many as its terms unless it says so); where they name two
intents, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_

from nlu.datafiles import read_lines
from nlu.lexicon import NEGATED, bit
from nlu.understanding import Intent


@dataclass(frozen=True)
class Rule:
    """`needed`: masks each of which must meet the message; `barred`: what must not stand in it.

    `allowed`: all that may stand in it, where the rule is an `only`; and `most_strange` unknown words.
    """

    intent: Intent
    weight: int
    needed: tuple[int, ...]
    barred: int
    allowed: int = 0
    most_strange: int = 0

    def holds(self, facts: int, *, strange: int) -> bool:
        """Whether the rule holds; `strange` counts the words that are not known."""
        if facts & self.barred:
            return False
        for needed in self.needed:
            if not facts & needed:
                return False
        return not self.allowed or (strange <= self.most_strange and not facts & ~self.allowed)


@lru_cache(maxsize=1 << 14)
def judge(facts: int, *, strange: int) -> tuple[Intent | None, int]:
    """The intent that the heaviest rules agree upon, or None, and their weight."""
    best, decided = 0, None
    for rule in RULES:
        if rule.weight < best:
            break
        if not facts & rule.needed[0] or not rule.holds(facts, strange=strange):
            continue
        if rule.weight > best:
            best, decided = rule.weight, rule.intent
        elif decided is not rule.intent:
            decided = None
    return decided, best


def _mask(term: str) -> int:
    return _either(bit(name) for name in term.split("|"))


def _parse(line: str) -> Rule:
    wanted, _, barred = line.partition(" - ")
    wanted, _, allowed = wanted.partition(" ~ ")
    intent, *terms = wanted.split()
    weight = next((int(term[1:]) for term in terms if term.startswith("=")), 0)
    only = next((term for term in terms if term.startswith("only")), "")
    needed = tuple(_mask(term) for term in terms if not term.startswith(("=", "only")))
    around = _either(needed) | _either(map(_mask, allowed.split())) | _AROUND
    return Rule(
        intent=Intent(intent),
        weight=weight or len(needed),
        needed=needed,
        barred=_either(map(_mask, barred.split())),
        allowed=around | around << NEGATED if only else 0,
        most_strange=int(only.partition("+")[2] or 0),
    )


def _either(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)


def _read() -> tuple[Rule, ...]:
    """The rules, the heaviest first."""
    rules = [_parse(line) for line in read_lines("rules.txt")]
    return tuple(sorted(rules, key=lambda rule: -rule.weight))


_AROUND = _mask("SMALL|POLITE|GREET")
RULES = _read()
