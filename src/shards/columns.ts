import { parquetSchema, type FileMetaData, type SchemaElement, type SchemaTree } from 'hyparquet'
import { isListLike } from 'hyparquet/src/schema.js'
import type { LeafColumn } from '../dataset/roles'

/** Spark and Impala of old leave strings unannotated; these names are text in every dataset we know. */
const TEXT_NAMES = new Set(['url', 'image_url', 'text', 'txt', 'caption', 'top_caption', 'license', 'licence', 'nsfw'])

/** The leaves of a schema in file order: `columns[i]` describes `row_groups[*].columns[i]`. */
export function leafColumns(metadata: FileMetaData): LeafColumn[] {
  return leaves(parquetSchema(metadata)).map((path) => {
    const node = path.at(-1)
    return {
      path: node?.path.join('.') ?? '',
      type: node ? leafType(node.element) : 'other',
      repeated: path.some(({ element }) => element.repetition_type === 'REPEATED'),
      ...stepsOf(path),
    }
  })
}

/** See LeafColumn. A list is a group of one repeated child, as hyparquet and DuckDB read it; nothing is picked from maps. */
function stepsOf(path: readonly SchemaTree[]): Pick<LeafColumn, 'steps'> {
  const steps: (string | 0)[] = []
  for (let at = 0; at < path.length; at++) {
    const node = path[at]
    if (!node || node.element.converted_type === 'MAP' || node.element.converted_type === 'MAP_KEY_VALUE') return {}
    steps.push(node.element.name)
    if (node.element.repetition_type === 'REPEATED') steps.push(0)
    if (!isListLike(node)) continue
    steps.push(0)
    // The repeated child and, where there is one, the element in it belong to the list itself.
    at += (node.children[0]?.children.length ?? 0) > 0 ? 2 : 1
  }
  return steps.length > 1 ? { steps } : {}
}

/** Paths from the root's child down to each leaf. */
export function leaves(node: SchemaTree, above: readonly SchemaTree[] = []): SchemaTree[][] {
  return node.children.flatMap((child) => {
    const path = [...above, child]
    return child.children.length > 0 ? leaves(child, path) : [path]
  })
}

export function leafType(element: SchemaElement): LeafColumn['type'] {
  const converted = element.converted_type
  const logical = element.logical_type?.type
  switch (element.type) {
    case 'BOOLEAN':
      return 'boolean'
    case 'INT32':
    case 'INT64':
      return isPlainInteger(converted, logical) ? 'integer' : 'other'
    case 'FLOAT':
    case 'DOUBLE':
      return 'float'
    case 'BYTE_ARRAY':
      if (converted === 'UTF8' || converted === 'ENUM' || converted === 'JSON') return 'string'
      if (logical === 'STRING' || logical === 'ENUM' || logical === 'JSON') return 'string'
      if (converted !== undefined || logical !== undefined) return 'other'
      return TEXT_NAMES.has(element.name.toLowerCase()) ? 'string' : 'binary'
    case 'FIXED_LEN_BYTE_ARRAY':
      return converted === undefined && logical === undefined ? 'binary' : 'other'
    case 'INT96':
    case undefined:
      return 'other'
  }
}

function isPlainInteger(converted: string | undefined, logical: string | undefined): boolean {
  return (converted === undefined || /^U?INT_\d+$/.test(converted)) && (logical === undefined || logical === 'INTEGER')
}
