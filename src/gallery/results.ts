import type { Engine, EngineStatus, PageCursor } from '../engine/engine'
import type { Pair, PairKey } from '../pair/pair'
import { passesAll, type Query } from '../query/query'
import { Condition } from '../flow/condition'
import { Chunked } from './chunked'
import { nextListId, type Results } from './list'

/** Pairs shown before the scan has any. */
const HEAD = 60
/** Growing pages: the first is on screen at once, the last ones are few, and none takes long to take in. */
const PAGE_LIMITS = [300, 20_000, 100_000] as const
/** Arriving rows are asked for at most this often. */
const POLL_MS = 300
/** An empty list is cheap to read, and its first answer waits for the engine to start: it is asked for again within this time. */
const EMPTY_POLL_MS = 1000

/** Shapes are kept in 16 bits, in steps of 1 / 4096, up to 16: tiles stop at 3. */
const ASPECT_UNIT = 4096

/**
 * The keys and shapes of the pairs that answer one query, in its order: pulled page by page, and going on while the
 * scan brings rows.
 */
export class ResultList implements Results {
  readonly id = nextListId()
  status: Results['status'] = 'loading'
  error: unknown = null
  /** Rows arrived whose place is among those shown: {@link refresh} brings them in. Only when sorted by similarity. */
  stale = false
  generation = 0
  /** The first pairs, read before the scan, so that no one has to ask for them again. */
  head: readonly Pair[] = []
  private keys = new Chunked((length) => new Float64Array(length))
  private aspects = new Chunked((length) => new Uint16Array(length))
  private version = 0
  private atTop = true
  private readonly listeners = new Set<() => void>()
  private latest: EngineStatus | null = null
  private restart = false
  private readonly changes = new Condition()

  constructor(
    private readonly engine: Engine,
    private readonly query: Query,
  ) {}

  /** Begins to pull; the function it returns ends that. */
  readonly start = (): (() => void) => {
    const controller = new AbortController()
    const unsubscribe = this.engine.subscribe((status) => {
      if (this.latest && status.reorders > this.latest.reorders) this.restart = true
      this.latest = status
      this.changes.notify()
    })
    void this.run(controller.signal)
    return () => {
      controller.abort()
      unsubscribe()
      this.changes.notify()
    }
  }

  get count(): number {
    return this.keys.length
  }

  readonly keyAt = (index: number): PairKey | undefined => {
    const key = this.keys.at(index)
    return Number.isNaN(key) ? undefined : key
  }

  readonly aspectAt = (index: number): number => this.aspects.at(index) / ASPECT_UNIT

  scoreAt(): null {
    return null
  }

  indexOf(key: PairKey): number {
    return this.query.sort === 'dataset' ? this.keys.search(key) : this.keys.indexOf(key)
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly getSnapshot = (): number => this.version

  setAtTop(atTop: boolean): void {
    this.atTop = atTop
    if (atTop && this.stale) this.changes.notify()
  }

  /** Starts anew, with the rows that have arrived since. */
  readonly refresh = (): void => {
    this.restart = true
    this.changes.notify()
  }

  private async run(signal: AbortSignal): Promise<void> {
    const over = () => signal.aborted
    while (!over()) {
      try {
        if (this.count > 0) this.clear()
        await this.readHead(signal)
        await this.pull(signal)
      } catch (error) {
        if (over()) return
        await this.fail(error, signal)
      }
    }
  }

  /** Resolves when the person asks to try again. */
  private async fail(error: unknown, signal: AbortSignal): Promise<void> {
    this.error = error
    this.status = 'error'
    this.changed()
    this.restart = false
    await this.changes.until(() => signal.aborted || this.restart)
    this.restart = false
    this.error = null
    this.status = 'loading'
    this.changed()
  }

  private async readHead(signal: AbortSignal): Promise<void> {
    const { scanning } = this.engine
    if (!scanning || !passesAll(this.query) || this.query.sort !== 'dataset') return
    try {
      this.head = await scanning.head(HEAD, { signal })
    } catch {
      signal.throwIfAborted()
      // The scan says what is wrong with the shards; the pages come through it.
      return
    }
    signal.throwIfAborted()
    this.append(
      this.head.map((pair) => pair.key),
      this.head.map((pair) => (pair.height > 0 ? pair.width / pair.height : 0)),
    )
  }

  /** Pulls pages to the end of what is scanned, then waits until there is a reason to go on or to start anew, until disposed. */
  private async pull(signal: AbortSignal): Promise<void> {
    let cursor: PageCursor | null =
      this.query.sort === 'dataset' && this.count > 0 ? { key: this.keys.at(this.count - 1), similarity: null } : null
    let fresh = this.count === 0
    let revision = -1
    let began = performance.now()
    for (let turn = 0; ;) {
      const limit = PAGE_LIMITS[Math.min(turn, PAGE_LIMITS.length - 1)] ?? 300
      const page = await this.engine.page(this.query, cursor, limit, { signal })
      signal.throwIfAborted()
      if (fresh) this.clear()
      // In dataset order rows arrive at the end. In any other they may belong among pages read before they came.
      if (fresh || this.query.sort === 'dataset') revision = page.revision
      fresh = false
      this.append(page.keys, page.aspects)
      if (page.next) {
        cursor = page.next
        turn += 1
        continue
      }
      this.settle()
      const last = this.keys.at(this.count - 1)
      if (this.query.sort === 'dataset' && !Number.isNaN(last)) cursor = { key: last, similarity: null }
      turn = 1
      // A list that took long to read is not read again as soon as it is done.
      const took = performance.now() - began
      await this.moreThan(revision, Math.max(POLL_MS, this.count === 0 ? Math.min(took, EMPTY_POLL_MS) : took), signal)
      if (signal.aborted) return
      began = performance.now()
      if (this.restart || this.query.sort !== 'dataset') {
        this.restart = false
        this.stale = false
        fresh = true
        cursor = null
        turn = 0
      }
    }
  }

  /** Resolves when there are rows beyond a revision that may be shown, or when asked to start anew. */
  private async moreThan(revision: number, pause: number, signal: AbortSignal): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, pause))
    for (;;) {
      if (signal.aborted || this.restart) return
      if (this.latest && this.latest.revision > revision) {
        if (this.query.sort === 'dataset' || this.atTop) return
        if (!this.stale) {
          this.stale = true
          this.changed()
        }
      }
      await this.changes.notice()
    }
  }

  private clear(): void {
    this.keys = new Chunked((length) => new Float64Array(length))
    this.aspects = new Chunked((length) => new Uint16Array(length))
    this.generation += 1
  }

  private append(keys: ArrayLike<number>, aspects: ArrayLike<number>): void {
    this.keys.append(keys)
    this.aspects.append(inUnits(aspects))
    if (keys.length > 0) this.changed()
  }

  private settle(): void {
    this.status = 'ready'
    this.changed()
  }

  private changed(): void {
    this.version += 1
    for (const listener of [...this.listeners]) listener()
  }
}

/** A plain loop: `from` with a function takes tens of milliseconds for a large page. */
function inUnits(aspects: ArrayLike<number>): Uint16Array {
  const units = new Uint16Array(aspects.length)
  for (let i = 0; i < units.length; i++) {
    const aspect = aspects[i] ?? 0
    units[i] = aspect > 0 ? Math.min(Math.max(Math.round(aspect * ASPECT_UNIT), 1), 0xffff) : 0
  }
  return units
}
