import { laionShard } from '../../e2e/shards/write'
import { EMPTY_QUERY, withFilter, type Filter, type Query } from '../../src/query/query'
import type { Section } from '../result'
import { ServerProcess } from '../server-process'
import type { Stage } from '../stage'
import { showStats, stats } from '../stats'

const TARGET_MS = 100

const CHANGES: readonly (readonly Filter[])[] = [
  [{ kind: 'nsfw', classes: [0] }],
  [{ kind: 'nsfw', classes: [1, 2] }],
  [{ kind: 'nsfw', classes: [3] }],
  [{ kind: 'similarity', min: 0.3, max: 0.35, missing: false }],
  [{ kind: 'similarity', min: 0.32, max: 0.5, missing: true }],
  [{ kind: 'licence', families: ['by', 'by-sa'] }],
  [{ kind: 'size', minWidth: 640, minHeight: 480 }],
  [
    { kind: 'nsfw', classes: [0, 3] },
    { kind: 'similarity', min: 0.4, max: 1, missing: false },
  ],
  [
    { kind: 'licence', families: ['unknown'] },
    { kind: 'similarity', min: 0.31, max: 0.36, missing: false },
  ],
  [
    { kind: 'nsfw', classes: [0] },
    { kind: 'similarity', min: 0.3, max: 0.4, missing: false },
    { kind: 'size', minWidth: 300, minHeight: 300 },
  ],
]

const QUERIES: readonly Query[] = CHANGES.map((filters) => filters.reduce(withFilter, EMPTY_QUERY))

/** All counts of the filter panel after a change of filter, on a million rows in memory. */
export async function measureFacets(stage: Stage, repeat: number): Promise<Section> {
  const server = await ServerProcess.start(0, 0)
  const ms: Record<'ours' | 'peer', (readonly number[])[]> = { ours: [], peer: [] }
  try {
    const url = await server.serve('/shard.parquet', await laionShard({ rows: 1_000_000 }))
    let expected: string | null = null
    for (let i = 0; i < repeat; i++) {
      for (const side of ['ours', 'peer'] as const) {
        const run = await stage.onFreshPage(`${stage.pageOrigin}/`, (page) =>
          page.evaluate(([name, target, queries]) => window.bench[name].facets(target, queries), [side, url, QUERIES] as const),
        )
        ms[side].push(run.ms)
        expected ??= JSON.stringify(run.matching)
        if (JSON.stringify(run.matching) !== expected)
          throw new Error(`The two sides count differently: ${JSON.stringify(run.matching)}, not ${expected}`)
      }
    }
  } finally {
    server.stop()
  }
  const all = (side: 'ours' | 'peer') => stats(ms[side].flat())
  // Of the filter that takes longest, not of the luckiest: some changes need no scan at all.
  const slowest = (side: 'ours' | 'peer') =>
    QUERIES.map((_, i) => stats(ms[side].flatMap((run) => run[i] ?? []))).reduce((a, b) => (b.median > a.median ? b : a))
  return {
    title: 'Counts and histogram after a change of filter, 1,000,000 rows',
    note:
      `${QUERIES.length} different filters, ${repeat} times: matching pairs, counts by class and by licence, and the ` +
      'histogram, each over every filter but its own. The peer asks the same in SQL of a table with the same five ' +
      'columns. Both count the same. Times: median (least–most).',
    date: new Date().toISOString().slice(0, 10),
    rows: [
      {
        what: 'ms, all filters',
        ours: showStats(all('ours')),
        peer: showStats(all('peer')),
        target: `≤ ${TARGET_MS}`,
        met: all('ours').median <= TARGET_MS,
      },
      {
        what: 'ms, the slowest filter',
        ours: showStats(slowest('ours')),
        peer: showStats(slowest('peer')),
        target: `≤ ${TARGET_MS}`,
        met: slowest('ours').median <= TARGET_MS,
      },
    ],
  }
}
