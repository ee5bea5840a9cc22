import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sessionWatch } from '../../../src/adapters/session/fingerprints/waiting.ts';

test.each(['.samocode', '.samocode.env', '.env'])(
  'a session that rests is seen to change with the %s of its project',
  (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'waiting-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const session = { config: join(folder, '.samocode'), path: undefined };
    const before = sessionWatch.seenIn(session);
    expect(sessionWatch.seenIn(session)).toBe(before);
    writeFileSync(join(folder, name), 'VERIFY=true\n');
    expect(sessionWatch.seenIn(session)).not.toBe(before);
  },
);
