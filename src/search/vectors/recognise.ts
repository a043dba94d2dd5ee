import type { LeafColumn } from '../../dataset/roles'

export interface VectorColumns {
  /** Top-level name of the column; null without one. */
  readonly image: string | null
  readonly text: string | null
}

/**
 * Names by side, compared without case and marks, best first. Sources: TFDS laion400m/embeddings, clip-retrieval, embedding exports on the
 * Hub.
 */
const NAMES = {
  image: [
    'imageembedding',
    'imgemb',
    'imageemb',
    'imageembeddings',
    'imgembedding',
    'clipimageembedding',
    'imageembeds',
    'imagefeatures',
    'clipembedding',
    'embedding',
    'embeddings',
    'vector',
  ],
  text: [
    'textembedding',
    'textemb',
    'txtemb',
    'textembeddings',
    'txtembedding',
    'captionembedding',
    'cliptextembedding',
    'textembeds',
    'textfeatures',
  ],
} as const

/** Lists of numbers, or bytes: anything else by these names is not a vector. */
function holdsVectors({ repeated, type }: LeafColumn): boolean {
  return repeated ? type === 'float' || type === 'other' : type === 'binary'
}

export function vectorColumns(columns: readonly LeafColumn[]): VectorColumns {
  const named = columns.filter(holdsVectors).map(({ path }) => ({
    column: topLevel(path),
    plain: topLevel(path)
      .toLowerCase()
      .replace(/[^a-z]/g, ''),
  }))
  const find = (side: 'image' | 'text') =>
    NAMES[side].map((name) => named.find(({ plain }) => plain === name)).find((found) => found !== undefined)?.column ?? null
  return { image: find('image'), text: find('text') }
}

/** A name with a dot in it is told from a path by the columns themselves: vectors' names have none. */
export function topLevel(path: string): string {
  return path.split('.')[0] ?? path
}
