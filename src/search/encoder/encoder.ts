import type { Problem } from '../../dataset/problem'
import type { Reach } from '../../dataset/reach'
import type { Precision, TextModel } from './models'

/** What computes: the GPU with float16 weights, or the CPU with 8-bit or float32 ones. */
export type Backend = 'webgpu' | 'wasm'

/** One way to run the model that was tried and dropped, and why: shown to whoever asks. */
export interface FailedAttempt {
  readonly backend: Backend
  readonly precision: Precision
  readonly reason: string
}

/**
 * - `idle`: nothing asked yet. `downloading`: the model's files come, `bytes` of `totalBytes` (null when unknown).
 * - `starting`: a session is made and compared with the known answers. `ready`. `failed`: see `problem`; the next call tries again.
 */
export interface EncoderStatus {
  readonly phase: 'idle' | 'downloading' | 'starting' | 'ready' | 'failed'
  readonly bytes: number
  readonly totalBytes: number | null
  /** What really runs; null before it is ready. */
  readonly running: { readonly backend: Backend; readonly precision: Precision } | null
  readonly dropped: readonly FailedAttempt[]
  readonly problem: Problem | null
}

export interface Encoded {
  /** Length 1 and `model.width` numbers; all zeros when the model knows nothing of the text. */
  readonly vector: Float32Array<ArrayBuffer>
  /** The text was longer than the model's context and its end was left out. */
  readonly cut: boolean
  /** Tokens the model saw, marks of begin and end included. */
  readonly tokens: number
}

/** Where the model's files come from. */
export type ModelLocation =
  | { readonly kind: 'default' }
  /** A mirror or same-origin folder with the files under their usual names. */
  | { readonly kind: 'base'; readonly url: string }
  /** Of the person's own computer: matched by file name. */
  | { readonly kind: 'files'; readonly files: readonly File[] }

export interface EncoderSettings {
  readonly location: ModelLocation
  /** Into the person's own network. */
  readonly reach: Reach
  /** Null: the best there is. */
  readonly backend: Backend | null
  /** WebGPU also on a software adapter: for tests, never for people. */
  readonly allowSoftwareGpu: boolean
}

/** A text encoder in its own worker. Nothing is fetched or started before the first `encode`. */
export interface Encoder {
  readonly model: TextModel
  status(): EncoderStatus
  subscribe(listener: (status: EncoderStatus) => void): () => void
  /** Rejects with ProblemError (`model`, `encoder`, or what fetching gives), or the signal's reason; then a download stops too. */
  encode(texts: readonly string[], signal?: AbortSignal): Promise<readonly Encoded[]>
  /** A picture's vector, for models with an image encoder (`model.picture` not null). */
  encodePicture(picture: Blob, signal?: AbortSignal): Promise<Float32Array<ArrayBuffer>>
  /** Ends the worker. */
  close(): void
}
