/**
 * Empty rows that wait for a row with content: without one they stand under the table, however many there are. A file may
 * be empty lines for its greater part, so each takes a single bit.
 */

/** Empty rows in the order of the file. */
export interface EmptyRows {
  /** Adds a row; `isRow` says that it is a row without values: one of a delimiter only, in a table of two columns. */
  readonly add: (line: number, isRow: boolean) => void;
  readonly count: () => number;
  /** Whether any of them is no row of the table. */
  readonly hasBlank: () => boolean;
  readonly forEach: (tell: (line: number, isRow: boolean) => void) => void;
  readonly clear: () => void;
}

/** Empty rows on lines that follow each other; bit `n` tells whether row `n` is a row without values. */
interface Stretch {
  readonly firstLine: number;
  count: number;
  bits: Uint8Array;
}

const FIRST_BYTES = 8;

/** No empty rows yet. */
export const emptyRows = (): EmptyRows => {
  let stretches: Stretch[] = [];
  let [count, blanks] = [0, 0];

  const stretchFor = (line: number): Stretch => {
    const last = stretches.at(-1);
    if (last !== undefined && last.firstLine + last.count === line) return last;
    const next = { firstLine: line, count: 0, bits: new Uint8Array(FIRST_BYTES) };
    stretches.push(next);
    return next;
  };

  return {
    add: (line, isRow) => {
      const stretch = stretchFor(line);
      const [byte, bit] = [stretch.count >> 3, stretch.count & 7];
      if (byte >= stretch.bits.length) stretch.bits = doubled(stretch.bits);
      if (isRow) stretch.bits[byte] = (stretch.bits[byte] ?? 0) | (1 << bit);
      else blanks++;
      stretch.count++;
      count++;
    },
    count: () => count,
    hasBlank: () => blanks > 0,
    forEach: (tell) => {
      for (const { firstLine, count: length, bits } of stretches)
        for (let at = 0; at < length; at++) tell(firstLine + at, (((bits[at >> 3] ?? 0) >> (at & 7)) & 1) === 1);
    },
    clear: () => {
      stretches = [];
      [count, blanks] = [0, 0];
    },
  };
};

const doubled = (bits: Uint8Array): Uint8Array => {
  const larger = new Uint8Array(bits.length * 2);
  larger.set(bits);
  return larger;
};
