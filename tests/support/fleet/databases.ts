import pg from 'pg';
import { HEARTBEAT_S as USUAL_S } from '../../../src/adapters/fleet/database/schema.ts';

/** The least take-over time that the engine takes. */
export const HEARTBEAT_S = 10;

/** Take-over time → a database with the tables of a fleet, of which tests get copies. */
export const TEMPLATES: ReadonlyMap<number, string> = new Map([
  [USUAL_S, 'fleet_usual'],
  [HEARTBEAT_S, 'fleet_quick'],
]);

/** Makes a database, and returns its address. `template`: one of the same server, of which it is a copy. */
export async function createDatabase(
  server: string,
  name: string,
  template = 'template1',
): Promise<string> {
  const client = new pg.Client(server);
  await client.connect();
  await client.query(`create database ${name} template ${template}`);
  await client.end();
  return server.replace(/[^/]*$/, name);
}
