import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../support/program.ts';

/** `SAMOCODE_TEST_COST_ROWS=1000000 npx vitest run tests/e2e/large-spend-book.test.ts` plays the largest book. */
const ROWS = Number(process.env['SAMOCODE_TEST_COST_ROWS'] ?? 40_000);
const DAYS = 100;
const PHASES = ['planning', 'implementation', 'testing', 'quality'];

/** A line of the book: every third attempt is by Codex, every hundredth is there twice. */
function lines(n: number): string {
  const at = new Date(2026, 0, 1 + (n % DAYS), 12).toISOString();
  const [isCodex, phase] = [n % 3 === 0, PHASES[n % 4] ?? ''];
  const who = {
    session: `/sessions/s${n % 500}`,
    run: `run-${n}`,
    iteration: n,
    attempt: 1,
    log: `${n}.jsonl`,
  };
  const usage = {
    inputTokens: 1000 + (n % 9000),
    cachedInputTokens: n % 1000,
    outputTokens: n % 700,
  };
  const codex = { provider: 'codex', model: 'gpt-5.5', costUsd: null };
  const claude = {
    provider: 'claude',
    model: 'opus',
    costUsd: n % 7 === 0 ? null : (n % 500) / 100,
  };
  const line = { v: 1, at, ...who, phase, usage, ...(isCodex ? codex : claude) };
  const again = n % 100 === 0 ? `${JSON.stringify({ ...line, adopted: true })}\n` : '';
  return `${JSON.stringify(line)}\n${again}`;
}

function writeBook(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (let day = 0; day < DAYS; day += 1) {
    const name = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
    for (let from = day; from < ROWS; from += 500 * DAYS) {
      const text = Array.from({ length: 500 }, (_, at) => from + at * DAYS)
        .filter((n) => n < ROWS)
        .map(lines);
      appendFileSync(join(folder, `${name}.jsonl`), text.join(''));
    }
  }
}

/** Another program, another language: attempts and half millionths of a dollar by phase. */
const AWK = `
/"adopted"/ { next }
{ match($0, /"phase":"[a-z]*/); phase = substr($0, RSTART + 9, RLENGTH - 9); count[phase]++ }
/"provider":"codex"/ {
  match($0, /"inputTokens":[0-9]+/); all = substr($0, RSTART + 14, RLENGTH - 14)
  match($0, /"cachedInputTokens":[0-9]+/); cached = substr($0, RSTART + 20, RLENGTH - 20)
  match($0, /"outputTokens":[0-9]+/); output = substr($0, RSTART + 15, RLENGTH - 15)
  parts[phase] += (all - cached) * 10 + cached + output * 60
}
match($0, /"costUsd":[0-9.]+/) { parts[phase] += int(substr($0, RSTART + 10, RLENGTH - 10) * 2000000 + 0.5) }
END { for (phase in count) printf "%s %d %.0f\\n", phase, count[phase], parts[phase] }`;

test('sums a book of any size up in a small memory, with the figures of another program', async () => {
  await using scene = openScene();
  const folder = join(scene.home, '.local/state/samocode/spend');
  writeBook(folder);
  const env = { NODE_OPTIONS: '--max-old-space-size=32' };
  const started = Date.now();
  const { code, stdout, stderr } = await scene.start(['cost', '--by', 'phase', '--json'], { env })
    .ended;
  const seconds = (Date.now() - started) / 1000;
  expect(code, stderr).toBe(0);
  const { groups, total } = JSON.parse(stdout) as {
    readonly groups: readonly {
      readonly name: string;
      readonly attempts: number;
      readonly costUsd: number;
    }[];
    readonly total: { readonly attempts: number };
  };
  const found = groups.map(
    ({ name, attempts, costUsd }) => `${name} ${attempts} ${Math.round(costUsd * 2e6)}`,
  );
  const wanted = execFileSync(
    'sh',
    ['-c', `cat "$1"/*.jsonl | awk '${AWK}' | sort`, 'sh', folder],
    { encoding: 'utf8' },
  );
  expect(found).toEqual(wanted.trimEnd().split('\n'));
  expect(total.attempts).toBe(ROWS);
  console.log(`samocode cost: ${ROWS} attempts in ${seconds.toFixed(1)} s with 32 MB of heap`);
}, 300_000);
