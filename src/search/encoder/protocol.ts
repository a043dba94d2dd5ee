import { ProblemError, type Problem } from '../../dataset/problem'
import type { Encoded, ModelLocation } from './encoder'
import { MissingFile } from './missing'
import type { TextModel } from './models'
import type { Attempt } from './plan'

/** What a worker is told to run. */
export interface Order {
  readonly model: TextModel
  readonly location: ModelLocation
  readonly attempt: Attempt
}

/** A sign of life. `fetching` may take as long as the network does; every other step ends or the worker hangs. */
export type Progress =
  | { readonly step: 'fetching'; readonly bytes: number; readonly total: number | null }
  | { readonly step: 'starting' }
  | { readonly step: 'running' }

/**
 * Errors cross threads as values. `missing`: a file of this precision is not there. `broken`: this way to run the model
 * does not work; another may.
 */
export type Outcome<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'missing'; readonly problem: Problem }
  | { readonly kind: 'broken'; readonly reason: string }

/** What the encoder's worker exposes. It runs one model in one way, or ends. */
export interface EncoderWorker {
  start(order: Order, listener: (progress: Progress) => void): Promise<Outcome<null>>
  encode(texts: readonly string[]): Promise<Outcome<readonly Encoded[]>>
  encodePicture(picture: Blob): Promise<Outcome<Float32Array<ArrayBuffer>>>
}

/** The library's messages hold whole stacks. */
const MAX_REASON = 600

/** Runs a job to an outcome; never rejects. */
export async function outcomeOf<T>(job: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'answer', value: await job() }
  } catch (error) {
    if (error instanceof MissingFile) return { kind: 'missing', problem: error.problem }
    if (error instanceof ProblemError) return { kind: 'problem', problem: error.problem }
    const reason = error instanceof Error ? error.message : String(error)
    return { kind: 'broken', reason: reason.replace(/\s+/g, ' ').trim().slice(0, MAX_REASON) }
  }
}
