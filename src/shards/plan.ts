import { parquetSchema, type ColumnMetaData, type SchemaElement, type SchemaTree } from 'hyparquet'
import { leafType } from './columns'
import { chunkOf, type Footer } from './footer'
import { coalesce, length, type ByteRange, type FetchRange } from './ranges'
import { engineReads } from './transcode'

/** Chunks of neighbouring columns come in one request; 128 KB of unwanted bytes cost less than a request slot. */
const JOIN = { gap: 128 * 1024, max: 32 * 1024 * 1024 }

export interface SliceChunk {
  readonly meta: ColumnMetaData
  readonly range: ByteRange
  /** The engine cannot read it as it is: see transcode.ts. */
  readonly rewrite: boolean
  readonly maxDefinition: number
  readonly maxRepetition: number
  /** Bytes of a value of a fixed-length column, else 0. */
  readonly typeLength: number
}

/** What to fetch, and what to build of it, for some columns of some row groups. */
export interface SlicePlan {
  /** Rows of each group. */
  readonly rows: readonly number[]
  readonly schema: readonly SchemaElement[]
  /** Group by group, in schema order: as many for each group. */
  readonly chunks: readonly SliceChunk[]
  /** Requests in file order; `members` index `chunks`. */
  readonly fetches: readonly FetchRange[]
  /** Bytes the requests bring. */
  readonly bytes: number
}

/**
 * Plans the slice of row groups that holds the leaf columns at `paths` (or below them). A column inside a list or map
 * brings the whole list or map. Throws RangeError for a group or a path that the footer does not have.
 */
export function planSlice(footer: Footer, groups: readonly number[], paths: readonly string[]): SlicePlan {
  const rows = groups.map((group) => {
    const info = footer.groups[group]
    if (!info) throw new RangeError(`no row group ${group}`)
    return info.rows
  })
  for (const path of paths) {
    if (!footer.columns.some((column) => isAt(column.path, path))) throw new RangeError(`no column ${path}`)
  }
  const tree = parquetSchema(footer.metadata)
  const kept = keep(tree, (path) => paths.some((wanted) => isAt(path, wanted)), { index: 0, definition: 0, repetition: 0, typeLength: 0 })
  const chunks = groups.flatMap((group) =>
    kept.leaves.map(({ index, definition, repetition, typeLength }): SliceChunk => {
      const { meta, range } = chunkOf(footer, group, index)
      return { meta, range, rewrite: !engineReads(meta), maxDefinition: definition, maxRepetition: repetition, typeLength }
    }),
  )
  const fetches = coalesce(
    chunks.map((chunk) => chunk.range),
    JOIN,
  )
  return { rows, schema: kept.schema, chunks, fetches, bytes: fetches.reduce((sum, fetch) => sum + length(fetch), 0) }
}

function isAt(path: string, wanted: string): boolean {
  return path === wanted || path.startsWith(`${wanted}.`)
}

interface Levels {
  /** Of the next leaf, in file order. */
  readonly index: number
  readonly definition: number
  readonly repetition: number
  readonly typeLength: number
}

interface Kept {
  readonly schema: SchemaElement[]
  readonly leaves: Levels[]
}

/** The part of a schema subtree with wanted leaves, its elements in the depth-first order of the format. */
function keep(node: SchemaTree, wanted: (path: string) => boolean, levels: Levels): Kept {
  if (node.children.length === 0) {
    return wanted(node.path.join('.')) ? { schema: [forEngine(node.element)], leaves: [levels] } : { schema: [], leaves: [] }
  }
  const whole = isIndivisible(node) && hasLeaf(node, wanted)
  const kept: Kept = { schema: [], leaves: [] }
  let { index } = levels
  let children = 0
  for (const child of node.children) {
    const part = keep(child, whole ? () => true : wanted, below(levels, index, child.element))
    index += leafCount(child)
    if (part.leaves.length === 0) continue
    children++
    kept.schema.push(...part.schema)
    kept.leaves.push(...part.leaves)
  }
  kept.schema.unshift({ ...forEngine(node.element), num_children: children })
  return kept
}

function below({ definition, repetition }: Levels, index: number, element: SchemaElement): Levels {
  const repeated = element.repetition_type === 'REPEATED'
  return {
    index,
    typeLength: element.type_length ?? 0,
    definition: definition + (element.repetition_type === 'REQUIRED' ? 0 : 1),
    repetition: repetition + (repeated ? 1 : 0),
  }
}

function isIndivisible({ element, children }: SchemaTree): boolean {
  const annotated = [element.converted_type, element.logical_type?.type].some(
    (type) => type === 'LIST' || type === 'MAP' || type === 'MAP_KEY_VALUE' || type === 'VARIANT',
  )
  return annotated || children.some((child) => child.element.repetition_type === 'REPEATED')
}

function hasLeaf(node: SchemaTree, wanted: (path: string) => boolean): boolean {
  return node.children.length === 0 ? wanted(node.path.join('.')) : node.children.some((child) => hasLeaf(child, wanted))
}

function leafCount(node: SchemaTree): number {
  return node.children.length === 0 ? 1 : node.children.reduce((sum, child) => sum + leafCount(child), 0)
}

/**
 * Annotations as the engine understands them: everything that is text is UTF8, and older converted types stand in for
 * logical types, because hyparquet-writer writes INTEGER's bit width as an i32 where Thrift readers require a byte.
 */
function forEngine(element: SchemaElement): SchemaElement {
  const { logical_type: logical, converted_type: converted, ...rest } = element
  if (leafType(element) === 'string') return { ...rest, converted_type: 'UTF8' }
  const older = converted ?? convertedOf(element)
  if (older) return { ...rest, ...decimalOf(element), converted_type: older }
  return logical && logical.type !== 'INTEGER' ? { ...rest, logical_type: logical } : rest
}

function convertedOf({ logical_type: logical }: SchemaElement): SchemaElement['converted_type'] {
  switch (logical?.type) {
    case 'LIST':
    case 'MAP':
    case 'DATE':
    case 'DECIMAL':
      return logical.type
    case 'INTEGER':
      return integerOf(logical.bitWidth, logical.isSigned)
    case 'TIME':
    case 'TIMESTAMP':
      return logical.unit === 'NANOS' ? undefined : `${logical.type}_${logical.unit}`
    default:
      return undefined
  }
}

function integerOf(bits: number, signed: boolean): SchemaElement['converted_type'] {
  switch (bits) {
    case 8:
      return signed ? 'INT_8' : 'UINT_8'
    case 16:
      return signed ? 'INT_16' : 'UINT_16'
    case 32:
      return signed ? 'INT_32' : 'UINT_32'
    case 64:
      return signed ? 'INT_64' : 'UINT_64'
    default:
      return undefined
  }
}

function decimalOf({ logical_type: logical }: SchemaElement): Partial<SchemaElement> {
  return logical?.type === 'DECIMAL' ? { scale: logical.scale, precision: logical.precision } : {}
}
