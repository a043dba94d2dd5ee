import type { Dataset } from '../dataset/dataset'
import type { Embeddings } from '../dataset/embeddings'
import { isKind } from '../dataset/kinds'
import type { ShardRef } from '../dataset/shard-ref'
import type { Embedded } from '../engine/ranking'
import { pairKey } from '../engine/scanning/key'
import type { Scanning } from '../engine/scanning/scanning'
import type { Footer } from '../shards/footer'
import { vectorColumns, type VectorColumns } from './vectors/recognise'
import { widthInFooter } from './vectors/width'
import type { PairsOfVectors, Side, VectorRef, VectorSet, VectorShard } from './vectors/vector-set'

/** What is asked of whoever has read the shards' footers. */
type Footers = Pick<Scanning, 'columns' | 'footer'>

/** Asks the first shard that can be read whether it has columns of vectors. Null: no shard could be read. */
export async function findEmbeddings(dataset: Dataset, scanning: Footers, signal: AbortSignal): Promise<Embedded | null> {
  const { embeddings } = dataset
  if (embeddings && liesBeside(embeddings))
    return { sides: sidesOf(embeddings.image.length > 0, embeddings.text.length > 0), width: embeddings.width }
  for (const index of dataset.shards.keys()) {
    const found = await vectorsOf(index, scanning, signal)
    if (!found) continue
    const { image, text, footer } = found
    return { sides: sidesOf(image !== null, text !== null), width: embeddings?.width ?? (footer && widthInFooter(footer, image ?? text)) }
  }
  return null
}

function liesBeside({ image, text }: Embeddings): boolean {
  return image.length + text.length > 0
}

function sidesOf(image: boolean, text: boolean): Side[] {
  return [...(image ? (['image'] as const) : []), ...(text ? (['text'] as const) : [])]
}

/**
 * All vectors of a dataset; for columns the footers of all shards are read, and what they say of these is handed on. `rows` of a shard as
 * its footer says, null before that.
 */
export async function vectorSetOf(
  dataset: Dataset,
  scanning: Footers,
  width: number | null,
  rows: (shard: number) => number | null,
  signal: AbortSignal,
  version: (shard: number) => number = () => 0,
): Promise<VectorSet> {
  const { embeddings, shards } = dataset
  if (!embeddings || !liesBeside(embeddings)) {
    const found = await Promise.all(shards.map((ref, index) => columnsOf(ref, index, scanning, signal, version(index))))
    return { width, shards: found.filter((shard) => shard !== null) }
  }
  const file = (ref: ShardRef | null | undefined, side: Side): VectorRef | null =>
    !ref ? null : isKind('npz', ref.name) ? { kind: 'npz', ref, side } : { kind: 'npy', ref }
  const { keys, image, text } = embeddings
  const beside = (keys?.metadata ?? shards).map((ref, index): VectorShard => {
    const pairs: PairsOfVectors = keys
      ? { kind: 'key-column', metadata: ref, column: keys.column }
      : { kind: 'position', firstKey: pairKey(index, 0, version(index)) }
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
  scanning: Footers,
  signal: AbortSignal,
  version: number,
): Promise<VectorShard | null> {
  const columns = await vectorsOf(index, scanning, signal)
  const footer = columns?.footer
  if (!footer) return null
  const column = (name: string | null): VectorRef | null =>
    name === null ? null : { kind: 'parquet', ref, footer, column: name, ...(version > 0 && { version }) }
  const [image, text] = [column(columns.image), column(columns.text)]
  const pairs: PairsOfVectors = { kind: 'position', firstKey: pairKey(index, 0, version) }
  return image || text ? { name: ref.name, image, text, rows: footer.rows, pairs } : null
}

/**
 * The columns of vectors of a shard, and the footer of these alone, null without any. Null for a shard that cannot be read: it is told of
 * where its rows are missing.
 */
async function vectorsOf(
  index: number,
  scanning: Footers,
  signal: AbortSignal,
): Promise<(VectorColumns & { readonly footer: Footer | null }) | null> {
  try {
    const columns = vectorColumns(await scanning.columns(index, { signal }))
    const names = [columns.image, columns.text].filter((name) => name !== null)
    return { ...columns, footer: names.length === 0 ? null : await scanning.footer(index, names, { signal }) }
  } catch {
    signal.throwIfAborted()
    return null
  }
}
