import type { ShardRef } from '../../dataset/shard-ref'

/** A host of which so many shards in a row could not be read is asked no more before somebody says so. */
export const MOST_IN_A_ROW = 20

/** The host that a shard is asked of; null for a file of the person's own. */
export function hostOfShard(ref: ShardRef | undefined): string | null {
  if (ref?.kind !== 'remote') return null
  try {
    return new URL(ref.url, (globalThis as { location?: { href: string } }).location?.href).host
  } catch {
    return null
  }
}

/** Counts shards that fail one after the other, by host. */
export class HostFailures {
  private readonly inARow = new Map<string, number>()

  constructor(private readonly shards: readonly ShardRef[]) {}

  failed(shard: number): void {
    const host = hostOfShard(this.shards[shard])
    if (host !== null) this.inARow.set(host, (this.inARow.get(host) ?? 0) + 1)
  }

  /** Rows of it came. */
  read(shard: number): void {
    const host = hostOfShard(this.shards[shard])
    if (host !== null) this.inARow.delete(host)
  }

  isStopped(shard: number): boolean {
    const host = hostOfShard(this.shards[shard])
    return host !== null && (this.inARow.get(host) ?? 0) >= MOST_IN_A_ROW
  }

  /** All hosts may fail as often again. */
  forgive(): void {
    this.inARow.clear()
  }

  /** Those of `shards` by host. */
  byHost(shards: readonly number[]): ReadonlyMap<string, readonly number[]> {
    const hosts = new Map<string, number[]>()
    for (const shard of shards) {
      const host = hostOfShard(this.shards[shard])
      if (host === null) continue
      const known = hosts.get(host)
      if (known) known.push(shard)
      else hosts.set(host, [shard])
    }
    return hosts
  }
}
