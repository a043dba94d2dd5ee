import type { Problem } from '../../dataset/problem'
import { problemOf } from '../../dataset/problem-values'
import { RANKED_LIMIT, type Passing, type Ranked, type RankQuery, type RankStatus } from '../../engine/ranking'
import { Condition } from '../../flow/condition'
import { inOrder } from '../../flow/in-order'
import type { Kernel } from '../kernel/kernel'
import type { Side } from '../vectors/vector-set'
import { candidatesOf, type Rough } from './candidates'
import { Masks } from './masks'
import { BEGUN, coverageOf, goesOn, isHalted, mayFetch, reduce, type RankEvent } from './progress'
import { meanOf, Scoring } from './scoring'
import type { RankSource } from './source'
import { costOf, inRankingOrder, sidesOf, type PairOf, type Unit } from './units'

/** Blocks fetched ahead of the one being scored: hides the delay of a request, at 8 MB each. */
const AHEAD = 3

/** One ranking, from its plan to the last row: reads units in order and hands them to the scoring. Lives in the ranker worker. */
export class RankJob {
  private progress = BEGUN
  private readonly scoring: Scoring
  private readonly masks: Masks
  private readonly sides: readonly Side[]
  private readonly controller = new AbortController()
  private readonly changed = new Condition()
  private readonly before: { readonly bytes: number; readonly requests: number }
  private approximate = false

  constructor(
    private readonly source: RankSource,
    private readonly kernel: Kernel,
    private readonly query: RankQuery,
    passing: Passing,
    private readonly budgetBytes: number,
    /** Called whenever the status is another. */
    private readonly touch: () => void,
  ) {
    this.sides = sidesOf(query.by)
    this.scoring = new Scoring(kernel)
    this.masks = new Masks(passing, this.controller.signal)
    this.before = { bytes: source.bytesFetched, requests: source.requests }
  }

  status(): RankStatus {
    const { source, scoring } = this
    return {
      ...coverageOf(this.progress, source.shardNames),
      bytesFetched: source.bytesFetched - this.before.bytes,
      requests: source.requests - this.before.requests,
      scorer: source.scorer,
      approximate: this.approximate,
      histogram: scoring.histogram(),
      matching: scoring.matching,
    }
  }

  best(): Ranked {
    return { ...this.scoring.best(), revision: this.progress.revision }
  }

  /** Runs to the end, or until disposed; every problem ends up in the status. */
  async run(): Promise<void> {
    const { signal } = this.controller
    try {
      const fail = (shard: number, problem: Problem) => this.failShard(shard, problem)
      const units = inRankingOrder(await this.source.plan(this.sides, fail, signal))
      signal.throwIfAborted()
      const cost = costOf(units, this.source.width, this.sides.length)
      this.tell({ kind: 'planned', units, cost, budgetBytes: this.budgetBytes })
      // Not before: the ranking in whose place this one comes has the kernel until then.
      this.kernel.setQuery(this.query.vector)
      const lost = await this.rankMemory(units.filter(({ from }) => from === 'memory'))
      await this.rankBlocks(lost)
      await this.rankBlocks(units.filter(({ from }) => from !== 'memory'))
      this.tell({ kind: 'ended' })
    } catch (error) {
      if (!signal.aborted) this.tell({ kind: 'failed', problem: problemOf(error, 'vectors', '') })
    }
  }

  /** What the person says, and what happens to the ranking. */
  readonly tell = (event: RankEvent): void => {
    const next = reduce(this.progress, event)
    if (next === this.progress) return
    this.progress = next
    this.touch()
    this.changed.notify()
  }

  dispose(): void {
    this.controller.abort()
  }

  /** Weighs rough copies first, then scores with full precision whatever may be among the best. Gives back what is no longer there. */
  private async rankMemory(units: readonly Unit[]): Promise<readonly Unit[]> {
    const weighed: { readonly unit: Unit; readonly rough: Rough; readonly pairOf: PairOf }[] = []
    const lost: Unit[] = []
    for (const unit of units) {
      await this.until(goesOn)
      const rough = await this.rough(unit)
      if (!rough) {
        lost.push(unit)
        continue
      }
      const pairOf = await this.source.pairOf(unit.shard)
      this.scoring.addRough(rough, await this.masks.of(unit, pairOf))
      weighed.push({ unit, rough, pairOf })
    }
    const candidates = candidatesOf(
      weighed.map(({ rough }) => rough),
      RANKED_LIMIT,
    )
    for (const [i, { unit, rough, pairOf }] of weighed.entries()) {
      await this.until(goesOn)
      const rows = candidates[i] ?? new Uint32Array()
      const sides = rows.length === 0 ? [] : await Promise.all(this.sides.map((side) => this.source.readRows(unit, side, rows)))
      const kept = sides.filter((side) => side !== null)
      if (kept.length < sides.length) {
        // Another tab has let go of what was kept: this block is read anew.
        this.scoring.removeRough(rough)
        lost.push(unit)
        continue
      }
      for (const [at, row] of rows.entries()) this.scoring.push(kept, at, pairOf(unit.firstRow + row))
      this.tell({ kind: 'ranked', unit })
    }
    if (weighed.length > 0) this.approximate = this.source.scorer === 'wasm'
    return lost
  }

  private async rough(unit: Unit): Promise<Rough | null> {
    const sides: Rough[] = []
    for (const side of this.sides) {
      const rough = await this.source.roughScores(unit, side, this.query.vector)
      if (!rough) return null
      sides.push(rough)
    }
    return { scores: meanOf(sides.map(({ scores }) => scores)), errors: meanOf(sides.map(({ errors }) => errors)) }
  }

  private async rankBlocks(units: readonly Unit[]): Promise<void> {
    const { signal } = this.controller
    for await (const { item: unit, result } of inOrder(this.wanted(units), AHEAD, (next) =>
      Promise.all(this.sides.map((side) => this.source.read(next, side, signal))),
    )) {
      // What is fetched already is scored when the ranking goes on.
      await this.until((progress) => !isHalted(progress))
      if (this.progress.failures.has(unit.shard)) continue
      try {
        if (result.status === 'rejected') throw result.reason
        const pairOf = await this.source.pairOf(unit.shard)
        this.scoring.addBlock(unit, result.value, pairOf, await this.masks.of(unit, pairOf))
        this.tell({ kind: 'ranked', unit })
      } catch (error) {
        signal.throwIfAborted()
        this.failShard(unit.shard, problemOf(error, 'vectors', this.source.shardNames[unit.shard] ?? ''))
      }
    }
  }

  /** Units one after the other, as far as the person has agreed to fetch them. */
  private async *wanted(units: readonly Unit[]): AsyncGenerator<Unit> {
    for (const unit of units) {
      if (this.progress.failures.has(unit.shard)) continue
      await this.until(goesOn)
      while (!mayFetch(this.progress, unit)) {
        this.tell({ kind: 'fetch', unit })
        await this.until(goesOn)
      }
      this.tell({ kind: 'fetch', unit })
      yield unit
    }
  }

  private failShard(shard: number, problem: Problem): void {
    this.tell({ kind: 'shard-failed', shard, problem })
  }

  private until(holds: (progress: RankJob['progress']) => boolean): Promise<void> {
    return this.changed.until(() => holds(this.progress), this.controller.signal)
  }
}
