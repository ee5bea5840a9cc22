import type { TranscriptItem } from '../../domain/logs/transcript.ts';
import { claudeTranscript } from './claude/transcript/transcript.ts';
import { codexTranscript } from './codex/transcript.ts';
import { objectText } from './json-line.ts';

/**
 * Every line of Codex begins this way; Claude has none of these types, and its keys are in any
 * order.
 */
const CODEX_HEAD = /^\s*\{\s*"type"\s*:\s*"(?:thread\.|turn\.|item\.|error")/;

/**
 * The items of a log line of either CLI; logs of the Python tool have the same lines. Never throws.
 */
export function transcriptOf(line: string): readonly TranscriptItem[] {
  const trimmed = line.trim();
  if (trimmed === '') return [];
  const isCodex = CODEX_HEAD.test(objectText(trimmed));
  return isCodex ? codexTranscript(trimmed) : claudeTranscript(trimmed);
}
