"""Write the event file that EventRecordsTest compares with, using TensorBoard's own writer.

    python make_golden.py OUTPUT.tfevents
"""

import sys

from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter


def scalars(wall_time, step, values):
    entries = [Summary.Value(tag=tag, simple_value=value) for tag, value in values]
    return Event(wall_time=wall_time, step=step, summary=Summary(value=entries))


EVENTS = [
    Event(wall_time=1764000000.25, file_version="brain.Event:2"),
    scalars(1764000001.5, 0, [("loss", 5.08), ("epoch", 0.0)]),
    scalars(1764000002.5, 1, [("loss", 4.5), ("learning_rate", 2e-4), ("epoch", 0.125)]),
    scalars(1764000003.5, 300, [("eval/loss", -1.0), ("Größe ✓", float("inf")), ("epoch", 2.0)]),
    scalars(1764000004.5, 5_000_000_000, [("x" * 300, 1e-30), ("epoch", 1e9)]),
    Event(wall_time=1764000005.5, step=301, session_log=SessionLog(status=SessionLog.START)),
]

if __name__ == "__main__":
    with open(sys.argv[1], "wb") as stream:
        writer = RecordWriter(stream)
        for event in EVENTS:
            writer.write(event.SerializeToString())
        writer.flush()
