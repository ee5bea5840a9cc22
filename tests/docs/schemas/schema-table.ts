import type { JsonSchema } from './schema-file.ts';

/* The tables of docs/json.md, made from the JSON Schemas. */

/** Where docs/json.md describes the objects that several formats share. */
const SECTIONS: Readonly<Record<string, string>> = {
  ending: '[the ending of a run](json.md#the-ending-of-a-run)',
  'hand-over': '[the hand-over](json.md#the-hand-over)',
  queued: '[a line of `queue --json`](json.md#samocode-queue---json)',
  iteration: '[an iteration of a report](json.md#an-iteration-of-a-report)',
  receipt: '[the receipt](json.md#_receiptjson)',
};

/** A table with a row for each field of an object, and of the objects in it. */
export function fieldTable(schema: JsonSchema, without: readonly string[] = []): string {
  const rows = fieldsOf(schema).filter(({ name }) => !without.includes(name));
  const lines = rows.flatMap((field) => rowsOf(field, ''));
  return ['| field | type | |', '| --- | --- | --- |', ...lines].join('\n');
}

/** A table with a row for each form of an object, named by its `kind`; `without` leaves out fields that all have. */
export function kindTable(schema: JsonSchema, without: readonly string[] = []): string {
  const rows = (schema.anyOf ?? []).map((form) => {
    const { kind, ...others } = form.properties ?? {};
    const fields = fieldsOf({ ...form, properties: others })
      .filter(({ name }) => !without.includes(name))
      .map(fieldWords);
    const { const: word, description = '' } = kind ?? {};
    return `| \`${String(word)}\` | ${description} | ${fields.join('; ')} |`;
  });
  return ['| `kind` | | fields |', '| --- | --- | --- |', ...rows].join('\n');
}

interface Field {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isOptional: boolean;
}

function fieldsOf({ properties = {}, required = [] }: JsonSchema): readonly Field[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    isOptional: !required.includes(name),
  }));
}

function rowsOf({ name, schema, isOptional }: Field, before: string): readonly string[] {
  const path = `${before}${name}`;
  const type = isOptional ? `${typeOf(schema)}; optional` : typeOf(schema);
  const row = `| \`${path}\` | ${type} | ${aboutOf(schema)} |`;
  return [row, ...innerRows(schema, path)];
}

/** The rows of the object that a field has, or of those in its list. */
function innerRows(schema: JsonSchema, path: string): readonly string[] {
  const { bare } = withoutNull(schema);
  if (bare.type === 'array') return innerRows(bare.items ?? {}, `${path}[]`);
  return fieldsOf(bare).flatMap((field) => rowsOf(field, `${path}.`));
}

function fieldWords({ name, schema, isOptional }: Field): string {
  const inner = fieldsOf(schema).map(fieldWords);
  const marks = [isOptional ? 'optional' : '', ...valuesOf(schema)].filter((mark) => mark !== '');
  const shown = marks.length === 0 ? '' : ` (${marks.join(': ')})`;
  const of = inner.length === 0 ? '' : `, with ${inner.join(', ')}`;
  return `\`${name}\`${shown}: ${aboutOf(schema)}${of}`;
}

function aboutOf(schema: JsonSchema): string {
  const { bare } = withoutNull(schema);
  const see = sectionOf(bare) ?? sectionOf(bare.items ?? {});
  return [schema.description, see].filter((part) => part !== undefined).join('; ');
}

function sectionOf({ $ref }: JsonSchema): string | undefined {
  return SECTIONS[($ref ?? '').replace('#/$defs/', '')];
}

function typeOf(schema: JsonSchema): string {
  const { bare, isNullable } = withoutNull(schema);
  const type = bareType(bare);
  return isNullable ? `${type} or null` : type;
}

function bareType(schema: JsonSchema): string {
  const [values] = valuesOf(schema);
  if (values !== undefined) return values;
  const { type, format, items } = schema;
  if (type === 'string') return format === 'date-time' ? 'ISO 8601' : 'text';
  if (type === 'array') return items?.type === 'string' ? 'list of text' : 'list';
  if (type === 'integer') return 'number';
  return typeof type === 'string' ? type : 'object';
}

/** The values that a field is restricted to, as one text; none if there is no such restriction. */
function valuesOf({ enum: words, const: word }: JsonSchema): readonly string[] {
  if (words !== undefined) return [words.map((one) => `\`${String(one)}\``).join(', ')];
  return word === undefined ? [] : [`\`${JSON.stringify(word).replaceAll('"', '')}\``];
}

function withoutNull(schema: JsonSchema): { readonly bare: JsonSchema; isNullable: boolean } {
  if (Array.isArray(schema.type)) {
    const [type] = schema.type.filter((one) => one !== 'null');
    return { bare: { ...schema, type }, isNullable: true };
  }
  const [bare] = (schema.anyOf ?? []).filter(({ type }) => type !== 'null');
  return bare === undefined ? { bare: schema, isNullable: false } : { bare, isNullable: true };
}
