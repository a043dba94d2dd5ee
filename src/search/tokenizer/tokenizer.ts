/** A text as a model takes it. */
export interface Tokens {
  /** With the marks of begin and end where the model has them; never longer than its context. */
  readonly ids: readonly number[]
  /** The text did not fit, and its end was left out. */
  readonly cut: boolean
}

export interface Tokenizer {
  encode(text: string): Tokens
}
