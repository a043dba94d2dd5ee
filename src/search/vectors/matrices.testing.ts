import type { ShardRef } from '../../dataset/shard-ref'
import { ioOf } from '../../shards/testing'
import { openVectorFile } from './open'
import type { VectorRef, VectorShard } from './vector-set'
import { findWidth } from './width'

/** Test helper: reads all that the app would read of a file of vectors whose width nothing names. Rejects with ProblemError. */
export async function readMatrices(bytes: Uint8Array, name: string, refOf: (file: ShardRef) => VectorRef): Promise<void> {
  const ref = refOf({ kind: 'local', name, file: new File([Uint8Array.from(bytes)], name) })
  const io = ioOf()
  const shard: VectorShard = { name, image: ref, text: null, rows: null, pairs: { kind: 'position', firstKey: 0 } }
  const width = await findWidth([shard], io)
  const file = await openVectorFile(ref, { width, rows: null }, io)
  for (const { index } of file.blocks) await file.read(index)
  if (file.rows > 0) await file.readRow(file.rows - 1)
}
