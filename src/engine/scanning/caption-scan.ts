import { inOrder } from '../../flow/in-order'
import { Lru } from '../../flow/lru'
import type { FetchedColumn } from '../../shards/values/column'
import type { PairTable } from '../duckdb/table'
import { WorkQueue } from '../../flow/work-queue'
import { fetchRun, type GroupRun } from './scan'
import type { StatusBoard } from './status'

/** Bytes of captions kept as they lie in the files, so that a second text over the same rows fetches nothing. */
const MOST_KEPT = 96 * 2 ** 20
const RUNS_AHEAD = 3

/** The search for one text. */
interface CaptionSearch {
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
  private search: CaptionSearch | null = null
  private ready: Promise<void> = Promise.resolve()
  private readonly kept = new Lru<FetchedColumn, GroupRun>(MOST_KEPT)

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
      const search: CaptionSearch = { text, controller, runs: new WorkQueue(this.scanned, controller.signal), failed: [] }
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

  /** The rows of these runs are not in the table any more. Whoever searches now searches anew: what is kept is not fetched again. */
  forget(isForgotten: (run: GroupRun) => boolean): void {
    const left = this.scanned.filter((run) => !isForgotten(run))
    if (left.length === this.scanned.length) return
    for (const run of this.scanned.splice(0, this.scanned.length, ...left)) if (isForgotten(run)) this.kept.delete(run)
    this.rowsTotal = left.reduce((sum, { rows }) => sum + rows, 0)
    const text = this.search?.text ?? null
    if (text === null) return
    void this.want(null)
    this.want(text).catch(() => undefined)
  }

  /** Tries again what could not be read. */
  retry(): void {
    this.search?.runs.add(...this.search.failed.splice(0))
    this.publish()
  }

  stop(): void {
    this.search?.controller.abort()
    this.search = null
  }

  private async run(search: CaptionSearch): Promise<void> {
    const { signal } = search.controller
    const table = await this.table
    for await (const { item: run, result } of inOrder(search.runs, RUNS_AHEAD, (next) => this.fetch(next, signal))) {
      if (this.search !== search) return
      try {
        if (result.status === 'rejected') throw result.reason
        if (result.value) await table.addCaptionHits(result.value, run.firstKey, search.text, signal)
      } catch (error) {
        if (this.search !== search) return
        search.failed.push(run)
        this.onFailure(run, error)
        this.publish()
        continue
      }
      this.rowsScanned += run.rows
      this.publish()
    }
  }

  private async fetch(run: GroupRun, signal: AbortSignal): Promise<FetchedColumn | null> {
    const { caption } = run.opened.roles
    if (!caption) return null
    const kept = this.kept.get(run)
    if (kept) return kept
    const captions = (await fetchRun(run, [caption], signal)).get(caption.path)
    if (!captions) return null
    const bytes = bytesOf(captions)
    if (bytes <= MOST_KEPT) this.kept.set(run, captions, bytes)
    return captions
  }

  private publish(): void {
    const { rowsScanned, rowsTotal } = this
    const failed = this.search?.failed.reduce((sum, { rows }) => sum + rows, 0) ?? 0
    // What failed is not read before somebody tries it again.
    this.board.captionScan = this.search === null || rowsScanned + failed >= rowsTotal ? null : { rowsScanned, rowsTotal }
    this.board.touch()
  }
}

function bytesOf({ chunks }: FetchedColumn): number {
  return chunks.reduce((sum, { bytes }) => sum + bytes.length, 0)
}
