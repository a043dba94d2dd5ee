import type { Dataset } from '../../dataset/dataset'
import { hostOfShard, type HostFailures } from './host-failures'
import type { Readings } from './readings'
import type { HostStop, ShardArrival, ShardWait } from './scanning'
import { isWaitedFor, PATIENCE_MS, type Taken } from './schedule'
import type { ShardProgress } from './status'

/* What of a scan is told besides how far it is: whom it waits for, and whom it asks no more. */

/** Shards that have not answered for some seconds. */
export function waitsOf(taken: readonly Taken[], { shards }: Pick<Dataset, 'shards'>, now: number): ShardWait[] {
  return taken
    .filter((one) => isWaitedFor(one) && now - one.heard >= PATIENCE_MS)
    .map(({ shard, heard }) => ({ shard, host: hostOfShard(shards[shard]), seconds: Math.floor((now - heard) / 1000) }))
}

/** How far the first shard has come whose bytes drip; null where none does. */
export function arrivalOf(readings: Readings, now: number): ShardArrival | null {
  const dripping = readings.schedule.taken.find(
    (one) => isWaitedFor(one) && now - one.since >= PATIENCE_MS && now - one.heard < PATIENCE_MS,
  )
  const arrived = dripping && readings.get(dripping.shard)?.arrived(readings.bytesOf(dripping.shard))
  return dripping && arrived ? { shard: dripping.shard, ...arrived } : null
}

/** Hosts that are asked no more, of whose shards `held` are left over. */
export function stopsOf(held: readonly number[], shards: readonly ShardProgress[], failures: HostFailures): HostStop[] {
  // Of a shard that somebody else asked for it may be known that it fails, though the scan has not come to it.
  const untried = failures.byHost(held.filter((index) => shards[index]?.state !== 'failed'))
  return [...untried].map(([host, left]) => ({ host, untried: left.length }))
}
