import { createEngine } from '../../src/engine/scanning/client'
import type { DatasetStatus, Engine } from '../../src/engine/engine'
import type { Dataset } from '../../src/dataset/dataset'
import { EMPTY_QUERY, withFilter } from '../../src/query/query'
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

function complete(engine: Engine): Promise<DatasetStatus> {
  return new Promise((resolve, reject) => {
    const unsubscribe = engine.subscribe((status) => {
      const problem = status.shards[0]?.problem
      if (problem) reject(new Error(`${problem.code} ${problem.detail ?? ''}`))
      if (status.phase !== 'complete' && status.phase !== 'budget') return
      queueMicrotask(() => unsubscribe())
      resolve(status)
    })
  })
}

/** Our engine in its data worker, exactly as the app uses it. */
export const ours: Side = {
  async firstPage(url, warmUrl) {
    let startedAt = epochMs()
    const engine = createEngine()
    if (warmUrl !== null) {
      await engine.open(dataset(warmUrl))
      await complete(engine)
      startedAt = epochMs()
    }
    await engine.open(dataset(url))
    const pairs = await engine.head(FIRST_ROWS)
    return { startedAt, endedAt: epochMs(), captions: pairs.map((pair) => pair.caption) }
  },

  async facets(url, queries) {
    const engine = createEngine()
    await engine.open(dataset(url))
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
    const engine = createEngine()
    await engine.open(dataset(warmUrl))
    await complete(engine)
    let start = performance.now()
    const lap = () => {
      const ms = performance.now() - start
      start = performance.now()
      return ms
    }
    lap()
    await engine.open(dataset(url))
    await complete(engine)
    const ingest = lap()
    const query = withFilter(EMPTY_QUERY, { kind: 'caption', contains: text })
    // Waits until every caption has been looked at.
    await engine.passing(query, 0)
    const { matching } = await engine.facets(query)
    const captions = lap()
    await engine.page({ ...EMPTY_QUERY, sort: 'similarity-descending' }, null, FIRST_ROWS)
    const sorted = lap()
    engine.close()
    return { ingest, captions, hits: matching, sorted }
  },

  async ingest(url) {
    const engine = createEngine()
    await engine.open(dataset(url))
    const status = await complete(engine)
    return status.rowsScanned
  },
}
