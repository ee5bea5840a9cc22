// The newer Nodes that samocode promises, as `npm run test:nodes` and CI test them.

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
