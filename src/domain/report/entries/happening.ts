import { whoActed } from '../../session/history-entry.ts';
import type { Row } from '../../session/row.ts';
import { isoOf } from '../../text/timestamps.ts';
import type { Happening } from '../report.ts';
import { joined, tokensOf } from './fields.ts';

export function happeningOf(
  row: Exclude<Row, { kind: 'iteration' }>,
  at: number | undefined,
): Happening {
  const common = { at: isoOf(at), status: row.status, from: row.sourcePhase, to: row.phase };
  const free = { tokens: null, costUsd: null, pricedUsd: null };
  switch (row.kind) {
    case 'person':
      return {
        ...common,
        ...free,
        kind: row.kind,
        who: row.unverified === true ? whoActed(row) : row.by,
        words: row.note,
      };
    case 'restored':
    case 'noticed':
      return { ...common, ...free, kind: row.kind, who: null, words: row.reason };
    case 'gave-up':
      return {
        ...common,
        kind: row.kind,
        who: null,
        words: joined(row.reason, row.cure),
        tokens: tokensOf(row),
        costUsd: row.costUsd,
        pricedUsd: row.pricedUsd ?? null,
      };
  }
}
