import type { Problem } from '../../dataset/problem'
import type { RankStatus } from '../../engine/ranking'
import type { Side } from '../vectors/vector-set'
import type { Rough } from './candidates'
import type { PairOf, Unit } from './units'

/** Vectors as a ranking reads them; behind it files, the store and copies in memory. */
export interface RankSource {
  readonly width: number
  readonly shardNames: readonly string[]
  readonly scorer: RankStatus['scorer']
  readonly bytesFetched: number
  readonly requests: number
  /** Opens what is needed for the sides. Shards that cannot be ranked are told as failures. */
  plan(sides: readonly Side[], fail: (shard: number, problem: Problem) => void, signal: AbortSignal): Promise<readonly Unit[]>
  /** Float16 rows of a unit; what was fetched is kept. */
  read(unit: Unit, side: Side, signal: AbortSignal): Promise<Uint16Array>
  /** Float16 of some rows of a kept unit, counted from the unit's first, ascending; null when they are no longer kept. */
  readRows(unit: Unit, side: Side, rows: Uint32Array): Promise<Uint16Array | null>
  /** Rough scores of a unit in memory; null when it is there no longer. */
  roughScores(unit: Unit, side: Side, vector: Float32Array): Promise<Rough | null>
  /** Only of shards that `plan` brought. */
  pairOf(shard: number): Promise<PairOf>
}
