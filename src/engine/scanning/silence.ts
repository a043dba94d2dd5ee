import type { SessionContext } from './open-shards'
import type { Readings, ScanShards } from './readings'
import { heard, nextStall, putAside, givenUp } from './schedule'

/*
 * Looks which shards bytes come from, and sees to it that none of them keeps the others waiting.
 */

/** Takes note of what is heard of each shard; what fails where captions or columns are read is read no further. */
export function listen(readings: Readings, { board }: Pick<SessionContext, 'board'>, now: number): void {
  for (const { shard } of readings.schedule.taken) {
    const reading = readings.get(shard)
    if (board.shard(shard).state === 'failed' && reading?.opened) readings.drop(shard)
    else if (reading?.hears(readings.bytesOf(shard))) readings.schedule = heard(readings.schedule, shard, now)
  }
}

/** Puts aside, or gives up for others, each shard that keeps those behind it waiting. */
export function passBySilent(readings: Readings, shards: Pick<ScanShards, 'abandon'>, now: number): void {
  for (let stall = nextStall(readings.schedule, now); stall; stall = nextStall(readings.schedule, now)) {
    const { kind, shard } = stall
    const one = readings.takenAt(shard)
    if (kind === 'aside' && one) {
      readings.rewind(one)
      readings.schedule = putAside(readings.schedule, shard)
    } else {
      if (!readings.get(shard)?.opened) shards.abandon(shard)
      readings.drop(shard)
      readings.schedule = givenUp(readings.schedule, shard)
    }
  }
}
