/** In the words of the C library, of Node, Rust and SQLite; a used-up quota is a full disk, too. */
const DISK_FULL =
  /\bno space left on device\b|\b(?:ENOSPC|EDQUOT)\b|\bdisk quota exceeded\b|\bos error 28\b|\bdisk is full\b|\bnot enough space on the disk\b/i;
/** The kernel answers ENOSPC as well when it has no room for one more watched file. */
const WATCHERS = /\bfile watch|inotify|\bwatches reached\b/i;

/** Whether a program says that it failed because of a full disk. */
export function saysDiskFull(text: string): boolean {
  return DISK_FULL.test(text) && !WATCHERS.test(text);
}

/** Of git: a write that fails is only said to have failed, without the error. */
const GIT_WRITE = /\bunable to write (?:file|new index file)\b/i;

/** Whether git says that it failed because of a full disk. */
export function gitSaysDiskFull(text: string): boolean {
  return saysDiskFull(text) || GIT_WRITE.test(text);
}
