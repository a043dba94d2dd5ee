import type { Footer } from '../../../shards/footer'
import { schemaLeaves, type Leaf } from '../../../shards/values/leaf'
import type { StoredColumn, StoredType } from '../../rows'

/** A top-level column of one file. */
export interface TopColumn extends StoredColumn {
  /** Its leaves among the footer's columns. */
  readonly leaves: readonly number[]
  /** Of its only leaf, where it is a value or a list. */
  readonly leaf: Leaf | null
}

const TEXT: StoredType = { physical: 'BYTE_ARRAY', converted: 'UTF8' }

/** The top-level columns of a file, in file order. A name that comes again gets a number behind it. */
export function topColumns(footer: Footer): TopColumn[] {
  const seen = new Map<string, number>()
  return byTop(schemaLeaves(footer.metadata)).map(({ top, leaves }) => {
    const columns = leaves.map(({ index }) => index)
    const bytes = columns.reduce((sum, column) => sum + bytesOf(footer, column), 0)
    const times = (seen.get(top.element.name) ?? 0) + 1
    seen.set(top.element.name, times)
    const name = times === 1 ? top.element.name : `${top.element.name} (${times})`
    const leaf = leaves.length === 1 ? (leaves[0]?.leaf ?? null) : null
    const shape = leaf ? shapeOf(leaf, top) : 'json'
    return leaf && shape !== 'json'
      ? { name, type: typeOf(leaf.element), shape, bytes, leaves: columns, leaf }
      : { name, type: TEXT, shape: 'json', bytes, leaves: columns, leaf: null }
  })
}

type Node = Leaf['path'][number]

interface Top {
  readonly top: Node
  readonly leaves: { readonly leaf: Leaf; readonly index: number }[]
}

function byTop(leaves: readonly Leaf[]): Top[] {
  const tops: Top[] = []
  for (const [index, leaf] of leaves.entries()) {
    const [, top] = leaf.path
    const last = tops.at(-1)
    if (last && last.top === top) last.leaves.push({ leaf, index })
    else if (top) tops.push({ top, leaves: [{ leaf, index }] })
  }
  return tops
}

/** A list of values has one repeated step, and nothing in it but the element. */
function shapeOf({ path, maxRepetition }: Leaf, top: Node): StoredColumn['shape'] {
  if (maxRepetition === 0) return path.length === 2 ? 'value' : 'json'
  if (maxRepetition > 1) return 'json'
  const steps = path.slice(1)
  const isList =
    steps.length === 1 || (isAnnotatedList(top.element) && steps[1]?.element.repetition_type === 'REPEATED' && steps.length <= 3)
  return isList ? 'list' : 'json'
}

function isAnnotatedList({ converted_type, logical_type }: Leaf['element']): boolean {
  return converted_type === 'LIST' || logical_type?.type === 'LIST'
}

function typeOf(element: Leaf['element']): StoredType {
  const { type = 'BYTE_ARRAY', type_length: length, converted_type: converted, logical_type: logical, precision, scale } = element
  return {
    physical: type,
    ...(length !== undefined && type === 'FIXED_LEN_BYTE_ARRAY' && { length }),
    ...(converted !== undefined && { converted }),
    ...(logical !== undefined && { logical: { ...logical } }),
    ...(precision !== undefined && { precision }),
    ...(scale !== undefined && { scale }),
  }
}

function bytesOf({ metadata }: Footer, column: number): number {
  return metadata.row_groups.reduce((sum, group) => sum + Number(group.columns[column]?.meta_data?.total_compressed_size ?? 0), 0)
}

/** The columns of several files as one: in the order found, each in a type that can hold what all of them store, where there is one. */
export function united(files: readonly (readonly StoredColumn[])[]): StoredColumn[] {
  const columns = new Map<string, StoredColumn>()
  for (const file of files)
    for (const { name, type, shape, bytes } of file) {
      const known = columns.get(name)
      columns.set(
        name,
        known
          ? { ...known, type: known.shape === shape ? wider(known.type, type) : known.type, bytes: known.bytes + bytes }
          : { name, type, shape, bytes },
      )
    }
  return [...columns.values()]
}

function wider(a: StoredType, b: StoredType): StoredType {
  if (fits(a, b)) return a
  return fits(b, a) ? b : a
}

const isPlain = ({ converted, logical }: StoredType) => converted === undefined && logical === undefined

/** Whether values of type `own` can be had as values of type `wanted`, with nothing lost. */
export function fits(wanted: StoredType, own: StoredType): boolean {
  if (wanted.physical === own.physical) {
    // Some writers do not say that texts are texts.
    if (wanted.physical === 'BYTE_ARRAY' && (isPlain(wanted) || isPlain(own))) return true
    return meaningOf(wanted) === meaningOf(own) || (wanted.physical === 'INT32' && meaningOf(wanted) === NO_MEANING && isSmallInteger(own))
  }
  if (wanted.physical === 'INT64' && own.physical === 'INT32')
    return meaningOf(wanted) === NO_MEANING && (meaningOf(own) === NO_MEANING || isSmallInteger(own))
  return wanted.physical === 'DOUBLE' && own.physical === 'FLOAT'
}

const isSmallInteger = ({ converted = '' }: StoredType) => /^U?INT_(?:8|16)$/.test(converted)

/**
 * What stored values stand for. Newer files say it twice, older ones as a converted type alone; whole numbers of the full width need no
 * saying.
 */
function meaningOf({ physical, length, converted, logical, precision, scale }: StoredType): string {
  const isWhole = converted === (physical === 'INT32' ? 'INT_32' : 'INT_64')
  return isWhole
    ? NO_MEANING
    : JSON.stringify([length ?? null, converted ?? logical ?? null, logical?.isAdjustedToUTC ?? true, precision ?? null, scale ?? null])
}

const NO_MEANING = JSON.stringify([null, null, true, null, null])
