import { partOf, type KeyRanges } from '../../pair/key-ranges'
import type { PairKey } from '../../pair/pair'
import type { KeySet } from '../../query/query'
import { fileRows, keepingOrder, quoteName } from './literals'
import type { Statements } from './statements'

/*
 * A set of few ranges is a condition on keys. One of many is a table of its own, which says of each row of `pairs`, in their order, whether
 * it is in the set, and is joined by position as the tables of columns are: it costs the same however many ranges there are, and leaves
 * rows in their order.
 */

/** Ranges of a set that is a condition on keys: counting by four takes up to twice as long as by a table, by a dozen five times. */
export const FEW_RANGES = 4
/** Bytes of memory a row takes in the table of a set: as much as DuckDB's blocks of 256 KB for every 122,880 rows, with their validity. */
const BYTES_PER_ROW = 4.3
/** Tables kept for the next question. */
const KEPT_TABLES = 2

/** Drops what a former dataset left. */
export const RESET_KEY_SETS = ['DROP SCHEMA IF EXISTS key_sets CASCADE', 'CREATE SCHEMA key_sets']

const tableName = (id: string): string => `key_sets.${quoteName(id)}`
const ALIAS = 'in_set'

/** Whether a set takes a table. */
function isTable({ keys }: KeySet): boolean {
  return keys.length > 2 * FEW_RANGES
}

/** What follows `pairs` so that a set's table stands beside its rows. */
export function joinedSet(set: KeySet | null): string {
  return set && isTable(set) ? ` POSITIONAL JOIN ${tableName(set.id)} ${ALIAS}` : ''
}

/** Whether a row of `pairs` is in a set, with {@link joinedSet} beside them. */
export function isInSet(set: KeySet): string {
  const { keys } = set
  if (keys.length === 0) return 'false'
  if (isTable(set)) return `${ALIAS}.value`
  const ranges = Array.from({ length: keys.length / 2 }, (_, i) => `key BETWEEN ${keys[2 * i]} AND ${keys[2 * i + 1]}`)
  return ranges.length === 1 ? `${ranges[0]}` : `key BETWEEN ${keys[0]} AND ${keys.at(-1)} AND ${keepingOrder(ranges.join(' OR '))}`
}

/** Consecutive keys, the first of them at place `at`. */
export interface KeyRun {
  readonly at: number
  readonly firstKey: PairKey
  readonly rows: number
}

/** A bit for each of the places from `from` to before `to`: bit `i % 8` of byte `i >> 3` says whether the key at `from + i` is in a set. */
export function bitsOf(keys: KeyRanges, runs: readonly KeyRun[], from: number, to: number): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(Math.ceil((to - from) / 8))
  for (const { at, firstKey, rows } of runs) {
    const first = firstKey + Math.max(0, from - at)
    const last = firstKey + Math.min(rows, to - at) - 1
    if (first > last) continue
    const placeOf = (key: PairKey) => at - from + key - firstKey
    const part = partOf(keys, first, last)
    for (let i = 0; i < part.length; i += 2) setBits(bits, placeOf(part[i] ?? 0), placeOf(part[i + 1] ?? 0))
  }
  return bits
}

/** Sets the bits from `first` to `last`. */
function setBits(bits: Uint8Array, first: number, last: number): void {
  const set = (byte: number, mask: number) => (bits[byte] = (bits[byte] ?? 0) | mask)
  const [from, to] = [first >>> 3, last >>> 3]
  const head = 0xff << (first & 7)
  const tail = 0xff >>> (7 - (last & 7))
  if (from === to) {
    set(from, head & tail)
    return
  }
  set(from, head)
  bits.fill(0xff, from + 1, to)
  set(to, tail)
}

/** Tables of the sets that were asked for last. */
export class KeySets {
  private readonly runs: KeyRun[] = []
  private rows = 0
  /** How many rows each speaks of; that of the set asked for last is the last. */
  private readonly covered = new Map<string, number>()

  constructor(private readonly statements: Statements) {}

  get bytes(): number {
    return [...this.covered.values()].reduce((sum, rows) => sum + rows * BYTES_PER_ROW, 0)
  }

  /** Rows follow in `pairs`. They keep their places even when they are out of every answer. */
  add(firstKey: PairKey, rows: number): void {
    this.runs.push({ at: this.rows, firstKey, rows })
    this.rows += rows
  }

  /** Spans of keys, ascending, in each of which about so many rows lie at most. Rows that are out of every answer count, too. */
  spans(rows: number): readonly (readonly [first: PairKey, last: PairKey])[] {
    const spans: [first: PairKey, last: PairKey, rows: number][] = []
    for (const run of [...this.runs].sort((a, b) => a.firstKey - b.firstKey)) {
      const last = spans.at(-1)
      if (last && last[2] + run.rows <= rows) {
        last[1] = run.firstKey + run.rows - 1
        last[2] += run.rows
      } else spans.push([run.firstKey, run.firstKey + run.rows - 1, run.rows])
    }
    return spans.map(([first, last]) => [first, last])
  }

  /** Within a turn: has a set's table speak of every row there is now. */
  async ready(set: KeySet | null): Promise<void> {
    if (!set || !isTable(set)) return
    const covered = this.covered.get(set.id) ?? (await this.create(set.id))
    if (covered < this.rows) {
      const value = { bits: bitsOf(set.keys, this.runs, covered, this.rows), length: this.rows - covered }
      await this.statements.withNumbers({ value }, (fileName) =>
        this.statements.run(`INSERT INTO ${tableName(set.id)} SELECT value FROM ${fileRows(fileName)}`),
      )
    }
    this.covered.delete(set.id)
    this.covered.set(set.id, this.rows)
  }

  /** Within a turn. */
  async drop(id: string): Promise<void> {
    if (this.covered.delete(id)) await this.statements.run(`DROP TABLE ${tableName(id)}`)
  }

  /** In place of the one asked for longest ago. */
  private async create(id: string): Promise<number> {
    const [oldest] = this.covered.keys()
    if (this.covered.size >= KEPT_TABLES && oldest !== undefined) await this.drop(oldest)
    await this.statements.run(`CREATE TABLE ${tableName(id)} (value BOOLEAN)`)
    this.covered.set(id, 0)
    return 0
  }
}
