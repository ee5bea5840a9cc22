// A scripted model API on 127.0.0.1 for the findings: `node model-api.js <replies.json> <folder>`.
// The n-th request gets the n-th reply; the last reply repeats. It speaks the Anthropic Messages API and
// the OpenAI Responses API. In <folder> it writes `url` once it listens and appends to `requests.jsonl`.
// Replies: {"text"}, {"tool": name, "input": {…}}, {"status", "body", "headers"?}, {"wait": true} (no answer).
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const [repliesFile, folder] = process.argv.slice(2);
const replies = JSON.parse(readFileSync(repliesFile, 'utf8'));
const dialects = { '/v1/messages': anthropic, '/v1/responses': openai };
let count = 0;

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const speak = dialects[request.url.split('?')[0]];
    if (request.method !== 'POST' || speak === undefined) return void response.writeHead(404).end();
    const body = Buffer.concat(chunks).toString('utf8');
    appendFileSync(path.join(folder, 'requests.jsonl'), `${body}\n`);
    answer(response, replies[Math.min(count, replies.length - 1)], speak);
    count += 1;
  });
});
// It is also the proxy of the programs under test, so that none of them leaves this machine.
server.on('connect', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
server.listen(0, '127.0.0.1', () => {
  const file = path.join(folder, 'url');
  writeFileSync(`${file}.new`, `http://127.0.0.1:${server.address().port}`);
  renameSync(`${file}.new`, file);
});

function answer(response, reply, speak) {
  if (reply.wait) return;
  if (reply.status !== undefined) {
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify(reply.body));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of speak(reply, `id_${count}`)) {
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  }
  response.end();
}

function anthropic(reply, id) {
  const isTool = reply.tool !== undefined;
  const block = isTool
    ? { type: 'tool_use', id: `toolu_${id}`, name: reply.tool, input: {} }
    : { type: 'text', text: '' };
  const delta = isTool
    ? { type: 'input_json_delta', partial_json: JSON.stringify(reply.input) }
    : { type: 'text_delta', text: reply.text };
  const usage = { input_tokens: 100, output_tokens: 1 };
  const message = { id: `msg_${id}`, type: 'message', role: 'assistant', model: 'claude-opus-5-5' };
  const stop = { stop_reason: isTool ? 'tool_use' : 'end_turn', stop_sequence: null };
  return [
    {
      type: 'message_start',
      message: { ...message, content: [], stop_reason: null, stop_sequence: null, usage },
    },
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: stop, usage: { output_tokens: 10 } },
    { type: 'message_stop' },
  ];
}

function openai(reply, id) {
  const item =
    reply.tool === undefined
      ? {
          type: 'message',
          id: `msg_${id}`,
          role: 'assistant',
          content: [{ type: 'output_text', text: reply.text }],
        }
      : {
          type: 'function_call',
          call_id: `call_${id}`,
          name: reply.tool,
          arguments: JSON.stringify(reply.input),
        };
  const usage = { input_tokens: 100, output_tokens: 10, total_tokens: 110 };
  return [
    { type: 'response.created', response: { id } },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: { id, usage } },
  ];
}
