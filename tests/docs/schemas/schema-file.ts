import * as z from 'zod';
import type { Format } from './formats.ts';

/** The words of JSON Schema that ours use. */
const jsonSchema = z.looseObject({
  $ref: z.optional(z.string()),
  description: z.optional(z.string()),
  type: z.optional(z.union([z.string(), z.array(z.string())])),
  format: z.optional(z.string()),
  const: z.optional(z.unknown()),
  enum: z.optional(z.array(z.unknown())),
  required: z.optional(z.array(z.string())),
  get items() {
    return z.optional(jsonSchema);
  },
  get properties() {
    return z.optional(z.record(z.string(), jsonSchema));
  },
  get anyOf() {
    return z.optional(z.array(jsonSchema));
  },
  get $defs() {
    return z.optional(z.record(z.string(), jsonSchema));
  },
});
export type JsonSchema = z.output<typeof jsonSchema>;

/** A JSON Schema as the tables of docs/json.md read it. */
export function readSchema(text: string): JsonSchema {
  return jsonSchema.parse(JSON.parse(text));
}

/**
 * The file of a format. It allows fields that it does not name, because later versions add some; the
 * zod schema allows none, so that a test finds a field without a description.
 */
export function schemaText({ title, forms }: Format): string {
  const [first, ...more] = forms;
  const whole = first !== undefined && more.length === 0 ? first : z.union(forms);
  const { $schema, ...schema } = z.toJSONSchema(whole, {
    override: ({ jsonSchema: made }) => {
      keepOpen(made);
    },
  });
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}

function keepOpen(made: z.core.JSONSchema.BaseSchema): void {
  if (made.additionalProperties === false) delete made.additionalProperties;
  if (made.maximum === Number.MAX_SAFE_INTEGER) delete made.maximum;
  if (made.minimum === Number.MIN_SAFE_INTEGER) delete made.minimum;
}
