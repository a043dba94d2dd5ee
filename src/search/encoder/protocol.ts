import { ProblemError, type Problem } from '../../dataset/problem'
import type { Encoded, ModelLocation } from './encoder'
import { problemsAsValues } from '../../dataset/problem-values'
import type { Reach } from '../../dataset/reach'
import { MissingFile } from './missing'
import type { TextModel } from './models'
import type { Attempt } from './plan'

/** What a worker is to run. */
export interface StartOptions {
  readonly model: TextModel
  readonly location: ModelLocation
  readonly attempt: Attempt
  /** Into the person's own network. */
  readonly reach: Reach
}

/** A sign of life. `fetching` may take as long as the network does; every other step ends or the worker hangs. */
export type Progress =
  | { readonly step: 'fetching'; readonly bytes: number; readonly total: number | null }
  | { readonly step: 'starting' }
  | { readonly step: 'running' }

/**
 * Errors cross threads as values. `missing`: a file of this precision is not there. `broken`: this attempt to run the model
 * does not work; another may.
 */
export type Outcome<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'missing'; readonly problem: Problem }
  | { readonly kind: 'broken'; readonly reason: string }

/** What the encoder's worker offers to the page. It runs one model by one attempt, or ends. */
export interface EncoderWorker {
  start(options: StartOptions): Outcome<null>
  encode(texts: readonly string[]): Outcome<readonly Encoded[]>
  encodePicture(picture: Blob): Outcome<Float32Array<ArrayBuffer>>
}

/** What the page offers to the encoder's worker. */
export interface EncoderPage {
  progress(progress: Progress): void
}

/** For what is no outcome: a call that cannot be answered. */
export const ENCODER_ERRORS = problemsAsValues('encoder', 'encoder worker')

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
