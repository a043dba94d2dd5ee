/** Of a model's weights. */
export type Precision = 'fp32' | 'fp16' | 'uint8'

export interface ModelFile {
  /** Relative to the model's base. */
  readonly path: string
  /** Null where only the host knows. */
  readonly bytes: number | null
}

/** A text whose vector is known, in whole or by its first numbers. Compared by cosine over the numbers given. */
export interface KnownAnswer {
  readonly text: string
  readonly vector: readonly number[]
  readonly minCosine: number
}

/** A text encoder and, where it has one, the image encoder of the same space. */
export interface TextModel {
  /** Names the checkpoint: vectors are only ranked against embeddings of the same one. */
  readonly id: string
  /** For people. */
  readonly name: string
  readonly width: number
  /** Tokens, marks of begin and end included. */
  readonly contextLength: number
  /** Where the files are: absolute, ending in '/'. */
  readonly base: string
  readonly tokenizer: { readonly kind: 'clip' | 'terms'; readonly file: ModelFile }
  readonly text: { readonly [P in Precision]?: ModelFile }
  readonly picture: { readonly [P in Precision]?: ModelFile } | null
  readonly known: readonly KnownAnswer[]
  /** A sentence for people on what the model is not; '' for none. */
  readonly caveat: string
}
