import { ProblemError } from '../../dataset/problem'
import { openShard } from '../../shards/file'
import type { HttpOptions } from '../../shards/http'
import { floatsToHalves } from './half'
import { bytesOf, NPY_HEAD, parseNpyHeader } from './npy'
import type { Block, VectorFile } from './vector-file'
import { fileId } from './file-id'
import type { VectorRef } from './vector-set'

/** Rows of a block, whatever their type, so that picture and text embeddings fall into the same blocks: 8 MB of 512 float16. */
const BLOCK_NUMBERS = 8192 * 512

/** Opens a `.npy` file by its header. Rejects with ProblemError. */
export async function openNpy(ref: Extract<VectorRef, { kind: 'npy' }>, io: HttpOptions): Promise<VectorFile> {
  const file = await openShard(ref.ref, io)
  const fail = (detail: string) => new ProblemError({ code: 'vectors', where: file.where, detail: `${ref.ref.name} ${detail}.` })
  const head = await file.read({ start: 0, end: Math.min(NPY_HEAD, file.byteLength) })
  const header = parseNpyHeader(head)
  if ('refusal' in header) throw fail(header.refusal)
  const { rows, width, type, start } = header
  const size = bytesOf(type)
  const needed = start + rows * width * size
  if (file.byteLength < needed) throw fail(`is cut off: its header promises ${needed.toLocaleString('en')} bytes, and there are ${file.byteLength.toLocaleString('en')}`)

  const blockRows = Math.max(1, Math.floor(BLOCK_NUMBERS / width))
  const blocks = Array.from({ length: Math.ceil(rows / blockRows) }, (_, index): Block => {
    const firstRow = index * blockRows
    const count = Math.min(blockRows, rows - firstRow)
    return { index, firstRow, rows: count, bytes: count * width * size, requests: 1 }
  })
  const readRows = async (firstRow: number, count: number, signal?: AbortSignal): Promise<Uint16Array<ArrayBuffer>> => {
    const from = start + firstRow * width * size
    const bytes = await file.read({ start: from, end: from + count * width * size }, signal)
    return type === 'float16' ? new Uint16Array(bytes.buffer) : floatsToHalves(new Float32Array(bytes.buffer))
  }
  return {
    ref,
    id: await fileId(ref, file.byteLength),
    rows,
    width,
    blocks,
    read: async (index, signal) => {
      const block = blocks[index]
      if (!block) throw new RangeError(`no block ${index} in ${file.where}`)
      return await readRows(block.firstRow, block.rows, signal)
    },
    readRow: (row, signal) => readRows(row, 1, signal),
  }
}
