"""Read a run's event files with TensorBoard and compare them with its metrics.jsonl.

    python check_events.py EVENT_DIRECTORY METRICS.jsonl

Ends with 0 if every scalar of metrics.jsonl is there once, with its step and its float32 value,
and nothing else is; prints what differs and ends with 1 otherwise.
"""

import json
import struct
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator, SCALARS


def float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def expected(path):
    scalars = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            step = row.pop("step")
            row.pop("wall_time")
            for tag, value in row.items():
                if value is not None:
                    scalars.setdefault(tag, []).append((step, float32(value)))
    return scalars


def found(directory):
    accumulator = EventAccumulator(directory, size_guidance={SCALARS: 0})
    accumulator.Reload()
    tags = accumulator.Tags()["scalars"]
    events = {tag: accumulator.Scalars(tag) for tag in tags}
    finite = {tag: [(e.step, e.value) for e in rows if abs(e.value) < float("inf")] for tag, rows in events.items()}
    return {tag: rows for tag, rows in finite.items() if rows}


def main(directory, metrics):
    want, have = expected(metrics), found(directory)
    for tag in sorted(set(want) | set(have)):
        if want.get(tag) != have.get(tag):
            print(f"{tag}: metrics.jsonl has {want.get(tag)}, TensorBoard reads {have.get(tag)}")
    if want != have:
        return 1
    print(f"{sum(map(len, have.values()))} scalars of {len(have)} metrics read by TensorBoard as written")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
