import { filterKind, otherColumns } from '../../dataset/other-columns'
import { columnFilters, type Query } from '../../query/query'
import { chunkOf } from '../../shards/footer'
import type { FetchedColumn } from '../../shards/values/column'
import { inOrder } from '../../flow/in-order'
import type { ColumnPart } from '../duckdb/column-tables'
import type { PairTable } from '../duckdb/table'
import type { OtherColumn } from '../engine'
import { WorkQueue } from '../../flow/work-queue'
import type { OpenedShard } from '../../shards/kinds/open'
import type { Memory } from './memory'
import { fetchRun, type GroupRun } from './scan'
import type { StatusBoard } from './status'

const RUNS_AHEAD = 3
/** Columns kept though nobody looks at them, while there is memory: coming back to one reads nothing again. */
const KEPT = 4

interface Part extends ColumnPart {
  /** Null once its rows are in no answer any more: it keeps their place. */
  run: GroupRun | null
}

interface Read {
  readonly column: OtherColumn
  /** Parts of the table written so far, failed ones with them. */
  written: number
  rowsRead: number
  /** Written as unread; tried again when asked, and when wanted anew. */
  readonly failed: Set<Part>
  /** Null while nobody wants it. */
  going: { readonly controller: AbortController; readonly parts: WorkQueue<Part> | null } | null
  /** The end of whatever still writes. */
  ended: Promise<void>
}

/**
 * Reads columns without a role, each only while somebody wants it: the column of every scanned row group, in the order of the
 * table, and on with the rows that arrive.
 */
export class ColumnReads {
  private readonly columns = new Map<string, OtherColumn>()
  private readonly seen = new Set<number>()
  private readonly parts: Part[] = []
  private rowsTotal = 0
  /** With those that are in no answer any more. */
  private places = 0
  private wanted: ReadonlySet<string> = new Set()
  /** By path, the one wanted last at the end. */
  private readonly reads = new Map<string, Read>()

  constructor(
    private readonly table: Promise<PairTable>,
    private readonly board: StatusBoard,
    private readonly onFailure: (run: GroupRun, error: unknown) => void,
    private readonly memory: Memory,
  ) {}

  /** Learns which columns a shard has. */
  know(opened: OpenedShard): void {
    if (this.seen.has(opened.index)) return
    this.seen.add(opened.index)
    for (const column of otherColumns(opened.footer.columns, opened.roles)) {
      const { path } = column
      const known = this.columns.get(path)
      const kind = known?.kind ?? filterKind(column)
      if (kind)
        this.columns.set(path, {
          path,
          kind,
          integer: column.type === 'integer' && known?.integer !== false,
          bytes: (known?.bytes ?? 0) + bytesOf(opened, path),
        })
    }
    this.board.columns = [...this.columns.values()]
    this.update()
  }

  /** These are to be read from now on, and no others. */
  want(paths: readonly string[]): void {
    this.wanted = new Set(paths)
    this.update()
  }

  /** Wants what a question needs, and resolves when it can be asked. */
  async need(paths: readonly string[]): Promise<void> {
    if (paths.some((path) => !this.wanted.has(path))) this.want([...this.wanted, ...paths])
    const table = await this.table
    for (const { column } of paths.map((path) => this.reads.get(path)).filter((read) => read !== undefined))
      await table.columns.create(column.path, column.kind, column.integer)
  }

  /** A run of row groups has been scanned into the table. */
  add(run: GroupRun): void {
    const part = { run, at: this.places, rows: run.rows, firstKey: run.firstKey }
    this.parts.push(part)
    this.places += run.rows
    this.rowsTotal += run.rows
    for (const read of this.reads.values()) read.going?.parts?.add(part)
    this.publish()
  }

  /** The rows of these runs are in no answer any more, and what was read for them is not there either. */
  forget(isForgotten: (run: GroupRun) => boolean): void {
    for (const [index, part] of this.parts.entries()) {
      if (!part.run || !isForgotten(part.run)) continue
      part.run = null
      this.rowsTotal -= part.rows
      for (const read of this.reads.values()) {
        const isRead = index < read.written && !read.failed.has(part)
        read.failed.delete(part)
        if (isRead) read.rowsRead -= part.rows
      }
    }
    this.publish()
  }

  /** Tries again what could not be read. */
  retry(): void {
    for (const { going, failed } of this.reads.values()) going?.parts?.add(...failed)
  }

  stop(): void {
    this.want([])
  }

  /** Rows whose value is read, in every column that a query filters by. */
  rowsRead(paths: readonly string[]): number {
    return Math.min(...paths.map((path) => this.reads.get(path)?.rowsRead ?? 0))
  }

  /** Whether more rows may pass a query once what is being read is there. */
  behind(query: Query): boolean {
    return columnFilters(query).some(({ column }) => this.board.columnReads.some(({ path }) => path === column))
  }

  private update(): void {
    for (const [path, read] of this.reads) if (!this.wanted.has(path)) this.pause(read)
    for (const path of this.wanted) {
      const column = this.columns.get(path)
      if (!column) continue
      const read = this.reads.get(path) ?? { column, written: 0, rowsRead: 0, failed: new Set(), going: null, ended: Promise.resolve() }
      this.reads.delete(path)
      this.reads.set(path, read)
      if (!read.going) this.start(read)
    }
    const idle = [...this.reads].filter(([path]) => !this.wanted.has(path))
    for (const [path, read] of idle.slice(0, Math.max(0, idle.length - (this.memory.isFull ? 0 : KEPT)))) this.drop(path, read)
    this.publish()
  }

  private start(read: Read): void {
    const controller = new AbortController()
    read.going = { controller, parts: null }
    read.ended = read.ended.then(() => this.run(read, controller)).catch(() => this.pause(read))
  }

  private pause(read: Read): void {
    read.going?.controller.abort()
    read.going = null
  }

  private drop(path: string, read: Read): void {
    this.reads.delete(path)
    void Promise.all([this.table, read.ended])
      // Unless it is wanted again by now, and the table with it.
      .then(([table]) => (this.reads.has(path) ? undefined : table.columns.drop(path)))
      .then(
        () => this.memory.freed.notify(),
        () => undefined,
      )
  }

  private async run(read: Read, controller: AbortController): Promise<void> {
    const { signal } = controller
    const over = () => signal.aborted
    const { path, kind, integer } = read.column
    const { columns } = await this.table
    if (over()) return
    await columns.create(path, kind, integer)
    const parts = new WorkQueue([...read.failed, ...this.parts.slice(read.written)], signal)
    if (read.going?.controller === controller) read.going = { controller, parts }
    for await (const { item: part, result } of inOrder(parts, RUNS_AHEAD, ({ run }) => fetchColumn(run, path, signal))) {
      if (over()) return
      const again = read.failed.has(part)
      // Asked for twice, and there by now.
      if (!again && part !== this.parts[read.written]) continue
      const { run } = part
      try {
        if (result.status === 'rejected') throw result.reason
        if (run) await columns.write(path, part, result.value, signal)
        else await columns.skip(path, part)
        if (part.run) read.rowsRead += part.rows
        read.failed.delete(part)
      } catch (error) {
        if (over()) return
        await columns.skip(path, part)
        if (part.run) read.failed.add(part)
        if (run) this.onFailure(run, error)
      }
      if (!again) read.written += 1
      this.publish()
    }
  }

  private publish(): void {
    const rowsTotal = this.rowsTotal
    this.board.columnReads = [...this.reads].flatMap(([path, { going, rowsRead, written }]) =>
      going && written < this.parts.length ? [{ path, rowsRead, rowsTotal }] : [],
    )
    this.board.touch()
  }
}

function leafOf({ footer }: OpenedShard, path: string) {
  return footer.columns.find((column) => column.path === path && filterKind(column) !== null) ?? null
}

/** Null where the shard has no such column. */
async function fetchColumn(run: GroupRun | null, path: string, signal: AbortSignal): Promise<FetchedColumn | null> {
  const leaf = run && leafOf(run.opened, path)
  return run && leaf && ((await fetchRun(run, [leaf], signal)).get(path) ?? null)
}

/** Compressed, over all row groups. */
function bytesOf({ footer, growth }: OpenedShard, path: string): number {
  // Its rows are at hand once they are found.
  if (growth) return 0
  const index = footer.columns.findIndex((column) => column.path === path)
  return footer.groups.reduce((sum, group) => sum + Number(chunkOf(footer, group.index, index).meta.total_compressed_size), 0)
}
