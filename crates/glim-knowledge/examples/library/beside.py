"""The same search by sqlite-vec, beside which `cargo xtask bench library` measures.

Vectors are points of a narrow cone, in the sizes of `main.rs`; floats and whole numbers (int8), ten nearest, one thread.
`--chunks N` leaves out what is larger.
"""

import sys
import time

import apsw
import numpy
import sqlite_vec

SIZES = [(10_000, 384), (100_000, 384), (1_000_000, 384), (50_000, 1024)]


def main(at_most):
    for count, dimensions in SIZES:
        if count <= at_most:
            chance = numpy.random.default_rng(7)
            common = chance.standard_normal(dimensions, dtype="f4")
            vectors = chance.standard_normal((count + 100, dimensions), dtype="f4") * 0.5
            vectors += common * 0.8
            vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
            whole = numpy.round(vectors / numpy.abs(vectors).max() * 127).astype("int8")
            for kind, rows, make in (("float", vectors, "vec_f32"), ("int8", whole, "vec_int8")):
                measure(count, dimensions, kind, rows, make)


def measure(count, dimensions, kind, rows, make):
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
    # A second each at a million: fewer are enough.
    for query in rows[count : count + (60 if count < 1_000_000 else 20)]:
        start = time.perf_counter()
        found = database.execute(f"select rowid from v where e match {make}(?1) and k = 10", (query.tobytes(),))
        list(found)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    middle, late = times[len(times) // 2], times[len(times) * 95 // 100]
    print(
        f"sqlite-vec {kind}: {count} × {dimensions}: insert {inserted:.2f} s, p50 {middle:.2f} ms, p95 {late:.2f} ms",
        flush=True,
    )


arguments = sys.argv[1:]
main(int(arguments[arguments.index("--chunks") + 1]) if "--chunks" in arguments else 1_000_000)
