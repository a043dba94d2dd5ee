import { placeText } from '../../engine/scanning/key'
import type { TableWriter } from './writer'

/** A line for each pair, as TFDS names its examples: `{shard}_{row}`. */
export function idsWriter(): TableWriter {
  const encoder = new TextEncoder()
  return {
    write: ({ keys }) => [encoder.encode(Array.from(keys, (key) => `${placeText(key)}\n`).join(''))],
    end: () => [],
  }
}
