import { floatsToHalves } from './half'
import { bytesOf, type NpyHeader } from './npy'
import type { Block, VectorFile } from './vector-file'

/** Rows of a block, whatever their type, so that picture and text embeddings fall into the same blocks: 8 MB of 512 float16. */
const BLOCK_NUMBERS = 8192 * 512

/** Cuts a matrix into blocks of whole rows, read by range. `read` gives its bytes [start, end), counted from the first number. */
export function rangedMatrix(
  { rows, width, type }: NpyHeader,
  read: (start: number, end: number, signal?: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>,
): Pick<VectorFile, 'rows' | 'width' | 'blocks' | 'read' | 'readRow'> {
  const rowBytes = width * bytesOf(type)
  const blockRows = Math.max(1, Math.floor(BLOCK_NUMBERS / width))
  const blocks = Array.from({ length: Math.ceil(rows / blockRows) }, (_, index): Block => {
    const firstRow = index * blockRows
    const count = Math.min(blockRows, rows - firstRow)
    return { index, firstRow, rows: count, bytes: count * rowBytes, requests: 1 }
  })
  const readRows = async (firstRow: number, count: number, signal?: AbortSignal) =>
    halvesOf(await read(firstRow * rowBytes, (firstRow + count) * rowBytes, signal), type)
  return {
    rows,
    width,
    blocks,
    read: async (index, signal) => {
      const block = blocks[index]
      if (!block) throw new RangeError(`no block ${index}`)
      return await readRows(block.firstRow, block.rows, signal)
    },
    readRow: (row, signal) => readRows(row, 1, signal),
  }
}

/** Float16 bits of little-endian numbers, whose bytes begin a buffer of their own. */
export function halvesOf(bytes: Uint8Array<ArrayBuffer>, type: NpyHeader['type']): Uint16Array<ArrayBuffer> {
  return type === 'float16' ? new Uint16Array(bytes.buffer) : floatsToHalves(new Float32Array(bytes.buffer))
}
