import { parquetSchema, type FileMetaData, type SchemaElement, type SchemaTree } from 'hyparquet'
import { leaves } from '../columns'

/** A leaf of a schema, as its pages need it. */
export interface Leaf {
  /** From the root down to the leaf. */
  readonly path: readonly SchemaTree[]
  readonly element: SchemaElement
  readonly maxDefinition: number
  readonly maxRepetition: number
}

const known = new WeakMap<readonly SchemaElement[], readonly Leaf[]>()

/** The leaves of a schema in file order. */
export function schemaLeaves({ schema, ...rest }: FileMetaData): readonly Leaf[] {
  const found = known.get(schema)
  if (found) return found
  const root = parquetSchema({ schema, ...rest })
  const made = leaves(root).map((path): Leaf => {
    const last = path.at(-1) ?? root
    const count = (fits: (type: string | undefined) => boolean) => path.filter(({ element }) => fits(element.repetition_type)).length
    return {
      path: [root, ...path],
      element: last.element,
      maxDefinition: count((type) => type !== 'REQUIRED'),
      maxRepetition: count((type) => type === 'REPEATED'),
    }
  })
  known.set(schema, made)
  return made
}

/** Throws RangeError for a column that the schema does not have. */
export function leafAt(metadata: FileMetaData, column: number): Leaf {
  const leaf = schemaLeaves(metadata)[column]
  if (!leaf) throw new RangeError(`no column ${column}`)
  return leaf
}
