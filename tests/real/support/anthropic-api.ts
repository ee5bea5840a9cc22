import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ModelApi, ModelRequest, ScriptedModel } from './model.ts';
import { TOKENS_PER_REPLY } from './model.ts';
import { type Dialect, type SpokenReply, type SseEvent, startModelApi } from './model-api.ts';

const Text = z.looseObject({ type: z.literal('text'), text: z.string() });
const ToolResult = z.looseObject({
  type: z.literal('tool_result'),
  content: z.union([z.string(), z.array(z.unknown())]).optional(),
});
const Block = z.union([Text, ToolResult, z.looseObject({ type: z.string() })]);
const Body = z.looseObject({
  model: z.string(),
  system: z.optional(z.union([z.string(), z.array(Block)])),
  messages: z.array(
    z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(Block)]) }),
  ),
});

/** Starts the Anthropic Messages API with a scripted model behind it. */
export function startAnthropicApi(model: ScriptedModel): Promise<ModelApi> {
  return startModelApi(ANTHROPIC, model);
}

const ANTHROPIC: Dialect = { path: '/v1/messages', read, speak };

function read(body: string): ModelRequest {
  const { messages, system } = Body.parse(JSON.parse(body));
  const asked = messages
    .filter((message) => message.role === 'user')
    .flatMap(({ content }) => blocksOf(content));
  const blocks = [...blocksOf(system ?? []), ...asked];
  return {
    prompt: blocks.flatMap((block) => Text.safeParse(block).data?.text ?? []).join('\n'),
    all: body,
    toolResults: blocks.flatMap((block) => {
      const result = ToolResult.safeParse(block).data;
      return result === undefined ? [] : [textOf(result.content)];
    }),
    turn: messages.filter((message) => message.role === 'assistant').length,
  };
}

type Content = string | readonly z.infer<typeof Block>[];

function blocksOf(content: Content): readonly z.infer<typeof Block>[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

function textOf(content: string | readonly unknown[] | undefined): string {
  if (content === undefined || typeof content === 'string') return content ?? '';
  return content.flatMap((block) => Text.safeParse(block).data?.text ?? []).join('\n');
}

function speak(reply: SpokenReply, body: string): readonly SseEvent[] {
  const { model } = Body.parse(JSON.parse(body));
  const usage = { input_tokens: TOKENS_PER_REPLY.input, output_tokens: 1 };
  const message = { id: `msg_${randomUUID()}`, type: 'message', role: 'assistant', model };
  const { block, delta, stopReason } = content(reply);
  return [
    {
      type: 'message_start',
      message: { ...message, content: [], stop_reason: null, stop_sequence: null, usage },
    },
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason, stop_sequence: null },
      usage: { output_tokens: TOKENS_PER_REPLY.output },
    },
    { type: 'message_stop' },
  ];
}

function content(reply: SpokenReply) {
  switch (reply.kind) {
    case 'text':
      return {
        block: { type: 'text', text: '' },
        delta: { type: 'text_delta', text: reply.text },
        stopReason: 'end_turn',
      };
    case 'shell':
      return toolUse('Bash', { command: reply.command, description: 'Do the step' });
    case 'write':
      return toolUse('Write', { file_path: reply.path, content: reply.text });
  }
}

function toolUse(name: string, input: Readonly<Record<string, string>>) {
  return {
    block: { type: 'tool_use', id: `toolu_${randomUUID()}`, name, input: {} },
    delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) },
    stopReason: 'tool_use',
  };
}
