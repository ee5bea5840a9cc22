import { expect, it } from 'vitest';
import { assets, assetsOf, examplesIn, inlineCode } from '../support/assets.ts';
import { commandLinesIn } from './command-lines.ts';

it('says how much the other tests of the texts checked', () => {
  const counts = {
    agents: assetsOf('agent').length,
    skills: assetsOf('skill').length,
    commands: assetsOf('command').length,
    'signal examples': assets().flatMap(examplesIn).length,
    'samocode command lines': assets().flatMap(({ text }) => commandLinesIn(text)).length,
    'names in backticks': assets().flatMap(({ text }) => inlineCode(text)).length,
  };
  const parts = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  process.stdout.write(`checked: ${parts.join(', ')}\n`);
  for (const [name, count] of Object.entries(counts)) expect(count, name).toBeGreaterThan(7);
});
