import { ProblemError } from '../../dataset/problem'
import { Lru } from '../../flow/lru'
import { openShard } from '../../shards/file'
import { chunkOf, type Footer } from '../../shards/footer'
import type { HttpOptions } from '../../shards/http'
import { RowReader } from '../../shards/rows'
import { halfToFloat } from './half'
import { openNpy } from './npy-file'
import { openNpz } from './npz-file'
import { topLevel } from './recognise'
import type { VectorRef, VectorShard } from './vector-set'

/** What a kernel scores: the widest embeddings known have 4,096 numbers. */
export const MOST_WIDTH = 4096
/** Rows looked at for one that has a vector. */
const LOOKED_AT = 64
const CACHE_BYTES = 16 * 2 ** 20
/** Numbers of an embedding are near 0; float32 read as float16 gives far larger ones. */
const LARGEST = 64

/**
 * Numbers in a vector, by the first file that can be read. Rejects with the first ProblemError, or one that says that no row has a vector.
 */
export async function findWidth(shards: readonly VectorShard[], io: HttpOptions): Promise<number> {
  let problem: unknown = null
  for (const { image, text } of shards) {
    const ref = image ?? text
    if (!ref) continue
    try {
      const width = await widthOf(ref, io)
      if (width !== null) return width
    } catch (error) {
      problem ??= error
    }
  }
  throw problem instanceof Error
    ? problem
    : new ProblemError({ code: 'vectors', where: shards[0]?.name ?? '', detail: 'No vector was found in the embeddings.' })
}

/**
 * Numbers in each list of a column, by how many values its first row group has for its rows; null where that does not tell. A missing row
 * counts as one value, so a mean is believed only if it is a multiple of 4, as every model's width is.
 */
export function widthInFooter(footer: Footer, column: string | null): number | null {
  const leaf = footer.columns.findIndex(({ path, repeated }) => repeated && topLevel(path) === column)
  const group = footer.groups.find(({ rows }) => rows > 0)
  if (leaf < 0 || !group) return null
  const width = Number(chunkOf(footer, group.index, leaf).meta.num_values) / group.rows
  return isWidth(width) && width % 4 === 0 ? width : null
}

function isWidth(width: number): boolean {
  return Number.isInteger(width) && width >= 1 && width <= MOST_WIDTH
}

async function widthOf(ref: VectorRef, io: HttpOptions): Promise<number | null> {
  switch (ref.kind) {
    case 'npy':
      return (await openNpy(ref, io)).width
    case 'npz':
      return (await openNpz(ref, { width: null, rows: null }, io)).width
    case 'parquet':
      return widthInFooter(ref.footer, ref.column) ?? (await widthOfRows(ref, io))
  }
}

async function widthOfRows({ ref, footer, column }: Extract<VectorRef, { kind: 'parquet' }>, io: HttpOptions): Promise<number | null> {
  const path = footer.columns.find((leaf) => topLevel(leaf.path) === column)?.path
  const group = footer.groups.find(({ rows }) => rows > 0)
  if (path === undefined || !group) return null
  const reader = new RowReader(await openShard(ref, io), footer, new Lru(CACHE_BYTES))
  const rows = (await reader.read(group.index, [path], 0, Math.min(group.rows, LOOKED_AT))).get(path) ?? []
  const widths = rows.map(widthOfValue).filter(isWidth)
  return widths[0] ?? null
}

/** NaN where it is no vector. */
function widthOfValue(value: unknown): number {
  if (value instanceof Uint8Array) return isFloat16(value) ? value.length / 2 : value.length / 4
  return Array.isArray(value) || ArrayBuffer.isView(value) ? (value as unknown as ArrayLike<unknown>).length : NaN
}

/** Bytes do not say of what size their numbers are: as float16 those of float32 are all sizes, or every other one is 0. */
function isFloat16(bytes: Uint8Array): boolean {
  const halves = Array.from({ length: bytes.length >> 1 }, (_, i) => halfToFloat((bytes[2 * i] ?? 0) | ((bytes[2 * i + 1] ?? 0) << 8)))
  return halves.every((value) => Math.abs(value) <= LARGEST) && halves.some((value, i) => i % 2 === 0 && value !== 0)
}
