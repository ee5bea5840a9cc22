import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ModelApi, ModelRequest, RecordedRequest, Reply, ScriptedModel } from './model.ts';

/** A reply that is spoken as server-sent events; the others are plain HTTP. */
export type SpokenReply = Extract<Reply, { kind: 'text' | 'shell' | 'write' }>;

/** One server-sent event; `type` is repeated as the event's name. */
export interface SseEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** How one provider's API is spoken. */
export interface Dialect {
  /** The path that a question to the model is posted to. */
  readonly path: string;
  read(body: string): ModelRequest;
  speak(reply: SpokenReply, body: string): readonly SseEvent[];
}

/** Serves a scripted model in one dialect, on 127.0.0.1 and a free port. */
export async function startModelApi(dialect: Dialect, first: ScriptedModel): Promise<ModelApi> {
  let model = first;
  const requests: RecordedRequest[] = [];
  const questions: ModelRequest[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const path = (request.url ?? '/').split('?')[0] ?? '/';
      const method = request.method ?? '';
      requests.push({ method, path, headers: request.headers, body });
      if (method !== 'POST' || path !== dialect.path) {
        endUnasked(method, response);
        return;
      }
      const question = dialect.read(body);
      questions.push(question);
      answer(response, model(question), (reply) => dialect.speak(reply, body));
    });
  });
  // The server is also the proxy in the CLIs' environment: whoever wants to leave loopback is seen here.
  server.on('connect', (request, socket) => {
    requests.push({
      method: 'CONNECT',
      path: request.url ?? '',
      headers: request.headers,
      body: '',
    });
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    questions,
    play: (next) => {
      model = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** The requests by which a CLI tried to reach anything but this API; there must be none. */
export function beyondLoopback(api: ModelApi): readonly RecordedRequest[] {
  return api.requests.filter(({ method, path }) => method === 'CONNECT' || !path.startsWith('/'));
}

function answer(
  response: ServerResponse,
  reply: Reply,
  speak: (reply: SpokenReply) => readonly SseEvent[],
): void {
  switch (reply.kind) {
    case 'hang':
      return;
    case 'http':
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(JSON.stringify(reply.body));
      return;
    case 'text':
    case 'shell':
    case 'write':
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const event of speak(reply)) {
        response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      }
      response.end();
  }
}

/** Claude Code looks whether anybody is there with a HEAD; nothing else is expected. */
function endUnasked(method: string, response: ServerResponse): void {
  response.writeHead(method === 'HEAD' ? 200 : 404);
  response.end();
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  return address.port;
}
