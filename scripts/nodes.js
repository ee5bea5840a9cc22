// The newer Nodes that samocode promises, as `npm run test:nodes` and CI test them.
import path from 'node:path';
import { pinnedInstall } from './pinned-install.js';

/** The versions. */
export const NODES = ['22.23.3', '24.21.0'];

/**
 * The npm package that holds the program and no install script.
 * @param {string} platform
 * @param {string} arch
 */
export function nodePackage(platform, arch) {
  return `${platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node'}-${platform}-${arch}`;
}

/**
 * The path of a Node, which is installed where it is missing. npm's `node` package only runs an install script that
 * installs the package for the platform; so that one is taken.
 * @param {string} version
 */
export function nodeOf(version) {
  const { platform, arch } = process;
  const name = nodePackage(platform, arch);
  const folder = pinnedInstall({
    name: `nodes/${version}-${platform}-${arch}`,
    packages: { [name]: version },
    size: '120 MB',
  });
  return path.join(folder, 'node_modules', name, 'bin/node');
}
