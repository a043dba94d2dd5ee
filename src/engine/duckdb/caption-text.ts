import { containing, eachText, foldCase } from '../../shards/values/needle'
import type { TextMatcher } from '../../shards/values/texts'

/** Character references for what a person may type, as data writes them. `&amp;` last: its own references are not decoded twice. */
const REFERENCES: readonly (readonly [written: string, meant: string])[] = [
  ...['&quot;', '&#34;', '&#x22;'].map((written) => [written, '"'] as const),
  ...['&#39;', '&#039;', '&#x27;', '&apos;'].map((written) => [written, "'"] as const),
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
]

const AMPERSAND = 38

/**
 * Matches captions that contain a text, whatever the case, as stored or as shown with their character references decoded. Only a text with
 * a character that data writes as a reference is worth decoding captions for.
 */
export function captionMatcher(contains: string): TextMatcher {
  // No stored text needs NUL to match.
  const wanted = contains.replaceAll('\0', '')
  const stored = containing(wanted)
  if (!/["'<>&]/.test(wanted)) return stored
  const folded = foldCase(wanted)
  const shown = eachText(
    (caption) => REFERENCES.reduce((text, [written, meant]) => text.replaceAll(written, meant), foldCase(caption)).includes(folded),
    (bytes) => bytes.includes(AMPERSAND),
  )
  return {
    find(texts, found) {
      const matches = new Set<number>()
      stored.find(texts, (index) => matches.add(index))
      shown.find(texts, (index) => matches.add(index))
      for (const index of [...matches].sort((a, b) => a - b)) found(index)
    },
  }
}
