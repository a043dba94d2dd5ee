import type { Dataset } from '../dataset/dataset'
import type { Embeddings } from '../dataset/embeddings'
import { isKind } from '../dataset/kinds'
import type { ShardRef } from '../dataset/shard-ref'
import type { Embedded } from '../engine/ranking'
import { pairKey } from '../engine/scanning/key'
import type { Scanning } from '../engine/scanning/scanning'
import { vectorColumns } from './vectors/recognise'
import { widthInFooter } from './vectors/width'
import type { PairsOfVectors, Side, VectorRef, VectorSet, VectorShard } from './vectors/vector-set'

/** Asks the first shard that can be read whether it has columns of vectors. Null: no shard could be read. */
export async function findEmbeddings(dataset: Dataset, scanning: Pick<Scanning, 'footer'>, signal: AbortSignal): Promise<Embedded | null> {
  const { embeddings } = dataset
  if (embeddings && liesBeside(embeddings))
    return { sides: sidesOf(embeddings.image.length > 0, embeddings.text.length > 0), width: embeddings.width }
  for (const index of dataset.shards.keys()) {
    const footer = await scanning.footer(index, { signal }).catch(() => null)
    signal.throwIfAborted()
    if (!footer) continue
    const { image, text } = vectorColumns(footer)
    return { sides: sidesOf(image !== null, text !== null), width: embeddings?.width ?? widthInFooter(footer, image ?? text) }
  }
  return null
}

function liesBeside({ image, text }: Embeddings): boolean {
  return image.length + text.length > 0
}

function sidesOf(image: boolean, text: boolean): Side[] {
  return [...(image ? (['image'] as const) : []), ...(text ? (['text'] as const) : [])]
}

/** All vectors of a dataset; for columns the footers of all shards are read. `rows` of a shard as its footer says, null before that. */
export async function vectorSetOf(
  dataset: Dataset,
  scanning: Pick<Scanning, 'footer'>,
  width: number | null,
  rows: (shard: number) => number | null,
  signal: AbortSignal,
): Promise<VectorSet> {
  const { embeddings, shards } = dataset
  if (!embeddings || !liesBeside(embeddings)) {
    const found = await Promise.all(shards.map((ref, index) => columnsOf(ref, index, scanning, signal)))
    return { width, shards: found.filter((shard) => shard !== null) }
  }
  const file = (ref: ShardRef | null | undefined, side: Side): VectorRef | null =>
    !ref ? null : isKind('npz', ref.name) ? { kind: 'npz', ref, side } : { kind: 'npy', ref }
  const { keys, image, text } = embeddings
  const beside = (keys?.metadata ?? shards).map((ref, index): VectorShard => {
    const pairs: PairsOfVectors = keys
      ? { kind: 'key-column', metadata: ref, column: keys.column }
      : { kind: 'position', firstKey: pairKey(index, 0) }
    return {
      name: image[index]?.name ?? text[index]?.name ?? ref.name,
      image: file(image[index], 'image'),
      text: file(text[index], 'text'),
      rows: keys ? null : rows(index),
      pairs,
    }
  })
  return { width, shards: beside.filter(({ image, text }) => image !== null || text !== null) }
}

async function columnsOf(
  ref: ShardRef,
  index: number,
  scanning: Pick<Scanning, 'footer'>,
  signal: AbortSignal,
): Promise<VectorShard | null> {
  // A shard that cannot be read is told of where its rows are missing.
  const footer = await scanning.footer(index, { signal }).catch(() => null)
  signal.throwIfAborted()
  if (!footer) return null
  const columns = vectorColumns(footer)
  const column = (name: string | null): VectorRef | null => (name === null ? null : { kind: 'parquet', ref, footer, column: name })
  const [image, text] = [column(columns.image), column(columns.text)]
  return image || text ? { name: ref.name, image, text, rows: footer.rows, pairs: { kind: 'position', firstKey: pairKey(index, 0) } } : null
}
