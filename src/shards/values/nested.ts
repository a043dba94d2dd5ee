import type { ColumnMetaData, FileMetaData, SchemaTree } from 'hyparquet'
import { assembleLists, assembleNested } from 'hyparquet/src/assemble.js'
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js'
import { isListLike, isMapLike } from 'hyparquet/src/schema.js'
import type { DecodedArray } from 'hyparquet/src/types.js'
import { leafType } from '../columns'
import { checkRows, pagesOf } from './column'
import { decoding } from './at-work'
import { decodingProblem, Unsupported } from './fault'
import { leafAt } from './leaf'
import { richValues } from './rich'

/** Entries of all leaves of a column that are put together at once; each becomes an object or two. */
const MAX_ENTRIES = 2 ** 25

/**
 * Rows of one top-level column with all it holds, from every leaf of it in one row group: structs as objects, lists as arrays, maps as
 * objects; values as {@link richValues} gives them, annotated texts as strings. `bytes[i]` are those of `chunks[i]`. Throws ProblemError:
 * truncated, unsupported.
 */
export function nestedRows(
  metadata: FileMetaData,
  { chunks }: { readonly chunks: readonly NestedChunk[] },
  bytes: readonly Uint8Array[],
  where: string,
): unknown[] {
  try {
    return decoding(where, () => assembled(metadata, chunks, bytes))
  } catch (error) {
    throw decodingProblem(error, where)
  }
}

interface NestedChunk {
  /** Of the leaf, in the footer's columns. */
  readonly column: number
  readonly rows: number
  readonly meta: Pick<ColumnMetaData, 'codec'>
}

function assembled(metadata: FileMetaData, chunks: readonly NestedChunk[], bytes: readonly Uint8Array[]): unknown[] {
  const parts = new Map<string, DecodedArray>()
  let left = MAX_ENTRIES
  for (const [index, { column, rows: wanted, meta }] of chunks.entries()) {
    checkRows(wanted)
    const leaf = leafAt(metadata, column)
    const converted: { stored: object; values: unknown[] }[] = []
    const isText = leafType(leaf.element) === 'string'
    let rows: unknown[] = []
    for (const { count, definitions, repetitions, stored, codes } of pagesOf(bytes[index] ?? new Uint8Array(0), leaf, meta.codec, left)) {
      left -= count
      if (count === 0) continue
      if (rows.length === 0 && (repetitions?.[0] ?? 0) > 0) throw new Error('a list begins in its middle')
      const [last] = converted
      if (last?.stored !== stored)
        converted[0] = { stored, values: richValues(stored, leaf.element).map((value) => (isText ? textOf(value) : value)) }
      const values = converted[0]?.values ?? []
      const found = codes ? Array.from(codes, (code) => values[code]) : values
      const levels = definitions ?? new Uint8Array(count).fill(leaf.maxDefinition)
      // Rows of a page may go on from the page before.
      rows = assembleLists(rows, Array.from(levels), Array.from(repetitions ?? []), found, [...leaf.path]) as unknown[]
    }
    parts.set(leaf.path.at(-1)?.path.join('.') ?? '', rows)
  }
  const [first] = chunks
  const top = first && leafAt(metadata, first.column).path[1]
  if (!top) throw new Unsupported('It has no columns.')
  assembleNested(parts, top, DEFAULT_PARSERS)
  const rows = parts.get(top.path.join('.'))
  if (rows?.length !== first.rows) throw new Error(`a column has ${rows?.length ?? 0} rows where ${first.rows} are due`)
  const values = Array.from(rows as ArrayLike<unknown>)
  return hasBareList(top) ? values.map((value) => withEmptyLists(top, value)) : values
}

/** Whether a column repeats as old writers have it: without an annotation, or as a list whose entries have no name of their own. */
function hasBareList(node: SchemaTree): boolean {
  if (isListLike(node)) return elementOf(node).element.repetition_type === 'REPEATED' || hasBareList(elementOf(node))
  return node.element.repetition_type === 'REPEATED' || (!isMapLike(node) && node.children.some(hasBareList))
}

/** A value whose lists without an annotation are empty where nothing was in them. */
function withEmptyLists(node: SchemaTree, value: unknown): unknown {
  const each = (item: SchemaTree) => (Array.isArray(value) ? value.map((entry: unknown) => withFields(item, entry)) : value)
  if (isListLike(node)) {
    // The assembly marks a list without entries by null, and no list by undefined.
    const isBare = elementOf(node).element.repetition_type === 'REPEATED'
    return isBare && value === null ? [] : each(elementOf(node))
  }
  if (node.element.repetition_type === 'REPEATED') return value === null || value === undefined ? [] : each(node)
  return withFields(node, value)
}

function withFields(node: SchemaTree, value: unknown): unknown {
  if (isListLike(node)) return withEmptyLists(node, value)
  if (isMapLike(node) || node.children.length === 0 || typeof value !== 'object' || value === null) return value
  const fields = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(node.children.map((child) => [child.element.name, withEmptyLists(child, fields[child.element.name])]))
}

/** What a list is of: its repeated child, or the one thing in that. */
function elementOf({ children: [repeated] }: SchemaTree): SchemaTree {
  if (!repeated) throw new Error('a list of nothing')
  return repeated.children[0] ?? repeated
}

const decoder = new TextDecoder()

function textOf(value: unknown): unknown {
  return value instanceof Uint8Array ? decoder.decode(value) : value
}
