// The licence texts of all packages that a bundle holds, as their licences ask of who passes them on.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/**
 * The text of dist/THIRD_PARTY_NOTICES. `inputs` are the bundled files as esbuild's metafile names them,
 * relative to the working directory. Throws where a package brings no licence text.
 * @param {Iterable<string>} inputs
 */
export function thirdPartyNotices(inputs) {
  const folders = new Set([...inputs].map(packageOf).filter((folder) => folder !== ''));
  const notices = [...folders].sort().map(noticeOf);
  const head = `samocode's programs contain parts of these ${notices.length} packages.\n`;
  return [head, ...notices].join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} file */
function packageOf(file) {
  const [found = ''] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file) ?? [];
  return found;
}

/** @param {string} folder */
function noticeOf(folder) {
  const { name, version, license } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  if (files.length === 0) throw new Error(`${folder} has no licence file: look for its text`);
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}
