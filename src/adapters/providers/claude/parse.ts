import type { AgentEvent } from '../../../domain/provider/agent-event.ts';
import { printableWords } from '../../../domain/text/printable.ts';
import { ACTIVITY_LIMIT, REASON_LIMIT } from '../limits.ts';
import { blockActivity } from './activity.ts';
import { type ClaudeLine, readClaudeLine } from './line.ts';
import { rateLimitEvents } from './rate-limit.ts';
import { resultEvents } from './result.ts';
import { hookWarning, setUpWarnings } from './warnings.ts';

/** The events of one line of stdout; none for an unknown, broken or irrelevant line. */
export function parseClaudeLine(line: string): readonly AgentEvent[] {
  const read = readClaudeLine(line);
  if (read === undefined) return [];
  switch (read.type) {
    case 'system':
      return systemEvents(read);
    case 'assistant':
      return assistantEvents(read);
    case 'rate_limit_event':
      return rateLimitEvents(read);
    case 'result':
      return resultEvents(read);
    case 'tool_progress':
      return activity(`${read.tool_name ?? 'a tool'}: ${read.elapsed_time_seconds ?? 0} s`);
    default:
      return [];
  }
}

function systemEvents(line: ClaudeLine): readonly AgentEvent[] {
  switch (line.subtype) {
    case 'init':
      return [started(line), ...setUpWarnings(line)];
    case 'api_retry':
      return [{ kind: 'retrying', text: retryText(line) }];
    case 'permission_denied':
      return [{ kind: 'denied', text: deniedText(line) }];
    case 'model_fallback':
      return byCli(line.content ?? 'switched to the fallback model');
    case 'session_writes_lost':
      return [lostWrites(line)];
    case 'informational':
      return line.tag === 'hook_no_verdict' ? [hookWarning(line)] : [];
    case 'status':
      return line.status === 'compacting' ? byCli('compacting the conversation') : [];
    case 'task_progress':
      return byCli(line.description ?? '');
    case undefined:
    default:
      return [];
  }
}

function started(line: ClaudeLine): AgentEvent {
  return {
    kind: 'started',
    ...(line.session_id !== undefined && {
      agentSession: printableWords(line.session_id, REASON_LIMIT),
    }),
    ...(line.model !== undefined && { model: printableWords(line.model, REASON_LIMIT) }),
    ...(line.claude_code_version !== undefined && {
      cliVersion: printableWords(line.claude_code_version, REASON_LIMIT),
    }),
    ...(line.apiKeySource !== undefined && {
      billing: printableWords(line.apiKeySource, REASON_LIMIT),
    }),
    ...(line.permissionMode !== undefined && {
      permissionMode: printableWords(line.permissionMode, REASON_LIMIT),
    }),
  };
}

function retryText(line: ClaudeLine): string {
  const what = [line.error_status, line.error].filter((part) => part !== undefined).join(' ');
  const which = `attempt ${line.attempt ?? '?'} of ${line.max_retries ?? '?'}`;
  return printableWords(`retrying (${what === '' ? 'no answer' : what}), ${which}`, ACTIVITY_LIMIT);
}

function lostWrites({ error_code: code, lost }: ClaudeLine): AgentEvent {
  const what = lost === undefined || lost.length === 0 ? 'something' : lost.join(', ');
  const text = `claude could not save all of its session (${code ?? 'no reason'}): ${what}`;
  return { kind: 'lost', text: printableWords(text, REASON_LIMIT) };
}

function deniedText(line: ClaudeLine): string {
  const message = typeof line.message === 'string' ? line.message : '';
  return printableWords(`${line.tool_name ?? 'a tool'}: ${message}`, REASON_LIMIT);
}

function assistantEvents(line: ClaudeLine): readonly AgentEvent[] {
  const blocks = typeof line.message === 'object' ? line.message.content : [];
  const isSubagent = line.parent_tool_use_id !== undefined;
  const code = line.api_error ?? line.error;
  if (code === undefined) {
    return blocks.flatMap((it) =>
      activity(blockActivity(it)).map((event) =>
        it.type === 'tool_use' ? { ...event, isToolCall: true } : event,
      ),
    );
  }
  if (isSubagent) return blocks.flatMap((it) => byCli(blockActivity(it)));
  const words = blocks.map((it) => it.text ?? '').join(' ');
  return [
    {
      kind: 'error',
      code: printableWords(code, ACTIVITY_LIMIT),
      ...(line.api_error_status !== undefined && { status: line.api_error_status }),
      text: printableWords(words, REASON_LIMIT),
    },
  ];
}

function activity(text: string): readonly Extract<AgentEvent, { kind: 'activity' }>[] {
  const shown = printableWords(text, ACTIVITY_LIMIT);
  return shown === '' ? [] : [{ kind: 'activity', text: shown }];
}

function byCli(text: string): readonly AgentEvent[] {
  return activity(text).map((event) => ({ ...event, byCli: true }));
}
