// An MCP server over stdio with one tool.
import { createInterface } from 'node:readline';

const tool = { name: 'open_page', description: 'Opens a page.', inputSchema: { type: 'object' } };

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id !== undefined) {
    process.stdout.write(
      `${JSON.stringify({ jsonrpc: '2.0', id, result: answer(method, params) })}\n`,
    );
  }
}

/**
 * @param {string} method
 * @param {{ protocolVersion: string }} params
 */
function answer(method, params) {
  if (method === 'tools/list') return { tools: [tool] };
  if (method !== 'initialize') return {};
  const { protocolVersion } = params;
  const serverInfo = { name: 'stub', version: '1' };
  return { protocolVersion, capabilities: { tools: {} }, serverInfo };
}
