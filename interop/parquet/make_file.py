"""Writes the Parquet file that the parquet module's tests read, with pyarrow 26.0.1.

python interop/parquet/make_file.py parquet/src/test/resources/org/eidograph/parquet/rows.parquet
"""

import sys

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = [
    {"prompt": "Grüße 😀?", "completion": "two\nlines", "messages": [{"role": "user", "content": "hi"}]},
    {"prompt": "quote \" and 'single'", "completion": "", "messages": []},
    {"prompt": "third", "completion": None, "messages": None},
]

pq.write_table(pa.Table.from_pylist(ROWS), sys.argv[1])
