import { likePhase, parsePhase, type Phase, PHASES } from '../phases/phase.ts';
import { conflictAround, mayOpenConflict } from '../text/markdown/conflict.ts';
import { readMarkdown } from '../text/markdown/lines.ts';
import {
  type Field,
  fieldsOf,
  findStatus,
  type Section,
  STATUS,
} from './overview/status-section.ts';

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

/** The lines that are samocode's own. */
export interface OwnFields {
  readonly Phase: Phase;
  readonly Iteration: number;
  readonly 'Total Iterations': number;
  readonly Blocked: 'no' | 'waiting_human' | 'blocked';
}

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

/** Changes the values of our own lines and no other byte; adds the lines that are missing. */
export function editOverview(text: ByteText, own: OwnFields): ByteText {
  const section = findStatus(text);
  if (section === undefined) return appendSection(text, own);
  const conflict = conflictAround(text, section);
  if (conflict !== undefined) {
    return insertSection(text, own, Math.min(section.start, conflict.start));
  }
  const fields = ownFieldsOf(section);
  const insertAt = Math.max(section.bodyStart, ...fields.map((field) => field.lineEnd));
  let edited = text.slice(0, insertAt);
  // From the last to the first, so that earlier positions stay true.
  for (const field of [...fields].reverse()) {
    const value = String(own[field.label]);
    if (value === field.value) continue;
    const gap = field.start === field.end && !/\s/.test(edited[field.start - 1] ?? '') ? ' ' : '';
    edited = `${edited.slice(0, field.start)}${gap}${field.mark}${value}${field.mark}${edited.slice(field.end)}`;
  }
  const missing = OWN_LABELS.filter((label) => fields.every((field) => field.label !== label));
  if (missing.length > 0) {
    const eol = eolOf(text.slice(section.start, section.bodyStart), text);
    const lines = missing.map((label) => `${label}: ${own[label]}${eol}`);
    edited += missingEnd(edited, eol) + lines.join('');
  }
  return edited + text.slice(insertAt);
}

/**
 * The overview without our own lines: the part that a person or an agent can have changed. Our own
 * edits do not change it, even if they add a section or a line end.
 */
export function withoutOwnFields(text: ByteText): ByteText {
  const whole = editOverview(text, ANY_VALUES);
  const section = findStatus(whole);
  if (section === undefined) return whole;
  const kept: string[] = [whole.slice(0, section.bodyStart)];
  let from = section.bodyStart;
  for (const field of fieldsOf(section)) {
    if (!isOwn(field.label)) continue;
    kept.push(whole.slice(from, field.lineStart));
    from = field.lineEnd;
  }
  return kept.join('') + whole.slice(from);
}

const ANY_VALUES: OwnFields = { Phase: 'init', Iteration: 0, 'Total Iterations': 0, Blocked: 'no' };

const OWN_LABELS = ['Phase', 'Iteration', 'Total Iterations', 'Blocked'] as const;

/**
 * Whether a piece from the top of an overview holds all of its `## Status` section. It does not when
 * a fence, comment or merge conflict is still open there: the rest of the overview may close it.
 */
export function hasWholeStatus(text: ByteText): boolean {
  const section = findStatus(text);
  if (section === undefined || section.end === text.length || section.isInDoubt) return false;
  return !mayOpenConflict(text.slice(0, section.end));
}

function isOwn(label: string): label is (typeof OWN_LABELS)[number] {
  return OWN_LABELS.some((own) => own === label);
}

type OwnField = Field & { readonly label: keyof OwnFields };

/** The first line of each of our labels, in the order of the text. */
function ownFieldsOf(section: Section): readonly OwnField[] {
  const found = new Map<string, OwnField>();
  for (const field of fieldsOf(section)) {
    const { label } = field;
    if (isOwn(label) && !found.has(label)) found.set(label, { ...field, label });
  }
  return [...found.values()];
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

function appendSection(text: ByteText, own: OwnFields): ByteText {
  const eol = eolOf(text);
  const lines = ['', '## Status', ...OWN_LABELS.map((label) => `${label}: ${own[label]}`), ''];
  return text + (text === '' ? '' : missingEnd(text, eol)) + lines.join(eol);
}

/** A section of our own before one that has two versions, which stay below it for a person. */
function insertSection(text: ByteText, own: OwnFields, at: number): ByteText {
  const eol = eolOf(text);
  const fields = OWN_LABELS.map((label) => `${label}: ${own[label]}`);
  const lines = ['## Status', ...fields, '', '## Status with a merge conflict', ''];
  return text.slice(0, at) + lines.join(eol) + text.slice(at);
}

/** The missing part of the last line's end; a line cut within CRLF lacks half. */
function missingEnd(text: ByteText, eol: string): string {
  if (text.endsWith('\n')) return '';
  return text.endsWith('\r') ? '\n' : eol;
}

/** The line end that the first text with one has. */
function eolOf(...texts: readonly string[]): string {
  const first = texts.find((text) => text.includes('\n')) ?? '';
  return first.includes('\r\n') ? '\r\n' : '\n';
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
