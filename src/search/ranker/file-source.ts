import { problemOf } from '../../dataset/problem-values'
import { ProblemError, type Problem } from '../../dataset/problem'
import { rowOf, shardOf } from '../../engine/scanning/key'
import type { PairKey } from '../../pair/pair'
import type { HttpOptions } from '../../shards/http'
import type { Resident } from '../kernel/resident'
import { openVectorFile } from '../vectors/open'
import { pairsOfVectors } from '../vectors/pairs'
import type { VectorStore } from '../vectors/store'
import type { VectorFile } from '../vectors/vector-file'
import type { Side, VectorShard } from '../vectors/vector-set'
import type { Rough } from './candidates'
import type { RankSource } from './source'
import type { PairOf, Unit } from './units'

interface OpenShard {
  readonly index: number
  readonly files: ReadonlyMap<Side, VectorFile>
}

/** Vectors from their files, by way of the store and of the copies in memory. What it opened it keeps open. */
export class FileSource implements RankSource {
  readonly shardNames: readonly string[]
  private readonly files = new Map<string, Promise<VectorFile>>()
  private readonly pairs = new Map<number, Promise<PairOf>>()
  /** The query that the copies in memory were last asked. */
  private asked: Float32Array | null = null

  constructor(
    private readonly shards: readonly VectorShard[],
    readonly width: number,
    private readonly io: HttpOptions,
    private readonly store: VectorStore,
    private resident: Resident,
    /** In place of copies that failed, on a lost GPU. */
    private readonly fallback: () => Resident,
  ) {
    this.shardNames = shards.map(({ name }) => name)
  }

  get scorer(): Resident['kind'] {
    return this.resident.kind
  }

  get bytesFetched(): number {
    return this.io.meter.bytes
  }

  get requests(): number {
    return this.io.meter.requests
  }

  async plan(sides: readonly Side[], fail: (shard: number, problem: Problem) => void, signal: AbortSignal): Promise<readonly Unit[]> {
    const opened = await Promise.all(
      this.shards.map(async (shard, index) => {
        try {
          return await this.openShard(shard, index, sides)
        } catch (error) {
          signal.throwIfAborted()
          fail(index, problemOf(error, 'vectors', shard.name))
          return null
        }
      }),
    )
    const units = await Promise.all(opened.filter((shard) => shard !== null).map((shard) => this.unitsOf(shard)))
    return units.flat()
  }

  async read(unit: Unit, side: Side, signal: AbortSignal): Promise<Uint16Array> {
    const file = await this.file(unit.shard, side)
    if (isLocal(file)) return await file.read(unit.block, signal)
    const kept = (await this.store.of(file))?.read(unit.block)
    const halves = kept ?? (await file.read(unit.block, signal))
    // A copy in memory is of use only with the exact numbers at hand.
    if (kept || (await this.store.write(file, unit.block, halves))) this.resident.add(idOf(file, unit.block), halves, unit.rows)
    return halves
  }

  async readRows(unit: Unit, side: Side, rows: Uint32Array): Promise<Uint16Array | null> {
    const file = await this.file(unit.shard, side)
    return (await this.store.of(file))?.readRows(rows.map((row) => unit.firstRow + row)) ?? null
  }

  async roughScores(unit: Unit, side: Side, vector: Float32Array): Promise<Rough | null> {
    const id = idOf(await this.file(unit.shard, side), unit.block)
    if (!this.resident.has(id)) return null
    const rough: Rough = { scores: new Float32Array(unit.rows), errors: new Float32Array(unit.rows) }
    try {
      if (this.asked !== vector) this.resident.setQuery(vector)
      this.asked = vector
      await this.resident.score(id, rough.scores, rough.errors)
      return rough
    } catch (error) {
      console.warn('Pairscope: the copies in memory failed; ranking goes on without them', error)
      this.resident = this.fallback()
      this.asked = null
      return null
    }
  }

  pairOf(shard: number): Promise<PairOf> {
    let pairs = this.pairs.get(shard)
    if (!pairs) {
      this.pairs.set(shard, (pairs = this.readPairs(shard)))
      pairs.catch(() => this.pairs.delete(shard))
    }
    return pairs
  }

  /** A pair's own vector; null where it has none. Fetches what holds its row, and keeps that. */
  async vectorOf(key: PairKey, side: Side, signal: AbortSignal): Promise<Uint16Array | null> {
    const at = await this.find(key, signal)
    if (!at) return null
    const file = await this.file(at.shard, side)
    const kept = isLocal(file) ? null : (await this.store.of(file))?.readRows(Uint32Array.of(at.row))
    const vector = kept ?? (await file.readRow(at.row, signal))
    return vector.some((half) => (half & 0x7fff) !== 0) ? vector : null
  }

  private async find(key: PairKey, signal: AbortSignal): Promise<{ readonly shard: number; readonly row: number } | null> {
    for (const [shard, { pairs, image }] of this.shards.entries()) {
      if (pairs.kind === 'position') {
        if (shardOf(pairs.firstKey) === shardOf(key)) return { shard, row: rowOf(key) }
        continue
      }
      const pairOf = await this.pairOf(shard)
      const { rows } = await this.file(shard, image ? 'image' : 'text')
      signal.throwIfAborted()
      for (let row = 0; row < rows; row++) if (pairOf(row) === key) return { shard, row }
    }
    return null
  }

  private async openShard(shard: VectorShard, index: number, sides: readonly Side[]): Promise<OpenShard> {
    const files = await Promise.all(sides.map(async (side) => [side, await this.file(index, side)] as const))
    const [first, ...others] = files.map(([, file]) => file)
    for (const other of others) {
      const alike = first?.blocks.length === other.blocks.length && first.blocks.every((block, i) => block.rows === other.blocks[i]?.rows)
      if (!alike)
        throw new ProblemError({
          code: 'vectors',
          where: shard.name,
          detail: 'Its picture and its text embeddings are not laid out alike, so they cannot be ranked together. Rank by one of them.',
        })
    }
    return { index, files: new Map(files) }
  }

  private async unitsOf({ index, files }: OpenShard): Promise<Unit[]> {
    const [first] = files.values()
    if (!first) return []
    const kept = await Promise.all(
      [...files.values()].map(async (file) => ({ file, blocks: isLocal(file) ? null : await this.store.of(file) })),
    )
    return first.blocks.map((block): Unit => {
      const missing = kept.filter(({ file, blocks }) => !isLocal(file) && !(blocks?.has(block.index) ?? false))
      const sum = (part: 'bytes' | 'requests') => missing.reduce((total, { file }) => total + (file.blocks[block.index]?.[part] ?? 0), 0)
      const local = kept.every(({ file }) => isLocal(file))
      const inMemory = kept.every(({ file }) => this.resident.has(idOf(file, block.index)))
      return {
        shard: index,
        block: block.index,
        firstRow: block.firstRow,
        rows: block.rows,
        from: missing.length > 0 ? 'remote' : local ? 'local' : inMemory ? 'memory' : 'kept',
        bytes: sum('bytes'),
        requests: sum('requests'),
      }
    })
  }

  /** Whoever gives up does not end an opening that others may wait for: it is a header. */
  private async file(index: number, side: Side): Promise<VectorFile> {
    const key = `${side}/${index}`
    const known = this.files.get(key)
    if (known) return await known
    const shard = this.shards[index]
    const ref = shard?.[side]
    if (!shard || !ref)
      throw new ProblemError({
        code: 'vectors',
        where: shard?.name ?? '',
        detail: side === 'image' ? 'It has no picture embeddings.' : 'It has no text embeddings.',
      })
    const file = openVectorFile(ref, { width: this.width, rows: shard.rows }, this.io).then(async (opened) => {
      if (ref.kind === 'parquet' && ref.version) await this.store.drop(opened)
      return opened
    })
    this.files.set(key, file)
    file.catch(() => this.files.delete(key))
    return await file
  }

  private async readPairs(index: number): Promise<PairOf> {
    const shard = this.shards[index]
    if (!shard) throw new RangeError(`no vector shard ${index}`)
    const { rows } = await this.file(index, shard.image ? 'image' : 'text')
    const pairs = await pairsOfVectors(shard, rows, this.io)
    return pairs instanceof Float64Array ? (row) => pairs[row] ?? NaN : (row) => pairs.firstKey + row
  }
}

function isLocal(file: VectorFile): boolean {
  return file.ref.ref.kind === 'local'
}

function idOf(file: VectorFile, block: number): string {
  return `${file.id}/${block}`
}
