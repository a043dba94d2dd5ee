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
  private readonly hosts = new Map<string, { inARow: number; readonly last: unknown }>()

  constructor(private readonly shards: readonly ShardRef[]) {}

  failed(shard: number, error: unknown): void {
    const host = hostOfShard(this.shards[shard])
    if (host !== null) this.hosts.set(host, { inARow: this.inARow(shard) + 1, last: error })
  }

  /** Rows of it came. */
  read(shard: number): void {
    const host = hostOfShard(this.shards[shard])
    if (host !== null) this.hosts.delete(host)
  }

  /** How many shards of the host of this one have failed since one was read. */
  inARow(shard: number): number {
    return this.hosts.get(hostOfShard(this.shards[shard]) ?? '')?.inARow ?? 0
  }

  isStopped(shard: number): boolean {
    return this.inARow(shard) >= MOST_IN_A_ROW
  }

  /** Throws the last failure of a host that is asked no more. */
  throwIfStopped(shard: number): void {
    if (this.isStopped(shard)) throw this.hosts.get(hostOfShard(this.shards[shard]) ?? '')?.last
  }

  /** All hosts may fail as often again. */
  forgive(): void {
    this.hosts.clear()
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
