import { ProblemError } from '../../dataset/problem'
import { plural } from '../../pair/format'
import type { HttpOptions } from '../../shards/http'
import { openNpy } from './npy-file'
import { openNpz, type Expected } from './npz-file'
import { openVectorColumn } from './parquet-file'
import type { VectorFile } from './vector-file'
import type { VectorRef } from './vector-set'

/** Opens a file of vectors and checks that it belongs to its pairs. Rejects with ProblemError. */
export async function openVectorFile(
  ref: VectorRef,
  expected: Expected & { readonly width: number },
  io: HttpOptions,
): Promise<VectorFile> {
  const file = await openFile(ref, expected, io)
  const fail = (detail: string) => new ProblemError({ code: 'vectors', where: ref.ref.name, detail })
  if (file.width !== expected.width)
    throw fail(
      `${ref.ref.name} holds vectors of ${plural(file.width, 'number')}, and ${expected.width} are expected: they are of another model.`,
    )
  if (expected.rows !== null && file.rows !== expected.rows) {
    throw fail(`${ref.ref.name} holds ${plural(file.rows, 'vector')} for ${plural(expected.rows, 'pair')}: it belongs to other shards.`)
  }
  return file
}

function openFile(ref: VectorRef, expected: Expected & { readonly width: number }, io: HttpOptions): Promise<VectorFile> {
  switch (ref.kind) {
    case 'npy':
      return openNpy(ref, io)
    case 'npz':
      return openNpz(ref, expected, io)
    case 'parquet':
      return openVectorColumn(ref, expected.width, io)
  }
}
