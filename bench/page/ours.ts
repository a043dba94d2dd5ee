import type { Engine, EngineStatus } from '../../src/engine/engine'
import { bootScanningEngine } from '../../src/engine/scanning/client'
import type { Dataset } from '../../src/dataset/dataset'
import { EMPTY_QUERY, withFilter } from '../../src/query/query'
import { exportAll } from './export'
import { epochMs, FIRST_ROWS, type Side } from './api'

function dataset(url: string): Dataset {
  return {
    name: 'bench',
    shards: [{ kind: 'remote', name: 'shard', url }],
    attributions: [],
    licence: '',
    notes: [],
    embeddings: null,
    roles: null,
  }
}

function complete(engine: Engine): Promise<EngineStatus> {
  return new Promise((resolve, reject) => {
    engine.scanning?.subscribe(({ shards }) => {
      const problem = shards[0]?.problem
      if (problem) reject(new Error(`${problem.code} ${problem.detail ?? ''}`))
    })
    const unsubscribe = engine.subscribe((status) => {
      if (status.more === 'coming') return
      queueMicrotask(() => unsubscribe())
      resolve(status)
    })
  })
}

/** An engine of its own reads a whole shard. */
async function scanOnce(url: string): Promise<void> {
  const engine = bootScanningEngine().open(dataset(url), { reach: 'everything' })
  await complete(engine)
  engine.close()
}

let toExport: Engine | null = null

/** Our engine in its data worker, exactly as the app uses it. */
export const ours: Side = {
  async firstPage(url, warmUrl) {
    let startedAt = epochMs()
    const booted = bootScanningEngine()
    if (warmUrl !== null) {
      await scanOnce(warmUrl)
      startedAt = epochMs()
    }
    const pairs = (await booted.open(dataset(url), { reach: 'everything' }).scanning?.head(FIRST_ROWS)) ?? []
    return { startedAt, endedAt: epochMs(), captions: pairs.map((pair) => pair.caption) }
  },

  async facets(url, queries) {
    const engine = bootScanningEngine().open(dataset(url), { reach: 'everything' })
    await complete(engine)
    const ms: number[] = []
    const matching: number[] = []
    for (const query of queries) {
      const start = performance.now()
      const facets = await engine.facets(query)
      ms.push(performance.now() - start)
      matching.push(facets.matching)
    }
    engine.close()
    return { ms, matching }
  },

  async scan(url, warmUrl, text) {
    // It boots while the other one, started later, reads the small shard.
    const booted = bootScanningEngine()
    await scanOnce(warmUrl)
    let start = performance.now()
    const lap = () => {
      const ms = performance.now() - start
      start = performance.now()
      return ms
    }
    const engine = booted.open(dataset(url), { reach: 'everything' })
    await complete(engine)
    const ingest = lap()
    const query = withFilter(EMPTY_QUERY, { kind: 'caption', contains: text })
    // Waits until every caption has been looked at.
    await engine.scanning?.passing(query, 0)
    const { matching } = await engine.facets(query)
    const captions = lap()
    await engine.page({ ...EMPTY_QUERY, sort: 'similarity-descending' }, null, FIRST_ROWS)
    const sorted = lap()
    engine.close()
    return { ingest, captions, hits: matching, sorted }
  },

  async openForExport(url, warmUrl) {
    await scanOnce(warmUrl)
    toExport = bootScanningEngine().open(dataset(url), { reach: 'everything' })
    await complete(toExport)
  },

  async export(everyClass) {
    if (!toExport) throw new Error('Nothing is open.')
    return exportAll(toExport, dataset(''), everyClass)
  },

  async ingest(url) {
    const engine = bootScanningEngine().open(dataset(url), { reach: 'everything' })
    const status = await complete(engine)
    return status.rowsScanned
  },
}
