"""A crowd of officers never holds the phones up: told by order and counts, on a clock that pages move."""

import asyncio

from console.drawing import PIECES, SLICE_SECONDS, Easel

PAGES, SLICES = 50, 4


class Wall:
    """A clock that stands still but while a page is drawn: each slice's worth of pieces takes a slice."""

    def __init__(self):
        self.now, self.drawn, self.most_at_once, self._begun = 0.0, [], 0, set()

    def __call__(self):
        return self.now

    def page(self, name):
        for number in range(SLICES * PIECES):
            self._begun.add(name)
            self.most_at_once = max(self.most_at_once, len(self._begun))
            if number % PIECES == 0:
                self.now += SLICE_SECONDS * 1.5
                self.drawn.append(name)
            yield f"{name}."
        self._begun.discard(name)


async def turn(wall, steps):
    """A phone's turn needs the loop so many times; how many slices of pages were drawn before it ended."""
    for _step in range(steps):
        await asyncio.sleep(0)
    return len(wall.drawn)


async def test_a_turn_that_comes_while_a_crowd_waits_for_its_pages_ends_within_two_slices():
    wall = Wall()
    easel = Easel(wall)
    crowd = [asyncio.create_task(easel.draw(wall.page(f"{number}"))) for number in range(PAGES)]
    phone = asyncio.create_task(turn(wall, steps=5))
    assert await phone <= 2
    assert not any(page.done() for page in crowd)
    await asyncio.gather(*crowd)
    assert len(wall.drawn) == PAGES * SLICES


async def test_one_page_is_drawn_at_a_time_each_whole_and_in_the_order_they_were_asked_for():
    wall = Wall()
    easel = Easel(wall)
    pages = await asyncio.gather(*(easel.draw(wall.page(f"{number}")) for number in range(5)))
    assert pages == [f"{number}." * (SLICES * PIECES) for number in range(5)]
    assert wall.most_at_once == 1
    assert wall.drawn == [f"{number}" for number in range(5) for _slice in range(SLICES)]


async def test_an_officer_who_left_and_a_page_that_fails_leave_the_easel_to_the_next():
    wall = Wall()
    easel = Easel(wall)

    def broken():
        yield "half"
        raise LookupError

    gone = asyncio.create_task(easel.draw(wall.page("gone")))
    await asyncio.sleep(0)
    gone.cancel()
    failed, whole, _gone = await asyncio.gather(
        easel.draw(broken()), easel.draw(wall.page("whole")), gone, return_exceptions=True
    )
    assert isinstance(failed, LookupError)
    assert whole == "whole." * (SLICES * PIECES)
