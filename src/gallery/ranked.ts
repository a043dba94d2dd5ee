import type { Engine } from '../engine/engine'
import { Condition } from '../flow/condition'
import type { PairKey } from '../pair/pair'
import type { Ranked, Ranking } from '../engine/ranking'
import { nextListId, type Results } from './list'

/** The best so far is taken over at most this often while a ranking goes on. */
const TAKE_MS = 400

/** The best pairs of a ranking, best first, taken over as it goes on: at the top by itself, further down when asked to. */
export class RankedList implements Results {
  readonly id = nextListId()
  status: Results['status'] = 'loading'
  readonly error = null
  stale = false
  generation = 0
  readonly head = []
  private ranked: Ranked = { keys: new Float64Array(), scores: new Float64Array(), revision: -1 }
  private length = 0
  private readonly aspects = new Map<PairKey, number>()
  private version = 0
  private atTop = true
  private restart = false
  private minScore: number | null = null
  private readonly listeners = new Set<() => void>()
  private readonly news = new Condition()

  constructor(
    private readonly engine: Pick<Engine, 'aspects'>,
    private readonly ranking: Ranking,
  ) {}

  /** Begins to take over; the function it returns ends that. */
  readonly start = (): (() => void) => {
    const controller = new AbortController()
    const unsubscribe = this.ranking.subscribe(() => this.news.notify())
    void this.run(controller.signal)
    return () => {
      controller.abort()
      unsubscribe()
    }
  }

  /** Ends the list before the first pair with a lesser score; null: shows all. */
  setMinScore(minScore: number | null): void {
    if (minScore === this.minScore) return
    this.minScore = minScore
    if (this.ranked.revision < 0) return
    this.cut()
    this.generation += 1
    this.changed()
  }

  get count(): number {
    return this.length
  }

  readonly keyAt = (index: number): PairKey | undefined => (index < this.length ? this.ranked.keys[index] : undefined)

  readonly aspectAt = (index: number): number => this.aspects.get(this.keyAt(index) ?? -1) ?? 0

  scoreAt(index: number): number | null {
    return this.ranked.scores[index] ?? null
  }

  indexOf(key: PairKey): number {
    const index = this.ranked.keys.indexOf(key)
    return index < this.length ? index : -1
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly getSnapshot = (): number => this.version

  setAtTop(atTop: boolean): void {
    this.atTop = atTop
    if (atTop && this.stale) this.news.notify()
  }

  readonly refresh = (): void => {
    this.restart = true
    this.news.notify()
  }

  private async run(signal: AbortSignal): Promise<void> {
    const over = () => signal.aborted
    while (!over()) {
      try {
        if (this.ranking.status().revision > this.ranked.revision) {
          if (this.ranked.revision < 0 || this.atTop || this.restart) await this.take(signal)
          else if (!this.stale) {
            this.stale = true
            this.changed()
          }
        }
      } catch {
        // A ranking that failed says so itself; what was taken over stays.
        if (over()) return
      }
      this.settle()
      const pause = this.restart ? 0 : TAKE_MS
      // Ends with the list too.
      const noticed = this.news.notice(signal).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, pause))
      // News that came during the pause is looked at without waiting for more.
      if (this.ranking.status().revision > this.ranked.revision && (this.atTop || this.restart)) continue
      await noticed
    }
  }

  private async take(signal: AbortSignal): Promise<void> {
    const ranked = await this.ranking.best(signal)
    const learnt = await this.learnShapes(ranked.keys, signal)
    signal.throwIfAborted()
    this.restart = false
    this.stale = false
    if (learnt || !sameKeys(this.ranked.keys, ranked.keys)) this.generation += 1
    this.ranked = ranked
    this.cut()
    this.changed()
  }

  /** Says whether any shape was learnt. Of pairs not scanned yet it is asked for again the next time. */
  private async learnShapes(keys: Float64Array, signal: AbortSignal): Promise<boolean> {
    const unknown = [...keys].filter((key) => !this.aspects.has(key))
    if (unknown.length === 0) return false
    const aspects = await this.engine.aspects(unknown, { signal })
    for (const [i, key] of unknown.entries()) if (aspects[i]) this.aspects.set(key, aspects[i])
    return aspects.some((aspect) => aspect > 0)
  }

  private cut(): void {
    const { minScore } = this
    let length = this.ranked.keys.length
    if (minScore !== null) while (length > 0 && (this.ranked.scores[length - 1] ?? -1) < minScore) length -= 1
    this.length = length
  }

  private settle(): void {
    const { phase } = this.ranking.status()
    const status = phase === 'done' || phase === 'stopped' || phase === 'failed' || this.count > 0 ? 'ready' : 'loading'
    if (status === this.status) return
    this.status = status
    this.changed()
  }

  private changed(): void {
    this.version += 1
    for (const listener of [...this.listeners]) listener()
  }
}

function sameKeys(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index])
}
