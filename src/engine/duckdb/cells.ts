import { LICENCE_FAMILIES, type LicenceFamily } from '../../pair/licence'
import { filterOf, type Query } from '../../query/query'
import { HISTOGRAM_BINS, type Facets } from '../engine'

/*
 * Every facet comes from one grouped scan. A row's class, licence family, similarity bin and
 * "size unknown" are packed at ingest into one small integer, its cell; the scan counts rows by
 * cell and by which of the continuous filters they pass, and all facets are sums over that cube.
 * Measured on 1,000,000 rows in DuckDB-WASM: 30 to 45 ms, against 85 ms for a query per facet,
 * and a change of class or licence needs no scan at all.
 */

const NSFW_COUNT = 4
/** Values of `cell % CLASS_COUNT`: `nsfw + 4 * licence`. */
export const CLASS_COUNT = NSFW_COUNT * LICENCE_FAMILIES.length
/** The bin of pairs without a similarity. */
export const MISSING_BIN = HISTOGRAM_BINS
const BIN_COUNT = HISTOGRAM_BINS + 1
/** Cells are 0 .. CELL_COUNT - 1. */
export const CELL_COUNT = CLASS_COUNT * BIN_COUNT * 2
/** Added to a cell in the cube when the row passes the similarity or the size filter. */
export const PASSES_SIMILARITY = CELL_COUNT
export const PASSES_SIZE = 2 * CELL_COUNT

export interface Cell {
  readonly nsfw: number
  readonly licence: LicenceFamily
  readonly bin: number
  readonly unknownSize: boolean
}

/** The cell of a row; `nsfw` and `licence` as their codes. */
export function cellOf(nsfw: number, licence: number, bin: number, unknownSize: boolean): number {
  return nsfw + NSFW_COUNT * licence + CLASS_COUNT * (bin + (unknownSize ? BIN_COUNT : 0))
}

export function decodeCell(cell: number): Cell {
  const classAndLicence = cell % CLASS_COUNT
  const rest = Math.floor(cell / CLASS_COUNT)
  return {
    nsfw: classAndLicence % NSFW_COUNT,
    licence: LICENCE_FAMILIES[Math.floor(classAndLicence / NSFW_COUNT)] ?? 'unknown',
    bin: rest % BIN_COUNT,
    unknownSize: rest >= BIN_COUNT,
  }
}

/** The classes (`cell % CLASS_COUNT`) that pass a query's nsfw and licence filters; null when all do. */
export function passingClasses(query: Query): number[] | null {
  const nsfw = filterOf(query, 'nsfw')
  const licence = filterOf(query, 'licence')
  if (!nsfw && !licence) return null
  const passing: number[] = []
  for (let code = 0; code < CLASS_COUNT; code++) {
    const cell = decodeCell(code)
    if (nsfw && !nsfw.classes.some((wanted) => wanted === cell.nsfw)) continue
    if (licence && !licence.families.includes(cell.licence)) continue
    passing.push(code)
  }
  return passing
}

/** Rows counted by `cell + PASSES_SIMILARITY? + PASSES_SIZE?`; both arrays have one entry a group. */
export interface Cube {
  readonly codes: Uint32Array
  readonly counts: Uint32Array
}

/** Sums a cube into facets, each over every filter but its own. */
export function facetsFromCube(cube: Cube, query: Query): Omit<Facets, 'rowsScanned' | 'revision'> {
  const nsfwFilter = filterOf(query, 'nsfw')
  const licenceFilter = filterOf(query, 'licence')
  const nsfw = new Array<number>(NSFW_COUNT).fill(0)
  const bins = new Array<number>(HISTOGRAM_BINS).fill(0)
  const licences = new Map<LicenceFamily, number>()
  let matching = 0
  let missing = 0
  let unknownSize = 0
  cube.codes.forEach((code, i) => {
    const count = cube.counts[i] ?? 0
    const cell = decodeCell(code % CELL_COUNT)
    const flags = Math.floor(code / CELL_COUNT)
    const passes = {
      similarity: (flags & 1) === 1,
      size: flags >= 2,
      nsfw: !nsfwFilter || nsfwFilter.classes.some((wanted) => wanted === cell.nsfw),
      licence: !licenceFilter || licenceFilter.families.includes(cell.licence),
    }
    if (passes.licence && passes.similarity && passes.size) nsfw[cell.nsfw] = (nsfw[cell.nsfw] ?? 0) + count
    if (passes.nsfw && passes.similarity && passes.size) licences.set(cell.licence, (licences.get(cell.licence) ?? 0) + count)
    if (passes.nsfw && passes.licence && passes.size) {
      if (cell.bin === MISSING_BIN) missing += count
      else bins[cell.bin] = (bins[cell.bin] ?? 0) + count
    }
    if (passes.nsfw && passes.licence && passes.similarity && cell.unknownSize) unknownSize += count
    if (passes.nsfw && passes.licence && passes.similarity && passes.size) matching += count
  })
  return { matching, nsfw, licences, similarity: { bins, missing }, unknownSize }
}
