"""RoPE scalings (name, max positions, T, parameters) and schedules (name, kind, warm-up, extras)."""

ROPE_CASES = [
    ("default", 64, 48, {"rope_type": "default", "rope_theta": 10000.0}),
    ("theta", 64, 48, {"rope_type": "default", "rope_theta": 500000.0}),
    ("linear", 64, 48, {"rope_type": "linear", "rope_theta": 10000.0, "factor": 2.5}),
    ("dynamic_below", 64, 48, {"rope_type": "dynamic", "rope_theta": 10000.0, "factor": 3.0}),
    ("dynamic_above", 32, 48, {"rope_type": "dynamic", "rope_theta": 10000.0, "factor": 3.0}),
    (
        "llama3",
        131072,
        48,
        {
            "rope_type": "llama3",
            "rope_theta": 500000.0,
            "factor": 32.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 8192,
        },
    ),
    (
        "yarn",
        131072,
        48,
        {
            "rope_type": "yarn",
            "rope_theta": 1000000.0,
            "factor": 4.0,
            "original_max_position_embeddings": 32768,
        },
    ),
    (
        "yarn_attention_factor",
        64,
        48,
        {
            "rope_type": "yarn",
            "rope_theta": 10000.0,
            "factor": 4.0,
            "original_max_position_embeddings": 16,
            "attention_factor": 1.4,
        },
    ),
    (
        "yarn_mscale",
        64,
        48,
        {
            "rope_type": "yarn",
            "rope_theta": 10000.0,
            "factor": 4.0,
            "original_max_position_embeddings": 16,
            "mscale": 2.0,
            "mscale_all_dim": 0.5,
        },
    ),
    (
        "yarn_no_truncate",
        64,
        48,
        {
            "rope_type": "yarn",
            "rope_theta": 10000.0,
            "factor": 4.0,
            "original_max_position_embeddings": 16,
            "beta_fast": 2.0,
            "beta_slow": 0.1,
            "truncate": False,
        },
    ),
]

SCHEDULES = [
    ("constant", "constant", 0, {}),
    ("constant_warmup", "constant_with_warmup", 5, {}),
    ("linear", "linear", 5, {}),
    ("linear_no_warmup", "linear", 0, {}),
    ("cosine", "cosine", 5, {}),
    ("cosine_floor", "cosine_with_min_lr", 5, {"min_lr_rate": 0.1}),
    (
        "wsd_linear",
        "warmup_stable_decay",
        5,
        {"num_decay_steps": 10, "decay_type": "linear", "min_lr_ratio": 0.1},
    ),
    (
        "wsd_cosine",
        "warmup_stable_decay",
        5,
        {"num_decay_steps": 10, "decay_type": "cosine", "min_lr_ratio": 0.0},
    ),
]
