import { parquetSchema, type SchemaElement } from 'hyparquet'
import { leaves } from './columns'
import { chunkOf, type Footer } from './footer'

/**
 * A footer that knows of some top-level columns alone, as small as it can be to be handed on: whoever reads these columns by it makes the
 * same requests as by the whole. Names that the file does not have are passed over.
 */
export function onlyColumns(footer: Footer, names: readonly string[]): Footer {
  const { metadata } = footer
  const root = parquetSchema(metadata)
  const wanted = root.children.filter((child) => names.includes(child.element.name))
  const schema: SchemaElement[] = [{ ...root.element, num_children: wanted.length }]
  const kept = new Set<number>()
  let element = 1
  let leaf = 0
  for (const child of root.children) {
    const count = leaves({ ...root, children: [child] }).length
    if (wanted.includes(child)) {
      schema.push(...metadata.schema.slice(element, element + child.count))
      for (let i = leaf; i < leaf + count; i++) kept.add(i)
    }
    element += child.count
    leaf += count
  }
  const among = <T>(columns: readonly T[]): T[] => columns.filter((_, index) => kept.has(index))
  return {
    metadata: {
      ...metadata,
      schema,
      row_groups: metadata.row_groups.map((group) => ({ ...group, columns: among(group.columns) })),
    },
    rows: footer.rows,
    groups: footer.groups,
    columns: among(footer.columns),
    tail: tailOf(footer, [...kept]),
    hash: footer.hash,
  }
}

/** The part of the tail that these leaves or their page indexes lie in. A copy: the whole buffer would travel with it. */
function tailOf(footer: Footer, leaves: readonly number[]): Footer['tail'] {
  const { tail } = footer
  const end = tail.start + tail.bytes.length
  const ranges = footer.groups
    .flatMap(({ index }) => leaves.map((leaf) => chunkOf(footer, index, leaf)))
    .flatMap(({ range, offsetIndex }) => (offsetIndex ? [range, offsetIndex] : [range]))
    .filter((range) => range.end > tail.start && range.start < end)
  const start = ranges.reduce((least, range) => Math.min(least, Math.max(tail.start, range.start)), end)
  const last = ranges.reduce((most, range) => Math.max(most, Math.min(end, range.end)), start)
  return { start, bytes: tail.bytes.slice(start - tail.start, last - tail.start) }
}
