"""The rows of the comparison and what each has to reach."""

from dataclasses import dataclass

LOSS_TOLERANCE = {"fp32": 1e-4, "bf16": 2e-2}


@dataclass(frozen=True)
class Scenario:
    """`speed` is the least ratio of tokens per second, `memory` the greatest ratio of peak memory."""

    name: str
    dtype: str
    labels: int
    layers: str = "all"
    speed: float | None = None
    memory: float | None = None
    ours_flags: tuple = ()
    peer_flags: tuple = ()


CACHED = ("--cache-prefix",)
CHECKPOINTING = ("--activation-checkpointing",)

SCENARIOS = (
    Scenario("fp32-100", "fp32", 100, speed=1.5, memory=0.8),
    Scenario("fp32-25", "fp32", 25, speed=1.7, memory=0.8),
    Scenario("bf16-100", "bf16", 100, speed=1.4),
    Scenario("bf16-25", "bf16", 25, speed=1.5),
    Scenario("fp32-100-upper", "fp32", 100, "upper", ours_flags=CACHED),
    Scenario("fp32-25-upper", "fp32", 25, "upper", speed=2.2, ours_flags=CACHED),
    Scenario("bf16-100-upper", "bf16", 100, "upper", ours_flags=CACHED),
    Scenario("bf16-25-upper", "bf16", 25, "upper", speed=1.8, ours_flags=CACHED),
    Scenario("fp32-100-lean", "fp32", 100, memory=0.4, ours_flags=CHECKPOINTING),
    Scenario(
        "fp32-100-both-lean", "fp32", 100, ours_flags=CHECKPOINTING, peer_flags=CHECKPOINTING
    ),
)
