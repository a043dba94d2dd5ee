import type { ColumnMetaData } from 'hyparquet'
import { ProblemError, type Problem } from '../dataset/problem'
import type { LeafColumn } from '../dataset/roles'
import { batched } from './batch'
import { ChunkReader, InFlight, type Cached } from './chunk-reader'
import { pageDecoder, present, type DecodedPage, type PageDecoder } from './decode'
import type { ShardFile } from './file'
import { chunkOf, withTail, type Footer } from './footer'
import type { Lru } from '../flow/lru'
import { columnsBeside, planColumns, type ColumnPlan } from './plan'
import { together } from '../flow/shared'
import { fetchChunks } from './column-io'
import { decodingProblem } from './values/fault'
import { nestedRows } from './values/nested'

/** A column of one row is not worth more than this to the inspector. */
const ROW_COLUMN_LIMIT = 4 * 1024 * 1024

/** Lists are read a row group at a time; more than this would end the worker. */
const LIST_LIMIT = 256 * 1024 * 1024

/** What a row holds in one column: its value, or the bytes that it would have taken to fetch, or why it cannot be read. */
export type RowValue = {
  /** A flat leaf's path; of a list or map its top-level name. Several columns may have one name, and a name may be empty. */
  readonly name: string
  readonly type: LeafColumn['type']
} & ({ readonly value: unknown } | { readonly skipped: number } | { readonly problem: Problem })

/** Decoded pages of any number of shards, within one budget of bytes. */
export type PageCache = Lru<Cached>

let readers = 0

/**
 * Reads some rows of some columns, fetching only the pages that hold them. Decoded pages are kept in the cache, which
 * the readers of all shards may share; callers that want the same page share its fetch.
 */
export class RowReader {
  private readonly file: ShardFile
  private readonly footer: Footer
  private readonly cache: PageCache
  /** Tells this reader's pages from those of others in the cache. */
  private readonly id = ++readers
  private readonly inFlight = new InFlight()
  private readonly chunks = new Map<string, ChunkReader>()
  private readonly decoders = new Map<string, PageDecoder>()

  constructor(file: ShardFile, footer: Footer, cache: PageCache) {
    this.file = withTail(batched(file), footer)
    this.footer = footer
    this.cache = cache
  }

  /**
   * Rows [rowStart, rowEnd) of a row group, by path. Text is decoded, bytes come in buffers of their own, INT64 as
   * bigint, missing values as null; a path in a list or map gives the row's whole top-level value. Rejects with
   * ProblemError, with RangeError for rows or columns that are not there, or with the signal's reason.
   */
  async read(
    group: number,
    paths: readonly string[],
    rowStart: number,
    rowEnd: number,
    signal?: AbortSignal,
  ): Promise<Map<string, readonly unknown[]>> {
    const rows = this.footer.groups[group]?.rows ?? -1
    if (!(rowStart >= 0 && rowStart <= rowEnd && rowEnd <= rows))
      throw new RangeError(`no rows ${rowStart} to ${rowEnd} in row group ${group}`)
    const columns = paths.map((path) => this.columnOf(path))
    const values = await together(
      columns.map((column) => (signal) => this.column(group, column, rowStart, rowEnd, signal)),
      signal,
    )
    return new Map(paths.map((path, index) => [path, values[index] ?? []]))
  }

  /**
   * Every column of one row for a person to look at, in file order: flat leaves as `read` gives them, lists and maps by
   * their top-level name. Each has an outcome of its own; values that would cost over 4 MB, and are not cached, are
   * skipped. Rejects with RangeError for a row that is not there, or with the signal's reason.
   */
  async readWholeRow(group: number, row: number, signal?: AbortSignal): Promise<RowValue[]> {
    const rows = this.footer.groups[group]?.rows ?? 0
    if (!(row >= 0 && row < rows)) throw new RangeError(`no row ${row} in row group ${group}`)
    const shown = this.footer.columns.flatMap((leaf, column) => {
      if (!leaf.repeated) return [{ column, name: leaf.path, type: leaf.type }]
      // One value stands for all leaves of a list or map.
      const first = columnsBeside(this.footer, column).find((beside) => this.footer.columns[beside]?.repeated)
      return first === column ? [{ column, name: this.topLevel(column), type: 'other' as const }] : []
    })
    return together(
      shown.map(({ column, ...named }) => async (signal): Promise<RowValue> => ({
        ...named,
        ...(await this.outcome(group, column, row, signal)),
      })),
      signal,
    )
  }

  private async outcome(group: number, column: number, row: number, signal: AbortSignal) {
    try {
      const repeated = this.footer.columns[column]?.repeated
      const cost = repeated ? this.repeatedCost(group, column) : await this.chunk(group, column).cost(row, signal)
      if (cost > ROW_COLUMN_LIMIT) return { skipped: cost }
      return { value: (await this.column(group, column, row, row + 1, signal))[0] }
    } catch (error) {
      signal.throwIfAborted()
      return { problem: decodingProblem(error, this.file.where).problem }
    }
  }

  private async column(group: number, column: number, rowStart: number, rowEnd: number, signal: AbortSignal): Promise<unknown[]> {
    const leaf = this.footer.columns[column]
    if (rowStart === rowEnd || !leaf) return []
    if (leaf.repeated) {
      const { values } = await this.repeated(group, column, signal)
      return Array.from({ length: rowEnd - rowStart }, (_, row) => values[rowStart + row] ?? null)
    }
    const values = await this.chunk(group, column).values(rowStart, rowEnd, signal)
    return values.map((value) => present(value, leaf.type))
  }

  /** A repeated column is read whole: its rows cannot be found by counting values. */
  private async repeated(group: number, column: number, signal: AbortSignal): Promise<DecodedPage> {
    const key = this.repeatedKey(group, column)
    const cached = this.cache.get(key)
    if (cached && 'values' in cached) return cached
    return this.inFlight.pages.run(key, signal, async (signal) => {
      const plan = this.repeatedPlan(group, column)
      if (plan.bytes > LIST_LIMIT)
        throw new ProblemError({
          code: 'unsupported',
          where: this.file.where,
          detail:
            `The lists of column ${this.topLevel(column)} take ${Math.round(plan.bytes / 1e6)} MB in one row group, ` +
            'more than can be read at once.',
        })
      const bytes = await fetchChunks(this.file, plan, signal)
      const values = nestedRows(this.footer.metadata, plan, bytes, this.file.where)
      const decoded: DecodedPage = { values, cost: plan.bytes * 4 }
      this.cache.set(key, decoded, decoded.cost)
      return decoded
    })
  }

  private repeatedPlan(group: number, column: number): ColumnPlan {
    return planColumns(this.footer, [group], columnsBeside(this.footer, column))
  }

  /** By position: two columns may have one name. The leaves of one top-level column share what is read. */
  private repeatedKey(group: number, column: number): string {
    return `${this.id}/${group}/${columnsBeside(this.footer, column)[0]}#repeated`
  }

  private repeatedCost(group: number, column: number): number {
    return this.cache.has(this.repeatedKey(group, column)) ? 0 : this.repeatedPlan(group, column).bytes
  }

  private chunk(group: number, column: number): ChunkReader {
    const id = `${this.id}/${group}/${column}`
    let chunk = this.chunks.get(id)
    if (!chunk) {
      const { meta, range, offsetIndex } = chunkOf(this.footer, group, column)
      const rows = this.footer.groups[group]?.rows ?? 0
      chunk = new ChunkReader({ id, range, rows, offsetIndex }, this.decoder(column, meta), {
        file: this.file,
        cache: this.cache,
        inFlight: this.inFlight,
      })
      this.chunks.set(id, chunk)
    }
    return chunk
  }

  private decoder(column: number, meta: ColumnMetaData): PageDecoder {
    const key = `${column}/${meta.codec}`
    let decoder = this.decoders.get(key)
    if (!decoder) this.decoders.set(key, (decoder = pageDecoder(this.footer, column, meta)))
    return decoder
  }

  private columnOf(path: string): number {
    const index = this.footer.columns.findIndex((column) => column.path === path)
    if (index < 0) throw new RangeError(`no column ${path}`)
    return index
  }

  private topLevel(column: number): string {
    return this.footer.metadata.row_groups[0]?.columns[column]?.meta_data?.path_in_schema[0] ?? ''
  }
}
