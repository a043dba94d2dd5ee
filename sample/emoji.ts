import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** The four artists' sets, with the licence as each row stores it. */
export const SETS = [
  { id: 'noto', licence: 'Apache-2.0', url: 'https://github.com/googlefonts/noto-emoji' },
  { id: 'twemoji', licence: 'https://creativecommons.org/licenses/by/4.0/', url: 'https://github.com/jdecked/twemoji' },
  { id: 'openmoji', licence: 'https://creativecommons.org/licenses/by-sa/4.0/', url: 'https://github.com/hfg-gmuend/openmoji' },
  { id: 'fluent-emoji-flat', licence: 'MIT', url: 'https://github.com/microsoft/fluentui-emoji' },
] as const
export type EmojiSet = (typeof SETS)[number]

/** The packages whose versions decide what is built. */
export const PACKAGES = [...SETS.map((set) => `@iconify-json/${set.id}`), 'emojibase-data', '@resvg/resvg-js', 'hyparquet-writer']

/** One emoji of Unicode, whoever drew it. */
export interface Concept {
  readonly hexcode: string
  /** emojibase's group: 0 smileys, 1 people, 3 animals, 4 food, 5 travel, 6 activities, 7 objects, 8 symbols, 9 flags. */
  readonly group: number
  readonly subgroup: number
  readonly label: string
  readonly tags: readonly string[]
  readonly koLabel: string
  readonly koTags: readonly string[]
}

/** One artist's drawing of a concept: SVG content and the box it is drawn in. */
export interface Drawing {
  readonly set: EmojiSet
  /** Index into the concepts. */
  readonly concept: number
  readonly body: string
  readonly box: readonly [left: number, top: number, width: number, height: number]
}

interface EmojibaseEntry {
  readonly hexcode: string
  readonly label: string
  readonly tags?: readonly string[]
  readonly group?: number
  readonly subgroup?: number
}

interface Box {
  readonly left?: number
  readonly top?: number
  readonly width?: number
  readonly height?: number
}

interface IconFile extends Box {
  readonly icons: { readonly [name: string]: (Box & { readonly body: string }) | undefined }
  readonly aliases?: {
    readonly [name: string]:
      { readonly parent: string; readonly rotate?: number; readonly hFlip?: boolean; readonly vFlip?: boolean } | undefined
  }
}

const COMPONENTS = 2

/** Drawings on which resvg 2.6 aborts the whole process. */
const UNDRAWABLE: ReadonlySet<string> = new Set(['noto/1F4E6', 'noto/1F3F3-FE0F-200D-1F308'])

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(require.resolve(path), 'utf8'))
}

/** Every emoji that stands alone: no letters of flags, no hair, no skin tones. */
export function readConcepts(): Concept[] {
  const korean = new Map((readJson('emojibase-data/ko/data.json') as EmojibaseEntry[]).map((entry) => [entry.hexcode, entry]))
  const concepts: Concept[] = []
  for (const { hexcode, label, tags, group, subgroup } of readJson('emojibase-data/en/data.json') as EmojibaseEntry[]) {
    if (group === undefined || group === COMPONENTS) continue
    const ko = korean.get(hexcode)
    concepts.push({ hexcode, group, subgroup: subgroup ?? 0, label, tags: tags ?? [], koLabel: ko?.label ?? label, koTags: ko?.tags ?? [] })
  }
  return concepts
}

/** The code points without the variation selector, which packages write or leave out. */
function bareHexcode(hexcode: string): string {
  return hexcode
    .toLowerCase()
    .split('-')
    .filter((point) => point !== 'fe0f')
    .join('-')
}

/** The icon's name as the packages derive it from a label: `dog-face`. */
export function slugOf(label: string): string {
  return label
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f’'.“”!(),]/g, '')
    .replace(/&/g, 'and')
    .replace(/[^a-z0-9#*]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** Finds each concept's drawing in each set, by its code points, else by its label. */
export function readDrawings(concepts: readonly Concept[]): Drawing[] {
  return SETS.flatMap((set) => {
    const file = readJson(`@iconify-json/${set.id}/icons.json`) as IconFile
    const names = readJson(`@iconify-json/${set.id}/chars.json`) as Record<string, string>
    const byHexcode = new Map(Object.entries(names).map(([hexcode, name]) => [bareHexcode(hexcode), name]))
    return concepts.flatMap(({ hexcode, label }, concept): Drawing[] => {
      if (UNDRAWABLE.has(`${set.id}/${hexcode}`)) return []
      const name = byHexcode.get(bareHexcode(hexcode)) ?? slugOf(label)
      const alias = file.aliases?.[name]
      if (alias && (alias.rotate || alias.hFlip || alias.vFlip)) return []
      const icon = file.icons[alias?.parent ?? name]
      if (!icon) return []
      const of = (side: keyof Box, otherwise: number): number => icon[side] ?? file[side] ?? otherwise
      return [{ set, concept, body: icon.body, box: [of('left', 0), of('top', 0), of('width', 16), of('height', 16)] }]
    })
  })
}
