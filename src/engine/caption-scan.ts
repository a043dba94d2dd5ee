import type { PairTable } from './duckdb/table'
import type { StatusBoard } from './status'
import { fetchSlice } from '../shards/slice-io'
import { planSlice } from '../shards/plan'
import { firstKeyOf, inOrder, rowsOf, type GroupRef } from './scan'

/** Caption slices kept, so that a second text over the same rows fetches nothing. */
const KEPT_SLICE_BYTES = 96 * 2 ** 20
const GROUPS_AHEAD = 3

/**
 * Finds the pairs whose caption contains a text. Captions are wide and stay out of the table, so each text reads the
 * caption column of every scanned row group, in the order scanned, while its hits so far are already queried.
 */
export class CaptionScan {
  /** Rows whose captions have been searched for the present text. */
  rowsScanned = 0
  private readonly groups: GroupRef[] = []
  private text: string | null = null
  private running = new AbortController()
  private failed: GroupRef[] = []
  private wake: (() => void) | null = null
  private readonly slices = new Map<GroupRef, Uint8Array>()
  private sliceBytes = 0

  constructor(
    private readonly table: Promise<PairTable>,
    private readonly board: StatusBoard,
    private readonly onFailure: (ref: GroupRef, error: unknown) => void,
  ) {}

  /** Makes `text` the one searched for; null stops the search. Resolves when former hits are gone. */
  async want(text: string | null): Promise<void> {
    if (text === this.text) return
    this.text = text
    this.running.abort()
    this.running = new AbortController()
    this.rowsScanned = 0
    this.failed = []
    this.publish()
    if (text === null) return
    await (await this.table).clearCaptionHits()
    if (this.text === text) void this.run(text, this.running.signal)
  }

  /** A row group has been scanned into the table. */
  add(ref: GroupRef): void {
    this.groups.push(ref)
    this.wakeUp()
  }

  /** Tries again the groups whose captions could not be read. */
  retry(): void {
    this.groups.push(...this.failed.splice(0))
    this.wakeUp()
  }

  stop(): void {
    this.text = null
    this.running.abort()
    this.wakeUp()
  }

  private async run(text: string, signal: AbortSignal): Promise<void> {
    const table = await this.table
    const superseded = () => signal.aborted
    for await (const { item, result } of inOrder(this.queue(signal), GROUPS_AHEAD, (ref) => this.slice(ref, signal))) {
      if (superseded()) return
      try {
        if (result.status === 'rejected') throw result.reason
        const { caption } = item.opened.roles
        if (caption && result.value) await table.addCaptionHits(caption, result.value.slice(), firstKeyOf(item), text, signal)
      } catch (error) {
        if (superseded()) return
        this.groups.splice(this.groups.indexOf(item), 1)
        this.failed.push(item)
        this.onFailure(item, error)
        continue
      }
      this.rowsScanned += rowsOf(item)
      this.publish()
    }
  }

  /** Every scanned group, then waits for more. */
  private async *queue(signal: AbortSignal): AsyncGenerator<GroupRef> {
    const given = new Set<GroupRef>()
    while (!signal.aborted) {
      const next = this.groups.find((ref) => !given.has(ref))
      if (next) {
        given.add(next)
        yield next
      } else {
        await new Promise<void>((resolve) => {
          this.wake = resolve
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      }
    }
  }

  private async slice(ref: GroupRef, signal: AbortSignal): Promise<Uint8Array | null> {
    const { file, footer, roles } = ref.opened
    if (!roles.caption) return null
    const kept = this.slices.get(ref)
    if (kept) return kept
    const slice = await fetchSlice(file, planSlice(footer, ref.group, [roles.caption.path]), signal)
    this.slices.set(ref, slice)
    this.sliceBytes += slice.byteLength
    for (const [oldest, bytes] of this.slices) {
      if (this.sliceBytes <= KEPT_SLICE_BYTES) break
      this.slices.delete(oldest)
      this.sliceBytes -= bytes.byteLength
    }
    return slice
  }

  private publish(): void {
    const rowsTotal = this.groups.reduce((sum, ref) => sum + rowsOf(ref), 0)
    this.board.captionScan = this.text === null || this.rowsScanned >= rowsTotal ? null : { rowsScanned: this.rowsScanned, rowsTotal }
    this.board.touch()
  }

  private wakeUp(): void {
    this.wake?.()
    this.wake = null
  }
}
