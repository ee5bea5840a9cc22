import { expect, test } from 'vitest';
import { PROVIDERS } from '../../../src/adapters/providers/providers.ts';
import { askCli, type Asking, usageAsker } from '../../../src/app/cli-query/ask-cli.ts';
import type { AskProgram } from '../../../src/app/ports/ask-program.ts';
import { NEVER } from '../../../src/app/ports/repository.ts';
import type { ProcessEnd } from '../../../src/domain/provider/process-end.ts';

const END: ProcessEnd = {
  ...{ cause: 'exited', exitCode: 1, signal: undefined, stderrTail: '', durationMs: 1, swept: 0 },
};

function asking(ask: AskProgram, more: Partial<Asking> = {}): Asking {
  return {
    ...{ home: '/home/me', cwd: '/', runId: 'run', stops: NEVER, sandbox: undefined },
    ...{ provider: PROVIDERS.codex, environment: {}, loginIdentity: () => '', ask },
    config: { executable: 'codex', extraArgs: [] },
    ...more,
  };
}

const QUERY = {
  args: () => [],
  ...{ input: '?', marks: ['a'] },
  read: (line: string) => (line === '' ? undefined : line),
};

test('ends the program with its first answer', async () => {
  const said: unknown[] = [];
  const ask: AskProgram = async ({ onLine }) => {
    for (const line of ['', 'first', 'second']) said.push(onLine(line));
    return await Promise.resolve(END);
  };
  expect(await askCli(asking(ask), QUERY)).toBe('first');
  expect(said).toEqual([undefined, 'finished', 'finished']);
});

test.each([
  [{ stderrTail: 'noise\nno login\n' }, 'exit 1: no login'],
  [{ cause: 'timeout' }, 'no answer within 5 s'],
  [{ cause: 'not-started', stderrTail: 'ENOENT' }, 'it did not start: ENOENT'],
  [{ cause: 'stopped' }, 'stopped'],
] as const)('says why there is no answer: %j', async (end, why) => {
  expect(
    await askCli(
      asking(() => Promise.resolve({ ...END, ...end })),
      QUERY,
    ),
  ).toEqual({ why });
});

test('a full disk is no answer, and no exception', async () => {
  const ask: AskProgram = () => Promise.reject(new Error('no space left'));
  expect(await askCli(asking(ask), QUERY)).toEqual({ why: 'no space left' });
});

test('a CLI with an API key is not asked for the usage of a login in its files', () => {
  const ask: AskProgram = () => Promise.resolve(END);
  const environment = { CODEX_API_KEY: 'key' };
  expect(usageAsker(asking(ask, { environment, loginIdentity: () => 'me' }))).toBeUndefined();
  expect(usageAsker(asking(ask, { environment }))).toBeTypeOf('function');
});
