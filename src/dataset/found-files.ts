import type { Dataset } from './dataset'
import { embeddingsBeside } from './embeddings'
import { fileTypeByName, typeText, type FileType } from './file-type'
import { holdsVectors, isKind, kindOf, stem } from './kinds'
import type { ShardRef } from './shard-ref'

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

/** A writer's leftover or a hidden folder: `_SUCCESS`, `.crc`. */
function isLeftover(path: string): boolean {
  return /(?:^|\/)[._]/.test(path)
}

/** Whether a listed file is wanted at all: a shard of a kind that makes up folders, or vectors. */
export function isDataFile(path: string): boolean {
  const kind = kindOf(path)
  return kind !== null && (kind.rank !== null || kind.holds === 'vectors') && !isLeftover(path)
}

/** The folders of a path, outermost first. */
export function foldersOf(path: string): string[] {
  return path.split('/').slice(0, -1)
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path
}

/**
 * The shards among listed files, in natural order: the kind of the lowest rank, so Parquet files, with img2dataset's tars beside them;
 * where there are none, tars; where there are neither, text tables. Where clip-retrieval wrote (`metadata/` beside `img_emb/`,
 * `text_emb/`), only what lies in `metadata/` is a shard.
 */
export function shardFiles(files: readonly FoundFile[]): FoundFile[] {
  const ordered = inNaturalOrder(files)
  const rankOf = ({ path }: FoundFile) => kindOf(path)?.rank ?? Infinity
  const rank = ordered.reduce((least, file) => Math.min(least, rankOf(file)), Infinity)
  const shards = ordered.filter((file) => rankOf(file) === rank && rank < Infinity)
  if (!shards.some(({ path }) => isKind('parquet', path))) return shards
  const metadata = files.some(({ path }) => holdsVectors(path)) ? shards.filter(({ path }) => foldersOf(path).at(-1) === 'metadata') : []
  return metadata.length > 0 ? metadata : tarsBeside(ordered.filter((file) => shards.includes(file) || isKind('tar', file.path)))
}

/**
 * img2dataset writes a tar and a Parquet file of the same name: the tar becomes where that shard's pictures are. Other tars stay shards.
 */
export function tarsBeside(files: readonly FoundFile[]): FoundFile[] {
  const tars = new Map(files.filter(({ path }) => isKind('tar', path)).map((tar) => [stem(tar.path), tar]))
  if (tars.size === 0 || tars.size === files.length) return [...files]
  const taken = new Set<FoundFile>()
  const joined = files.map((file): FoundFile => {
    const tar = isKind('tar', file.path) ? undefined : tars.get(stem(file.path))
    if (!tar) return file
    taken.add(tar)
    return { path: file.path, ref: { ...file.ref, tar: tar.ref } }
  })
  return joined.filter((file) => !taken.has(file))
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
    name: isKind('npz', path) ? named(path) : vectorName(path),
  }))
  return { name, shards: refs, attributions: [], licence: '', notes, embeddings: embeddingsBeside(refs, vectorRefs), roles: null }
}

/** `img_emb_3.npy`; with its folder where only that says of what it holds embeddings: `text_emb/3.npy`. */
function vectorName(path: string): string {
  const name = nameOf(path)
  return /te?xt|im(?:g|age)/i.test(name) ? name : path.split('/').slice(-2).join('/')
}

/** What lies in a folder that holds nothing to open, as sentences that begin with a space; '' where nothing is known of it. */
export function insteadOf(paths: readonly string[]): string {
  const known = new Map<FileType, string[]>()
  for (const path of paths) {
    const type = isLeftover(path) ? null : fileTypeByName(path)
    // Texts and models lie in every folder.
    if (type !== null && type !== 'text' && type !== 'page' && type !== 'tensors')
      known.set(type, [...(known.get(type) ?? []), nameOf(path)])
  }
  const [most] = [...known].sort(([, a], [, b]) => b.length - a.length)
  if (!most) return ''
  const [type, names] = most
  const { what, next } = typeText(type)
  return ` ${names[0] ?? ''}${names.length > 1 ? ` (and ${names.length - 1} more like it)` : ''} is ${what}. ${next}`
}
