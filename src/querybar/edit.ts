import { plainText } from '../pair/plain-text'
import type { Chip, RankBy, Search } from '../query/search'
import { MAX_CHIPS, MAX_TEXT, MAX_WEIGHT } from '../query/search-url'

/** Weights go from MIN_WEIGHT to MAX_WEIGHT in steps of WEIGHT_STEP, on either side of 0. */
export const MIN_WEIGHT = 0.1
export const WEIGHT_STEP = 0.1

/** A minus of any keyboard, and words after it. */
const MINUS = /^[-−–]\s*(?=[^\s-])/

/** On one line, and never longer than a link holds; no character is cut in half. */
function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_TEXT)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()
}

/** What was typed as a chip, `-snow` as a minus one; null when nothing was. */
export function parseTyped(typed: string): Extract<Chip, { kind: 'text' }> | null {
  const text = tidy(typed)
  const words = text.replace(MINUS, '')
  return text === '' ? null : { kind: 'text', text: words, weight: words === text ? 1 : -1 }
}

/** The text that {@link parseTyped} reads as this chip, but for its weight. */
export function typedOf({ text, weight }: Extract<Chip, { kind: 'text' }>): string {
  return weight < 0 ? `-${text}` : text
}

function withChips(search: Search, chips: readonly Chip[]): Search | null {
  return chips.length === 0 ? null : { ...search, chips }
}

function withChip(search: Search, index: number, change: (chip: Chip) => Chip): Search {
  return { ...search, chips: search.chips.map((chip, i) => (i === index ? change(chip) : chip)) }
}

export function isFull(search: Search | null): boolean {
  return search !== null && search.chips.length >= MAX_CHIPS
}

/** `by` is what a first chip ranks by. A full search stays as it is. */
export function addChip(search: Search | null, chip: Chip, by: RankBy = 'image'): Search {
  if (search && isFull(search)) return search
  return search ? { ...search, chips: [...search.chips, chip] } : { chips: [chip], by, minScore: null }
}

export function removeChip(search: Search, index: number): Search | null {
  return withChips(
    search,
    search.chips.filter((_, i) => i !== index),
  )
}

/** New words for a text chip, its weight kept; without words the chip goes. */
export function retype(search: Search, index: number, typed: string): Search | null {
  const next = parseTyped(typed)
  if (!next) return removeChip(search, index)
  return withChip(search, index, (chip) => ({ ...next, weight: next.weight * Math.abs(chip.weight) }))
}

export function toggleSign(search: Search, index: number): Search {
  return withChip(search, index, (chip) => ({ ...chip, weight: -chip.weight }))
}

/** Changes how much a chip counts, not whether it is wanted or kept away from. */
export function setWeight(search: Search, index: number, size: number): Search {
  const steps = Math.round(Math.min(MAX_WEIGHT, Math.max(MIN_WEIGHT, size)) / WEIGHT_STEP)
  const rounded = steps / Math.round(1 / WEIGHT_STEP)
  return withChip(search, index, (chip) => ({ ...chip, weight: Math.sign(chip.weight) * rounded }))
}

/** What a chip says, without its sign and weight. */
export function chipWords(chip: Chip): string {
  switch (chip.kind) {
    case 'text':
      return plainText(chip.text)
    case 'pair':
      return `like ${chip.place}`
    case 'picture':
      return plainText(chip.name) || 'your picture'
  }
}
