import { expect, test } from 'vitest';
import type { RunState } from '../../../src/app/ports/session/state.ts';
import {
  keepReceipt,
  type ReceiptFile,
  type ReceiptSources,
  receiptWith,
} from '../../../src/app/report/receipt.ts';
import type { Receipt } from '../../../src/domain/report/receipt.ts';
import { iterationRow } from '../../support/session-rows.ts';

const DONE = iterationRow({ status: 'done' });

function sources(statuses: readonly ('continue' | 'done')[]) {
  const started: string[] = [];
  const of: ReceiptSources = {
    session: 'shop',
    state: () => ({ branch: { name: 'shop' } }) as RunState,
    history: statuses.map((status) => ({ kind: 'own', row: iterationRow({ status }), at: 0 })),
    work: () => {
      started.push('git log');
      return Promise.resolve({ commits: 1, files: 2, insertions: 3, deletions: 4, uncommitted: 5 });
    },
    versions: () => {
      started.push('git --version');
      return Promise.resolve({ git: '2' });
    },
  };
  return { of, started };
}

function file(): ReceiptFile & { readonly written: Receipt[] } {
  const written: Receipt[] = [];
  return { written, kept: () => written.at(-1), write: (one) => void written.push(one) };
}

test('a session that is not done gets no receipt, and starts no git', async () => {
  const { of, started } = sources(['continue']);
  const { written, ...at } = file();
  await keepReceipt(of, at);
  expect([written, started]).toEqual([[], []]);
});

test('the facts are gathered once, and then written as they were', async () => {
  const { of, started } = sources(['continue', 'done']);
  const { written, ...at } = file();
  await keepReceipt(of, at);
  await keepReceipt(of, at);
  expect(started).toEqual(['git log', 'git --version']);
  const changes = { commits: 1, files: 2, insertions: 3, deletions: 4 };
  expect(written[0]).toMatchObject({ session: 'shop', branch: 'shop', changes, uncommitted: 5 });
  expect(written[1]).toEqual(written[0]);
});

test('changes that git did not tell are null', async () => {
  const { of } = sources(['done']);
  const { written, ...at } = file();
  await keepReceipt({ ...of, work: () => Promise.resolve(undefined) }, at);
  expect(written).toMatchObject([{ changes: null, uncommitted: null, versions: { git: '2' } }]);
});

test('a receipt counts the row that is not recorded yet', async () => {
  const { of } = sources(['continue']);
  expect(await receiptWith(of, DONE)).toMatchObject({ iterations: 2, uncommitted: 5 });
});
