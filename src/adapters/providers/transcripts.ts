import type { TranscriptItem } from '../../domain/logs/transcript.ts';
import { claudeTranscript } from './claude/transcript.ts';
import { codexTranscript } from './codex/transcript.ts';
import { objectText } from './json-line.ts';

/** Codex begins each line so; Claude has none of these types, and its keys stand in any order. */
const CODEX_HEAD = /^\s*\{\s*"type"\s*:\s*"(?:thread\.|turn\.|item\.|error")/;

/** What a log's line shows, by either CLI; a log of the Python tool has the same lines. Never throws. */
export function transcriptOf(line: string): readonly TranscriptItem[] {
  const trimmed = line.trim();
  if (trimmed === '') return [];
  const isCodex = CODEX_HEAD.test(objectText(trimmed));
  return isCodex ? codexTranscript(trimmed) : claudeTranscript(trimmed);
}
