import { formatCount } from '../../pair/format'
import { partOf } from '../../pair/key-ranges'
import type { PairKey } from '../../pair/pair'
import type { Query } from '../../query/query'
import type { Place } from '../engine'

/**
 * Keys of pairs that lie in shards: `shard * 2^32 + version * 2^30 + row`, the row counted from 0 within the shard. Exact in a float64 up
 * to 2^21 shards; ascending keys are dataset order. `version` counts how often the shard's file changed while it was read, from 0, modulo
 * 4: what anybody kept of a row of the old file is never taken for the new one's.
 */

const KEYS_PER_SHARD = 2 ** 32
/** More rows of one shard than memory could hold. */
const ROWS_PER_SHARD = 2 ** 30
export const VERSIONS = 4

export function pairKey(shard: number, row: number, version = 0): PairKey {
  return shard * KEYS_PER_SHARD + (version % VERSIONS) * ROWS_PER_SHARD + row
}

/** The first key of any version of a shard, and the last. */
export function keysOfShard(shard: number): readonly [first: PairKey, last: PairKey] {
  return [shard * KEYS_PER_SHARD, (shard + 1) * KEYS_PER_SHARD - 1]
}

/** A query of a shard's rows alone: of the set that it is restricted to it holds no more than they need. */
export function queryOfShard(query: Query, shard: number): Query {
  const { within } = query
  if (!within) return query
  return { ...query, within: { id: `${within.id} in ${shard}`, keys: partOf(within.keys, ...keysOfShard(shard)) } }
}

/** The shard and the row of a `key` in SQL. */
export const PLACE_SQL = { shard: 'key >> 32', row: `key & ${ROWS_PER_SHARD - 1}` } as const

export function shardOf(key: PairKey): number {
  return Math.floor(key / KEYS_PER_SHARD)
}

export function rowOf(key: PairKey): number {
  return key % ROWS_PER_SHARD
}

/** Whether a key is of this version of its shard. */
export function isOfVersion(key: PairKey, version: number): boolean {
  return Math.floor((key % KEYS_PER_SHARD) / ROWS_PER_SHARD) === version % VERSIONS
}

/** As links hold it: TFDS's example key, `{shard}_{row}` without padding. */
export function placeText(key: PairKey): string {
  return `${shardOf(key)}_${rowOf(key)}`
}

/** The inverse of {@link placeText}, in the present version of the shard; null for anything else. */
export function keyAtPlace(text: string, versionOf: (shard: number) => number = () => 0): PairKey | null {
  const match = /^(\d{1,7})_(\d{1,10})$/.exec(text)
  if (!match) return null
  const shard = Number(match[1])
  const row = Number(match[2])
  return shard < 2 ** 21 && row < ROWS_PER_SHARD ? pairKey(shard, row, versionOf(shard)) : null
}

export function placeOf(key: PairKey): Place {
  return { words: `shard ${formatCount(shardOf(key))}, row ${formatCount(rowOf(key))}`, text: placeText(key) }
}
