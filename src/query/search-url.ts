import { readPlace } from './place'
import type { Chip, RankBy, Search } from './search'

/** Longer texts say nothing more to a model of 77 tokens. */
export const MAX_TEXT = 1000
export const MAX_CHIPS = 20
/** Chips weigh from -MAX_WEIGHT to MAX_WEIGHT; 0 would be no chip. */
export const MAX_WEIGHT = 2
const SCORES_PER_ONE = 200
/** A vector of 4,096 numbers in 8 bits, as text. */
const MAX_VECTOR = 6000

const NAMES: { readonly [K in Chip['kind']]: string } = { text: 'q', pair: 'like', picture: 'picture' }

/** A chip as one parameter; its weight, where it is not 1, stands at the name: `q*-0.5=snow`. */
function chipParameter(chip: Chip): [string, string] {
  const name = chip.weight === 1 ? NAMES[chip.kind] : `${NAMES[chip.kind]}*${chip.weight}`
  switch (chip.kind) {
    case 'text':
      return [name, chip.text]
    case 'pair':
      return [name, chip.place]
    case 'picture':
      return [name, `${chip.vector}:${chip.name}`]
  }
}

/** The parameters of a search, its chips in their order; none for a search without chips. */
export function encodeSearch({ chips, by, minScore }: Search): [string, string][] {
  if (chips.length === 0) return []
  const parameters = chips.map(chipParameter)
  if (by !== 'image') parameters.push(['by', by])
  if (minScore !== null) parameters.push(['score', String(minScore)])
  return parameters
}

function readChip(name: string, value: string): Chip | null {
  const match = /^(q|like|picture)(?:\*(-?\d+(?:\.\d+)?))?$/.exec(name)
  if (!match) return null
  const weight = Number(match[2] ?? 1)
  if (weight === 0 || Math.abs(weight) > MAX_WEIGHT) return null
  if (match[1] === 'q') return value.trim() === '' ? null : { kind: 'text', text: value.slice(0, MAX_TEXT), weight }
  if (match[1] === 'like') {
    const place = readPlace(value)
    return place === null ? null : { kind: 'pair', place, weight }
  }
  const colon = value.indexOf(':')
  const vector = value.slice(0, colon)
  return /^[\w-]+$/.test(vector) && vector.length <= MAX_VECTOR
    ? { kind: 'picture', name: value.slice(colon + 1, colon + 201), vector, weight }
    : null
}

/** The search that parameters say; null when no chip can be read. */
export function readSearch(parameters: readonly (readonly [string, string])[]): Search | null {
  const chips = parameters.map(([name, value]) => readChip(name, value)).filter((chip) => chip !== null)
  if (chips.length === 0) return null
  const last = new Map(parameters)
  const by: RankBy = last.get('by') === 'text' ? 'text' : last.get('by') === 'both' ? 'both' : 'image'
  // In steps of 0.005, at which what passes is counted exactly.
  const score = Math.round(Number(last.get('score') ?? NaN) * SCORES_PER_ONE) / SCORES_PER_ONE
  return { chips: chips.slice(0, MAX_CHIPS), by, minScore: score >= -1 && score <= 1 ? score : null }
}
