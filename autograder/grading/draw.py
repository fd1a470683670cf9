"""The random inputs of hidden tests: the same for every learner of a cohort, new for every cohort."""

import hashlib

import torch


def seed_for(cohort_seed: int, *purpose: str) -> int:
    """Return the seed, below 2**63, of one purpose: another purpose or another cohort gives an unrelated one."""
    text = "\0".join([str(cohort_seed), *purpose])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


class Draw:
    """Draws the inputs of one criterion, one after another; all tensors are float32 unless a method says otherwise."""

    def __init__(self, seed: int) -> None:
        self._generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape: int) -> torch.Tensor:
        """Standard normal entries."""
        return torch.randn(shape, generator=self._generator)

    def uniform(self, low: float, high: float, *shape: int) -> torch.Tensor:
        """Entries uniform in [low, high)."""
        return torch.rand(shape, generator=self._generator) * (high - low) + low

    def away_from_zero(self, *shape: int) -> torch.Tensor:
        """Entries of random sign and of a magnitude uniform in [0.5, 2): none that a mistake could hide behind."""
        sign = torch.randint(0, 2, shape, generator=self._generator) * 2 - 1
        return sign * self.uniform(0.5, 2.0, *shape)

    def integer(self, low: int, high: int) -> int:
        """One Python int in [low, high)."""
        return int(torch.randint(low, high, (), generator=self._generator))
