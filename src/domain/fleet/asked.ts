import * as z from 'zod/mini';
import { type DataOf, readJson } from '../text/read-json.ts';

/** A file of a session that waits for a person; an agent wrote it. `text` null: it cannot be shown. */
const askedText = z.object({ name: z.string(), text: z.nullable(z.string()) });
export type AskedText = DataOf<typeof askedText>;

/** The texts that a run tells of with the token of what waits (`Told.asks`). */
export const askedTexts = z.nullable(z.array(askedText));

/** Null: there are none, or a later version of samocode wrote them. */
export function readAskedTexts(text: string | null): readonly AskedText[] | null {
  return (text === null ? undefined : readJson(askedTexts, text)) ?? null;
}
