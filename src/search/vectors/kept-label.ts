import type { Dataset } from '../../dataset/dataset'
import type { ShardRef } from '../../dataset/shard-ref'
import { hashOf } from './file-id'
import type { VectorRef, VectorSet } from './vector-set'

/** What lies beside each kept file of vectors, so that people can tell whose it is. */
export interface KeptLabel {
  /** The same for all files of a dataset; gives nothing away. */
  readonly dataset: string
  /** '' where no name may be stored. */
  readonly name: string
}

const LONGEST = 80
/** Of a hostile name, what a person would not see: marks that turn a text around, and control characters. */
const UNSEEN = /[\p{Cc}\p{Cf}]/gu

/**
 * The name under which a dataset's vectors are kept: its own, and never an address. '' for files of one's own computer, and where an
 * address of its shards or of its vectors has a query or a password: such a dataset is somebody's secret, and what is kept outlives the
 * page.
 */
export function keptName({ name, shards, embeddings }: Pick<Dataset, 'name' | 'shards' | 'embeddings'>): string {
  const beside = embeddings ? [...embeddings.image, ...embeddings.text, ...(embeddings.keys?.metadata ?? [])] : []
  if (shards.length === 0 || ![...shards, ...beside].every((ref) => ref === null || isPublic(ref))) return ''
  const plain = name
    .replace(UNSEEN, '')
    .replace(/[?#].*$/s, '')
    .trim()
  return plain.includes('://') ? '' : plain.slice(0, LONGEST)
}

function isPublic(ref: ShardRef): boolean {
  if (ref.kind === 'local' || !URL.canParse(ref.url)) return false
  const { search, username, password } = new URL(ref.url)
  return search === '' && username === '' && password === ''
}

/** Reads a stored label of any age; null for what is none. */
export function parseLabel(text: string): KeptLabel | null {
  try {
    const { dataset, name } = JSON.parse(text) as { readonly [K in keyof KeptLabel]?: unknown }
    return typeof dataset === 'string' && typeof name === 'string' ? { dataset, name: name.slice(0, LONGEST) } : null
  } catch {
    return null
  }
}

/** A name for a set of vectors that says nothing of where they lie. Secure contexts only, as are private files. */
export function setId({ shards }: VectorSet): Promise<string> {
  return hashOf(JSON.stringify(shards.map(({ image, text }) => [whereOf(image), whereOf(text)])))
}

function whereOf(ref: VectorRef | null): string {
  return ref === null ? '' : ref.ref.kind === 'remote' ? ref.ref.url : ref.ref.name
}
