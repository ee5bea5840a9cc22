import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { forget } from '../../disk/entries.ts';
import { makeFolder } from '../../disk/make-folder.ts';
import { replaceFile } from '../../disk/write-file.ts';
import { OURS, type Sql } from '../database/database.ts';

/** Writes the text of a task for the run that begins. */
export async function keepTask(sql: Sql, id: string, folder: string): Promise<void> {
  const schema = z.object({ task: z.string() });
  const [row] = await sql.rows(schema, `select task from ${OURS}.place where id = $1`, [id]);
  makeFolder(folder);
  replaceFile(join(folder, id), row?.task ?? '');
}

export function forgetTask(id: string, folder: string): void {
  forget(join(folder, id));
}

/** Removes the texts of sessions that are no longer in line. */
export async function forgetOldTasks(sql: Sql, folder: string): Promise<void> {
  makeFolder(folder);
  const names = readdirSync(folder);
  if (names.length === 0) return;
  const rows = await sql.rows(
    z.object({ id: z.string() }),
    `select id from ${OURS}.place where id = any ($1)`,
    [names],
  );
  const inLine = new Set(rows.map(({ id }) => id));
  for (const name of names) if (!inLine.has(name)) forgetTask(name, folder);
}
