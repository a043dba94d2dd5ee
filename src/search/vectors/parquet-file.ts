import { parquetSchema, type SchemaElement } from 'hyparquet'
import { ProblemError } from '../../dataset/problem'
import { formatCount, plural } from '../../pair/format'
import { leaves } from '../../shards/columns'
import { openShard } from '../../shards/file'
import { withTail, type Footer } from '../../shards/footer'
import type { HttpOptions } from '../../shards/http'
import { chunkBytes, planColumns } from '../../shards/plan'
import { together } from '../../flow/shared'
import { nestedRows } from '../../shards/values/nested'
import { fileId } from './file-id'
import { floatToHalf, halfToFloat } from './half'
import { readPlainVectors, type Layout } from './plain-vectors'
import type { Block, VectorFile } from './vector-file'
import type { VectorRef } from './vector-set'

/** Small row groups are read together up to this many numbers; a larger group is a block by itself. */
const BLOCK_NUMBERS = 8192 * 512
/** A row group is read whole, and converted in memory. */
const MAX_BLOCK_BYTES = 512 * 2 ** 20

interface GroupBlock extends Block {
  readonly groups: readonly number[]
}

/** Opens a column of vectors: `width` numbers a row, as lists or as bytes. Rows that are missing or of another length are zeros. */
export async function openVectorColumn(ref: Extract<VectorRef, { kind: 'parquet' }>, width: number, io: HttpOptions): Promise<VectorFile> {
  const { footer, column } = ref
  const file = withTail(await openShard(ref.ref, io), footer)
  const fail = (detail: string) => new ProblemError({ code: 'vectors', where: file.where, detail })
  const leaf = leafOf(footer, column)
  if (!leaf) throw fail(`${ref.ref.name} has no column “${column}” of vectors.`)
  const blocks = blocksOf(footer, column, width)
  const largest = blocks.reduce((most, { bytes }) => Math.max(most, bytes), 0)
  if (largest > MAX_BLOCK_BYTES)
    throw fail(
      `A row group of ${ref.ref.name} holds ${Math.round(largest / 1e6).toLocaleString('en')} MB of vectors, more than ` +
        'can be read at once: write the file again with smaller row groups.',
    )

  const readGroup = async (group: number, signal: AbortSignal): Promise<Uint16Array> => {
    const plan = planColumns(footer, [group], leavesOf(footer, column))
    const [chunk] = plan.chunks
    const fetched = await together(
      plan.fetches.map((range) => (signal) => file.read(range, signal)),
      signal,
    )
    const rows = footer.groups[group]?.rows ?? 0
    const layout = layoutOf(leaf, width)
    try {
      const plain = chunk && layout && fetched[0] ? readPlainVectors(fetched[0], chunk.meta.codec, rows, layout) : null
      if (plain) return plain
      return collect(nestedRows(footer.metadata, plan, chunkBytes(plan, fetched), file.where), width)
    } catch (error) {
      if (error instanceof ProblemError) throw error
      throw new ProblemError({ code: 'truncated', where: file.where, detail: error instanceof Error ? error.message : '' })
    }
  }
  const read = async (index: number, signal?: AbortSignal): Promise<Uint16Array<ArrayBuffer>> => {
    const block = blocks[index]
    if (!block) throw new RangeError(`no block ${index} in ${file.where}`)
    const parts = await together(
      block.groups.map((group) => (signal) => readGroup(group, signal)),
      signal,
    )
    const halves = new Uint16Array(block.rows * width)
    let at = 0
    for (const part of parts) {
      halves.set(part, at)
      at += part.length
    }
    return halves
  }
  return {
    ref,
    id: await fileId(ref, file.byteLength),
    rows: footer.rows,
    width,
    blocks,
    read,
    async readRow(row, signal) {
      const block = blocks.find(({ firstRow, rows }) => row >= firstRow && row < firstRow + rows)
      if (!block) throw new RangeError(`no row ${row} in ${file.where}`)
      const at = (row - block.firstRow) * width
      return (await read(block.index, signal)).slice(at, at + width)
    },
  }

  /** Rows read by value: slower, and of any encoding. */
  function collect(values: readonly unknown[], width: number): Uint16Array {
    const halves = new Uint16Array(values.length * width)
    let other: string | null = null
    let found = 0
    for (const [row, value] of values.entries()) {
      const numbers = numbersOf(value, width)
      if (numbers?.length === width) {
        found += 1
        for (let i = 0; i < width; i++) halves[row * width + i] = floatToHalf(Number(numbers[i] ?? NaN))
      } else if (numbers && numbers.length > 0) other ??= sizeOf(value, numbers.length)
    }
    if (found === 0 && other !== null)
      throw fail(`“${column}” of ${ref.ref.name} holds vectors of ${other}, and ${width} numbers are expected: they are of another model.`)
    return halves
  }
}

function blocksOf(footer: Footer, column: string, width: number): GroupBlock[] {
  const blocks: { index: number; firstRow: number; rows: number; bytes: number; requests: number; groups: number[] }[] = []
  for (const group of footer.groups) {
    const { bytes, fetches } = planColumns(footer, [group.index], leavesOf(footer, column))
    const last = blocks.at(-1)
    if (last && (last.rows + group.rows) * width <= BLOCK_NUMBERS) {
      last.rows += group.rows
      last.bytes += bytes
      last.requests += fetches.length
      last.groups.push(group.index)
    } else
      blocks.push({
        index: blocks.length,
        firstRow: group.firstRow,
        rows: group.rows,
        bytes,
        requests: fetches.length,
        groups: [group.index],
      })
  }
  return blocks
}

/** The leaf columns of a top-level column. */
function leavesOf(footer: Footer, column: string): number[] {
  return leaves(parquetSchema(footer.metadata)).flatMap((path, index) => (path[0]?.element.name === column ? [index] : []))
}

interface Leaf {
  readonly element: SchemaElement
  readonly repetition: number
  readonly definition: number
}

/** The one leaf of the column. */
function leafOf(footer: Footer, column: string): Leaf | null {
  const found = leaves(parquetSchema(footer.metadata)).filter((path) => path[0]?.element.name === column)
  const [path] = found
  const element = path?.at(-1)?.element
  if (found.length !== 1 || !path || !element) return null
  const count = (test: (type: string | undefined) => boolean) => path.filter((node) => test(node.element.repetition_type)).length
  return { element, repetition: count((type) => type === 'REPEATED'), definition: count((type) => type !== 'REQUIRED') }
}

/** How the numbers lie when they can be taken as they are; null when they have to be read one by one. */
function layoutOf({ element, repetition, definition }: Leaf, width: number): Layout | null {
  const optional = definition > 0
  if (repetition === 1) {
    if (element.type === 'FLOAT') return { number: 'float32', width, whole: false, optional }
    if (element.type === 'DOUBLE') return { number: 'float64', width, whole: false, optional }
    return element.type === 'FIXED_LEN_BYTE_ARRAY' && element.type_length === 2
      ? { number: 'float16', width, whole: false, optional }
      : null
  }
  if (repetition > 1 || element.type !== 'FIXED_LEN_BYTE_ARRAY') return null
  const number = element.type_length === 2 * width ? 'float16' : element.type_length === 4 * width ? 'float32' : null
  return number && { number, width, whole: true, optional }
}

/** A row's numbers, of a list or of bytes; null when it has none. */
function numbersOf(value: unknown, width: number): ArrayLike<unknown> | null {
  if (value instanceof Uint8Array) {
    const bytes = value.slice()
    return bytes.length === 4 * width ? new Float32Array(bytes.buffer) : bytes.length % 2 === 0 ? halfNumbers(bytes) : null
  }
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) return value as unknown as ArrayLike<unknown>
  return null
}

/** How long a vector is; of bytes only their type would tell how many numbers they are. */
function sizeOf(value: unknown, numbers: number): string {
  if (!(value instanceof Uint8Array)) return plural(numbers, 'number')
  const { length } = value
  return `${formatCount(length)} bytes (${length % 4 === 0 ? `${length / 4} float32 or ` : ''}${length / 2} float16)`
}

function halfNumbers(bytes: Uint8Array<ArrayBuffer>): number[] {
  return Array.from(new Uint16Array(bytes.buffer), halfToFloat)
}
