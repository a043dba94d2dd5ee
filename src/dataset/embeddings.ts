import { isKind, stem } from './kinds'
import type { ShardRef } from './shard-ref'

/** What is known of a dataset's embeddings: their files beside its shards, or, where it names none, whose those in its columns are. */
export interface Embeddings {
  /** Numbers in a vector; null: as the first file says. */
  readonly width: number | null
  /** Names the model that made them; '' when nothing says. */
  readonly checkpoint: string
  /** Address of the `model.json` of an encoder that the dataset brings along; null for models that Pairscope knows. */
  readonly model: string | null
  /** One file for each shard (null: the shard has none), or, with `keys`, for each metadata file. Empty: none of this kind. */
  readonly image: readonly (ShardRef | null)[]
  readonly text: readonly (ShardRef | null)[]
  /** Null: row i of file n belongs to row i of shard n. Else row i belongs to the pair that `column` of the metadata names. */
  readonly keys: { readonly metadata: readonly ShardRef[]; readonly column: string } | null
}

/** The number that a file's name ends with: 12 of `img_emb_12.npy` and of `part-00012-of-00410.parquet`; null without one. */
function numberOf(name: string): number | null {
  const digits = /(\d{1,15})(?:-of-\d{1,15})?(?:\.[^.]*)*$/.exec(name)?.[1]
  return digits === undefined ? null : Number(digits)
}

/**
 * Puts vector files beside shards, as clip-retrieval names them: by number, `img_emb_3.npy` with `metadata_3.parquet`;
 * a file with “text” or “txt” in its name holds text embeddings. An archive of matrices (DataComp's `b32_img`, `b32_txt` and more) lies
 * beside the shard of its own name and holds both.
 * Null when there are none. Files that find no shard are left out.
 */
export function embeddingsBeside(shards: readonly ShardRef[], files: readonly ShardRef[]): Embeddings | null {
  const isText = (file: ShardRef) => /te?xt/i.test(file.name)
  const isArchive = (file: ShardRef) => isKind('npz', file.name)
  const matrices = files.filter((file) => !isArchive(file))
  const archives = new Map(files.filter(isArchive).map((file) => [stem(file.name), file]))
  const beside = (vectors: readonly ShardRef[]): readonly (ShardRef | null)[] => {
    const all = vectors.length > 0 ? vectors : [...archives.values()]
    if (shards.length === 1 && all.length === 1) return all
    const byNumber = new Map(vectors.toReversed().map((file) => [numberOf(file.name), file]))
    byNumber.delete(null)
    const found = shards.map((shard) => byNumber.get(numberOf(shard.name)) ?? archives.get(stem(shard.name)) ?? null)
    return found.some((file) => file !== null) ? found : []
  }
  const image = beside(matrices.filter((file) => !isText(file)))
  const text = beside(matrices.filter(isText))
  return image.length + text.length > 0 ? { width: null, checkpoint: '', model: null, image, text, keys: null } : null
}
