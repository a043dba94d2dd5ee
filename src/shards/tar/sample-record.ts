import { formatBytes } from '../../pair/format'
import { parseRecord, type JsonRecord } from '../tables/json'
import { endingOf, picturesOf, textOf, type Sample } from './samples'
import type { TarMember } from './walk'

/** Parts that hold a sample's caption, best first. */
const CAPTIONS = ['txt', 'caption', 'text']

/**
 * A sample as one row, a column for each part: its key and caption first, then the fields of its JSON, its other texts by the name of their
 * part, and of every other part, pictures first, how large it is.
 */
export function sampleRecord(sample: Sample): JsonRecord {
  const texts = [...sample.members].flatMap(([part, member]): [string, string][] => {
    const text = textOf(member)
    return text === null ? [] : [[part, text]]
  })
  const row = new Map<string, unknown>([['key', sample.key]])
  /** What another part says by a name that is taken, or is a part's, is kept beside it. */
  const put = (part: string, name: string, value: unknown): void => {
    if (!row.has(name) && (name === part || !sample.members.has(name))) row.set(name, value)
    else if (row.get(name) !== value) row.set(`${part}.${name}`, value)
  }
  const captionPart = CAPTIONS.find((part) => texts.some(([other]) => other === part))
  const caption = texts.find(([part]) => part === captionPart)?.[1].trim()
  if (caption !== undefined) row.set('caption', caption)
  // The part of a plain name first: its fields keep their names.
  for (const [part, text] of texts.toSorted(([a], [b]) => Number(b === 'json') - Number(a === 'json'))) {
    if (part === captionPart) continue
    const fields = endingOf(part) === 'json' ? parseRecord(text) : null
    if (fields) for (const [name, value] of Object.entries(fields)) put(part.replace(/\.json$/, ''), name, value)
    else put(part, part, endingOf(part) === 'json' ? text : text.trim())
  }
  const isLeft = ([, { data }]: readonly [string, TarMember]) => data === null
  for (const [part, { start, end }] of new Map([...picturesOf(sample), ...[...sample.members].filter(isLeft)]))
    put(part, part, `${formatBytes(end - start)} in the tar`)
  return Object.fromEntries(row)
}
