import type { Engine } from '../engine/engine'
import type { Pair, PairKey } from '../pair/pair'
import { pictureAddress } from '../pair/address'
import { isHuge, type PictureSize } from '../pair/picture-size'
import { pictureVerdict, type Consent } from '../pair/safety'

/** Loads under way at once. Hosts are many, so pictures by address may be more than bytes of one shard. */
const LIMITS = { address: 24, bytes: 8 }
/** Tiles that a scroll only passes start nothing. */
const SETTLE_MS = 80
const TIMEOUT_MS = 20_000
const REMEMBERED = 5000

export type DeadReason =
  'none' | 'scheme' | 'private' | 'malformed' | 'not-picture' | 'timeout' | 'offline' | 'insecure' | 'failed' | 'pixels' | 'parts'

export type PictureState =
  | { readonly kind: 'waiting' }
  /** The image element may ask for `src` now, and says how it went by {@link PictureLoad.settled}. */
  | { readonly kind: 'loading'; readonly src: string }
  | { readonly kind: 'loaded'; readonly src: string }
  | { readonly kind: 'dead'; readonly why: DeadReason }

const WAITING: PictureState = { kind: 'waiting' }

interface Waiter {
  readonly rank: () => number
  readonly start: () => void
}

/** A bounded number of slots, given to whoever is nearest to the middle of the screen when one is free. */
export class Slots {
  private free: number
  private readonly waiting = new Set<Waiter>()

  constructor(limit: number) {
    this.free = limit
  }

  /** Resolves with the function that gives the slot back; rejects when aborted before. */
  take(rank: () => number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        rank,
        start: () => {
          let held = true
          resolve(() => {
            if (!held) return
            held = false
            this.free += 1
            this.next()
          })
        },
      }
      this.waiting.add(waiter)
      signal.addEventListener('abort', () => {
        if (this.waiting.delete(waiter)) reject(signal.reason as Error)
      })
      this.next()
    })
  }

  private next(): void {
    while (this.free > 0 && this.waiting.size > 0) {
      let nearest: Waiter | undefined
      for (const waiter of this.waiting) if (!nearest || waiter.rank() < nearest.rank()) nearest = waiter
      if (!nearest) return
      this.waiting.delete(nearest)
      this.free -= 1
      nearest.start()
    }
  }
}

/** Loads the pictures of the tiles on screen. What failed is remembered, so that scrolling by does not ask again. */
export class PictureQueue {
  private readonly slots = { address: new Slots(LIMITS.address), bytes: new Slots(LIMITS.bytes) }
  private readonly dead = new Map<PairKey, DeadReason>()

  constructor(private readonly engine: Engine) {}

  /** Starts a load; null unless the pair's picture may be requested at all. `rank` is its distance from the middle. */
  load(pair: Pair, consent: Consent, rank: () => number): PictureLoad | null {
    if (pictureVerdict(pair, consent) !== 'allowed') return null
    return new PictureLoad(pair, this.engine, this.slots, this.dead.get(pair.key) ?? null, rank, (why) => this.remember(pair.key, why))
  }

  private remember(key: PairKey, why: DeadReason): void {
    this.dead.set(key, why)
    const [oldest] = this.dead.keys()
    if (this.dead.size > REMEMBERED && oldest !== undefined) this.dead.delete(oldest)
  }
}

/** One picture on its way to one tile. A store for useSyncExternalStore. */
export class PictureLoad {
  private state: PictureState = WAITING
  private readonly listeners = new Set<() => void>()
  private release: () => void = () => undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private blobUrl: string | null = null

  constructor(
    private readonly pair: Pair,
    private readonly engine: Engine,
    private readonly slots: { readonly address: Slots; readonly bytes: Slots },
    knownDead: DeadReason | null,
    private readonly rank: () => number,
    private readonly onDead: (why: DeadReason) => void,
  ) {
    if (knownDead) this.state = { kind: 'dead', why: knownDead }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly getSnapshot = (): PictureState => this.state

  /** Called when the tile is on screen; the function it returns drops the picture again. */
  readonly start = (): (() => void) => {
    const leaving = new AbortController()
    if (this.state.kind !== 'dead') void this.run(leaving.signal)
    return () => {
      leaving.abort()
      clearTimeout(this.timer)
      this.release()
      if (this.blobUrl) URL.revokeObjectURL(this.blobUrl)
      this.blobUrl = null
      if (this.state.kind !== 'dead') this.state = WAITING
    }
  }

  /**
   * The image element loaded its source, or failed to. `size` is what it turned out to have, for a picture whose bytes no page may
   * read before: as long as it is loading it must not be painted, which would decode it.
   */
  readonly settled = (loaded: boolean, size?: PictureSize): void => {
    if (this.state.kind !== 'loading') return
    clearTimeout(this.timer)
    this.release()
    if (loaded && size && isHuge(size)) this.die('pixels')
    else if (loaded) this.set({ kind: 'loaded', src: this.state.src })
    else this.die(/^(?:blob|data):/.test(this.state.src) ? 'not-picture' : whyFailed(this.pair.url, location.protocol, navigator.onLine))
  }

  private async run(signal: AbortSignal): Promise<void> {
    try {
      await settle(signal)
      if (this.pair.hasPicture) await this.loadBytes(signal)
      else await this.loadAddress(signal)
    } catch {
      if (!signal.aborted) this.die('failed')
      this.release()
    }
  }

  private async loadBytes(signal: AbortSignal): Promise<void> {
    this.release = await this.slots.bytes.take(this.rank, signal)
    const { bytes, type, tooLarge } = await this.engine.picture(this.pair.key, { signal })
    signal.throwIfAborted()
    if (tooLarge) {
      this.release()
      this.die(tooLarge)
      return
    }
    if (bytes.length === 0 && this.pair.url !== null) {
      this.release()
      await this.loadAddress(signal)
      return
    }
    if (!type.startsWith('image/')) {
      this.release()
      this.die(bytes.length === 0 ? 'none' : 'not-picture')
      return
    }
    const blob = new Blob([bytes], { type })
    if (type === 'image/svg+xml') {
      const src = await dataUrl(blob)
      signal.throwIfAborted()
      this.set({ kind: 'loading', src })
      return
    }
    this.blobUrl = URL.createObjectURL(blob)
    this.set({ kind: 'loading', src: this.blobUrl })
  }

  private async loadAddress(signal: AbortSignal): Promise<void> {
    const address = pictureAddress(this.pair.url, location.hostname)
    if (address.kind === 'refused') {
      this.die(address.why)
      return
    }
    this.release = await this.slots.address.take(this.rank, signal)
    signal.throwIfAborted()
    this.timer = setTimeout(() => {
      this.release()
      this.die('timeout')
    }, TIMEOUT_MS)
    this.set({ kind: 'loading', src: address.src })
  }

  private die(why: DeadReason): void {
    if (why !== 'offline') this.onDead(why)
    this.set({ kind: 'dead', why })
  }

  private set(state: PictureState): void {
    this.state = state
    for (const listener of [...this.listeners]) listener()
  }
}

/** For SVG: a person can open an image in a tab of its own, where a blob's scripts would be this page's, and a data URL's are nobody's. */
function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as string)
    reader.onerror = () => reject(reader.error ?? new Error('not readable'))
    reader.readAsDataURL(blob)
  })
}

/**
 * A ref for an image element: taken off the page, it stops loading. Browsers go on with an image that is merely
 * removed, which would keep connections from the pictures on screen. Its source is emptied, not taken away: without the attribute Chromium
 * shows the element's words in place of the picture, and never again lets go of it.
 */
export function stopWhenGone(image: HTMLImageElement): () => void {
  return () =>
    queueMicrotask(() => {
      if (!image.isConnected) image.src = ''
    })
}

/** What {@link PictureLoad.settled} is told of an image element. */
export function naturalSize({ naturalWidth, naturalHeight }: HTMLImageElement): PictureSize {
  return { width: naturalWidth, height: naturalHeight }
}

/** What can be known of a failed image: browsers do not tell pages the status of another host's answer. */
export function whyFailed(url: string | null, pageProtocol: string, onLine: boolean): DeadReason {
  if (!onLine) return 'offline'
  // Browsers upgrade http pictures on https pages, and block those whose host has no https.
  return pageProtocol === 'https:' && url?.trim().toLowerCase().startsWith('http:') ? 'insecure' : 'failed'
}

/** A few words for a tile. */
export function deadWords(why: DeadReason): string {
  switch (why) {
    case 'none':
      return 'No picture address'
    case 'scheme':
    case 'malformed':
      return 'Not a web address'
    case 'private':
      return 'Address in your own network'
    case 'not-picture':
      return 'Not a picture'
    case 'timeout':
      return 'No answer in 20 s'
    case 'offline':
      return 'You are offline'
    case 'insecure':
      return 'Host without https'
    case 'failed':
      return 'Dead link'
    case 'pixels':
    case 'parts':
      return 'Too large to show'
  }
}

function settle(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, SETTLE_MS)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    })
  })
}
