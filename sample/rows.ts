import type { NsfwClass } from '../src/pair/pair'
import { captionOf } from './captions'
import type { Concept, Drawing } from './emoji'
import { hashText, unitOf } from './hash'

/** What stands in the text columns of one row. */
export interface Row {
  readonly drawing: Drawing
  readonly concept: Concept
  readonly caption: string
  readonly nsfw: NsfwClass
  readonly url: string
  /** Stored as -1.0, as real rows without a similarity are. */
  readonly withoutSimilarity: boolean
}

const UNLIKELY = 0
const UNSURE = 1
const NSFW = 2
const UNTAGGED = 3

const UNSURE_SHARE = 0.03
const NSFW_SHARE = 0.015
const UNTAGGED_SHARE = 0.06
const WITHOUT_SIMILARITY_SHARE = 0.01
const OPENING_ROWS = 84

// Practice classes would look like an opinion on people, faiths and countries: those stay UNLIKELY or UNTAGGED.
const NEUTRAL_GROUPS: ReadonlySet<number> = new Set([3, 4, 5, 6, 7])
const NEVER_WORDS = String.raw`
  famil(?:y|ies) child(?:ren)? bab(?:y|ies) boys? girls? kids? toddlers? infants? newborn school toys? dolls? relig\w* worship
  pray\w* church mosque temple synagogue kaaba shrine christmas santa
`
const NEVER = new RegExp(String.raw`\b(?:${NEVER_WORDS.trim().split(/\s+/).join('|')})\b`, 'i')

// The first rows a person sees.
const OPENING: readonly string[] = `
  fox, strawberry, hot air balloon, sunflower, owl, mountain, pizza, octopus, castle, cat face, cherry blossom, sailboat, avocado,
  panda, rainbow, penguin, croissant, camping, hedgehog, watermelon, lighthouse, butterfly, cactus, sushi, dog face, desert island,
  peach, koala, Ferris wheel, tulip, whale, doughnut, rocket, parrot, lemon, sunrise over mountains, turtle, mushroom, rabbit face,
  cupcake, fountain, ladybug, four leaf clover, grapes, unicorn, bridge at night, flamingo, hot beverage, tiger face, maple leaf,
  cherries, globe showing Asia-Australia, otter, ice cream, snow-capped mountain, bear, carrot, frog, sunset, shortcake, dolphin, palm
  tree, hamster, pancakes, crescent moon, peacock, pineapple, tent, sloth, potted plant, mango, locomotive, sheep, bento box, hibiscus,
  blowfish, volcano, honeybee, pretzel, stadium, honey pot, swan, blueberries, deer, classical building, lion, spiral shell, chipmunk,
  bouquet, tangerine, crab, seal, rose, snail, tropical fish,
`
  .trim()
  .split(/,\s+/)

function classOf(
  drawing: Drawing,
  { hexcode, group, label, tags }: Concept,
  share: { readonly unsure: number; readonly nsfw: number },
): NsfwClass {
  const seed = `${drawing.set.id}/${hexcode}/nsfw`
  if (unitOf(`${seed}/untagged`) < UNTAGGED_SHARE) return UNTAGGED
  if (!isNeutral(group, label, tags)) return UNLIKELY
  const x = unitOf(seed)
  return x < share.unsure ? UNSURE : x < share.unsure + share.nsfw ? NSFW : UNLIKELY
}

function isNeutral(group: number, label: string, tags: readonly string[]): boolean {
  return NEUTRAL_GROUPS.has(group) && !NEVER.test(`${label}, ${tags.join(', ')}`)
}

/** Every row in the sample's order: a charming opening from all four sets, then a shuffle that is always the same. */
export function arrangeRows(drawings: readonly Drawing[], concepts: readonly Concept[]): Row[] {
  const pairs = drawings.flatMap((drawing) => {
    const concept = concepts[drawing.concept]
    return concept ? [{ drawing, concept }] : []
  })
  const neutral = pairs.filter(({ concept }) => isNeutral(concept.group, concept.label, concept.tags)).length
  const scale = pairs.length / neutral / (1 - UNTAGGED_SHARE)
  const share = { unsure: UNSURE_SHARE * scale, nsfw: NSFW_SHARE * scale }
  const rows = pairs.map(({ drawing, concept }): Row & { order: number } => {
    const id = `${drawing.set.id}/${concept.hexcode}`
    return {
      drawing,
      concept,
      caption: captionOf(concept, drawing.set).text,
      nsfw: classOf(drawing, concept, share),
      url: `${drawing.set.url}#${concept.hexcode}`,
      withoutSimilarity: unitOf(`${id}/without`) < WITHOUT_SIMILARITY_SHARE,
      order: hashText(`${id}/order`),
    }
  })
  const places = openingPlaces(rows)
  return rows
    .sort((a, b) => (places.get(a) ?? OPENING_ROWS) - (places.get(b) ?? OPENING_ROWS) || a.order - b.order)
    .map(({ drawing, concept, caption, nsfw, url, withoutSimilarity }) => ({ drawing, concept, caption, nsfw, url, withoutSimilarity }))
}

/** One UNLIKELY drawing for each label of the opening, the sets in turn. */
function openingPlaces(rows: readonly Row[]): Map<Row, number> {
  const byLabel = new Map<string, Row[]>()
  for (const row of rows) byLabel.set(row.concept.label, [...(byLabel.get(row.concept.label) ?? []), row])
  const places = new Map<Row, number>()
  const taken = new Map<string, number>()
  for (const label of OPENING) {
    const candidates = (byLabel.get(label) ?? []).filter(({ nsfw, withoutSimilarity }) => nsfw === UNLIKELY && !withoutSimilarity)
    const [row] = candidates.sort(
      (a, b) => (taken.get(a.drawing.set.id) ?? 0) - (taken.get(b.drawing.set.id) ?? 0) || hashText(a.url) - hashText(b.url),
    )
    if (!row || places.size === OPENING_ROWS) continue
    places.set(row, places.size)
    taken.set(row.drawing.set.id, (taken.get(row.drawing.set.id) ?? 0) + 1)
  }
  return places
}
