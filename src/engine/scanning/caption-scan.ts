import { inOrder } from '../../flow/in-order'
import type { PairTable } from '../duckdb/table'
import { WorkQueue } from '../../flow/work-queue'
import { fetchRun, type GroupRun } from './scan'
import type { StatusBoard } from './status'

/** Caption slices kept, so that a second text over the same rows fetches nothing. */
const KEPT_SLICE_BYTES = 96 * 2 ** 20
const RUNS_AHEAD = 3

/** The search for one text. */
interface Search {
  readonly text: string
  readonly controller: AbortController
  /** Runs to read, in order; grows while rows are scanned. */
  readonly runs: WorkQueue<GroupRun>
  readonly failed: GroupRun[]
}

/**
 * Finds the pairs whose caption contains a text. Captions are wide and stay out of the table, so each text reads the
 * caption column of every scanned row group, in the order scanned, while its hits so far are already queried.
 */
export class CaptionScan {
  /** Rows whose captions have been searched for the present text. */
  rowsScanned = 0
  private readonly scanned: GroupRun[] = []
  private rowsTotal = 0
  private search: Search | null = null
  private ready: Promise<void> = Promise.resolve()
  private readonly slices = new Map<GroupRun, Uint8Array<ArrayBuffer>>()
  private sliceBytes = 0

  constructor(
    private readonly table: Promise<PairTable>,
    private readonly board: StatusBoard,
    private readonly onFailure: (run: GroupRun, error: unknown) => void,
  ) {}

  /** Makes `text` the one searched for; null stops the search. Resolves when hits of a former text are gone. */
  want(text: string | null): Promise<void> {
    if (text === (this.search?.text ?? null)) return this.ready
    this.stop()
    this.rowsScanned = 0
    if (text !== null) {
      const controller = new AbortController()
      const search: Search = { text, controller, runs: new WorkQueue(this.scanned, controller.signal), failed: [] }
      this.search = search
      this.ready = this.table.then((table) => table.clearCaptionHits())
      this.ready.then(
        () => void this.run(search),
        () => undefined,
      )
    }
    this.publish()
    return this.ready
  }

  /** A run of row groups has been scanned into the table. */
  add(run: GroupRun): void {
    this.scanned.push(run)
    this.rowsTotal += run.rows
    if (!this.search) return
    this.search.runs.add(run)
    this.publish()
  }

  /** Tries again what could not be read. */
  retry(): void {
    this.search?.runs.add(...this.search.failed.splice(0))
  }

  stop(): void {
    this.search?.controller.abort()
    this.search = null
  }

  private async run(search: Search): Promise<void> {
    const { signal } = search.controller
    const table = await this.table
    for await (const { item: run, result } of inOrder(search.runs, RUNS_AHEAD, (next) => this.slice(next, signal))) {
      if (this.search !== search) return
      try {
        if (result.status === 'rejected') throw result.reason
        const { caption } = run.opened.roles
        // A copy: DuckDB takes the buffer it is given, and the slice serves the next text.
        if (caption && result.value) await table.addCaptionHits(caption, result.value.slice(), run.firstKey, search.text, signal)
      } catch (error) {
        if (this.search !== search) return
        search.failed.push(run)
        this.onFailure(run, error)
        continue
      }
      this.rowsScanned += run.rows
      this.publish()
    }
  }

  private async slice(run: GroupRun, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
    const { caption } = run.opened.roles
    if (!caption) return null
    const kept = this.slices.get(run)
    if (kept) return kept
    const slice = await fetchRun(run, [caption], signal)
    if (!slice) return null
    this.slices.set(run, slice)
    this.sliceBytes += slice.byteLength
    for (const [oldest, bytes] of this.slices) {
      if (this.sliceBytes <= KEPT_SLICE_BYTES) break
      this.slices.delete(oldest)
      this.sliceBytes -= bytes.byteLength
    }
    return slice
  }

  private publish(): void {
    const { rowsScanned, rowsTotal } = this
    this.board.captionScan = this.search === null || rowsScanned >= rowsTotal ? null : { rowsScanned, rowsTotal }
    this.board.touch()
  }
}
