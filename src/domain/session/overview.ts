import { likePhase, parsePhase, type Phase, PHASES } from '../phases/phase.ts';
import { conflictAround, mayOpenConflict } from '../text/markdown/conflict.ts';
import { readMarkdown } from '../text/markdown/lines.ts';
import { type Field, fieldsOf, findStatus, STATUS } from './overview/status-section.ts';

/**
 * `_overview.md` as a byte string: one character per byte (latin1), so that an edit leaves all
 * other text unchanged, whatever its encoding.
 */
export type ByteText = string;

/** The fields of the `## Status` section that samocode reads. */
export interface Status {
  readonly phase: Phase;
  readonly iteration: number;
  readonly total: number;
  readonly blocked: string;
  readonly lastAction: string;
  readonly next: string;
}

export type OverviewReading =
  | { readonly kind: 'status'; readonly status: Status }
  /** It cannot be followed; `line` counts from 1. */
  /** `like`: the phase that was probably meant. */
  | {
      readonly kind: 'problem';
      readonly message: string;
      readonly line: number;
      readonly like?: Phase | undefined;
    };

/** Reads the `## Status` section; only lines inside it, and outside code fences and comments, count. */
export function readOverview(text: ByteText): OverviewReading {
  const section = findStatus(text);
  if (section === undefined) return noSection(text);
  const conflict = conflictAround(text, section);
  if (conflict !== undefined) {
    const message =
      'its "## Status" section has a merge conflict: keep one of the two versions, and remove the marks';
    return { kind: 'problem', message, line: conflict.line };
  }
  const fields = new Map<string, Field>();
  for (const field of fieldsOf(section)) {
    if (!fields.has(field.label)) fields.set(field.label, field);
  }
  const valueOf = (label: string): string => decode(fields.get(label)?.value ?? '');
  const phase = parsePhase(valueOf('Phase'));
  if (phase === undefined) {
    const found = fields.get('Phase');
    const line = lineAt(text, found?.start ?? section.start);
    const what = found === undefined ? 'no "Phase:" in its "## Status" section' : namePhase(found);
    const like = likePhase(valueOf('Phase'));
    return { kind: 'problem', message: `${what}; valid: ${PHASES.join(', ')}`, line, like };
  }
  const status: Status = {
    phase,
    iteration: count(valueOf('Iteration')),
    total: count(valueOf('Total Iterations')),
    blocked: valueOf('Blocked').toLowerCase(),
    lastAction: valueOf('Last Action'),
    next: valueOf('Next'),
  };
  return { kind: 'status', status };
}

function noSection(text: ByteText): OverviewReading {
  const message = 'it has no "## Status" section';
  if (text.includes('\0')) {
    return {
      kind: 'problem',
      message: `${message} in UTF-8 (it has NUL bytes): save it as UTF-8`,
      line: 1,
    };
  }
  for (const line of readMarkdown(text).lines) {
    if (line.hiddenBy === undefined || !STATUS.test(line.text)) continue;
    const where = line.hiddenBy === 'fence' ? 'a code fence' : 'a comment';
    return {
      kind: 'problem',
      message: `${message}: this one is in ${where}`,
      line: lineAt(text, line.start),
    };
  }
  return { kind: 'problem', message, line: 1 };
}

/**
 * Whether a piece from the top of an overview holds all of its `## Status` section. It does not when
 * a fence, comment or merge conflict is still open there: the rest of the overview may close it.
 */
export function hasWholeStatus(text: ByteText): boolean {
  const section = findStatus(text);
  if (section === undefined || section.end === text.length || section.isInDoubt) return false;
  return !mayOpenConflict(text.slice(0, section.end));
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

function namePhase(field: Field): string {
  if (field.value === '') return 'its "Phase:" is empty';
  return `its "Phase:" is ${JSON.stringify(decode(field.value).slice(0, 60))}, which is no phase`;
}

function count(value: string): number {
  const digits = /^\d{1,9}/.exec(value);
  return digits === null ? 0 : Number(digits[0]);
}

/** Byte string → text; bytes that are no UTF-8 become U+FFFD. */
function decode(bytes: ByteText): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
}
