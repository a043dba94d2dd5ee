import type { Cost } from '../../engine/ranking'
import type { PairKey } from '../../pair/pair'
import type { RankBy } from '../../query/search'
import type { Side } from '../vectors/vector-set'

/** Which pair a row of a shard's vectors belongs to. */
export type PairOf = (row: number) => PairKey

/** A block of a shard's vectors as a ranking takes it: the same rows of every side it compares. */
export interface Unit {
  readonly shard: number
  /** Of the file, or of both files alike. */
  readonly block: number
  readonly firstRow: number
  readonly rows: number
  /**
   * Where its vectors are: `memory` as 8-bit or GPU copies over kept blocks, `kept` in this browser, `local` in a file
   * of this computer, `remote` behind requests.
   */
  readonly from: 'memory' | 'kept' | 'local' | 'remote'
  /** Of all sides; 0 unless remote. */
  readonly bytes: number
  readonly requests: number
}

const ORDER: readonly Unit['from'][] = ['memory', 'kept', 'local', 'remote']

/** What costs least first, and dataset order within that. */
export function inRankingOrder(units: readonly Unit[]): Unit[] {
  return [...units].sort((a, b) => ORDER.indexOf(a.from) - ORDER.indexOf(b.from) || a.shard - b.shard || a.block - b.block)
}

export function costOf(units: readonly Unit[], width: number, sides: number): Cost {
  const cost = { bytes: 0, requests: 0, keptBytes: 0 }
  for (const unit of units) {
    cost.bytes += unit.bytes
    cost.requests += unit.requests
    if (unit.from === 'memory' || unit.from === 'kept') cost.keptBytes += unit.rows * width * 2 * sides
  }
  return cost
}

export function sidesOf(by: RankBy): readonly Side[] {
  return by === 'both' ? ['image', 'text'] : [by]
}
