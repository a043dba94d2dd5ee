import type { Engine, EngineStatus } from '../../src/engine/engine'
import { bootScanningEngine } from '../../src/engine/scanning/client'
import type { Dataset } from '../../src/dataset/dataset'
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

/** Our engine in its data worker, exactly as the app uses it. */
export const ours: Side = {
  async firstPage(url, warmUrl) {
    let startedAt = epochMs()
    let booted = bootScanningEngine()
    if (warmUrl !== null) {
      const warm = booted.open(dataset(warmUrl))
      await complete(warm)
      startedAt = epochMs()
      warm.close()
      booted = bootScanningEngine()
    }
    const pairs = (await booted.open(dataset(url)).scanning?.head(FIRST_ROWS)) ?? []
    return { startedAt, endedAt: epochMs(), captions: pairs.map((pair) => pair.caption) }
  },

  async facets(url, queries) {
    const engine = bootScanningEngine().open(dataset(url))
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

  async ingest(url) {
    const engine = bootScanningEngine().open(dataset(url))
    const status = await complete(engine)
    return status.rowsScanned
  },
}
