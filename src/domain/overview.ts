import { parsePhase, PHASES, type Phase } from './phase.ts';

/**
 * `_overview.md` as a byte string: one character a byte (latin1), so that whatever a person or an
 * agent wrote around our lines survives an edit unchanged.
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
  | { readonly kind: 'problem'; readonly message: string; readonly line: number };

/** The lines that are samocode's own. */
export interface OwnFields {
  readonly Phase: Phase;
  readonly Iteration: number;
  readonly 'Total Iterations': number;
  readonly Blocked: 'no' | 'waiting_human' | 'blocked';
}

/** Reads the `## Status` section; only lines inside it count. */
export function readOverview(text: ByteText): OverviewReading {
  const section = findStatus(text);
  if (section === undefined) {
    return { kind: 'problem', message: 'it has no "## Status" section', line: 1 };
  }
  const fields = new Map<string, Field>();
  for (const field of fieldsOf(text, section)) {
    if (!fields.has(field.label)) fields.set(field.label, field);
  }
  const valueOf = (label: string): string => decode(fields.get(label)?.value ?? '');
  const phase = parsePhase(valueOf('Phase'));
  if (phase === undefined) {
    const found = fields.get('Phase');
    const line = lineAt(text, found?.start ?? section.start);
    const what = found === undefined ? 'no "Phase:" in its "## Status" section' : namePhase(found);
    return { kind: 'problem', message: `${what}; valid: ${PHASES.join(', ')}`, line };
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

/** Changes the values of our own lines and no other byte; adds the lines that are missing. */
export function editOverview(text: ByteText, own: OwnFields): ByteText {
  const section = findStatus(text);
  if (section === undefined) return appendSection(text, own);
  const fields = [...fieldsOf(text, section)];
  let edited = text;
  let insertAt = section.bodyStart;
  const missing: string[] = [];
  const eol = text.slice(section.start, section.bodyStart).endsWith('\r\n') ? '\r\n' : '\n';
  // From the last to the first, so that earlier positions stay true.
  for (const label of [...OWN_LABELS].reverse()) {
    const field = fields.find((candidate) => candidate.label === label);
    if (field === undefined) missing.unshift(`${label}: ${own[label]}${eol}`);
    else insertAt = Math.max(insertAt, field.lineEnd);
  }
  if (missing.length > 0) {
    const needsEol = insertAt > 0 && edited[insertAt - 1] !== '\n';
    edited =
      edited.slice(0, insertAt) + (needsEol ? eol : '') + missing.join('') + edited.slice(insertAt);
  }
  const present = fields
    .filter((field, at) => fields.findIndex((other) => other.label === field.label) === at)
    .sort((one, other) => other.start - one.start);
  for (const field of present) {
    const value = ownValue(own, field.label);
    if (value === undefined || value === field.value) continue;
    const bold = field.bold ? '**' : '';
    const gap = field.start === field.end && !/\s/.test(edited[field.start - 1] ?? '') ? ' ' : '';
    edited = `${edited.slice(0, field.start)}${gap}${bold}${value}${bold}${edited.slice(field.end)}`;
  }
  return edited;
}

/** The overview with our own values blanked: what a person or an agent can have changed. */
export function withoutOwnFields(text: ByteText): ByteText {
  const section = findStatus(text);
  if (section === undefined) return text;
  let stripped = text;
  for (const field of [...fieldsOf(text, section)].reverse()) {
    if (!isOwn(field.label)) continue;
    stripped = stripped.slice(0, field.lineStart) + stripped.slice(field.lineEnd);
  }
  return stripped;
}

const OWN_LABELS = ['Phase', 'Iteration', 'Total Iterations', 'Blocked'] as const;

function isOwn(label: string): label is (typeof OWN_LABELS)[number] {
  return OWN_LABELS.some((own) => own === label);
}

function ownValue(own: OwnFields, label: string): string | undefined {
  return isOwn(label) ? String(own[label]) : undefined;
}

interface Section {
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
}

function findStatus(text: ByteText): Section | undefined {
  for (let at = text.indexOf('## Status'); at >= 0; at = text.indexOf('## Status', at + 1)) {
    // The byte order mark is three bytes here.
    const isLineStart =
      at === 0 || text[at - 1] === '\n' || (at === 3 && text.startsWith('\xEF\xBB\xBF'));
    const bodyStart = lineEnd(text, at);
    if (!isLineStart || !/^## Status[ \t:]*\r?\n?$/.test(text.slice(at, bodyStart))) continue;
    const rest = /^#{1,2}[ \t]/gm;
    rest.lastIndex = bodyStart;
    return { start: at, bodyStart, end: rest.exec(text)?.index ?? text.length };
  }
  return undefined;
}

interface Field {
  readonly label: string;
  /** Without the bold marks. */
  readonly value: string;
  readonly bold: boolean;
  /** Where the value stands, bold marks included. */
  readonly start: number;
  readonly end: number;
  readonly lineStart: number;
  readonly lineEnd: number;
}

const FIELD =
  /^([ \t]*(?:[-*][ \t]+)?(?:\*\*)?)([A-Z][A-Za-z ]*?)((?:\*\*)?:(?:\*\*)?[ \t]*)(.*?)[ \t]*$/;

function* fieldsOf(text: ByteText, section: Section): Generator<Field> {
  for (let at = section.bodyStart; at < section.end;) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end).replace(/\r?\n$/, '');
    const match = FIELD.exec(line);
    if (match !== null) {
      const [, before = '', label = '', colon = '', raw = ''] = match;
      const start = at + before.length + label.length + colon.length;
      const bold = /^\*\*(.*)\*\*$/.exec(raw);
      yield {
        label,
        value: (bold?.[1] ?? raw).trim(),
        bold: bold !== null,
        start,
        end: start + raw.length,
        lineStart: at,
        lineEnd: end,
      };
    }
    at = end;
  }
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

function appendSection(text: ByteText, own: OwnFields): ByteText {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : eol;
  const lines = ['', '## Status', ...OWN_LABELS.map((label) => `${label}: ${own[label]}`), ''];
  return text + gap + lines.join(eol);
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
