/**
 * Names of files that editors and file managers leave in a folder by themselves: backups, swap files,
 * auto-saves, copies of an atomic save, thumbnails. All without a dot in front; those with one are hidden.
 */
const LITTER = [
  // Backups: Emacs, Vim, gedit and Kate (`x~`, `x.~1~`), nano after a crash, Notepad++, merge tools.
  /~$/,
  /\.(?:bak|orig|save(?:\.\d+)?)$/i,
  // Vim: a swap file in a folder that cannot have hidden ones. Emacs: an auto-save.
  /\.sw[a-px]$/i,
  /^#.*#$/,
  // Copies that an atomic save renames, by any program: `_qa.md.tmp`, `_qa.md.1234.tmp`, `_qa.md.tmp.1234`.
  /.\.[a-z]\w*\.(?:\d+\.)?tmp$/i,
  /.\.[a-z]\w*\.tmp\.[\w.-]+$/i,
  // JetBrains' editors; Office's owner files and copies; Syncthing.
  /___jb_(?:tmp|old)___$/,
  /^~/,
  // File managers and network folders: Windows (also seen from WSL), macOS, Synology.
  /^(?:ehthumbs(?:_vista)?|thumbs)\.db$/i,
  /^desktop\.ini$/i,
  /:(?:Zone\.Identifier|encryptable)$/i,
  /^Icon\r$/,
  /^(?:@eaDir|\$RECYCLE\.BIN|System Volume Information|Network Trash Folder)$/,
];
/** Vim tries whether it may write by a file `4913`; if that exists, by the next 123 higher. */
const VIM_TEST = 4913;
const VIM_STEP = 123;

/** Whether a file or folder with this name is no sign of a change by a person or an agent. */
export function isEditorLitter(name: string): boolean {
  return LITTER.some((pattern) => pattern.test(name)) || isVimTest(name);
}

function isVimTest(name: string): boolean {
  if (!/^\d{4,5}$/.test(name)) return false;
  const over = Number(name) - VIM_TEST;
  return over >= 0 && over % VIM_STEP === 0;
}
