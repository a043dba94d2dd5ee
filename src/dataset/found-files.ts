import type { Dataset, ShardRef } from './dataset'
import { embeddingsBeside, isVectorFile } from './embeddings'

/** A file that a host lists. */
export interface FoundFile {
  /** Below the folder that was listed, without a leading slash; hostile text. */
  readonly path: string
  readonly url: string
}

const naturalOrder = new Intl.Collator('en', { numeric: true })

export function inNaturalOrder(files: readonly FoundFile[]): FoundFile[] {
  return [...files].sort((a, b) => naturalOrder.compare(a.path, b.path))
}

export function isParquetFile(path: string): boolean {
  return /\.(?:parquet|pq|parq)$/i.test(path)
}

/** Whether a listed file is wanted at all: metadata or vectors, and no writer's leftover (`_SUCCESS`, `.crc`, hidden folders). */
export function isDataFile(path: string): boolean {
  return (isParquetFile(path) || isVectorFile(path)) && !/(?:^|\/)[._]/.test(path)
}

/** The folders of a path, outermost first. */
export function foldersOf(path: string): string[] {
  return path.split('/').slice(0, -1)
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path
}

/**
 * The shards among listed files, in natural order. Where clip-retrieval wrote (`metadata/` beside `img_emb/`, `text_emb/`),
 * only what lies in `metadata/` is a shard.
 */
export function shardFiles(files: readonly FoundFile[]): FoundFile[] {
  const parquet = inNaturalOrder(files.filter((file) => isParquetFile(file.path)))
  if (!files.some((file) => isVectorFile(file.path))) return parquet
  const metadata = parquet.filter((file) => foldersOf(file.path).at(-1) === 'metadata')
  return metadata.length > 0 ? metadata : parquet
}

/** A dataset of listed files: `shards` in order, with the vectors that lie beside them. */
export function datasetOfFound(name: string, shards: readonly FoundFile[], vectors: readonly FoundFile[], notes: readonly string[]): Dataset {
  const names = new Set(shards.map((file) => nameOf(file.path)))
  // The same name in several folders says nothing: the path does.
  const refs = shards.map((file): ShardRef => ({ kind: 'remote', name: names.size === shards.length ? nameOf(file.path) : file.path, url: file.url }))
  const vectorRefs = inNaturalOrder(vectors).map((file): ShardRef => ({ kind: 'remote', name: vectorName(file.path), url: file.url }))
  return { name, shards: refs, attributions: [], licence: '', notes, embeddings: embeddingsBeside(refs, vectorRefs), roles: null }
}

/** `img_emb_3.npy`; with its folder where only that says of what it holds embeddings: `text_emb/3.npy`. */
function vectorName(path: string): string {
  const name = nameOf(path)
  return /te?xt|im(?:g|age)/i.test(name) ? name : path.split('/').slice(-2).join('/')
}
