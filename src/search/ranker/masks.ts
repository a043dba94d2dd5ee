import type { Passing } from '../../engine/ranking'
import { rowOf, shardOf } from '../../engine/scanning/key'
import type { Mask } from './scoring'
import type { PairOf, Unit } from './units'

/** Which rows pass the filters, asked once for each shard of pairs. */
export class Masks {
  private readonly shards = new Map<number, Promise<Uint8Array>>()

  constructor(
    private readonly passing: Passing,
    private readonly signal: AbortSignal,
  ) {}

  async of(unit: Unit, pairOf: PairOf): Promise<Mask> {
    const { passing } = this
    if (!passing) return (row) => !Number.isNaN(pairOf(unit.firstRow + row))
    const keys = Float64Array.from({ length: unit.rows }, (_, row) => pairOf(unit.firstRow + row))
    const shards = [...new Set(keys.filter((key) => !Number.isNaN(key)).map(shardOf))]
    const bits = new Map(await Promise.all(shards.map(async (shard) => [shard, await this.bitsOf(shard, passing)] as const)))
    return (row) => {
      const key = keys[row] ?? NaN
      if (Number.isNaN(key)) return false
      const at = rowOf(key)
      return (((bits.get(shardOf(key))?.[at >>> 3] ?? 0) >> (at & 7)) & 1) === 1
    }
  }

  private bitsOf(shard: number, passing: NonNullable<Passing>): Promise<Uint8Array> {
    let bits = this.shards.get(shard)
    if (!bits) this.shards.set(shard, (bits = passing(shard, this.signal)))
    return bits
  }
}
