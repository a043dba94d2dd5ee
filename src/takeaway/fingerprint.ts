/** What stands for the content of a shard, 32 bits; null where it is not known. */
type Mark = number | null

/** Shards of which a link says what they were: more would make it long. */
const MOST = 40
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** Characters a mark takes: 18 bits, so that one change in 260,000 is missed. */
const WIDTH = 3

/** `32.AbC…DeF`: how many shards there are, and what the first of them hold; `...` for one that is not known. */
export function encodeFingerprint(marks: readonly Mark[]): string | null {
  const first = marks.slice(0, MOST)
  while (first.at(-1) === null) first.pop()
  if (first.length === 0) return null
  return `${marks.length}.${first.map(digits).join('')}`
}

/** What differs between the data of a link and the data that is there. */
export interface DataChange {
  /** Shards that hold something else. */
  readonly changed: number
  /** Shards more than there were; negative: fewer. */
  readonly more: number
}

/** Null where nothing that is known differs, or the text is none of ours. */
export function changeSince(linked: string, marks: readonly Mark[]): DataChange | null {
  const [, count, text = ''] = /^(\d{1,7})\.([\w.-]*)$/.exec(linked) ?? []
  if (count === undefined || text.length % WIDTH !== 0) return null
  let changed = 0
  for (let shard = 0; shard * WIDTH < text.length; shard++) {
    const before = text.slice(shard * WIDTH, (shard + 1) * WIDTH)
    const now = digits(marks[shard] ?? null)
    if (before !== UNKNOWN && now !== UNKNOWN && before !== now) changed++
  }
  const more = marks.length - Number(count)
  return changed > 0 || more !== 0 ? { changed, more } : null
}

const UNKNOWN = '.'.repeat(WIDTH)

function digits(mark: Mark): string {
  if (mark === null) return UNKNOWN
  // The upper half into the lower one: FNV mixes these best.
  const bits = (mark ^ (mark >>> 18)) & 0x3ffff
  return [bits >>> 12, (bits >>> 6) & 63, bits & 63].map((digit) => DIGITS[digit] ?? '').join('')
}

/** For people. */
export function dataChangeSentence({ changed, more }: DataChange): string {
  const what = [
    ...(changed > 0 ? [changed === 1 ? 'a shard has another content' : `${changed} shards have another content`] : []),
    ...(more > 0 ? [more === 1 ? 'a shard was added' : `${more} shards were added`] : []),
    ...(more < 0 ? [more === -1 ? 'a shard is gone' : `${-more} shards are gone`] : []),
  ].join(', and ')
  return `The data has changed since this link was made: ${what}. What is shown may not be what was meant.`
}
