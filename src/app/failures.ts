import { describeProblem, type Problem } from '../dataset/problem'
import type { ScanStatus } from '../engine/scanning/scanning'

/** Shards that failed alike. */
export interface Failures {
  /** Of one of them. */
  readonly problem: Problem
  /** As {@link describeProblem} puts it, without what differs from shard to shard. */
  readonly title: string
  readonly cause: string
  readonly next: string
  readonly shards: readonly number[]
}

/** The shards that could not be read, by what is wrong with them, the most common first. */
export function failuresOf(status: ScanStatus): readonly Failures[] {
  const groups = new Map<string, { problem: Problem; causes: Set<string>; shards: number[] }>()
  for (const [index, { state, problem }] of status.shards.entries()) {
    if (state !== 'failed' || !problem) continue
    const { title, cause } = describeProblem(problem)
    const group = groups.get(title)
    if (group) {
      group.shards.push(index)
      group.causes.add(cause)
    } else groups.set(title, { problem, causes: new Set([cause]), shards: [index] })
  }
  return [...groups]
    .map(([title, { problem, causes, shards }]) => {
      const { cause, next } = describeProblem(causes.size === 1 ? problem : { code: problem.code, where: '' })
      return { problem, title, cause, next, shards }
    })
    .sort((a, b) => b.shards.length - a.shards.length)
}
