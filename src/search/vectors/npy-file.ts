import { ProblemError } from '../../dataset/problem'
import { openShard } from '../../shards/file'
import type { HttpOptions } from '../../shards/http'
import { fileId } from './file-id'
import { rangedMatrix } from './matrix'
import { bytesOf, NPY_HEAD, parseNpyHeader } from './npy'
import type { VectorFile } from './vector-file'
import type { VectorRef } from './vector-set'

/** Opens a `.npy` file by its header. Rejects with ProblemError. */
export async function openNpy(ref: Extract<VectorRef, { kind: 'npy' }>, io: HttpOptions): Promise<VectorFile> {
  const file = await openShard(ref.ref, io)
  const fail = (detail: string) => new ProblemError({ code: 'vectors', where: file.where, detail: `${ref.ref.name} ${detail}.` })
  const head = await file.read({ start: 0, end: Math.min(NPY_HEAD, file.byteLength) })
  const header = parseNpyHeader(head)
  if ('refusal' in header) throw fail(header.refusal)
  const { rows, width, type, start } = header
  const needed = start + rows * width * bytesOf(type)
  if (file.byteLength < needed)
    throw fail(
      `is cut off: its header promises ${needed.toLocaleString('en')} bytes, and there are ${file.byteLength.toLocaleString('en')}`,
    )
  const matrix = rangedMatrix(header, (from, to, signal) => file.read({ start: start + from, end: start + to }, signal))
  return { ref, id: await fileId(ref, file.byteLength), ...matrix }
}
