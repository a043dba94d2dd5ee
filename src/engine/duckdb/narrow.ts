import { columnName, type LeafColumn, type RoleMap } from '../../dataset/roles'
import { LICENCE_FAMILIES } from '../../pair/licence'
import { nsfwClass, nsfwCoding } from '../../pair/nsfw'
import type { FetchedColumn } from '../../shards/values/column'
import { codesOf } from '../../shards/values/codes'
import { numbersOf } from '../../shards/values/numbers'
import { cellOf, MISSING_BIN } from './cells'
import { HISTOGRAM_BINS } from '../engine'
import type { LicenceSpellings } from './licence-texts'

/** The fetched columns of some rows, by path. */
export type FetchedColumns = ReadonlyMap<string, FetchedColumn>

/** What the table keeps of some rows. */
export interface NarrowRows {
  /** NaN where it is missing. */
  readonly similarity: Float64Array<ArrayBuffer>
  /** As cells.ts packs them. */
  readonly cell: Int32Array<ArrayBuffer>
  /** width * 65536 + height, each capped at 65,535 and 0 when unknown. */
  readonly size: Uint32Array<ArrayBuffer>
}

const MAX_DIMENSION = 65_535
const UNTAGGED = 3

/** The columns that a row group's ingest needs. */
export function ingestColumns(roles: RoleMap): LeafColumn[] {
  return [roles.nsfw, roles.similarity, roles.licence, roles.width, roles.height].filter((column) => column !== undefined)
}

/** Decodes the narrow columns of some rows; what is not there is unknown. Throws ProblemError: truncated, unsupported. */
export function narrowRows(roles: RoleMap, columns: FetchedColumns, rows: number, spellings: LicenceSpellings): NarrowRows {
  const fetched = (column: LeafColumn | undefined) => column && columns.get(column.path)
  const similarity = similarities(fetched(roles.similarity), rows)
  const classes = nsfwClasses(roles.nsfw, fetched(roles.nsfw), rows)
  const licences = licenceCodes(fetched(roles.licence), rows, spellings)
  const size = sizes(fetched(roles.width), fetched(roles.height), rows)
  const cell = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const known = similarity[row] ?? NaN
    const bin = Number.isNaN(known) ? MISSING_BIN : Math.min(Math.floor(known * HISTOGRAM_BINS), HISTOGRAM_BINS - 1)
    const pixels = size[row] ?? 0
    cell[row] = cellOf(classes[row] ?? UNTAGGED, licences[row] ?? 0, bin, pixels >>> 16 === 0 || (pixels & MAX_DIMENSION) === 0)
  }
  return { similarity, cell, size }
}

function similarities(column: FetchedColumn | undefined, rows: number): Float64Array<ArrayBuffer> {
  if (!column) return new Float64Array(rows).fill(NaN)
  const numbers = numbersOf(column)
  for (let row = 0; row < rows; row++) {
    const value = numbers[row] ?? NaN
    if (!(value >= 0 && value <= 1)) numbers[row] = NaN
  }
  return numbers
}

function nsfwClasses(column: LeafColumn | undefined, fetched: FetchedColumn | undefined, rows: number): Uint8Array | Uint16Array {
  if (!column || !fetched || column.type === 'binary' || column.type === 'other') return new Uint8Array(rows).fill(UNTAGGED)
  const coding = nsfwCoding(columnName(column), column.type)
  if (coding === 'label') return codesOf(fetched, (text) => nsfwClass(text, coding), UNTAGGED)
  const numbers = numbersOf(fetched)
  return Uint8Array.from(numbers, (value) => nsfwClass(Number.isNaN(value) ? null : coding === 'flag' ? value === 1 : value, coding))
}

/** Where a row says nothing. */
const UNKNOWN_LICENCE = LICENCE_FAMILIES.indexOf('unknown')

function licenceCodes(column: FetchedColumn | undefined, rows: number, spellings: LicenceSpellings): Uint16Array {
  return column ? codesOf(column, (text) => spellings.codeOf(text), UNKNOWN_LICENCE) : new Uint16Array(rows).fill(UNKNOWN_LICENCE)
}

function sizes(width: FetchedColumn | undefined, height: FetchedColumn | undefined, rows: number): Uint32Array<ArrayBuffer> {
  const packed = new Uint32Array(rows)
  const add = (column: FetchedColumn | undefined, factor: number) => {
    const numbers = column ? numbersOf(column) : []
    for (let row = 0; row < numbers.length; row++) packed[row] = (packed[row] ?? 0) + dimension(numbers[row] ?? NaN) * factor
  }
  add(width, 65_536)
  add(height, 1)
  return packed
}

function dimension(pixels: number): number {
  return pixels >= 1 && pixels < 1e9 ? Math.min(Math.floor(pixels), MAX_DIMENSION) : 0
}
