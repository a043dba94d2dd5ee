import type { Dataset } from '../dataset/dataset'
import type { Rankers } from '../engine/ranking'
import type { Scanning, ScanStatus } from '../engine/scanning/scanning'
import { EMPTY_QUERY, passesAll } from '../query/query'
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
      let shards: ScanStatus['shards'] = []
      scanning.subscribe((scan) => (shards = scan.shards))()
      const rowsOf = (shard: number) => shards[shard]?.rows ?? null
      const versionOf = (shard: number) => shards[shard]?.changes ?? 0
      const ranker = create(await vectorSetOf(dataset, scanning, width, rowsOf, signal, versionOf), {
        ...settings(),
        keptName: keptName(dataset),
      })
      return {
        ...ranker,
        rank: (query, { filters, within }, budgetBytes) =>
          ranker.rank(
            query,
            passesAll({ filters, within })
              ? null
              : (shard, rowsSignal) => scanning.passing({ ...EMPTY_QUERY, filters, within }, shard, { signal: rowsSignal }),
            budgetBytes,
          ),
      }
    },
  }
}
