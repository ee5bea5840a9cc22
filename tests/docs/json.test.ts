import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ROOT } from '../support/assets.ts';
import { expectGenerated } from '../support/generated.ts';
import { type FormatName, FORMATS } from './schemas/formats.ts';
import { type JsonSchema, readSchema, schemaText } from './schemas/schema-file.ts';
import { fieldTable, kindTable } from './schemas/schema-table.ts';

const FOLDER = join(ROOT, 'schemas');
const NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** The schema in the package. */
function schemaFile(name: FormatName): JsonSchema {
  return readSchema(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
}

/** One of the forms of a format. */
function form(name: FormatName, index: number): JsonSchema {
  return schemaFile(name).anyOf?.[index] ?? {};
}

function shared(name: FormatName, id: string): JsonSchema {
  return schemaFile(name).$defs?.[id] ?? {};
}

/** The form of a log item that has nothing but a text. */
const TEXT_ITEM = 1;
/** What each item of `logs --json` has, besides `kind`. */
const OF_ITEM = ['v', 'log', 'iteration', 'phase', 'attempt', 'at', 'nested'];

describe('the JSON Schemas', () => {
  it.each(NAMES)(
    'schemas/%s.json is made of its zod schema (UPDATE_GENERATED=1 writes it)',
    (name) => {
      const [path, wanted] = [join(FOLDER, `${name}.json`), schemaText(FORMATS[name])];
      mkdirSync(FOLDER, { recursive: true });
      if (process.env['UPDATE_GENERATED'] === '1') writeFileSync(path, wanted);
      expect(readFileSync(path, 'utf8')).toBe(wanted);
    },
  );

  it('are those of all formats, and nothing else', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(NAMES.map((name) => `${name}.json`).sort());
  });

  it('cover each command that takes --json', async () => {
    vi.stubGlobal('SAMOCODE_VERSION', '0.0.0');
    const { wholeProgram } = await import('../../src/cli/program/program.ts');
    const { commands } = await wholeProgram();
    const printing = commands
      .filter(({ options }) => options.some(({ long }) => long === '--json'))
      .map((command) => command.name());
    expect(printing.length).toBeGreaterThan(10);
    expect(printing.filter((name) => !Object.hasOwn(FORMATS, name))).toEqual([]);
  });

  it('are the source of the tables in docs/json.md and docs/events.md', () => {
    const ofStatus = Object.keys(form('status', 0).properties ?? {});
    const whole = (name: FormatName) => () => fieldTable(schemaFile(name));
    expectGenerated('docs/json.md', {
      status: () => fieldTable(form('status', 0)),
      'status --watch': () => fieldTable(form('status', 1)),
      schedule: () => fieldTable(form('schedule', 0)),
      why: whole('why'),
      list: () => fieldTable(form('list', 0), ofStatus),
      'list: broken': () => fieldTable(form('list', 1)),
      'list: queue': () => fieldTable(form('list', 2)),
      doctor: whole('doctor'),
      history: whole('history'),
      report: whole('report'),
      'report: iteration': () => fieldTable(shared('report', 'iteration')),
      logs: () => fieldTable(form('logs', TEXT_ITEM), ['kind', 'text']),
      'logs: kinds': () => kindTable(schemaFile('logs'), OF_ITEM),
      clean: whole('clean'),
      cost: whole('cost'),
      checkpoints: whole('checkpoints'),
      restore: () => fieldTable(form('restore', 0)),
      'restore --here': () => fieldTable(form('restore', 1)),
      queue: whole('queue'),
      receipt: whole('receipt'),
      'hand-over': () => fieldTable(shared('status', 'hand-over')),
      run: () => kindTable(schemaFile('run'), ['v', 'at']),
      ending: () => kindTable(shared('run', 'ending')),
    });
    expectGenerated('docs/events.md', { event: whole('event') });
  });
});
