import type { Engine } from '../engine/engine'
import { Lru } from '../flow/lru'
import type { Pair, PairKey } from '../pair/pair'

const KEPT = 4000
/** A fast scroll passes many rows: ask only for those it stays at. */
const SETTLE_MS = 50

/** A pair, or `unreadable` when its row could not be read; undefined while it is on its way. */
export type PairEntry = Pair | 'unreadable' | undefined

/** Rows of the visible tiles, read in batches and kept for a while. */
export class PairsCache {
  private readonly entries = new Lru<Pair | 'unreadable', PairKey>(KEPT)
  private readonly listeners = new Map<PairKey, Set<() => void>>()
  private readonly running = new Map<AbortController, readonly PairKey[]>()
  private wanted: readonly PairKey[] = []
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly engine: Engine) {}

  get(key: PairKey): PairEntry {
    return this.entries.get(key)
  }

  subscribe(key: PairKey, listener: () => void): () => void {
    const listeners = this.listeners.get(key) ?? new Set()
    this.listeners.set(key, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.listeners.delete(key)
    }
  }

  /** Takes pairs that came another way. */
  put(pairs: readonly Pair[]): void {
    for (const pair of pairs) this.set(pair.key, pair)
  }

  /** These tiles are on screen now: what is missing is read, batches nobody needs any more are dropped. */
  want(keys: readonly PairKey[]): void {
    this.wanted = keys
    const wanted = new Set(keys)
    for (const [controller, batch] of this.running) {
      if (batch.every((key) => !wanted.has(key))) {
        this.running.delete(controller)
        controller.abort()
      }
    }
    // Used now: the others go before them.
    for (const key of keys) this.entries.get(key)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.load(), SETTLE_MS)
  }

  /** Forgets a failure and reads the row again. */
  retry(key: PairKey): void {
    this.entries.delete(key)
    this.notify(key)
    this.want(this.wanted)
  }

  dispose(): void {
    clearTimeout(this.timer)
    for (const controller of this.running.keys()) controller.abort()
    this.running.clear()
  }

  private async load(): Promise<void> {
    const asked = new Set([...this.running.values()].flat())
    const keys = this.wanted.filter((key) => !this.entries.has(key) && !asked.has(key))
    if (keys.length === 0) return
    const controller = new AbortController()
    this.running.set(controller, keys)
    try {
      const pairs = await this.engine.pairs(keys, { signal: controller.signal })
      keys.forEach((key, i) => this.set(key, pairs[i] ?? 'unreadable'))
    } catch {
      if (!controller.signal.aborted) for (const key of keys) this.set(key, 'unreadable')
    } finally {
      this.running.delete(controller)
    }
  }

  private set(key: PairKey, entry: Pair | 'unreadable'): void {
    this.entries.set(key, entry)
    this.notify(key)
  }

  private notify(key: PairKey): void {
    for (const listener of this.listeners.get(key) ?? []) listener()
  }
}
