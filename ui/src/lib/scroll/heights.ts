/**
 * Heights of the rows of a long list: measured where they are known, an estimate elsewhere.
 *
 * Two Fenwick trees (sum and number of measured rows) answer "where does row 7,312 begin" and "which row is at
 * pixel 1,204,310" in O(log n), so a thread of 10,000 messages costs what a short one costs.
 */
export class Heights {
  #count = 0;
  #capacity = 1;
  #estimate: number;
  /** Height of each row, NaN when it has not been measured. */
  #rows = new Float64Array(1).fill(Number.NaN);
  #sums = new Float64Array(2);
  #measured = new Int32Array(2);

  constructor(count: number, estimate: number) {
    this.#estimate = estimate;
    this.resize(count);
  }

  get count(): number {
    return this.#count;
  }

  /** Height of all rows together. */
  get total(): number {
    return this.offsetOf(this.#count);
  }

  get estimate(): number {
    return this.#estimate;
  }

  /** Gives every row that has not been measured another height. */
  set estimate(height: number) {
    this.#estimate = height;
  }

  /** How many rows have been measured. */
  get measuredCount(): number {
    return this.#prefix(this.#measured, this.#count);
  }

  /** The mean of what has been measured; the estimate when nothing has. */
  get mean(): number {
    const known = this.measuredCount;
    return known === 0 ? this.#estimate : this.#prefix(this.#sums, this.#count) / known;
  }

  /** Rows are added at the end without a measure, or taken away from it. */
  resize(count: number): void {
    for (let index = this.#count - 1; index >= count; index--) this.forget(index);
    this.#count = count;
    if (count <= this.#capacity) return;
    while (this.#capacity < count) this.#capacity *= 2;
    this.#rebuild();
  }

  isMeasured(index: number): boolean {
    return !Number.isNaN(this.#rows[index] ?? Number.NaN);
  }

  heightOf(index: number): number {
    const height = this.#rows[index] ?? Number.NaN;
    return Number.isNaN(height) ? this.#estimate : height;
  }

  /** Says how high a row is. Returns whether that is news. */
  set(index: number, height: number): boolean {
    if (index < 0 || index >= this.#count) return false;
    const before = this.#rows[index] ?? Number.NaN;
    if (before === height) return false;
    const known = !Number.isNaN(before);
    this.#rows[index] = height;
    this.#add(index, height - (known ? before : 0), known ? 0 : 1);
    return true;
  }

  /** The row shows something else now: back to the estimate. */
  forget(index: number): void {
    const before = this.#rows[index] ?? Number.NaN;
    if (Number.isNaN(before)) return;
    this.#rows[index] = Number.NaN;
    this.#add(index, -before, -1);
  }

  /** Where the row begins; `offsetOf(count)` is the end of the list. */
  offsetOf(index: number): number {
    const end = Math.max(0, Math.min(index, this.#count));
    const known = this.#prefix(this.#measured, end);
    return this.#prefix(this.#sums, end) + (end - known) * this.#estimate;
  }

  /** The row that covers a pixel; the nearest one outside the list. −1 when there is no row. */
  indexAt(offset: number): number {
    let index = 0;
    let left = offset;
    for (let step = this.#capacity; step > 0; step >>= 1) {
      const next = index + step;
      if (next > this.#count) continue;
      const span = (this.#sums[next] ?? 0) + (step - (this.#measured[next] ?? 0)) * this.#estimate;
      if (span <= left) {
        index = next;
        left -= span;
      }
    }
    return Math.min(index, this.#count - 1);
  }

  #prefix(tree: Float64Array | Int32Array, end: number): number {
    let sum = 0;
    for (let node = end; node > 0; node -= node & -node) sum += tree[node] ?? 0;
    return sum;
  }

  #add(index: number, height: number, measured: number): void {
    for (let node = index + 1; node <= this.#capacity; node += node & -node) {
      this.#sums[node] = (this.#sums[node] ?? 0) + height;
      this.#measured[node] = (this.#measured[node] ?? 0) + measured;
    }
  }

  #rebuild(): void {
    const rows = new Float64Array(this.#capacity).fill(Number.NaN);
    const before = this.#rows;
    this.#rows = rows;
    this.#sums = new Float64Array(this.#capacity + 1);
    this.#measured = new Int32Array(this.#capacity + 1);
    before.forEach((height, index) => {
      if (Number.isNaN(height)) return;
      rows[index] = height;
      this.#add(index, height, 1);
    });
  }
}
