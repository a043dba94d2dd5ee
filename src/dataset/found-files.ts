import type { Dataset, ShardRef } from './dataset'
import { embeddingsBeside, isArchive, isVectorFile } from './embeddings'
import { isParquetFile, isTar, tarsBeside, textTableOf } from './shard-kind'

/** A file that a host lists, or that lies in a folder of the person's own. */
export interface FoundFile {
  /** Below the folder that was listed, without a leading slash; hostile text. */
  readonly path: string
  readonly ref: ShardRef
}

export function foundRemote(path: string, url: string): FoundFile {
  return { path, ref: { kind: 'remote', name: nameOf(path), url } }
}

const naturalOrder = new Intl.Collator('en', { numeric: true })

export function inNaturalOrder(files: readonly FoundFile[]): FoundFile[] {
  return [...files].sort((a, b) => naturalOrder.compare(a.path, b.path))
}

/** A text table with columns: a list of addresses is no part of a folder, where a `.txt` is mostly prose. */
function isTextTable(path: string): boolean {
  const format = textTableOf(path)
  return format !== null && format !== 'lines'
}

/**
 * Whether a listed file is wanted at all: a shard of any kind or vectors, and no writer's leftover (`_SUCCESS`, `.crc`, hidden folders).
 */
export function isDataFile(path: string): boolean {
  return (isParquetFile(path) || isTar(path) || isTextTable(path) || isVectorFile(path)) && !/(?:^|\/)[._]/.test(path)
}

/** The folders of a path, outermost first. */
export function foldersOf(path: string): string[] {
  return path.split('/').slice(0, -1)
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path
}

/**
 * The shards among listed files, in natural order: Parquet files, with img2dataset's tars beside them; where there are none, tars;
 * where there are neither, text tables. Where clip-retrieval wrote (`metadata/` beside `img_emb/`, `text_emb/`), only what lies in
 * `metadata/` is a shard.
 */
export function shardFiles(files: readonly FoundFile[]): FoundFile[] {
  const ordered = inNaturalOrder(files)
  const parquet = ordered.filter(({ path }) => isParquetFile(path))
  const tars = ordered.filter(({ path }) => isTar(path))
  if (parquet.length === 0) return tars.length > 0 ? tars : ordered.filter(({ path }) => isTextTable(path))
  const metadata = files.some(({ path }) => isVectorFile(path)) ? parquet.filter(({ path }) => foldersOf(path).at(-1) === 'metadata') : []
  return metadata.length > 0 ? metadata : tarsBeside(inNaturalOrder([...parquet, ...tars]))
}

/** A dataset of listed files: `shards` in order, with the vectors that lie beside them. */
export function datasetOfFound(
  name: string,
  shards: readonly FoundFile[],
  vectors: readonly FoundFile[],
  notes: readonly string[],
): Dataset {
  const names = new Set(shards.map((file) => nameOf(file.path)))
  // The same name in several folders says nothing: the path does.
  const named = (path: string) => (names.size === shards.length ? nameOf(path) : path)
  const refs = shards.map(({ path, ref }): ShardRef => ({ ...ref, name: named(path) }))
  const vectorRefs = inNaturalOrder(vectors).map(({ path, ref }): ShardRef => ({
    ...ref,
    name: isArchive(path) ? named(path) : vectorName(path),
  }))
  return { name, shards: refs, attributions: [], licence: '', notes, embeddings: embeddingsBeside(refs, vectorRefs), roles: null }
}

/** `img_emb_3.npy`; with its folder where only that says of what it holds embeddings: `text_emb/3.npy`. */
function vectorName(path: string): string {
  const name = nameOf(path)
  return /te?xt|im(?:g|age)/i.test(name) ? name : path.split('/').slice(-2).join('/')
}
