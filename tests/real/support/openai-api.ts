import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ModelApi, ModelRequest, ScriptedModel } from './model.ts';
import { TOKENS_PER_REPLY } from './model.ts';
import { type Dialect, type SpokenReply, type SseEvent, startModelApi } from './model-api.ts';

const Part = z.looseObject({ type: z.string(), text: z.string() });
const Message = z.looseObject({
  type: z.literal('message'),
  role: z.string(),
  content: z.array(z.unknown()),
});
const ToolOutput = z.looseObject({
  type: z.enum(['function_call_output', 'custom_tool_call_output']),
  output: z.union([z.string(), z.array(z.unknown())]),
});
const Body = z.looseObject({
  input: z.array(z.looseObject({ type: z.string() })),
  tools: z.array(z.looseObject({ type: z.string(), name: z.string().optional() })).optional(),
});

/** Starts the OpenAI Responses API with a scripted model behind it; its base URL is `url` + `/v1`. */
export function startOpenAiApi(model: ScriptedModel): Promise<ModelApi> {
  return startModelApi(OPENAI, model);
}

const OPENAI: Dialect = { path: '/v1/responses', read, speak };

function read(body: string): ModelRequest {
  const { input } = Body.parse(JSON.parse(body));
  const messages = input.flatMap((item) => Message.safeParse(item).data ?? []);
  return {
    prompt: messages
      .filter((message) => message.role === 'user')
      .map((message) => textOf(message.content))
      .join('\n'),
    all: body,
    toolResults: input.flatMap((item) => {
      const result = ToolOutput.safeParse(item).data;
      return result === undefined ? [] : [textOf(result.output)];
    }),
    turn: input.filter((item) => ['function_call', 'custom_tool_call'].includes(item.type)).length,
  };
}

function textOf(content: string | readonly unknown[]): string {
  if (typeof content === 'string') return content;
  return content.flatMap((part) => Part.safeParse(part).data?.text ?? []).join('\n');
}

function speak(reply: SpokenReply, body: string): readonly SseEvent[] {
  const id = `resp_${randomUUID()}`;
  const item = itemOf(reply, Body.parse(JSON.parse(body)));
  const { input, output } = TOKENS_PER_REPLY;
  const usage = {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
  return [
    { type: 'response.created', response: { id } },
    { type: 'response.output_item.added', output_index: 0, item },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: { id, usage } },
  ];
}

function itemOf(reply: SpokenReply, request: z.infer<typeof Body>) {
  switch (reply.kind) {
    case 'text':
      return {
        type: 'message',
        id: `msg_${randomUUID()}`,
        role: 'assistant',
        content: [{ type: 'output_text', text: reply.text }],
      };
    case 'shell':
      return isCodeMode(request) ? codeModeCall(reply.command) : functionCall(reply.command);
    case 'write':
      return functionCall(patchCommand(reply));
  }
}

/** codex takes this command of the shell for its own tool. */
function patchCommand({ path, text }: Extract<SpokenReply, { kind: 'write' }>): string {
  return `apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: ${path}\n+${text}\n*** End Patch\nEOF`;
}

/** Models that codex knows are given one tool that runs JavaScript; others the classic functions. */
function isCodeMode(request: z.infer<typeof Body>): boolean {
  return (request.tools ?? []).some((tool) => tool.type === 'custom' && tool.name === 'exec');
}

function codeModeCall(command: string) {
  const input = `const r = await tools.exec_command(${JSON.stringify({ cmd: command })}); text(r.output)`;
  return { type: 'custom_tool_call', call_id: `call_${randomUUID()}`, name: 'exec', input };
}

function functionCall(command: string) {
  const args = JSON.stringify({ cmd: command });
  return {
    type: 'function_call',
    call_id: `call_${randomUUID()}`,
    name: 'exec_command',
    arguments: args,
  };
}
