import { it } from 'vitest';
import { expectGenerated } from '../support/generated.ts';
import { WAITS } from '../support/waits.ts';

function waitTable(): string {
  const rows = WAITS.map(({ name, until, code }) => {
    const exit = code === 'signal' ? '130, 143' : String(code);
    return `| ${name} | ${until} | within 2 s | at once | ${exit} |`;
  });
  return [
    '| the program waits for | without a signal it ends by | first signal | second signal | exit code |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

it('docs/stopping.md lists every wait of tests/e2e/stop-in-a-wait.test.ts', () => {
  expectGenerated('docs/stopping.md', { waits: waitTable });
});
