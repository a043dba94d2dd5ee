import type { Dataset } from '../dataset/dataset'
import type { Rankers } from '../engine/ranking'
import type { Scanning } from '../engine/scanning/scanning'
import { EMPTY_QUERY } from '../query/query'
import { createRanker } from './ranker/client'
import type { RankerOptions } from './ranker/protocol'
import { keptName } from './vectors/kept-label'
import { findEmbeddings, vectorSetOf } from './vector-sets'

/** Ranks the pairs of shards by vectors in files beside them, or in columns of theirs. `settings` are read anew for each ranker. */
export function fileRankers(
  dataset: Dataset,
  scanning: Scanning,
  settings: () => Omit<RankerOptions, 'keptName'>,
  create = createRanker,
): Rankers {
  return {
    find: (signal) => findEmbeddings(dataset, scanning, signal),
    async open(width, signal) {
      let rows: readonly (number | null)[] = []
      scanning.subscribe(({ shards }) => (rows = shards.map((shard) => shard.rows)))()
      const ranker = create(await vectorSetOf(dataset, scanning, width, (shard) => rows[shard] ?? null, signal), {
        ...settings(),
        keptName: keptName(dataset),
      })
      return {
        ...ranker,
        rank: (query, filters, budgetBytes) =>
          ranker.rank(
            query,
            filters.length === 0
              ? null
              : (shard, rowsSignal) => scanning.passing({ ...EMPTY_QUERY, filters }, shard, { signal: rowsSignal }),
            budgetBytes,
          ),
      }
    },
  }
}
