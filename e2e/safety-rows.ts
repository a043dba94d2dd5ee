import { parquetWriteBuffer } from 'hyparquet-writer'
import { png } from './server/png'
import { PICTURES } from './shards/laion'

export const CLASSES = ['UNLIKELY', 'UNSURE', 'NSFW', 'UNTAGGED'] as const
export type Class = (typeof CLASSES)[number]

/** As stored, and what it means: whatever is not one of LAION's words says nothing. */
const TAGS: readonly (readonly [stored: string | null, means: Class])[] = [
  ['UNLIKELY', 'UNLIKELY'],
  [' unlikely ', 'UNLIKELY'],
  ['UNSURE', 'UNSURE'],
  ['Unsure', 'UNSURE'],
  ['NSFW', 'NSFW'],
  ['nsfw\n', 'NSFW'],
  ['UNTAGGED', 'UNTAGGED'],
  [null, 'UNTAGGED'],
  ['', 'UNTAGGED'],
  ['0', 'UNTAGGED'],
  ['UNLIKELY.', 'UNTAGGED'],
]
const WORDS: readonly (readonly [words: string, ofMinors: boolean])[] = [
  ['a lighthouse', false],
  ['a kidney bean', false],
  ['two kids', true],
  ['ki\u200bds', true],
  ['여고생', true],
  ['k&#105;ds', true],
]
/** Where a row's picture is; of these the last ones are no addresses to ask. */
const PLACES = [
  'address',
  'bytes',
  'bytes and address',
  'javascript:alert(1)',
  'ftp://pictures.test/pictures/1.png',
  '//pictures.test/pictures/1.png',
  '',
] as const

/** A row as it is stored, and what it means by the rule of the walk. */
export interface Row {
  readonly url: string
  readonly caption: string
  readonly tag: string | null
  readonly means: Class
  readonly ofMinors: boolean
  readonly bytes: Uint8Array | null
}

export const ROWS: readonly Row[] = Array.from({ length: 231 }, (_, i) => {
  const [tag, means] = TAGS[i % TAGS.length] ?? [null, 'UNTAGGED']
  const [words, ofMinors] = WORDS[Math.floor(i / TAGS.length) % WORDS.length] ?? ['', false]
  const place = PLACES[i % PLACES.length] ?? ''
  const stored = place.startsWith('bytes')
  return {
    url: place.endsWith('address') ? `${PICTURES}/pictures/${i}.png` : stored ? '' : place,
    caption: `${words} ${i}`,
    tag,
    means,
    ofMinors,
    // Its width says whose it is.
    bytes: stored ? new Uint8Array(png(i, 100 + i, 40)) : null,
  }
})

/** The rows as a Parquet file, with embeddings of no model. */
export function walkShard(): Uint8Array {
  const names = ['url', 'caption', 'NSFW'] as const
  return new Uint8Array(
    parquetWriteBuffer({
      rowGroupSize: 50,
      columnData: [
        { name: 'url', data: ROWS.map(({ url }) => url) },
        { name: 'caption', data: ROWS.map(({ caption }) => caption) },
        { name: 'NSFW', data: ROWS.map(({ tag }) => tag) },
        { name: 'image', data: ROWS.map(({ bytes }) => bytes) },
        { name: 'image_embedding', data: ROWS.map((_, row) => Array.from({ length: 16 }, (_, at) => Math.sin(row * 16 + at))) },
      ],
      schema: [
        { name: 'root', num_children: 5 },
        ...names.map((name) => ({
          name,
          type: 'BYTE_ARRAY' as const,
          converted_type: 'UTF8' as const,
          repetition_type: 'OPTIONAL' as const,
        })),
        { name: 'image', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
        { name: 'image_embedding', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', repetition_type: 'OPTIONAL', type: 'FLOAT' },
      ],
    }),
  )
}
