"""What holds for every test."""

from hypothesis import settings

#: A busy machine is no fault: nothing here is judged by how long it took.
settings.register_profile("recours", deadline=None)
settings.load_profile("recours")
