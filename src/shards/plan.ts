import { parquetSchema } from 'hyparquet'
import type { Footer } from './footer'
import { chunkOf } from './footer'
import { coalesce, length, type ByteRange, type FetchRange } from './ranges'
import type { ColumnMetaData } from 'hyparquet'

/** Chunks of neighbouring columns come in one request; 128 KB of unwanted bytes cost less than a request slot. */
const JOIN = { gap: 128 * 1024, max: 32 * 1024 * 1024 }

export interface PlannedChunk {
  /** Of the leaf, in the footer's columns. */
  readonly column: number
  readonly rows: number
  readonly meta: ColumnMetaData
  readonly range: ByteRange
}

/** What to fetch for some columns of some row groups. */
export interface ColumnPlan {
  /** The leaves asked for, in the footer's columns. */
  readonly columns: readonly number[]
  /** Rows of each row group asked for. */
  readonly rows: readonly number[]
  /** Group by group, in the order of the columns asked for: as many for each group. */
  readonly chunks: readonly PlannedChunk[]
  /** Requests in file order; `members` index `chunks`. */
  readonly fetches: readonly FetchRange[]
  /** Bytes the requests bring. */
  readonly bytes: number
}

/** Plans reading leaf columns of row groups. Throws RangeError for a group or a column that the footer does not have. */
export function planColumns(footer: Footer, groups: readonly number[], columns: readonly number[]): ColumnPlan {
  const infos = groups.map((group) => {
    const info = footer.groups[group]
    if (!info) throw new RangeError(`no row group ${group}`)
    return info
  })
  const chunks = infos.flatMap((info) =>
    columns.map((column): PlannedChunk => {
      const { meta, range } = chunkOf(footer, info.index, column)
      // Writers say anything of where the columns of an empty group lie.
      return { column, rows: info.rows, meta, range: info.rows === 0 ? { start: 0, end: 0 } : range }
    }),
  )
  const fetches = coalesce(
    chunks.map((chunk) => chunk.range),
    JOIN,
  )
  return { columns, rows: infos.map(({ rows }) => rows), chunks, fetches, bytes: fetches.reduce((sum, fetch) => sum + length(fetch), 0) }
}

/** The leaf columns of the top-level column that a leaf belongs to. */
export function columnsBeside(footer: Footer, column: number): number[] {
  let first = 0
  for (const child of parquetSchema(footer.metadata).children) {
    const count = leafCount(child)
    if (column < first + count) return Array.from({ length: count }, (_, index) => first + index)
    first += count
  }
  throw new RangeError(`no column ${column}`)
}

function leafCount(node: { readonly children: readonly Parameters<typeof leafCount>[0][] }): number {
  return node.children.length === 0 ? 1 : node.children.reduce((sum, child) => sum + leafCount(child), 0)
}

/** The bytes of each chunk, by its place in the plan: `fetched[i]` answers `plan.fetches[i]`. */
export function chunkBytes(plan: ColumnPlan, fetched: readonly Uint8Array[]): Uint8Array[] {
  // A chunk without bytes is in no request.
  const chunks = plan.chunks.map((): Uint8Array => new Uint8Array(0))
  plan.fetches.forEach((fetch, at) => {
    for (const index of fetch.members) {
      const range = plan.chunks[index]?.range
      if (range) chunks[index] = (fetched[at] ?? new Uint8Array(0)).subarray(range.start - fetch.start, range.end - fetch.start)
    }
  })
  return chunks
}
