import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { phaseTable, signalTable } from '../../src/domain/phases/registry-text.ts';
import { ROOT } from '../support/assets.ts';
import { expectGenerated } from '../support/generated.ts';
import { constantTable } from './reference-limits.ts';
import { commandReference, exitCodeTable, slipList, stayTable } from './reference-tables.ts';

const FOLDER = 'docs/reference';
const pages = readdirSync(join(ROOT, FOLDER));

/** A link to a test file, or to a suite for several of them, and a name of a test in it. */
const PROOF = /\[[\w-]+\]\(\.\.\/\.\.\/(tests\/[\w/-]+(?:\.test)?\.ts)\) `([^`]+)`/g;

/** The rules of a page: its list items, without those of generated parts. */
function rulesOf(page: string): readonly string[] {
  const text = readFileSync(join(ROOT, FOLDER, page), 'utf8');
  const written = text.replace(/<!-- generated:[^]*?<!-- \/generated -->/g, '');
  return written.split('\n').filter((line) => line.startsWith('- '));
}

/** Why a rule is not proved; undefined if it is. */
function troubleOf(rule: string): string | undefined {
  const proofs = [...rule.matchAll(PROOF)];
  if (proofs.length === 0) return `no test: ${rule}`;
  const lost = proofs.find(([, file = '', name = '']) => !hasTest(file, name));
  return lost === undefined ? undefined : `no such test: ${lost[0]}`;
}

function hasTest(file: string, name: string): boolean {
  const path = join(ROOT, file);
  if (!existsSync(path)) return false;
  const text = readFileSync(path, 'utf8').replaceAll("\\'", "'");
  const quoted = ["'", '"'].map((quote) => `${quote}${name}${quote}`);
  return quoted.some((title) =>
    text
      .split(title)
      .slice(0, -1)
      .some((before) => /(?:\btest|\bit|\battack|\))\(\s*$/.test(before)),
  );
}

describe('docs/reference', () => {
  it('holds the tables that the program makes (UPDATE_GENERATED=1 writes them)', async () => {
    // The build puts it in; no table depends on its value.
    vi.stubGlobal('SAMOCODE_VERSION', '0.0.0');
    const { wholeProgram } = await import('../../src/cli/program/program.ts');
    const program = await wholeProgram();
    expectGenerated(`${FOLDER}/commands.md`, { commands: () => commandReference(program) });
    expectGenerated(`${FOLDER}/exit-codes.md`, { 'exit codes': exitCodeTable });
    expectGenerated(`${FOLDER}/phases.md`, { phases: phaseTable, stays: stayTable });
    expectGenerated(`${FOLDER}/signals.md`, { values: signalTable, slips: slipList });
    expectGenerated(`${FOLDER}/limits.md`, { constants: constantTable });
  });

  it.each(pages)('%s names an existing test for each of its rules', (page) => {
    expect(rulesOf(page).flatMap((rule) => troubleOf(rule) ?? [])).toEqual([]);
  });

  it('links every page from its index', () => {
    const index = readFileSync(join(ROOT, FOLDER, 'README.md'), 'utf8');
    expect(pages.filter((page) => page !== 'README.md' && !index.includes(`(${page})`))).toEqual(
      [],
    );
  });

  it('recognizes a rule without a test, and a test that was renamed', () => {
    const link = '[gates](../../tests/e2e/gates.test.ts)';
    expect(troubleOf('- A rule.')).toMatch(/^no test/);
    expect(troubleOf(`- A rule. Test: ${link} \`has another name\`.`)).toMatch(/^no such test/);
    expect(troubleOf(`- A rule. Test: ${link} \`the answers gate\`.`)).toMatch(/^no such test/);
    expect(troubleOf(`- A rule. Test: ${link} \`opens by a person who edits _qa.md\`.`)).toBe(
      undefined,
    );
  });
});
