"""What all tests share: properties have no time limit, for machines are noisy and kernels compile once."""

from hypothesis import settings

settings.register_profile("chainlab", deadline=None, max_examples=60)
settings.load_profile("chainlab")
