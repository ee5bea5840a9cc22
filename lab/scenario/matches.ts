/**
 * Where a value differs from a pattern, as `path: what`; nothing when it fits. A pattern is JSON:
 * an object names the fields that count, a list is compared element by element, and
 * `{"contains": "text"}` and `{"above": 0}` describe texts and numbers of that kind.
 */
export function differences(pattern: unknown, value: unknown, path = ''): readonly string[] {
  if (Array.isArray(pattern)) return listDifferences(pattern, value, path);
  if (typeof pattern !== 'object' || pattern === null) {
    return pattern === value ? [] : [says(path, `is ${shown(value)}, not ${shown(pattern)}`)];
  }
  const word = wordOf(pattern);
  if (word !== undefined) return word.fits(value) ? [] : [says(path, word.mismatch(value))];
  if (typeof value !== 'object' || value === null) return [says(path, `is ${shown(value)}`)];
  const fields = new Map(Object.entries(value));
  return Object.entries(pattern).flatMap(([key, one]) =>
    differences(one, fields.get(key), path === '' ? key : `${path}.${key}`),
  );
}

/** A pattern that describes a value with one word. */
interface Word {
  fits(value: unknown): boolean;
  mismatch(value: unknown): string;
}

function wordOf(pattern: object): Word | undefined {
  const entries = Object.entries(pattern);
  const [word, wanted] = entries.length === 1 ? (entries[0] ?? []) : [];
  if (word === 'contains' && typeof wanted === 'string') {
    return {
      fits: (value) => typeof value === 'string' && value.includes(wanted),
      mismatch: (value) => `does not contain ${shown(wanted)}: ${shown(value)}`,
    };
  }
  if (word === 'above' && typeof wanted === 'number') {
    return {
      fits: (value) => typeof value === 'number' && value > wanted,
      mismatch: (value) => `is ${shown(value)}, not above ${wanted}`,
    };
  }
  return undefined;
}

function listDifferences(
  pattern: readonly unknown[],
  value: unknown,
  path: string,
): readonly string[] {
  if (!Array.isArray(value)) return [says(path, `is ${shown(value)}, not a list`)];
  if (value.length !== pattern.length) {
    return [says(path, `has ${value.length} elements, not ${pattern.length}`)];
  }
  return pattern.flatMap((one, index) => differences(one, value[index], `${path}[${index}]`));
}

function says(path: string, what: string): string {
  return path === '' ? what : `${path} ${what}`;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
