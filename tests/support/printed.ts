import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type FormatName, FORMATS } from '../docs/schemas/formats.ts';
import { ROOT } from './assets.ts';

type Schemas = readonly z.ZodType[];

const read = new Map<FormatName, Schemas>();

/** The schema in the package, and the one that allows no field that it does not name. */
function schemasOf(name: FormatName): Schemas {
  const known = read.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(join(ROOT, 'schemas', `${name}.json`), 'utf8');
  const schemas = [
    z.fromJSONSchema(JSON.parse(text) as z.core.JSONSchema.JSONSchema),
    z.union(FORMATS[name].forms),
  ];
  read.set(name, schemas);
  return schemas;
}

/** Throws unless each complete line of an output has its published format. */
export function checkLines(name: FormatName, output: string): void {
  for (const line of output.split('\n').slice(0, -1)) {
    for (const schema of schemasOf(name)) {
      const { error } = schema.safeParse(JSON.parse(line));
      if (error === undefined) continue;
      throw new Error(`schemas/${name}.json does not describe ${line}\n${z.prettifyError(error)}`);
    }
  }
}

/** The same for what the program printed with `--json`. */
export function checkPrinted(args: readonly string[], stdout: string): void {
  checkLines(args.find(isFormat) ?? 'run', stdout);
}

function isFormat(word: string): word is FormatName {
  return Object.hasOwn(FORMATS, word);
}
