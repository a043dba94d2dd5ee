import type { ShardFile } from './file'
import type { Footer } from './footer'
import { together } from '../flow/shared'
import { chunkBytes, planColumns, type ColumnPlan } from './plan'
import { checkRows, type FetchedColumn } from './values/column'
import { decodingProblem } from './values/fault'
import { leafAt } from './values/leaf'

/** Fetches what a plan says, its requests in parallel: the bytes of each chunk. */
export async function fetchChunks(file: ShardFile, plan: ColumnPlan, signal?: AbortSignal): Promise<Uint8Array[]> {
  const fetched = await together(
    plan.fetches.map((range) => (signal) => file.read(range, signal)),
    signal,
  )
  return chunkBytes(plan, fetched)
}

/** Fetches leaf columns of consecutive row groups, in the order asked. */
export async function fetchColumns(
  file: ShardFile,
  footer: Footer,
  groups: readonly number[],
  columns: readonly number[],
  signal?: AbortSignal,
): Promise<FetchedColumn[]> {
  return await fetchPlanned(file, footer, planColumns(footer, groups, columns), signal)
}

/** The same, as planned before. */
export async function fetchPlanned(file: ShardFile, footer: Footer, plan: ColumnPlan, signal?: AbortSignal): Promise<FetchedColumn[]> {
  const { columns, rows } = plan
  try {
    for (const count of rows) checkRows(count)
  } catch (error) {
    throw decodingProblem(error, file.where)
  }
  const bytes = await fetchChunks(file, plan, signal)
  return columns.map((column, at) => ({
    where: file.where,
    leaf: leafAt(footer.metadata, column),
    rows: rows.reduce((sum, count) => sum + count, 0),
    chunks: rows.map((_, group) => {
      const index = group * columns.length + at
      const chunk = plan.chunks[index]
      return { bytes: bytes[index] ?? new Uint8Array(0), codec: chunk?.meta.codec ?? 'UNCOMPRESSED', rows: chunk?.rows ?? 0 }
    }),
  }))
}
