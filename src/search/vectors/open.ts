import { ProblemError } from '../../dataset/problem'
import type { HttpOptions } from '../../shards/http'
import { openNpy } from './npy-file'
import { openVectorColumn } from './parquet-file'
import type { VectorFile } from './vector-file'
import type { VectorRef } from './vector-set'

/** Opens a file of vectors and checks that it belongs to its pairs. Rejects with ProblemError. */
export async function openVectorFile(ref: VectorRef, expected: { readonly width: number; readonly rows: number | null }, io: HttpOptions): Promise<VectorFile> {
  const file = ref.kind === 'npy' ? await openNpy(ref, io) : await openVectorColumn(ref, expected.width, io)
  const fail = (detail: string) => new ProblemError({ code: 'vectors', where: ref.ref.name, detail })
  if (file.width !== expected.width) throw fail(`${ref.ref.name} holds vectors of ${file.width} numbers, and ${expected.width} are expected: they are of another model.`)
  if (expected.rows !== null && file.rows !== expected.rows) {
    throw fail(`${ref.ref.name} holds ${file.rows.toLocaleString('en')} vectors for ${expected.rows.toLocaleString('en')} pairs: it belongs to other shards.`)
  }
  return file
}
