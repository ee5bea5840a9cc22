import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './assets.ts';

export interface AttackRow {
  readonly what: string;
  readonly modes: string;
  readonly outcome: string;
  /** The test file, relative to the root. */
  readonly file: string;
}

/** The calls of `attack` in all test files, in the order of the files. */
export function attackRows(): readonly AttackRow[] {
  return readdirSync(join(ROOT, 'tests'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => ({
      file: `tests/${name}`,
      text: readFileSync(join(ROOT, 'tests', name), 'utf8'),
    }))
    .filter(({ text }) => text.includes('attack('))
    .flatMap(({ file, text }) => rowsIn(file, text));
}

function rowsIn(file: string, text: string): readonly AttackRow[] {
  const rows: AttackRow[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'attack') {
      rows.push(rowOf(node, source, file));
    }
    ts.forEachChild(node, visit);
  };
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  visit(source);
  return rows;
}

function rowOf(call: ts.CallExpression, source: ts.SourceFile, file: string): AttackRow {
  const [what, how] = call.arguments;
  if (what === undefined || !ts.isStringLiteralLike(what) || how === undefined) {
    throw new Error(`${file}: the words of an attack are not literal`);
  }
  const written = how.getText(source);
  const modes = [.../'(bypass|bwrap)'/g[Symbol.matchAll](written)].map(([, mode]) => mode);
  const [, outcome = ''] = /outcome: '([^']+)'/.exec(written) ?? [];
  if (modes.length === 0 || outcome === '') {
    throw new Error(`${file}: modes and outcome of an attack are not literal: ${written}`);
  }
  return { what: what.text, modes: modes.join(', '), outcome, file };
}
