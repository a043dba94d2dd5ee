import type { KeySet } from '../query/query'
import { decodeLocation, dropForeignKeys, encodeLocation, keepQuery, showSame, START, type Location } from '../query/url'
import { Lru } from '../flow/lru'
import { Store } from '../flow/store'

/** `step`: a place to come back to. `drag`: part of one movement, which makes a single place. `replace`: no new place. */
export type Move = 'step' | 'drag' | 'replace'

/** Drags further apart than this are different movements. */
const MOVEMENT_MS = 1200
/** Browsers refuse more than some 100 history writes in 30 s, so a drag is written when it rests. */
const WRITE_MS = 250
/** Bytes of sets of pairs that queries were restricted to: going back to a place finds its set as long as it is among them. */
const MOST_KEPT = 64 * 2 ** 20

type Browser = Pick<Window, 'history' | 'addEventListener'> & { readonly location: Pick<globalThis.Location, 'hash'> }

/** Where the person is, kept in step with the address bar. */
export class PageHistory {
  readonly store: Store<Location>
  private dragged = -Infinity
  private pending: ReturnType<typeof setTimeout> | undefined
  private hiding = false
  private readonly sets = new Lru<KeySet, string>(MOST_KEPT)

  constructor(
    private readonly browser: Browser,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.store = new Store(decodeLocation(this.hash()))
    this.hiding = this.isHidden
    // Typed addresses come as hashchange, back and forward as popstate; both may come for one move.
    for (const event of ['popstate', 'hashchange']) browser.addEventListener(event, () => this.arrive())
  }

  go(change: Partial<Location>, move: Move = 'step'): void {
    const before = this.store.get()
    const next = keepQuery(before, dropForeignKeys(before, { ...before, data: null, ...change }))
    if (showSame(next, before)) return
    const time = this.now()
    const goesOn = move === 'drag' && time - this.dragged < MOVEMENT_MS
    this.dragged = move === 'drag' ? time : -Infinity
    if (move === 'replace' || goesOn) {
      clearTimeout(this.pending)
      this.pending = setTimeout(() => this.write('replaceState'), WRITE_MS)
      this.store.set(next)
    } else {
      this.flush()
      const opened = before.open === null && next.open !== null
      this.store.set(next)
      this.write('pushState', opened)
    }
  }

  /** Leaves the open pair by the way it was opened, so that back does not open it again. */
  closePair(): void {
    this.flush()
    if (isOpenedHere(this.browser.history.state)) this.browser.history.back()
    else this.go({ open: null })
  }

  /** Whether this entry's place is out of the address bar. */
  get isHidden(): boolean {
    return hiddenPlace(this.browser.history.state) !== null
  }

  /** Takes the place out of the address bar; the browser keeps it with the entry, so that a reload does not lose it. */
  hide(): void {
    this.hiding = true
    this.flush()
    this.writeHidden()
  }

  private writeHidden(): void {
    const hidden = encodeLocation(this.store.get())
    this.browser.history.replaceState({ ...this.entry(), hidden }, '', encodeLocation(START))
  }

  /** Puts it back. */
  unhide(): void {
    this.hiding = false
    this.write('replaceState')
  }

  private hash(): string {
    return hiddenPlace(this.browser.history.state) ?? this.browser.location.hash
  }

  private arrive(): void {
    clearTimeout(this.pending)
    this.pending = undefined
    this.dragged = -Infinity
    const before = this.store.get()
    const asked = decodeLocation(this.hash())
    const within = this.sets.get(setOf(this.browser.history.state) ?? '') ?? null
    const next = dropForeignKeys(before, { ...asked, query: { ...asked.query, within } })
    if (!showSame(next, before)) this.store.set(keepQuery(before, next))
    // A step back may still be under way when the place is hidden, and one that was hidden may be come back to later.
    if (this.hiding) this.writeHidden()
    else if (this.isHidden) this.write('replaceState')
  }

  private flush(): void {
    if (this.pending !== undefined) this.write('replaceState')
  }

  private write(how: 'pushState' | 'replaceState', opened = isOpenedHere(this.browser.history.state)): void {
    clearTimeout(this.pending)
    this.pending = undefined
    this.browser.history[how](this.entry(opened), '', encodeLocation(this.store.get()))
  }

  /** What the browser keeps with the entry of this place. */
  private entry(opened = isOpenedHere(this.browser.history.state)): object {
    const { within } = this.store.get().query
    if (!within) return { opened }
    this.sets.set(within.id, within, within.keys.byteLength)
    return { opened, within: within.id }
  }
}

function isOpenedHere(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'opened' in state && state.opened === true
}

function setOf(state: unknown): string | null {
  return typeof state === 'object' && state !== null && 'within' in state && typeof state.within === 'string' ? state.within : null
}

function hiddenPlace(state: unknown): string | null {
  return typeof state === 'object' && state !== null && 'hidden' in state && typeof state.hidden === 'string' ? state.hidden : null
}
