import { ProblemError, type Problem } from '../../dataset/problem'
import { rowOf, shardOf } from '../../engine/scanning/key'
import type { PairKey } from '../../pair/pair'
import { inOrder } from '../../flow/in-order'
import { FLOAT32_ERROR, type Kernel } from '../kernel/kernel'
import { TopK } from '../kernel/top-k'
import type { Side } from '../vectors/vector-set'
import { candidatesOf, type Rough } from './candidates'
import {
  RANKED_LIMIT,
  SCORE_BINS,
  type Cost,
  type Passing,
  type Ranked,
  type RankPhase,
  type RankQuery,
  type RankStatus,
} from '../../engine/ranking'
import { costOf, inRankingOrder, sidesOf, type Unit } from './units'

/** Blocks fetched ahead of the one being scored: hides the delay of a request, at 8 MB each. */
const AHEAD = 3
/** Of a bin: a float32 a little below its edge belongs to it. */
const EDGE = 1e-4

/** Which pair a row of a shard's vectors belongs to. */
export type PairOf = (row: number) => PairKey

/** Vectors as a ranking reads them; behind it files, the store and copies in memory. */
export interface RankSource {
  readonly width: number
  readonly shardNames: readonly string[]
  readonly scorer: RankStatus['scorer']
  readonly bytesFetched: number
  readonly requests: number
  /** Opens what is needed for the sides. Shards that cannot be ranked are told as failures. */
  plan(sides: readonly Side[], fail: (shard: number, problem: Problem) => void, signal: AbortSignal): Promise<readonly Unit[]>
  /** Float16 rows of a unit; what was fetched is kept. */
  read(unit: Unit, side: Side, signal: AbortSignal): Promise<Uint16Array>
  /** Float16 of some rows of a kept unit, counted from the unit's first, ascending; null when they are no longer kept. */
  readRows(unit: Unit, side: Side, rows: Uint32Array): Promise<Uint16Array | null>
  /** Rough scores of a unit in memory; null when it is there no longer. */
  roughScores(unit: Unit, side: Side, vector: Float32Array): Promise<Rough | null>
  /** Only of shards that `plan` brought. */
  pairOf(shard: number): Promise<PairOf>
}

/** One ranking, from its plan to the last row. Lives in the ranker worker. */
export class RankJob {
  private readonly top = new TopK(RANKED_LIMIT)
  private readonly histogram = new Uint32Array(SCORE_BINS)
  private readonly sides: readonly Side[]
  private readonly controller = new AbortController()
  private readonly failures = new Map<number, Problem>()
  private readonly masks = new Map<number, Promise<Uint8Array>>()
  private readonly left = new Map<number, number>()
  private phase: RankPhase = 'planning'
  private cost: Cost | null = null
  private rowsRanked = 0
  private rowsTotal = 0
  private matching = 0
  private revision = 0
  private approximate = false
  private limitBytes: number | null
  private agreed = false
  private agreedBytes = 0
  private readonly before: { readonly bytes: number; readonly requests: number }
  private shards = 0
  private readonly waiting: (() => void)[] = []
  /** Stopped by the person, not by the bytes agreed to. */
  private halted = false

  constructor(
    private readonly source: RankSource,
    private readonly kernel: Kernel,
    private readonly query: RankQuery,
    private readonly passing: Passing,
    private readonly budgetBytes: number,
    private readonly touch: () => void,
  ) {
    this.sides = sidesOf(query.by)
    this.limitBytes = null
    this.before = { bytes: source.bytesFetched, requests: source.requests }
  }

  status(): RankStatus {
    const { source } = this
    return {
      phase: this.phase,
      cost: this.cost,
      shardsDone: [...this.left.values()].filter((units) => units === 0).length,
      shardsTotal: this.shards,
      rowsRanked: this.rowsRanked,
      rowsTotal: this.rowsTotal,
      bytesFetched: source.bytesFetched - this.before.bytes,
      requests: source.requests - this.before.requests,
      scorer: source.scorer,
      approximate: this.approximate,
      failures: [...this.failures].map(([shard, problem]) => ({ shard: source.shardNames[shard] ?? '', problem })),
      revision: this.revision,
      histogram: [...this.histogram],
      matching: this.matching,
    }
  }

  best(): Ranked {
    return { ...this.top.sorted(), revision: this.revision }
  }

  /** Runs to the end, or until disposed; every problem ends up in the status. */
  async run(): Promise<void> {
    const { signal } = this.controller
    try {
      const units = inRankingOrder(await this.source.plan(this.sides, (shard, problem) => this.fail(shard, problem), signal))
      signal.throwIfAborted()
      this.shards = new Set([...units.map(({ shard }) => shard), ...this.failures.keys()]).size
      for (const { shard } of units) this.left.set(shard, (this.left.get(shard) ?? 0) + 1)
      this.rowsTotal = units.reduce((sum, { rows }) => sum + rows, 0)
      this.cost = costOf(units, this.source.width, this.sides.length)
      if (this.cost.bytes <= this.budgetBytes) this.agreed = true
      if (!this.halted) this.setPhase('ranking')
      this.kernel.setQuery(this.query.vector)
      await this.rankMemory(units.filter(({ from }) => from === 'memory'))
      await this.rankBlocks(units.filter(({ from }) => from !== 'memory'))
      this.setPhase(this.rowsRanked === 0 && this.failures.size > 0 ? 'failed' : 'done')
    } catch (error) {
      if (signal.aborted) return
      this.fail(-1, problemOf(error, ''))
      this.setPhase('failed')
    }
  }

  start(limitBytes: number | null): void {
    this.agreed = true
    this.limitBytes = limitBytes === null ? null : this.agreedBytes + limitBytes
    this.goOn()
  }

  pause(): void {
    if (this.phase === 'ranking') this.setPhase('paused')
  }

  resume(): void {
    if (this.phase === 'paused') this.goOn()
  }

  stop(): void {
    if (this.phase === 'done' || this.phase === 'failed') return
    this.halted = true
    this.setPhase('stopped')
  }

  dispose(): void {
    this.controller.abort()
    this.wakeUp()
  }

  /** Weighs rough copies first, then scores with full precision whatever may be among the best. */
  private async rankMemory(units: readonly Unit[]): Promise<void> {
    const weighed: { readonly unit: Unit; readonly rough: Rough; readonly pairOf: PairOf }[] = []
    const lost: Unit[] = []
    for (const unit of units) {
      await this.gate()
      const rough = await this.rough(unit)
      if (!rough) {
        lost.push(unit)
        continue
      }
      const pairOf = await this.source.pairOf(unit.shard)
      const mask = await this.maskOf(unit, pairOf)
      const { scores } = rough
      for (let row = 0; row < unit.rows; row++) {
        if (!mask(row)) scores[row] = NaN
        else this.count(scores[row] ?? NaN)
      }
      weighed.push({ unit, rough, pairOf })
    }
    const candidates = candidatesOf(
      weighed.map(({ rough }) => rough),
      RANKED_LIMIT,
    )
    for (const [i, { unit, rough, pairOf }] of weighed.entries()) {
      await this.gate()
      const rows = candidates[i] ?? new Uint32Array()
      const sides = rows.length === 0 ? [] : await Promise.all(this.sides.map((side) => this.source.readRows(unit, side, rows)))
      const kept = sides.filter((side) => side !== null)
      if (kept.length < sides.length) {
        // Another tab has let go of what was kept: this block is read anew.
        for (const score of rough.scores) this.count(score, -1)
        lost.push(unit)
        continue
      }
      for (const [at, row] of rows.entries()) this.top.push(this.exact(kept, at), pairOf(unit.firstRow + row))
      this.ranked(unit)
    }
    if (weighed.length > 0) this.approximate = this.source.scorer === 'wasm'
    if (lost.length > 0) await this.rankBlocks(lost)
  }

  private async rough(unit: Unit): Promise<Rough | null> {
    const sides: Rough[] = []
    for (const side of this.sides) {
      const rough = await this.source.roughScores(unit, side, this.query.vector)
      if (!rough) return null
      sides.push(rough)
    }
    return { scores: mean(sides.map(({ scores }) => scores)), errors: mean(sides.map(({ errors }) => errors)) }
  }

  private async rankBlocks(units: readonly Unit[]): Promise<void> {
    const { signal } = this.controller
    for await (const { item: unit, result } of inOrder(this.wanted(units), AHEAD, (next) =>
      Promise.all(this.sides.map((side) => this.source.read(next, side, signal))),
    )) {
      signal.throwIfAborted()
      await this.unlessHalted()
      if (this.failures.has(unit.shard)) continue
      try {
        if (result.status === 'rejected') throw result.reason
        await this.score(unit, result.value)
        this.ranked(unit)
      } catch (error) {
        signal.throwIfAborted()
        this.fail(unit.shard, problemOf(error, this.source.shardNames[unit.shard] ?? ''))
      }
    }
  }

  /** Units one after the other, as far as the person has agreed to fetch them. */
  private async *wanted(units: readonly Unit[]): AsyncGenerator<Unit> {
    for (const unit of units) {
      if (this.failures.has(unit.shard)) continue
      await this.gate()
      while (unit.bytes > 0 && !this.mayFetch(unit)) {
        this.setPhase(this.agreed ? 'stopped' : 'asking')
        await this.gate()
      }
      this.agreedBytes += unit.bytes
      yield unit
    }
  }

  private mayFetch({ bytes }: Unit): boolean {
    return this.agreed && (this.limitBytes === null || this.agreedBytes + bytes <= this.limitBytes)
  }

  private async score(unit: Unit, sides: readonly Uint16Array[]): Promise<void> {
    const pairOf = await this.source.pairOf(unit.shard)
    const mask = await this.maskOf(unit, pairOf)
    const scores = mean(
      sides.map((halves) => {
        const out = new Float32Array(unit.rows)
        this.kernel.scoreHalves(halves, unit.rows, out)
        return out
      }),
    )
    for (let row = 0; row < unit.rows; row++) {
      const score = scores[row] ?? NaN
      // NaN: no vector, or one that is damaged.
      if (Number.isNaN(score) || !mask(row)) continue
      this.count(score)
      if (score >= this.top.threshold - FLOAT32_ERROR) this.top.push(this.exact(sides, row), pairOf(unit.firstRow + row))
    }
  }

  private exact(sides: readonly Uint16Array[], row: number): number {
    let sum = 0
    for (const halves of sides) sum += this.kernel.exactHalves(halves, row)
    return sum / sides.length
  }

  private count(score: number, by = 1): void {
    if (Number.isNaN(score)) return
    const bin = Math.min(SCORE_BINS - 1, Math.max(0, Math.floor(((score + 1) * SCORE_BINS) / 2 + EDGE)))
    this.histogram[bin] = (this.histogram[bin] ?? 0) + by
    this.matching += by
  }

  /** Whether rows of a unit pass the filters and belong to a pair. */
  private async maskOf(unit: Unit, pairOf: PairOf): Promise<(row: number) => boolean> {
    const { passing } = this
    const keys = Array.from({ length: passing ? unit.rows : 0 }, (_, row) => pairOf(unit.firstRow + row))
    if (!passing) return (row) => !Number.isNaN(pairOf(unit.firstRow + row))
    const shards = [...new Set(keys.filter((key) => !Number.isNaN(key)).map(shardOf))]
    const masks = new Map(await Promise.all(shards.map(async (shard) => [shard, await this.maskOfShard(shard, passing)] as const)))
    return (row) => {
      const key = keys[row] ?? NaN
      if (Number.isNaN(key)) return false
      const at = rowOf(key)
      return (((masks.get(shardOf(key))?.[at >>> 3] ?? 0) >> (at & 7)) & 1) === 1
    }
  }

  private maskOfShard(shard: number, passing: NonNullable<Passing>): Promise<Uint8Array> {
    let mask = this.masks.get(shard)
    if (!mask) this.masks.set(shard, (mask = passing(shard, this.controller.signal)))
    return mask
  }

  private ranked(unit: Unit): void {
    this.rowsRanked += unit.rows
    this.left.set(unit.shard, (this.left.get(unit.shard) ?? 1) - 1)
    this.revision += 1
    this.touch()
  }

  private fail(shard: number, problem: Problem): void {
    this.failures.set(shard, problem)
    this.touch()
  }

  /** Waits while paused, stopped or asking. */
  private async gate(): Promise<void> {
    const held = () => this.phase !== 'ranking' && this.phase !== 'planning'
    while (held()) await this.wait()
    this.controller.signal.throwIfAborted()
  }

  /** Waits while the person has paused or stopped: what is fetched already is scored when the ranking goes on. */
  private async unlessHalted(): Promise<void> {
    while (this.phase === 'paused' || (this.phase === 'stopped' && this.halted)) await this.wait()
  }

  private async wait(): Promise<void> {
    this.controller.signal.throwIfAborted()
    await new Promise<void>((resolve) => this.waiting.push(resolve))
    this.controller.signal.throwIfAborted()
  }

  private goOn(): void {
    this.halted = false
    if (this.phase === 'asking' || this.phase === 'stopped' || this.phase === 'paused') this.setPhase(this.cost ? 'ranking' : 'planning')
    this.wakeUp()
  }

  private setPhase(phase: RankPhase): void {
    if (this.phase === phase) return
    this.phase = phase
    this.touch()
  }

  private wakeUp(): void {
    for (const resolve of this.waiting.splice(0)) resolve()
  }
}

function mean(scores: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(), ...others] = scores
  if (others.length === 0) return first
  return first.map((score, row) => others.reduce((sum, other) => sum + (other[row] ?? NaN), score) / scores.length)
}

function problemOf(error: unknown, where: string): Problem {
  if (error instanceof ProblemError) return error.problem
  return { code: 'vectors', where, detail: error instanceof Error ? error.message : String(error) }
}
