/** The layers of docs/architecture.md, checked by `npm run check`. @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle belongs to no layer: neither end can be read alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment:
        'A module without an importer is dead, or is wired in a way that this check cannot see.',
      severity: 'error',
      from: { orphan: true, pathNot: '^src/cli/bin\\.ts$' },
      to: {},
    },
    {
      name: 'domain-is-pure',
      comment:
        'The decision must be a function of its arguments: no disk, clock, process or console.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^(src/domain/|node_modules/zod/)' },
    },
    {
      name: 'app-knows-only-domain',
      comment: 'Use cases reach the outside through ports, so that they can be read alone.',
      severity: 'error',
      from: { path: '^src/(app/|main\\.ts)' },
      to: { path: '^(src/(adapters|cli)/|node_modules/(?!zod/))|^node:' },
    },
    {
      name: 'run-is-below-its-parts',
      comment:
        'ports, session and run hold the values that all parts of a run pass on; what they import, all parts import.',
      severity: 'error',
      from: { path: '^src/app/(ports|session|run)/' },
      to: { path: '^src/app/', pathNot: '^src/app/(ports|session|run)/' },
    },
    {
      name: 'adapters-do-not-know-cli',
      comment: 'An adapter that prints or parses flags cannot be reused.',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: '^src/(cli/|main\\.ts)' },
    },
    {
      name: 'adapter-folders-are-closed',
      comment:
        'cli/compose wires adapters; one that imports another cannot be replaced alone. All may use disk/, the one place that opens, writes and locks files.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/', pathNot: '^src/adapters/config/' },
      to: { path: '^src/adapters/([^/]+)/', pathNot: '^src/adapters/($1|disk)/' },
    },
    {
      name: 'config-may-read-git',
      comment:
        'Whether git tracks a file of settings, and of which checkout it is, is read from `.git` by git/place, which starts no git.',
      severity: 'error',
      from: { path: '^src/adapters/config/' },
      to: { path: '^src/adapters/([^/]+)/', pathNot: '^src/adapters/(config|disk|git/place)/' },
    },
    {
      name: 'disk-imports-no-adapter',
      comment: 'All adapters use disk/; it serves none in particular.',
      severity: 'error',
      from: { path: '^src/adapters/disk/' },
      to: { path: '^src/', pathNot: '^src/(adapters/disk|domain/(text|run))/' },
    },
    {
      name: 'only-fleet-knows-the-database',
      comment: 'pg and pg-boss are optional: only a fleet needs them (docs/adr/0021).',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/adapters/fleet/' },
      to: { path: '(^|/)node_modules/(pg|pg-boss|@types/pg)/' },
    },
    {
      name: 'only-process-spawns',
      comment: 'Every started process must be ended; only adapters/process can do that.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/adapters/process/' },
      to: { path: '^(node:child_process|child_process|node_modules/execa/)' },
    },
    {
      name: 'programs-start-through-execa',
      comment: 'One library starts every program (docs/adr/0016).',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/adapters/process/table/ps-table' },
      to: { path: '^(node:child_process|child_process)' },
    },
    {
      name: 'only-compose-wires',
      comment:
        'One place passes adapters to the use cases, so that the wiring can be read at once.',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '^src/cli/compose' },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'only-one-command-knows-the-lab',
      comment: 'The simulator plays the program from outside; the program must not depend on it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/program/groups/simulate\\.ts$' },
      to: { path: '^lab/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
