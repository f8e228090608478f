"""The same search by sqlite-vec, to compare `cargo xtask bench library` with.

    python3 -m venv v && v/bin/pip install apsw sqlite-vec numpy && v/bin/python sqlite_vec.py 100000 384

Vectors are points of a narrow cone; whole numbers (int8) and floats are both tried, ten nearest, one thread.
"""

import sys
import time

import apsw
import numpy
import sqlite_vec


def main(count, dimensions):
    chance = numpy.random.default_rng(7)
    common = chance.normal(size=dimensions)
    vectors = common * 0.8 + chance.normal(size=(count + 100, dimensions)) * 0.5
    vectors = (vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)).astype("<f4")
    largest = numpy.abs(vectors).max()
    whole = numpy.round(vectors / largest * 127).astype("int8")
    for kind, rows, make in (("float", vectors, "vec_f32"), ("int8", whole, "vec_int8")):
        database = apsw.Connection(":memory:")
        database.enable_load_extension(True)
        database.load_extension(sqlite_vec.loadable_path())
        database.execute(f"create virtual table v using vec0(e {kind}[{dimensions}])")
        start = time.perf_counter()
        with database:
            inserts = ((i, rows[i].tobytes()) for i in range(count))
            database.executemany(f"insert into v(rowid, e) values (?1, {make}(?2))", inserts)
        inserted = time.perf_counter() - start
        times = []
        for query in rows[count : count + 60]:
            start = time.perf_counter()
            list(database.execute(f"select rowid from v where e match {make}(?1) and k = 10", (query.tobytes(),)))
            times.append((time.perf_counter() - start) * 1000)
        times.sort()
        print(f"sqlite-vec {kind}: {count} × {dimensions}: insert {inserted:.2f} s, p50 {times[30]:.2f} ms, p95 {times[57]:.2f} ms")


main(int(sys.argv[1]), int(sys.argv[2]))
