import { partOf, type KeyRanges } from '../../pair/key-ranges'
import type { PairKey } from '../../pair/pair'
import type { KeySet } from '../../query/query'
import { quoteName, fileRows } from './literals'
import type { Statements } from './statements'

/*
 * A set of pairs is kept as one value of a bit for each row of `pairs`, in their order, each byte from its lowest bit on. Looking a row's
 * bit up by its place leaves rows in their order and costs the same however many ranges there are: on 1,000,000 rows (Node, best of five)
 * counting within every second row takes MEASURED ms, where a semi-join of their 500,000 keys takes MEASURED.
 */

/** Sets kept for the next question. */
const KEPT_SETS = 4

/** Drops what a former dataset left. */
export const RESET_KEY_SETS = ['DROP SCHEMA IF EXISTS key_sets CASCADE', 'CREATE SCHEMA key_sets']

const tableName = (id: string): string => `key_sets.${quoteName(id)}`

/** Whether a row of `pairs` is in a set that {@link KeySets.ready} has made ready. */
export function isInSet({ id, keys }: KeySet): string {
  if (keys.length === 0) return 'false'
  // DuckDB counts bits of a byte from the highest one.
  const bit = `get_bit((SELECT bits FROM ${tableName(id)}), xor(pairs.rowid, 7)::INTEGER)`
  return `key BETWEEN ${keys[0]} AND ${keys.at(-1)} AND ${bit} = 1`
}

/** Consecutive keys, that of the first at place `at`. */
export interface KeyRun {
  readonly at: number
  readonly firstKey: PairKey
  readonly rows: number
}

/** A bit for each of `rows` places, bit `place % 8` of byte `place >> 3`: whether the key that lies there is in the set. */
export function bitsOf(keys: KeyRanges, runs: readonly KeyRun[], rows: number): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(Math.ceil(rows / 8))
  for (const { at, firstKey, rows: length } of runs) {
    const part = partOf(keys, firstKey, firstKey + length - 1)
    for (let i = 0; i < part.length; i += 2) setBits(bits, at + (part[i] ?? 0) - firstKey, at + (part[i + 1] ?? 0) - firstKey)
  }
  return bits
}

/** Sets the bits of the places from `first` to `last`. */
function setBits(bits: Uint8Array, first: number, last: number): void {
  const set = (byte: number, mask: number) => (bits[byte] = (bits[byte] ?? 0) | mask)
  const from = first >>> 3
  const to = last >>> 3
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
  /** How many rows the bits of each are for, the set that was asked for last at the end. */
  private readonly covered = new Map<string, number>()

  constructor(private readonly statements: Statements) {}

  /** Rows follow in `pairs`. They keep their places even when they are out of every answer. */
  add(firstKey: PairKey, rows: number): void {
    this.runs.push({ at: this.rows, firstKey, rows })
    this.rows += rows
  }

  /** Within a turn: has {@link isInSet} tell of every row there is now. */
  async ready(set: KeySet | null): Promise<void> {
    if (!set || set.keys.length === 0) return
    const covered = this.covered.get(set.id)
    this.covered.delete(set.id)
    if (covered !== this.rows) await this.write(set)
    this.covered.set(set.id, this.rows)
    const [oldest] = this.covered.keys()
    if (this.covered.size > KEPT_SETS && oldest !== undefined) await this.drop(oldest)
  }

  /** Within a turn. */
  async drop(id: string): Promise<void> {
    this.covered.delete(id)
    await this.statements.run(`DROP TABLE IF EXISTS ${tableName(id)}`)
  }

  private async write({ id, keys }: KeySet): Promise<void> {
    const bits = bitsOf(keys, this.runs, Math.max(this.rows, 1))
    await this.statements.withNumbers({ bits }, (fileName) =>
      this.statements.run(`CREATE OR REPLACE TABLE ${tableName(id)} AS SELECT bits::BIT AS bits FROM ${fileRows(fileName)}`),
    )
  }
}
