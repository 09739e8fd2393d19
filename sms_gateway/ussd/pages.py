"""A reply as pages that fit a phone's screen, each by its own alphabet; pure.

A line stands whole on a page where it can, else it is cut between words; a choice is never cut. What a key
does is said where it does it: `9` the next page, `0` the page or the step before, `00` the menu.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.reply import Asked
from sms_gateway import gsm7

NEXT, BACK, MENU = "9", "0", "00"


@dataclass(frozen=True, slots=True)
class Limit:
    """What one page holds: `septets` of GSM-7, else `units` of UCS-2 (3GPP TS 23.038: 160 octets)."""

    septets: int = 182
    units: int = 80

    def holds(self, text: str) -> bool:
        """Whether a text fits on one page."""
        septets = gsm7.septets(text)
        if septets is not None:
            return septets <= self.septets
        return len(text.encode("utf-16-be", "surrogatepass")) // 2 <= self.units


@dataclass(frozen=True, slots=True)
class Keys:
    """What the keys are called in a language."""

    more: str
    back: str
    menu: str


@dataclass(slots=True)
class _Filling:
    """Pages under way; `holds` says whether lines fit together."""

    holds: Callable[[list[str]], bool]
    keys: Keys
    pages: list[list[str]] = field(default_factory=list)
    page: list[str] = field(default_factory=list)

    def turns(self) -> list[str]:
        """The keys of a page that has another one behind it."""
        back = [f"{BACK} {self.keys.back}"] if self.pages else []
        return [f"{NEXT} {self.keys.more}", *back]

    def fits(self, line: str, *, last: bool) -> bool:
        return self.holds([*self.page, line, *([] if last else self.turns())])

    def turn(self) -> None:
        """Begin the next page."""
        self.page += self.turns()
        self.pages.append(self.page)
        self.page = []

    def add(self, line: str, *, last: bool) -> None:
        """Put a line on this page, else on the next; cut it only where it fills more than a page."""
        if not self.fits(line, last=last) and self.page:
            if self._longer_than_a_page(line):
                line = self._fill_up(line, last=last)
            else:
                self.turn()
        while not self.fits(line, last=last):
            line = self._fill_up(line, last=last)
        self.page.append(line)

    def _longer_than_a_page(self, line: str) -> bool:
        return not self.holds([line, f"{NEXT} {self.keys.more}", f"{BACK} {self.keys.back}"])

    def _fill_up(self, line: str, *, last: bool) -> str:
        """Fill the page with the words that it still holds and turn it; the rest of the line."""
        if self.fits(line, last=last):
            return line
        head = _longest(line, lambda start: self.fits(start, last=False))
        if not head and not self.page:  # one word longer than a page
            head = next(line[:size] for size in range(len(line), 0, -1) if self.fits(line[:size], last=False))
        if head:
            self.page.append(head)
        self.turn()
        return line[len(head) :].lstrip()


def pages(
    lines: Iterable[str], asked: Asked | None, keys: Keys, limit: Limit, *, menu: bool = True
) -> list[str]:
    """The pages of what was said and asked; with `menu`, the last one names `00` where there is room."""
    filling = _Filling(lambda page: limit.holds("\n".join(page)), keys)
    choices = [f"{number} {label}" for number, label in enumerate(asked.screen, 1)] if asked else []
    said = [*lines, *choices]
    if filling.holds([*said, *filling.turns()]):  # as most do: no need to look line by line
        filling.page = said
    else:
        for number, line in enumerate(said, 1):
            filling.add(line, last=asked is None and number == len(said))
    if asked is not None:
        _end(filling, asked, menu=menu)
    return ["\n".join(page) for page in (*filling.pages, filling.page)]


def _end(filling: _Filling, asked: Asked, *, menu: bool) -> None:
    """The last lines of a question: `0`, and `00` where it is not said already."""
    keys = filling.keys
    if asked.own_zero is None and not asked.back and not filling.pages and keys.menu in asked.screen:
        return
    filling.add(_zero(filling, asked), last=True)
    also = f"{MENU} {keys.menu}"
    said = keys.menu in asked.screen or f"{BACK} {keys.menu}" in filling.page
    if menu and not said and filling.fits(also, last=True):
        filling.page.append(also)


def _zero(filling: _Filling, asked: Asked) -> str:
    keys = filling.keys
    label = asked.own_zero or (keys.back if asked.back or filling.pages else keys.menu)
    return f"{BACK} {label}"


def _longest(line: str, fits: Callable[[str], bool]) -> str:
    """The longest beginning of a line that fits and ends with a word."""
    head = ""
    for at, letter in enumerate(line):
        if letter == " ":
            if not fits(line[:at]):
                break
            head = line[:at]
    return head
