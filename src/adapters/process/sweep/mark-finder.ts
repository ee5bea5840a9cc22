/** Byte strings that make a line worth cutting out. */
export interface Marks {
  /** Every line that holds one is handed over. */
  readonly verdict: readonly string[];
  /** Only the newest line with one of these marks is passed on per chunk. */
  readonly activity: readonly string[];
  /** Lines that begin with one of these are not looked into. */
  readonly dullHeads: readonly string[];
}

/** The kind of line that a mark indicates. */
export type MarkKind = 'verdict' | 'activity';

/** Finds all marks in one pass, however many they are. */
export interface MarkFinder {
  /** The length of the longest mark. */
  readonly longest: number;
  /**
   * Tells of each mark between `from` and `to` where it begins; `onMark` says where to go on, at the
   * earliest at `at + 1`. The part begins where a line does, and no mark holds a line's end. No object
   * is made for it: this is called for each short run of lines.
   */
  readonly scan: (
    bytes: Uint8Array,
    from: number,
    to: number,
    onMark: (at: number, kind: MarkKind) => number,
  ) => void;
}

interface Mark {
  readonly bytes: Uint8Array;
  readonly kind: MarkKind;
}

const HASH_BITS = 14;
const HASH_MASK = (1 << HASH_BITS) - 1;
const NONE: readonly Mark[] = [];

/**
 * Wu and Manber's search: looks at two bytes and reads from a table how far it may jump. For a
 * provider's nine marks four times faster than a `Buffer.indexOf` for each; the longer the shortest
 * mark, the longer the jumps.
 */
export const openMarkFinder = (marks: Pick<Marks, MarkKind>): MarkFinder => {
  const wanted = [...toMarks(marks.verdict, 'verdict'), ...toMarks(marks.activity, 'activity')];
  const longest = Math.max(0, ...wanted.map((mark) => mark.bytes.length));
  if (wanted.length === 0) return { longest, scan: () => undefined };
  const shortest = Math.min(...wanted.map((mark) => mark.bytes.length));
  if (shortest < 2) throw new Error('a mark must be at least two bytes long');
  const jumps = jumpTable(wanted, shortest);
  const endings = endingTable(wanted);

  const scan: MarkFinder['scan'] = (bytes, from, to, onMark) => {
    let last = from + shortest - 1;
    while (last < to) {
      const pair = hash(bytes[last - 1] ?? 0, bytes[last] ?? 0);
      const jump = jumps[pair] ?? 1;
      if (jump > 0) {
        last += jump;
        continue;
      }
      // In JSON every field contains the end of some mark: only those with this ending are compared.
      const found = markEndingAt(bytes, last, endings[pair] ?? NONE);
      if (found === undefined) last += 1;
      else {
        const at = last - found.bytes.length + 1;
        last = Math.max(last + 1, onMark(at, found.kind) + shortest - 1);
      }
    }
  };
  return { longest, scan };
};

// Verdict marks come first: one that ends where an activity mark ends must not be hidden by it.
const toMarks = (texts: readonly string[], kind: MarkKind): readonly Mark[] =>
  texts.map((text) => ({ bytes: new Uint8Array(Buffer.from(text)), kind }));

const hash = (first: number, second: number): number =>
  ((first << (HASH_BITS - 7)) ^ second) & HASH_MASK;

const hashOfEnd = (bytes: Uint8Array): number => hash(bytes.at(-2) ?? 0, bytes.at(-1) ?? 0);

/** How far to go on after two bytes without jumping over the end of a mark's last `shortest` bytes. */
const jumpTable = (marks: readonly Mark[], shortest: number): Uint8Array => {
  const jumps = new Uint8Array(1 << HASH_BITS).fill(Math.min(255, shortest - 1));
  for (const { bytes } of marks) {
    const window = bytes.subarray(bytes.length - shortest);
    for (let at = 1; at < shortest; at += 1) {
      const pair = hash(window[at - 1] ?? 0, window[at] ?? 0);
      jumps[pair] = Math.min(jumps[pair] ?? 0, shortest - 1 - at);
    }
  }
  return jumps;
};

/** The marks by their last two bytes, each in the order given. */
const endingTable = (marks: readonly Mark[]): readonly (readonly Mark[])[] => {
  const table = new Array<readonly Mark[]>(1 << HASH_BITS).fill(NONE);
  for (const mark of marks) {
    const pair = hashOfEnd(mark.bytes);
    table[pair] = [...(table[pair] ?? NONE), mark];
  }
  return table;
};

const markEndingAt = (
  bytes: Uint8Array,
  last: number,
  marks: readonly Mark[],
): Mark | undefined => {
  // A plain loop: in a flood this is asked twenty million times a gigabyte.
  for (const mark of marks) if (endsAt(bytes, last, mark.bytes)) return mark;
  return undefined;
};

const endsAt = (bytes: Uint8Array, last: number, mark: Uint8Array): boolean => {
  const start = last - mark.length + 1;
  let at = mark.length - 1;
  while (at >= 0 && bytes[start + at] === mark[at]) at -= 1;
  return at < 0;
};
