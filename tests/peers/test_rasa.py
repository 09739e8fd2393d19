"""The gateway's arrays answer as Rasa's own server does, on 2,000 messages over HTTP."""

import json
from itertools import pairwise

import pytest
import pytest_asyncio

from nlu.cascade import CascadeParser
from nlu.classifier import Classifier
from nlu.features import pieces
from nlu.training.compile import MODEL, WEIGHTS, read_archive
from sms_gateway.rasa import RasaParser
from tests.peers.rasa import ARCHIVE, TRAINING, need_rasa, rasa_server

MESSAGES = (TRAINING / "parity.txt").read_text(encoding="utf-8").split("\n")[:-1]
CLOSE = 1e-4

pytestmark = [pytest.mark.peer, pytest.mark.xdist_group("rasa")]


@pytest.fixture(scope="module", autouse=True)
def _rasa():
    need_rasa()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session():
    """One server for both tests: its start takes longer than they do."""
    async with rasa_server() as session:
        yield session


def test_the_archive_is_the_one_that_was_compiled():
    arrays, metadata = read_archive(ARCHIVE)
    described = json.loads((MODEL / "model.json").read_text(encoding="utf-8"))
    assert arrays == (MODEL / WEIGHTS).read_bytes()
    assert metadata["rasa_open_source_version"] == described["rasa"] == "3.6.21"


@pytest.mark.asyncio(loop_scope="module")
async def test_two_thousand_messages_are_ranked_as_rasa_ranks_them(session):
    assert len(set(MESSAGES)) == 2_000
    classifier = Classifier()
    differing = []
    for number, text in enumerate(MESSAGES, start=1):
        async with session.post("/model/parse", json={"text": text}) as answer:
            theirs = (await answer.json())["intent_ranking"]
        if not _agree(theirs, classifier.ranking(pieces(text))):
            differing.append(number)
    assert differing == [], "lines of parity.txt"


@pytest.mark.asyncio(loop_scope="module")
async def test_a_service_that_asks_rasa_hears_what_it_would_have_heard_without_it(session):
    ours = CascadeParser()
    differing = []
    parser = RasaParser(session, ours, deadline=10.0)
    for number, text in enumerate(MESSAGES[:300], start=1):
        theirs, own = await parser.parse(text), ours.understand(text)
        tier = "rasa" if own.tier == "model" else own.tier
        if (theirs.intent, theirs.tier, theirs.entities) != (own.intent, tier, own.entities):
            differing.append(number)
    assert differing == [], "lines of parity.txt"


def _agree(theirs, ours):
    """Confidences are close for every intent, and the order is equal wherever two differ by more."""
    confidence = dict(ours)
    close = all(abs(one["confidence"] - confidence[one["name"]]) < CLOSE for one in theirs)
    return close and len(theirs) == len(ours) and _first_agrees(theirs, ours) and _ordered(theirs, confidence)


def _first_agrees(theirs, ours):
    tie = theirs[0]["confidence"] - theirs[1]["confidence"] < CLOSE
    return tie or theirs[0]["name"] == ours[0][0]


def _ordered(theirs, confidence):
    """No intent stands before one that we are surer of by more than the tolerance."""
    row = [confidence[one["name"]] for one in theirs]
    return all(later - earlier < CLOSE for earlier, later in pairwise(row))
