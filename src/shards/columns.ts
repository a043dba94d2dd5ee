import { parquetSchema, type FileMetaData, type SchemaElement, type SchemaTree } from 'hyparquet'
import type { LeafColumn } from '../dataset/roles'

/** Spark and Impala of old leave strings unannotated; these names are text in every dataset we know. */
const TEXT_NAMES = new Set(['url', 'text', 'caption', 'license', 'licence', 'nsfw'])

/** The leaves of a schema in file order: `columns[i]` describes `row_groups[*].columns[i]`. */
export function leafColumns(metadata: FileMetaData): LeafColumn[] {
  return leaves(parquetSchema(metadata)).map((path) => {
    const node = path.at(-1)
    return {
      path: node?.path.join('.') ?? '',
      type: node ? leafType(node.element) : 'other',
      repeated: path.some(({ element }) => element.repetition_type === 'REPEATED'),
    }
  })
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
