import { ProblemError } from '../../dataset/problem'
import { keyAtPlace } from '../../engine/scanning/key'
import { plural } from '../../pair/format'
import type { PairKey } from '../../pair/pair'
import { openShard } from '../../shards/file'
import { readFooter } from '../../shards/footer'
import { Lru } from '../../flow/lru'
import type { HttpOptions } from '../../shards/http'
import { RowReader } from '../../shards/rows'
import type { VectorShard } from './vector-set'

const CACHE_BYTES = 16 * 2 ** 20

/** The pair of each of `rows` vectors, NaN where none is named; or the first, where they follow one another. Rejects with ProblemError. */
export async function pairsOfVectors(
  { name, pairs }: VectorShard,
  rows: number,
  io: HttpOptions,
): Promise<Float64Array | { readonly firstKey: PairKey }> {
  if (pairs.kind === 'position') return { firstKey: pairs.firstKey }
  const { metadata, column } = pairs
  const file = await openShard(metadata, io)
  const footer = await readFooter(file)
  const fail = (detail: string) => new ProblemError({ code: 'vectors', where: metadata.name, detail })
  if (footer.rows !== rows)
    throw fail(
      `${name} holds ${plural(rows, 'vector')}, and ${metadata.name} has ${plural(footer.rows, 'row')}: they do not belong together.`,
    )
  if (!footer.columns.some(({ path }) => path === column)) throw fail(`${metadata.name} has no column “${column}” that names the pairs.`)
  const reader = new RowReader(file, footer, new Lru(CACHE_BYTES))
  const keys = new Float64Array(rows).fill(NaN)
  for (const group of footer.groups) {
    const values = (await reader.read(group.index, [column], 0, group.rows)).get(column) ?? []
    for (const [i, value] of values.entries()) keys[group.firstRow + i] = typeof value === 'string' ? (keyAtPlace(value) ?? NaN) : NaN
  }
  return keys
}
