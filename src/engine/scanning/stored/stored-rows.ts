import { isChange, ProblemError } from '../../../dataset/problem'
import { Limit } from '../../../flow/limit'
import { together } from '../../../flow/shared'
import type { PairKey } from '../../../pair/pair'
import { fetchColumns } from '../../../shards/column-io'
import { withTail } from '../../../shards/footer'
import type { OpenedShard } from '../../../shards/kinds/open'
import { decodingProblem, Unsupported } from '../../../shards/values/fault'
import type { ColumnValues, RowBatch, StoredColumn } from '../../rows'
import { isOfVersion, rowOf, shardOf } from '../key'
import { windowsOf } from '../pairs'
import { ColumnBuilder } from './builder'
import { ChunkCursor } from './cursor'
import { fits, topColumns, united, type TopColumn } from './schema'
import { giveJson, nestedGroup } from './json-rows'
import { isFew, readFew } from './windows'

/** More than this of one row group is not taken into memory at once. */
const MOST_BYTES = 512 * 2 ** 20
/** Milliseconds after the last question that what was read stays. */
const KEPT_MS = 30_000

/** Some keys of one row group, and where they stand among those asked for. */
interface GroupRows {
  readonly opened: OpenedShard
  readonly group: number
  /** Within the group, ascending. */
  readonly rows: Uint32Array
}

/**
 * Rows of scanned shards as they are stored. A row group of which many rows are asked for is fetched column by column, and stays until
 * another is asked for: rows asked for in order, in batches, are fetched and decoded once.
 */
export class ShardRows {
  /** By leaf. */
  private readonly cursors = new Map<number, ChunkCursor>()
  private readonly nested = new Map<number, readonly unknown[]>()
  private group = ''
  /** The row after those that were asked for last. */
  private next = -1
  private idle: ReturnType<typeof setTimeout> | undefined
  private readonly oneByOne = new Limit(1)

  constructor(
    private readonly shards: {
      /** Those that are open. */
      all(): Promise<readonly OpenedShard[]>
      any(index: number): Promise<OpenedShard>
    },
    private readonly onChange: (opened: OpenedShard, error: unknown) => void,
  ) {}

  async columns(): Promise<readonly StoredColumn[]> {
    return united((await this.shards.all()).map(({ footer }) => topColumns(footer)))
  }

  /** See StoredRows. One answer is made after the other, since they share what is kept. */
  read(keys: Float64Array<ArrayBuffer>, columns: readonly StoredColumn[], signal: AbortSignal): Promise<RowBatch> {
    return this.oneByOne.run(async () => {
      clearTimeout(this.idle)
      this.idle = setTimeout(() => this.forget(), KEPT_MS)
      const builders = columns.map((column) => new ColumnBuilder(column, keys.length))
      for (const part of await this.groupsOf(keys)) {
        signal.throwIfAborted()
        await this.readGroup(part, columns, builders, signal).catch((error: unknown) => {
          if (isChange(error)) this.onChange(part.opened, error)
          throw error
        })
      }
      return { keys, columns: builders.map((builder): ColumnValues => builder.done()) }
    }, signal)
  }

  private async groupsOf(keys: Float64Array<ArrayBuffer>): Promise<GroupRows[]> {
    const parts: GroupRows[] = []
    for (let from = 0, to = 0; from < keys.length; from = to) {
      const index = shardOf(keys[from] ?? 0)
      while (to < keys.length && shardOf(keys[to] ?? 0) === index) to += 1
      const opened = await this.shards.any(index)
      const ofShard = keys.subarray(from, to)
      if (!ofShard.every((key: PairKey) => isOfVersion(key, opened.version)))
        throw new ProblemError({ code: 'changed', where: opened.file.where })
      parts.push(...inGroups(opened, ofShard))
    }
    return parts
  }

  private async readGroup(
    part: GroupRows,
    columns: readonly StoredColumn[],
    builders: readonly ColumnBuilder[],
    signal: AbortSignal,
  ): Promise<void> {
    const { opened, group, rows } = part
    const id = `${opened.index} ${opened.version} ${group}`
    if (id !== this.group) this.forget()
    this.group = id
    const goesOn = rows[0] === this.next
    this.next = (rows.at(-1) ?? -1) + 1
    const wanted = columns.flatMap((column, i) => wantedOf(opened, column, builders[i], rows.length))
    const { rows: inGroup = 0 } = opened.footer.groups[group] ?? {}
    const isSparse = ({ top, size }: Wanted) => !goesOn && !this.goesOn(top, rows) && isFew(rows.length, inGroup, size(group), top)
    try {
      const whole: Wanted[] = []
      await together(
        wanted.map((one) => async (ends: AbortSignal) => {
          const { top, builder } = one
          if (!top.leaf) {
            const values = this.nested.get(leafOf(top)) ?? (await nestedGroup(opened, group, top, ends))
            this.nested.set(leafOf(top), values)
            giveJson(values, rows, builder)
          } else if (!isSparse(one) || !(await readFew(opened, group, rows, top, builder, ends))) whole.push(one)
        }),
        signal,
      )
      await this.fetch(
        part,
        whole.filter(({ top }) => !this.goesOn(top, rows)),
        signal,
      )
      for (const { top, builder } of whole) {
        const cursor = this.cursors.get(leafOf(top))
        // One that fails in its middle is not gone on with.
        this.cursors.delete(leafOf(top))
        cursor?.read(rows, builder)
        if (cursor) this.cursors.set(leafOf(top), cursor)
      }
    } catch (error) {
      signal.throwIfAborted()
      throw decodingProblem(error, opened.file.where)
    }
  }

  /** Whether a column is there up to these rows. */
  private goesOn(top: TopColumn, rows: Uint32Array): boolean {
    const kept = this.cursors.get(leafOf(top))
    return kept !== undefined && kept.row <= (rows[0] ?? 0)
  }

  /** Fetches columns of a row group together, so that those beside each other take one request. */
  private async fetch({ opened, group }: GroupRows, wanted: readonly Wanted[], signal: AbortSignal): Promise<void> {
    if (wanted.length === 0) return
    const { file, footer } = opened
    const bytes = wanted.reduce((sum, { size }) => sum + size(group), 0)
    if (bytes > MOST_BYTES)
      throw new Unsupported(
        `The columns ${wanted.map(({ top }) => `“${top.name}”`).join(', ')} have ${Math.round(bytes / 1e6)} MB in one row group, ` +
          'more than is read at once. Take fewer of them.',
      )
    const leaves = wanted.map(({ top }) => leafOf(top))
    const fetched = await fetchColumns(withTail(file, footer), footer, [group], leaves, signal)
    for (const [i, column] of leaves.entries()) {
      const { leaf, chunks: [chunk] = [] } = fetched[i] ?? {}
      if (leaf && chunk) this.cursors.set(column, new ChunkCursor(chunk, leaf, file.where))
    }
  }

  private forget(): void {
    clearTimeout(this.idle)
    this.cursors.clear()
    this.nested.clear()
    this.group = ''
    this.next = -1
  }
}

interface Wanted {
  readonly top: TopColumn
  readonly builder: ColumnBuilder
  /** Compressed bytes in a row group. */
  readonly size: (group: number) => number
}

const leafOf = ({ leaves }: TopColumn): number => leaves[0] ?? -1

/** A column of a shard as it is asked for; none where the shard has none. Throws ProblemError for one of another type. */
function wantedOf({ footer, file }: OpenedShard, column: StoredColumn, builder: ColumnBuilder | undefined, rows: number): Wanted[] {
  const top = topColumns(footer).find(({ name }) => name === column.name)
  if (!builder) return []
  if (!top) {
    for (let row = 0; row < rows; row++) builder.missing()
    return []
  }
  if (top.shape !== column.shape || !fits(column.type, top.type))
    throw new ProblemError({
      code: 'unsupported',
      where: file.where,
      detail: `Its column “${column.name}” is of another type than in the shards before.`,
    })
  const { row_groups: groups } = footer.metadata
  return [{ top, builder, size: (group) => Number(groups[group]?.columns[leafOf(top)]?.meta_data?.total_compressed_size ?? 0) }]
}

/** The keys of one shard by row group. Throws ProblemError where there are no such rows: the file is another. */
function inGroups(opened: OpenedShard, keys: Float64Array): GroupRows[] {
  const rows = Array.from(keys, rowOf)
  const byGroup = new Map<number, number[]>()
  let found = 0
  for (const window of windowsOf(rows, opened.footer.groups)) {
    found += window.rows.length
    const known = byGroup.get(window.group)
    if (known) known.push(...window.rows)
    else byGroup.set(window.group, window.rows)
  }
  if (found < rows.length) throw new ProblemError({ code: 'changed', where: opened.file.where })
  return [...byGroup].map(([group, inGroup]) => ({ opened, group, rows: Uint32Array.from(inGroup) }))
}
