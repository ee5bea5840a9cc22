import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import {
  type HistoryFile,
  openHistory,
} from '../../../src/adapters/session/history/history-file.ts';
import { writeRow } from '../../../src/domain/session/row.ts';
import { temporaryFolder } from '../../support/session.ts';
import { openSession } from '../../support/session.ts';
import { iterationRow } from '../../support/session-rows.ts';

const PYTHON = join(
  import.meta.dirname,
  '../../fixtures/python-sessions/2026-02-planning-waiting/_signal_history.jsonl',
);

interface Fixture {
  readonly path: string;
  readonly checkpoint: string;
  readonly warnings: string[];
  readonly open: (isTrusted?: boolean) => HistoryFile;
}

function newHistory(): Fixture {
  const folder = temporaryFolder();
  const path = join(folder, 'history.jsonl');
  const checkpoint = join(folder, 'checkpoint.json');
  const warnings: string[] = [];
  const open = (isTrusted = true): HistoryFile =>
    openHistory(
      path,
      (text) => {
        warnings.push(text);
      },
      { path: checkpoint, isTrusted: () => isTrusted },
    );
  return { path, checkpoint, warnings, open };
}

const line = (iteration: number): string => writeRow(iterationRow({ iteration, total: iteration }));

describe('appending', () => {
  test('makes a file of its owner alone, a line a row, and reads its own rows back', () => {
    const { path, open, warnings } = newHistory();
    const history = open();
    expect(history.read().rows).toBe(0);
    history.append(iterationRow());
    history.append(iterationRow({ iteration: 2, total: 2 }));
    expect(history.read()).toMatchObject({ rows: 2, iteration: 2, total: 2 });
    expect(readFileSync(path, 'utf8')).toBe(line(1) + line(2));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(warnings).toEqual([]);
  });

  test('keeps the rows of the Python tool byte for byte', () => {
    const { path, open, warnings } = newHistory();
    cpSync(PYTHON, path);
    const old = readFileSync(path);
    const history = open();
    expect(history.read()).toMatchObject({ rows: 0, foreignRows: 4 });
    history.append(iterationRow({ iteration: 5 }));
    expect(readFileSync(path).subarray(0, old.length)).toEqual(old);
    expect(history.read()).toMatchObject({ rows: 1, foreignRows: 4, iteration: 5 });
    expect(warnings).toEqual([]);
  });

  test('closes a torn last line first; it is warned of once and costs nothing else', () => {
    const { path, open, warnings } = newHistory();
    writeFileSync(path, `${line(1)}{"v":3,"timestamp":"2026`);
    const history = open();
    history.append(iterationRow({ iteration: 2 }));
    history.append(iterationRow({ iteration: 3 }));
    expect(history.read()).toMatchObject({ rows: 3, brokenLines: 1 });
    expect(readFileSync(path, 'utf8').split('\n')[1]).toBe('{"v":3,"timestamp":"2026');
    expect(warnings).toHaveLength(1);
    expect(open().read()).toMatchObject({ rows: 3, brokenLines: 1 });
  });

  test('counts a last row that is whole but for its newline', () => {
    const { path, open, warnings } = newHistory();
    writeFileSync(path, line(1).trimEnd());
    const history = open();
    history.append(iterationRow({ iteration: 2 }));
    expect(history.read().rows).toBe(2);
    expect(warnings).toEqual([]);
  });

  test('two processes that append at once lose nothing', async () => {
    const { path, checkpoint, open } = newHistory();
    const program = join(temporaryFolder(), 'append.mjs');
    await build({
      stdin: {
        contents: `
          import { openHistory } from './src/adapters/session/history/history-file.ts';
          import { iterationRow } from './tests/support/session-rows.ts';
          const [path, checkpointPath, run] = process.argv.slice(2);
          const checkpoint = { path: checkpointPath, isTrusted: () => true };
          const history = openHistory(path, () => undefined, checkpoint);
          for (let n = 1; n <= 100; n += 1) history.append(iterationRow({ run, iteration: n }));`,
        resolveDir: join(import.meta.dirname, '../../..'),
      },
      outfile: program,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'error',
    });
    const children = ['a', 'b', 'c'].map((run) =>
      spawn(process.execPath, [program, path, checkpoint, run], { stdio: 'inherit' }),
    );
    await Promise.all(children.map((child) => once(child, 'exit')));
    expect(open().read()).toMatchObject({ rows: 300, brokenLines: 0, iteration: 100 });
  });
});

describe('reading', () => {
  test('skips foreign and broken lines with one warning and keeps every row after them', () => {
    const { path, open, warnings } = newHistory();
    const broken = ['{"torn', '[]', '7', '{"v":3,"kind":"who knows"}', '\u0000\u0000', '{"a":1}'];
    writeFileSync(path, `${line(1)}${broken.join('\n')}\n\n  \n${line(2)}`);
    const history = open();
    expect(history.read()).toMatchObject({ rows: 2, brokenLines: broken.length, iteration: 2 });
    history.read();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`${broken.length} lines`);
  });

  test('meets the rows of every version of the Python tool', () => {
    const { path, open, warnings } = newHistory();
    const v2 = {
      v: 2,
      timestamp: '2026-08-11 21:30:12',
      iteration: 8,
      source_phase: 'testing',
      target_phase: 'done',
      status: 'continue',
      accepted: false,
      rejection_reason: 'no',
    };
    writeFileSync(path, `${readFileSync(PYTHON, 'utf8')}${JSON.stringify(v2)}\n`);
    expect(open().read()).toMatchObject({
      foreignRows: 5,
      foreignLast: { phase: 'testing', accepted: false, reason: 'no' },
    });
    expect(warnings).toEqual([]);
  });

  test('a line that is still being written waits', () => {
    const { path, open, warnings } = newHistory();
    const history = open();
    const [head, tail] = [line(2).slice(0, 40), line(2).slice(40)];
    writeFileSync(path, line(1) + head);
    expect(history.read()).toMatchObject({ rows: 1, brokenLines: 0 });
    expect(history.read()).toMatchObject({ rows: 1, brokenLines: 0 });
    appendFileSync(path, tail);
    expect(history.read()).toMatchObject({ rows: 2, brokenLines: 0 });
    expect(warnings).toEqual([]);
  });

  test('reads lines of any length, and across its chunks', () => {
    const { path, open } = newHistory();
    const fd = openSync(path, 'w');
    for (let n = 1; n <= 3000; n += 1) {
      writeSync(fd, writeRow(iterationRow({ iteration: n, summary: 'ü'.repeat(n % 400) })));
    }
    writeSync(fd, writeRow(iterationRow({ iteration: 3001, summary: 'ü'.repeat(400_000) })));
    closeSync(fd);
    expect(open().read()).toMatchObject({ rows: 3001, iteration: 3001, brokenLines: 0 });
  });

  test('begins again when the file was truncated, replaced or removed', () => {
    const { path, open } = newHistory();
    const history = open();
    writeFileSync(path, line(1) + line(2) + line(3));
    expect(history.read().rows).toBe(3);
    truncateSync(path, line(1).length);
    expect(history.read()).toMatchObject({ rows: 1, iteration: 1 });
    writeFileSync(`${path}.new`, line(1) + line(2) + line(3) + line(4));
    renameSync(`${path}.new`, path);
    expect(history.read()).toMatchObject({ rows: 4, iteration: 4 });
    rmSync(path);
    expect(history.read().rows).toBe(0);
    history.append(iterationRow());
    expect(history.read()).toMatchObject({ rows: 1, iteration: 1 });
  });

  test('notices that the same file was written anew and is longer than before', () => {
    const { path, open } = newHistory();
    const history = open();
    writeFileSync(path, line(1) + line(2));
    expect(history.read().rows).toBe(2);
    writeFileSync(
      path,
      [11, 12, 13, 14, 15]
        .map((n) => writeRow(iterationRow({ iteration: n, summary: 'a longer one than before' })))
        .join(''),
    );
    expect(history.read()).toMatchObject({ rows: 5, iteration: 15, brokenLines: 0 });
  });

  test('is refused, in words, where something else stands in the place', () => {
    const makers: ((path: string) => void)[] = [
      mkdirSync,
      (path) => {
        execFileSync('mkfifo', [path]);
      },
      (path) => {
        symlinkSync('/etc/passwd', path);
      },
    ];
    for (const make of makers) {
      const { path, open } = newHistory();
      make(path);
      expect(() => open().read()).toThrow('is no regular file');
      expect(() => {
        open().append(iterationRow());
      }).toThrow('is no regular file');
    }
  });
});

describe('a checkpoint', () => {
  /** A history of three rows, checkpointed; then the first row is made unreadable in place. */
  const withCheckpoint = (): Fixture => {
    const fixture = newHistory();
    const history = fixture.open();
    for (const n of [1, 2, 3]) history.append(iterationRow({ iteration: n, total: n }));
    // So long that the beginning lies outside of what is compared.
    history.append(iterationRow({ iteration: 4, total: 4, summary: 'x'.repeat(9000) }));
    history.saveCheckpoint();
    return fixture;
  };
  const breakStart = (path: string): void => {
    const fd = openSync(path, 'r+');
    writeSync(fd, '#####', 0);
    closeSync(fd);
  };

  test('makes the next open skip what it covers, and read on from there', () => {
    const { path, open } = withCheckpoint();
    breakStart(path);
    appendFileSync(path, line(5));
    expect(open().read()).toMatchObject({ rows: 5, iteration: 5, brokenLines: 0 });
  });

  test('that an agent can have written is not believed', () => {
    const { path, open } = withCheckpoint();
    breakStart(path);
    expect(open(false).read()).toMatchObject({ rows: 3, brokenLines: 1 });
  });

  test('gives the very ledger that a whole reading gives', () => {
    const { checkpoint, open } = withCheckpoint();
    const short = open().read();
    rmSync(checkpoint);
    expect(short).toEqual(open().read());
  });

  test('is left alone when nothing was read, and its loss is no failure', () => {
    const { open, checkpoint } = newHistory();
    open().saveCheckpoint();
    expect(statSync(checkpoint, { throwIfNoEntry: false })).toBeUndefined();
    const gone = newHistory();
    const history = gone.open();
    history.append(iterationRow());
    mkdirSync(gone.checkpoint);
    history.saveCheckpoint();
    expect(gone.open().read().rows).toBe(1);
  });

  const wrong: Readonly<Record<string, (fixture: Fixture) => void>> = {
    'another file': ({ path }) => {
      cpSync(path, `${path}.copy`);
      renameSync(`${path}.copy`, path);
      breakStart(path);
    },
    'a changed tail': ({ path }) => {
      breakStart(path);
      const fd = openSync(path, 'r+');
      writeSync(fd, '"', statSync(path).size - 100);
      closeSync(fd);
    },
    garbage: ({ path, checkpoint }) => {
      breakStart(path);
      writeFileSync(checkpoint, '{"v":1,"inode":');
    },
    'another version': ({ path, checkpoint }) => {
      breakStart(path);
      const saved = JSON.parse(readFileSync(checkpoint, 'utf8')) as object;
      writeFileSync(checkpoint, JSON.stringify({ ...saved, v: 0 }));
    },
    'no ledger': ({ path, checkpoint }) => {
      breakStart(path);
      const saved = JSON.parse(readFileSync(checkpoint, 'utf8')) as object;
      writeFileSync(checkpoint, JSON.stringify({ ...saved, ledger: undefined }));
    },
    'a ledger of another kind': ({ path, checkpoint }) => {
      breakStart(path);
      const saved = JSON.parse(readFileSync(checkpoint, 'utf8')) as object;
      writeFileSync(checkpoint, JSON.stringify({ ...saved, ledger: [] }));
    },
    'a link': ({ path, checkpoint }) => {
      breakStart(path);
      renameSync(checkpoint, `${checkpoint}.real`);
      symlinkSync(`${checkpoint}.real`, checkpoint);
    },
  };
  test.each(Object.keys(wrong))('that does not fit is ignored: %s', (name) => {
    const fixture = withCheckpoint();
    wrong[name]?.(fixture);
    // The broken first line shows that everything was read again.
    expect(fixture.open().read().brokenLines).toBeGreaterThanOrEqual(1);
  });

  test('of a history that was truncated is ignored', () => {
    const fixture = withCheckpoint();
    truncateSync(fixture.path, line(1).length + line(2).length);
    expect(fixture.open().read()).toMatchObject({ rows: 2, iteration: 2 });
  });
});

test('a line that is longer than any row is skipped in time, and the rows around it are read', () => {
  const session = openSession();
  const [one, other] = ['one', 'other'].map((summary) =>
    JSON.stringify({ timestamp: 'x', iteration: 1, phase: 'init', status: 'continue', summary }),
  );
  session.write('_signal_history.jsonl', `${one}\n${'x'.repeat(40 * 1024 * 1024)}\n${other}\n`);
  const startedMs = performance.now();
  const ledger = session.store.ledger();
  expect(ledger).toMatchObject({ foreignRows: 2, brokenLines: 1 });
  expect(performance.now() - startedMs).toBeLessThan(20_000);
});
