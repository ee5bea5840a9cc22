import type { Phase } from '../../phases/phase.ts';
import { conflictAround } from '../../text/markdown/conflict.ts';
import type { ByteText } from '../overview.ts';
import { type Field, fieldsOf, findStatus, type Section } from './status-section.ts';

/** The lines that are samocode's own. */
export interface OwnFields {
  readonly Phase: Phase;
  readonly Iteration: number;
  readonly 'Total Iterations': number;
  readonly Blocked: 'no' | 'waiting_human' | 'blocked';
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
