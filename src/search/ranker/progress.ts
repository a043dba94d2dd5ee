import type { Problem } from '../../dataset/problem'
import type { Cost, RankPhase, RankStatus } from '../../engine/ranking'
import type { Unit } from './units'

/** How far one ranking is, what it may fetch and what holds it up. Changed by {@link reduce} alone. */
export interface Progress {
  readonly phase: RankPhase
  /** Null until it is planned. */
  readonly cost: Cost | null
  /** Whether anything may be fetched: the cost is within the budget, or the person has said so. */
  readonly agreed: boolean
  /** Bytes that may be fetched in all; null: any number. */
  readonly limitBytes: number | null
  /** Bytes that fetches which began have cost, as planned. */
  readonly spentBytes: number
  /** Stopped by the person, and not by the limit: not even what is fetched already is ranked. */
  readonly halted: boolean
  /** Units still to rank, by shard. */
  readonly left: ReadonlyMap<number, number>
  readonly failures: ReadonlyMap<number, Problem>
  readonly shardsTotal: number
  readonly rowsTotal: number
  readonly rowsRanked: number
  /** Grows with every unit that is ranked. */
  readonly revision: number
}

export type RankEvent =
  | { readonly kind: 'planned'; readonly units: readonly Unit[]; readonly cost: Cost; readonly budgetBytes: number }
  /** This unit is the next to be fetched, if it may be. */
  | { readonly kind: 'fetch'; readonly unit: Unit }
  | { readonly kind: 'ranked'; readonly unit: Unit }
  | { readonly kind: 'shard-failed'; readonly shard: number; readonly problem: Problem }
  /** All units are ranked, or their shards have failed. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  /** By the person: fetch at most so many bytes more; null: all. */
  | { readonly kind: 'start'; readonly limitBytes: number | null }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'stop' }

/** In place of a shard's number, for what fails as a whole. */
const NO_SHARD = -1

export const BEGUN: Progress = {
  phase: 'planning',
  cost: null,
  agreed: false,
  limitBytes: null,
  spentBytes: 0,
  halted: false,
  left: new Map(),
  failures: new Map(),
  shardsTotal: 0,
  rowsTotal: 0,
  rowsRanked: 0,
  revision: 0,
}

export function reduce(progress: Progress, event: RankEvent): Progress {
  const { phase } = progress
  switch (event.kind) {
    case 'planned':
      return planned(progress, event.units, event.cost, event.budgetBytes)
    case 'fetch':
      if (mayFetch(progress, event.unit)) return { ...progress, spentBytes: progress.spentBytes + event.unit.bytes }
      return { ...progress, phase: progress.agreed ? 'stopped' : 'asking' }
    case 'ranked':
      return {
        ...progress,
        rowsRanked: progress.rowsRanked + event.unit.rows,
        left: new Map(progress.left).set(event.unit.shard, (progress.left.get(event.unit.shard) ?? 1) - 1),
        revision: progress.revision + 1,
      }
    case 'shard-failed':
      return withFailure(progress, event.shard, event.problem)
    case 'ended':
      return { ...progress, phase: progress.rowsRanked === 0 && progress.failures.size > 0 ? 'failed' : 'done' }
    case 'failed':
      return { ...withFailure(progress, NO_SHARD, event.problem), phase: 'failed' }
    case 'start':
      return goingOn({
        ...progress,
        agreed: true,
        limitBytes: event.limitBytes === null ? null : progress.spentBytes + event.limitBytes,
      })
    case 'pause':
      return phase === 'ranking' ? { ...progress, phase: 'paused' } : progress
    case 'resume':
      return phase === 'paused' ? goingOn(progress) : progress
    case 'stop':
      return phase === 'done' || phase === 'failed' ? progress : { ...progress, phase: 'stopped', halted: true }
  }
}

function planned(progress: Progress, units: readonly Unit[], cost: Cost, budgetBytes: number): Progress {
  const left = new Map<number, number>()
  for (const { shard } of units) left.set(shard, (left.get(shard) ?? 0) + 1)
  return {
    ...progress,
    phase: progress.halted ? progress.phase : 'ranking',
    cost,
    agreed: progress.agreed || cost.bytes <= budgetBytes,
    left,
    shardsTotal: new Set([...left.keys(), ...progress.failures.keys()]).size,
    rowsTotal: units.reduce((sum, { rows }) => sum + rows, 0),
  }
}

function withFailure(progress: Progress, shard: number, problem: Problem): Progress {
  return { ...progress, failures: new Map(progress.failures).set(shard, problem) }
}

function goingOn(progress: Progress): Progress {
  const isHeld = progress.phase === 'asking' || progress.phase === 'stopped' || progress.phase === 'paused'
  return { ...progress, halted: false, phase: isHeld ? (progress.cost ? 'ranking' : 'planning') : progress.phase }
}

/** Whether a unit may be fetched as far as the person has agreed; what costs nothing always may. */
export function mayFetch({ agreed, limitBytes, spentBytes }: Progress, { bytes }: Unit): boolean {
  return bytes === 0 || (agreed && (limitBytes === null || spentBytes + bytes <= limitBytes))
}

/** Neither paused nor stopped nor asking: the next unit may be begun. */
export function goesOn({ phase }: Progress): boolean {
  return phase === 'ranking' || phase === 'planning'
}

/** The person holds it up: even what is fetched already has to wait. */
export function isHalted({ phase, halted }: Progress): boolean {
  return phase === 'paused' || (phase === 'stopped' && halted)
}

/** What of a ranking's status its progress tells. */
export function coverageOf(
  progress: Progress,
  shardNames: readonly string[],
): Pick<RankStatus, 'phase' | 'cost' | 'shardsDone' | 'shardsTotal' | 'rowsRanked' | 'rowsTotal' | 'failures' | 'revision'> {
  const { phase, cost, left, failures, shardsTotal, rowsRanked, rowsTotal, revision } = progress
  return {
    phase,
    cost,
    shardsDone: [...left.values()].filter((units) => units === 0).length,
    shardsTotal,
    rowsRanked,
    rowsTotal,
    failures: [...failures].map(([shard, problem]) => ({ shard: shardNames[shard] ?? '', problem })),
    revision,
  }
}
