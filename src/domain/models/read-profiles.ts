import * as z from 'zod/mini';
import { PHASES } from '../phases/phase.ts';
import { type Complaint, shown } from '../settings/problem.ts';
import { word } from '../settings/values/words.ts';
import { jsonOf } from '../text/read-json.ts';
import { PROFILE_NAMES, PROFILES, type Profiles } from './profiles.ts';

/**
 * Reads a person's own profiles, which replace the shipped ones of the same provider and name.
 *
 * `{"v": 1, "claude": {"strong": {"all": {"model": "opus"}, "phases": {"done": {"effort": "low"}}}}}`
 */
export function readProfiles(text: string): { readonly profiles: Profiles } | Complaint {
  const value = jsonOf(text);
  if (value === undefined) {
    return { message: 'is not JSON', hint: HINT };
  }
  const read = z.safeParse(fileSchema(), value);
  if (!read.success) return complaintOf(read.error.issues[0]);
  const { claude, codex } = PROFILES;
  return {
    profiles: {
      claude: { ...claude, ...read.data.claude },
      codex: { ...codex, ...read.data.codex },
    },
  };
}

const HINT = 'docs/models.md shows the format; without the file the shipped profiles count';

function fileSchema() {
  const choice = z.strictObject({
    model: z.optional(word.schema()),
    effort: z.optional(word.schema()),
  });
  const profile = z.strictObject({
    all: choice,
    phases: z.optional(z.partialRecord(z.enum(PHASES), choice)),
  });
  const profiles = z.optional(z.partialRecord(z.enum(PROFILE_NAMES), profile));
  return z.strictObject({ v: z.literal(1), claude: profiles, codex: profiles });
}

function complaintOf(issue: z.core.$ZodIssue | undefined): Complaint {
  const at = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys : [])];
  const place = at.length === 0 ? 'as a whole' : `at ${shown(at.map(String).join('.'))}`;
  return { message: `is not a file of profiles, ${place}`, hint: HINT };
}
