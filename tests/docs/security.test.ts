import { it } from 'vitest';
import { attackRows } from '../support/attack-rows.ts';
import { expectGenerated } from '../support/generated.ts';

function attackTable(): string {
  const rows = attackRows().map(
    ({ what, modes, outcome, file }) => `| ${what} | ${modes} | ${outcome} | \`${file}\` |`,
  );
  return ['| attack | mode | outcome | test |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

it('docs/security.md lists every attack that a test tries', () => {
  expectGenerated('docs/security.md', { attacks: attackTable });
});
