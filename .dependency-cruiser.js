/*
 * The table of rooms in docs/architecture.md, kept by `npm run rooms`, and no circles anywhere.
 * Each room may import from itself and from the rooms named here.
 */
const BELOW_REACT = ['flow', 'pair', 'query', 'dataset', 'shards', 'engine', 'search']
const upTo = (room) => BELOW_REACT.slice(0, BELOW_REACT.indexOf(room) + 1)

const ROOMS = {
  ...Object.fromEntries(BELOW_REACT.map((room, i) => [room, BELOW_REACT.slice(0, i)])),
  // The service worker's and the page's side of it.
  offline: ['flow'],
  ui: upTo('dataset'),
  takeaway: [...upTo('search'), 'ui'],
  gallery: [...upTo('search'), 'ui', 'takeaway'],
  facets: [...upTo('engine'), 'ui', 'takeaway'],
  console: [...upTo('engine'), 'ui', 'takeaway'],
  querybar: [...upTo('search'), 'ui'],
  // Its neighbours are the pairs that the grid shows.
  inspector: [...upTo('engine'), 'ui', 'takeaway', 'gallery'],
}

/** Packages that one room alone may know, so that another can take their place. */
const PACKAGES = {
  'react|react-dom|@tanstack': 'src/(ui|takeaway|gallery|facets|console|querybar|inspector|app|main)',
  '@duckdb': 'src/engine/duckdb/',
  '@codemirror|@lezer': 'src/console/',
  'onnxruntime-web': 'src/search/encoder/',
  hyparquet: 'src/(shards|search/vectors|engine/duckdb|takeaway)/',
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one, or need a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-tests-in-the-app',
      comment: 'What tests share is in *.testing.ts and is never shipped.',
      severity: 'error',
      from: { path: '^src/', pathNot: '(\\.test|\\.fuzz|testing)\\.tsx?$' },
      to: { path: '^(src/.*(\\.test|\\.fuzz|testing)\\.tsx?$|(e2e|bench|sample|scripts)/)' },
    },
    ...Object.entries(ROOMS).map(([room, others]) => ({
      name: `room-${room}`,
      comment: `src/${room} imports from: ${others.join(', ') || 'nothing of ours'}.`,
      severity: 'error',
      from: { path: `^src/${room}/`, pathNot: '(\\.test|\\.fuzz|testing)\\.tsx?$' },
      to: { path: '^src/', pathNot: `^src/(${[room, ...others].join('|')})/` },
    })),
    ...Object.entries(PACKAGES).map(([name, home]) => ({
      name: `only-there-${name.split('|')[0].replace('@', '')}`,
      comment: `${name} is known to ${home} alone.`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^${home}|(\\.test|\\.fuzz|testing)\\.tsx?$` },
      to: { path: `node_modules/(${name})` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Types count: a type imported the wrong way round ties two rooms as well.
    tsPreCompilationDeps: true,
  },
}
