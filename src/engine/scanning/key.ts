import { formatCount } from '../../pair/format'
import type { PairKey } from '../../pair/pair'
import type { Place } from '../engine'

/**
 * Keys of pairs that lie in shards: `shard * 2^32 + row`, the row counted from 0 within the shard. Exact in a float64 up to 2^21 shards;
 * ascending keys are dataset order.
 */

const ROWS_PER_SHARD = 2 ** 32

export function pairKey(shard: number, row: number): PairKey {
  return shard * ROWS_PER_SHARD + row
}

export function shardOf(key: PairKey): number {
  return Math.floor(key / ROWS_PER_SHARD)
}

export function rowOf(key: PairKey): number {
  return key % ROWS_PER_SHARD
}

/** As links hold it: TFDS's example key, `{shard}_{row}` without padding. */
export function placeText(key: PairKey): string {
  return `${shardOf(key)}_${rowOf(key)}`
}

/** The inverse of {@link placeText}; null for anything else. */
export function keyAtPlace(text: string): PairKey | null {
  const match = /^(\d{1,7})_(\d{1,10})$/.exec(text)
  if (!match) return null
  const shard = Number(match[1])
  const row = Number(match[2])
  return shard < 2 ** 21 && row < ROWS_PER_SHARD ? pairKey(shard, row) : null
}

export function placeOf(key: PairKey): Place {
  return { words: `shard ${formatCount(shardOf(key))}, row ${formatCount(rowOf(key))}`, text: placeText(key) }
}
