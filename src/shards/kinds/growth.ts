import type { ProblemError } from '../../dataset/problem'
import type { Traffic } from '../traffic'

/** Where a shard's rows are found little by little. */
export interface Growth {
  /** Nothing more follows, or nothing more can be read. */
  readonly complete: boolean
  /** Why no more could be found; where it is not `complete`, asking again goes on from there. */
  readonly problem: ProblemError | null
  /** How much of the shard they were looked for in, from 0 to 1; 1 where nothing follows. */
  readonly shareFound: number
  /** Rows so far that do not fit their table, and are in it as far as they could be read. */
  readonly junkRows: number
  /** What finding the rest takes; null: nothing tells. */
  readonly left: Traffic | null
  /** Finds more rows, and adds them to the shard's footer. Rejects only with the signal's reason. */
  more(signal: AbortSignal): Promise<void>
}

/** Whether it finds no more rows by itself. */
export function hasEnded({ complete, problem }: Growth): boolean {
  return complete || problem !== null
}
