import type { SessionFile } from './session-files.ts';
import type { CarriedTree } from './worktree-state.ts';

/** The ref of own git folder that git needs for a new commit. */
export const IMPORT_REF = 'refs/samocode/state';

export interface ImportedState {
  /** The state before it; undefined: this is the first one. */
  readonly from: string | undefined;
  readonly head: string;
  readonly message: string;
  readonly at: Date;
  readonly meta: string;
  readonly trees?: { readonly files: CarriedTree; readonly index: CarriedTree };
  readonly session?: {
    readonly removed: readonly string[];
    readonly written: readonly SessionFile[];
  };
  /** Begin with an empty session folder. */
  readonly isWhole?: boolean;
}

/** The input of `git fast-import` that makes a state: one process instead of one for each tree and blob. */
export function importStream(state: ImportedState): Uint8Array {
  const parts: Uint8Array[] = [];
  const line = (text: string): void => {
    parts.push(Buffer.from(`${text}\n`, 'latin1'));
  };
  const data = (bytes: Uint8Array): void => {
    line(`data ${bytes.length}`);
    parts.push(bytes, Buffer.from('\n'));
  };
  const write = (path: string, mode: string, bytes: Uint8Array): void => {
    line(`M ${mode} inline ${quoted(path)}`);
    data(bytes);
  };
  const tree = (name: string, { tree: id, instead }: CarriedTree): void => {
    line(`M 040000 ${id} ${quoted(name)}`);
    for (const entry of instead) {
      const path = quoted(`${name}/${entry.path}`);
      line(entry.id === undefined ? `D ${path}` : `M ${entry.mode} ${entry.id} ${path}`);
    }
  };
  const { from, head, session, trees } = state;
  line(`commit ${IMPORT_REF}`);
  line('mark :1');
  line(`committer samocode <samocode@localhost> ${Math.floor(state.at.getTime() / 1000)} +0000`);
  data(Buffer.from(state.message));
  line(`from ${from ?? head}`);
  if (from === undefined) line('deleteall');
  else line(`merge ${head}`);
  if (trees !== undefined) {
    tree('work', trees.files);
    tree('index', trees.index);
  }
  if (state.isWhole === true && from !== undefined) line('D session');
  // A folder may be where a file was.
  for (const path of session?.removed ?? []) line(`D ${quoted(`session/${path}`)}`);
  for (const { path, mode, bytes } of session?.written ?? []) write(`session/${path}`, mode, bytes);
  write('meta.json', '100644', Buffer.from(state.meta));
  line('get-mark :1');
  line('done');
  return Buffer.concat(parts);
}

/** As git quotes a path in C style. */
function quoted(path: string): string {
  const escaped = path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
