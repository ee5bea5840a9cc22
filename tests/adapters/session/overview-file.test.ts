import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readOverviewFile, settleOverview } from '../../../src/adapters/session/overview-file.ts';
import type { OwnFields } from '../../../src/domain/session/overview/edit-overview.ts';

const HEAD_BYTES = 64 * 1024;

const OWN: OwnFields = {
  Phase: 'implementation',
  Iteration: 1234,
  'Total Iterations': 1234,
  Blocked: 'no',
};
const statusOf = ({ Phase, Iteration }: Pick<OwnFields, 'Phase' | 'Iteration'>) =>
  `## Status\nPhase: ${Phase}\nIteration: ${Iteration}\nTotal Iterations: ${Iteration}\nBlocked: no\n`;
const BEFORE = statusOf({ Phase: 'planning', Iteration: 7 });
const AFTER = statusOf(OWN);

const newOverview = (bytes: Buffer): { readonly path: string; readonly folder: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'samocode-overview-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, '_overview.md');
  writeFileSync(path, bytes);
  return { path, folder };
};

/** Bytes of every value but that of `#`, so that no other section begins in them. */
const noise = (length: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) % 256)).map((byte) =>
    byte === 35 ? 36 : byte,
  ) as Buffer;

const LENGTHS = [0, 100, HEAD_BYTES, 2 * HEAD_BYTES, 4 * HEAD_BYTES, 50 * HEAD_BYTES].flatMap(
  (length) => [length, length + 1, length + HEAD_BYTES - 1],
);

test('whatever the length of an overview, no byte changes but in our own lines', () => {
  for (const length of LENGTHS) {
    const log = Buffer.concat([Buffer.from('\n## Flow Log\n'), noise(length)]);
    const { path, folder } = newOverview(Buffer.concat([Buffer.from(`# t\n\n${BEFORE}`), log]));
    settleOverview(path, { own: OWN, title: undefined });
    const wanted = Buffer.concat([Buffer.from(`# t\n\n${AFTER}`), log]);
    expect(readFileSync(path).equals(wanted), `${length} bytes`).toBe(true);
    expect(readdirSync(folder)).toEqual(['_overview.md']);
  }
});

test('a status that begins or ends behind the head is found and changed, too', () => {
  for (const before of [HEAD_BYTES - 40, HEAD_BYTES - BEFORE.length, 3 * HEAD_BYTES]) {
    const story = Buffer.from('a line\n'.repeat(Math.ceil(before / 7)));
    const { path } = newOverview(Buffer.concat([story, Buffer.from(`${BEFORE}\n## Log\nx\n`)]));
    settleOverview(path, { own: OWN, title: undefined });
    const wanted = Buffer.concat([story, Buffer.from(`${AFTER}\n## Log\nx\n`)]);
    expect(readFileSync(path).equals(wanted)).toBe(true);
    expect(readOverviewFile(path)).toMatchObject({ status: { phase: 'implementation' } });
  }
});

test('a long overview that says so already is not written', () => {
  const { path } = newOverview(Buffer.from(`${AFTER}\n## Log\n${'x'.repeat(9 * HEAD_BYTES)}`));
  const { ino } = statSync(path);
  settleOverview(path, { own: OWN, title: undefined });
  expect(statSync(path).ino).toBe(ino);
});
