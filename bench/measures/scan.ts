import { laionShard } from '../../e2e/shards/write'
import type { ScanRun } from '../page/api'
import type { Section } from '../result'
import { ServerProcess } from '../server-process'
import type { Stage } from '../stage'
import { showStats, stats } from '../stats'

const ROWS = 1_000_000
const TEXT = 'painting'

const SHOWN = [
  ['narrow columns in the table: ms', 'ingest'],
  ['a text looked for in every caption: ms', 'captions'],
  ['first 60 by similarity: ms', 'sorted'],
] as const

/** What a scan costs once the engine is up and the bytes are near: decoding and the table. */
export async function measureScan(stage: Stage, repeat: number): Promise<Section> {
  const server = await ServerProcess.start(0, 0)
  const runs: Record<'ours' | 'peer', ScanRun[]> = { ours: [], peer: [] }
  try {
    const url = await server.serve('/shard.parquet', await laionShard({ rows: ROWS }))
    const warmUrl = await server.serve('/warm.parquet', await laionShard({ rows: 1000 }))
    for (let i = 0; i < repeat; i++) {
      for (const side of ['ours', 'peer'] as const) {
        const run = await stage.onFreshPage(`${stage.pageOrigin}/`, (page) =>
          page.evaluate(([name, target, warm, text]) => window.bench[name].scan(target, warm, text), [side, url, warmUrl, TEXT] as const),
        )
        runs[side].push(run)
      }
    }
  } finally {
    server.stop()
  }
  const hits = new Set([...runs.ours, ...runs.peer].map((run) => run.hits))
  if (hits.size !== 1) throw new Error(`The two sides find different captions: ${[...hits].join(', ')}`)
  return {
    title: 'Scanning a shard of 1,000,000 rows',
    note:
      `A generated shard in LAION-400M’s schema from a local server without delay, the engine already up. “${TEXT}” is in ` +
      `${hits.values().next().value ?? 0} captions. Times: median (least–most) of ${repeat}.`,
    date: new Date().toISOString().slice(0, 10),
    rows: SHOWN.map(([what, part]) => ({
      what,
      ours: showStats(stats(runs.ours.map((run) => run[part]))),
      peer: showStats(stats(runs.peer.map((run) => run[part]))),
      target: '',
      met: null,
    })),
  }
}
