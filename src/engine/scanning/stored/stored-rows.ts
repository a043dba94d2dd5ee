import { ProblemError } from '../../../dataset/problem'
import { Limit } from '../../../flow/limit'
import { together } from '../../../flow/shared'
import type { PairKey } from '../../../pair/pair'
import { fetchColumns } from '../../../shards/column-io'
import { withTail } from '../../../shards/footer'
import type { OpenedShard } from '../../../shards/kinds/open'
import { decodingProblem } from '../../../shards/values/fault'
import type { ColumnValues, RowBatch, StoredColumn } from '../../rows'
import { isOfVersion, rowOf, shardOf } from '../key'
import { windowsOf } from '../pairs'
import { ColumnBuilder } from './builder'
import { ChunkCursor } from './cursor'
import { fits, topColumns, united, type TopColumn } from './schema'
import { giveJson, nestedGroup } from './json-rows'
import { isFew, readFew } from './windows'

/** A chunk larger than this is not taken into memory whole. */
const MOST_CHUNK = 512 * 2 ** 20

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
  private readonly cursors = new Map<string, ChunkCursor>()
  private readonly nested = new Map<string, readonly unknown[]>()
  private group = ''
  private readonly oneByOne = new Limit(1)

  constructor(
    private readonly shards: {
      /** Those that are open. */
      all(): Promise<readonly OpenedShard[]>
      any(index: number): Promise<OpenedShard>
    },
  ) {}

  async columns(): Promise<readonly StoredColumn[]> {
    return united((await this.shards.all()).map(({ footer }) => topColumns(footer)))
  }

  /** See StoredRows. One answer is made after the other, since they share what is kept. */
  read(keys: Float64Array<ArrayBuffer>, columns: readonly StoredColumn[], signal: AbortSignal): Promise<RowBatch> {
    return this.oneByOne.run(async () => {
      const builders = columns.map((column) => new ColumnBuilder(column, keys.length))
      for (const part of await this.groupsOf(keys)) {
        signal.throwIfAborted()
        await this.readGroup(part, columns, builders, signal)
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
    { opened, group, rows }: GroupRows,
    columns: readonly StoredColumn[],
    builders: readonly ColumnBuilder[],
    signal: AbortSignal,
  ): Promise<void> {
    const id = `${opened.index} ${opened.version} ${group}`
    if (id !== this.group) {
      this.cursors.clear()
      this.nested.clear()
    }
    this.group = id
    const tops = topColumns(opened.footer)
    await together(
      columns.map((column, i) => async (ends: AbortSignal) => {
        const builder = builders[i]
        const top = tops.find(({ name }) => name === column.name)
        if (!builder) return
        if (!top) for (let row = 0; row < rows.length; row++) builder.missing()
        else await this.readColumn({ opened, group, rows }, column, top, builder, ends)
      }),
      signal,
    )
  }

  private async readColumn(
    part: GroupRows,
    column: StoredColumn,
    top: TopColumn,
    builder: ColumnBuilder,
    signal: AbortSignal,
  ): Promise<void> {
    const { opened, group, rows } = part
    const { footer, file } = opened
    if (top.shape !== column.shape || !fits(column.type, top.type))
      throw new ProblemError({
        code: 'unsupported',
        where: file.where,
        detail: `Its column “${column.name}” is of another type than in the shards before.`,
      })
    try {
      if (!top.leaf) {
        const first = String(top.leaves[0])
        const values = this.nested.get(first) ?? (await nestedGroup(opened, group, top, signal))
        this.nested.set(first, values)
        giveJson(values, rows, builder)
        return
      }
      const [leafColumn = 0] = top.leaves
      const size = Number(footer.metadata.row_groups[group]?.columns[leafColumn]?.meta_data?.total_compressed_size ?? 0)
      const id = String(leafColumn)
      const kept = this.cursors.get(id)
      const goesOn = kept && kept.row <= (rows[0] ?? 0)
      const few = !goesOn && isFew(rows.length, footer.groups[group]?.rows ?? 0, size, top)
      if (few && (await readFew(opened, group, rows, top, builder, signal))) return
      if (size > MOST_CHUNK)
        throw new ProblemError({
          code: 'unsupported',
          where: file.where,
          detail: `Its column “${column.name}” has ${Math.round(size / 1e6)} MB in one row group, more than is read at once.`,
        })
      let cursor = goesOn ? kept : null
      if (!cursor) {
        const [fetched] = await fetchColumns(withTail(file, footer), footer, [group], [leafColumn], signal)
        const chunk = fetched?.chunks[0]
        if (!chunk) throw new Error('a column is missing')
        cursor = new ChunkCursor(chunk, top.leaf, file.where)
      }
      this.cursors.delete(id)
      cursor.read(rows, builder)
      // One that failed in its middle is not gone on with.
      this.cursors.set(id, cursor)
    } catch (error) {
      signal.throwIfAborted()
      throw decodingProblem(error, file.where)
    }
  }
}

/** The keys of one shard by row group. Rows that are not there end in a RangeError. */
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
