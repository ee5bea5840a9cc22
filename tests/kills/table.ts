import type { Hit, Step } from './killer.ts';

/** What one kill came to. */
export interface Killed {
  readonly step: Step;
  readonly how: Hit['how'];
  /** Spawns that were made once more. */
  readonly lost: number;
  readonly faults: readonly string[];
}

export interface KilledKind {
  readonly kind: string;
  readonly steps: number;
  readonly killed: readonly Killed[];
}

/** What a kill came to, in a few words. */
export function outcomeWords({ lost, faults }: Killed): string {
  if (faults.length > 0) return faults.join('; ');
  return lost > 0 ? 'the same, an attempt lost' : 'the same';
}

/** Every kill of a kind: step, place, outcome. */
export function longTable({ kind, steps, killed }: KilledKind): string {
  const lines = killed.map((one) => {
    const { number, call, place } = one.step;
    return [
      String(number).padStart(4),
      one.how.padEnd(6),
      `${call} ${place}`.padEnd(50),
      outcomeWords(one),
    ].join(' ');
  });
  return `\n${kind}: ${steps} steps, ${killed.length} kills\n${lines.join('\n')}`;
}

/** A line for each kind, as Markdown. */
export function shortTable(kinds: readonly KilledKind[]): string {
  const rows = kinds.map(({ kind, steps, killed }) => {
    const bad = killed.filter(({ faults }) => faults.length > 0).length;
    const lost = killed.filter((one) => one.faults.length === 0 && one.lost > 0).length;
    return `| ${kind} | ${steps} | ${killed.length} | ${killed.length - bad - lost} | ${lost} | ${bad} |`;
  });
  return [
    '| scenario | steps | kills | same result | same result, one attempt lost | different |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
