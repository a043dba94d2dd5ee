import { unescapeHtml } from './entities'

/** A drawing of more parts is not shown: browsers lay out SVG on the page's own thread. Maps and plots have some 10,000. */
export const MAX_PARTS = 200_000
/** Of its text, in bytes. */
export const MAX_DRAWING_BYTES = 4_000_000

/**
 * A comment, a CDATA section, an instruction, or a tag with its attributes. A name is taken whole: what may be split in two places is tried
 * at each of them, and takes the square of its length where no tag ends.
 */
const TAG = new RegExp(
  [
    String.raw`<!--[\s\S]*?(?:-->|$)`,
    String.raw`<!\[CDATA\[[\s\S]*?(?:\]\]>|$)`,
    String.raw`<\?[\s\S]*?(?:\?>|$)`,
    String.raw`<(\/?)([^\s"'<>/!?]+)(?=[\s"'>/!?])((?:"[^"<]*"|'[^'<]*'|[^"'<>])*)>`,
  ].join('|'),
  'g',
)
const ID = /(?:^|\s)id\s*=\s*(?:"([^"]*)"|'([^']*)')/
/** `href="#id"` of a use, a pattern or an image, and `url(#id)` of a fill, a mask, a marker or a filter. */
const REFERENCE = /href\s*=\s*["']\s*#([^"'\s]+)|url\(["'\s]*#([^"')\s]+)/g

/** Deeper than any drawing refers to what refers on. */
const MAX_DEPTH = 500

interface Part {
  /** Itself, and what it holds that has no name. */
  parts: number
  /** What it holds that has a name. */
  readonly holds: Part[]
  readonly refersTo: string[]
}

/**
 * How many parts an SVG has once all that refers to a part of it is drawn: a few hundred bytes of `<use>` of `<use>` can ask for
 * billions. Infinity where it declares entities, which do the same.
 */
export function drawingParts(svg: string): number {
  if (/<!ENTITY/i.test(svg)) return Infinity
  const root: Part = { parts: 0, holds: [], refersTo: [] }
  const named = new Map<string, Part>()
  /** Of each open element the part that it belongs to. */
  const open: Part[] = []
  for (const [, slash, name, attributes = ''] of svg.matchAll(TAG)) {
    if (name === undefined) continue
    if (slash === '/') {
      open.pop()
      continue
    }
    const around = open.at(-1) ?? root
    const [, double, single] = ID.exec(attributes) ?? []
    const id = double ?? single
    let part = around
    if (id !== undefined) {
      part = { parts: 0, holds: [], refersTo: [] }
      around.holds.push(part)
      // The first of a name is meant.
      if (!named.has(unescapeHtml(id))) named.set(unescapeHtml(id), part)
    }
    part.parts += 1
    if (/[#&]/.test(attributes))
      for (const [, href, url] of unescapeHtml(attributes).matchAll(REFERENCE)) part.refersTo.push(href ?? url ?? '')
    if (!attributes.endsWith('/')) open.push(part)
  }
  return drawn(root, named, new Map(), new Set())
}

/** What refers to itself is drawn once. */
function drawn(part: Part, named: ReadonlyMap<string, Part>, known: Map<Part, number>, within: Set<Part>): number {
  const found = known.get(part)
  if (found !== undefined) return found
  if (within.has(part)) return 0
  if (within.size >= MAX_DEPTH) return Infinity
  within.add(part)
  let { parts } = part
  for (const inner of part.holds) parts += drawn(inner, named, known, within)
  for (const id of part.refersTo) {
    const target = named.get(id)
    if (target) parts += drawn(target, named, known, within)
  }
  within.delete(part)
  known.set(part, parts)
  return parts
}
