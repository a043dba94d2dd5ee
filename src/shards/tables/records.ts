import type { SchemaElement } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { JsonRecord } from './json'

type FieldType = 'string' | 'integer' | 'double' | 'boolean' | 'strings'

/** A column made of records' fields. */
export interface Field {
  readonly name: string
  readonly type: FieldType
}

/** Where fields go that have no column of their own, as JSON: nothing is lost. */
const EXTRA = 'extra'
/** More columns than any dataset has: records of hostile keys would make one a row. */
const MOST_COLUMNS = 400

/** Gathers records into columns, and writes them as Parquet. */
export class RecordColumns {
  rows = 0
  private readonly types: Map<string, FieldType>
  private readonly columns = new Map<string, unknown[]>()

  /** With `fixed` fields, what does not fit them goes to `extra`; else every field of the records becomes a column. */
  constructor(private readonly fixed: readonly Field[] | null = null) {
    this.types = new Map(fixed?.map(({ name, type }) => [name, type]))
  }

  add(record: JsonRecord): void {
    const extra: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(record)) {
      if (value === null || value === undefined) continue
      if (name !== '' && name !== EXTRA && this.takes(name, value)) this.put(name, value)
      else Object.defineProperty(extra, name, { value, enumerable: true })
    }
    if (Object.keys(extra).length > 0) this.put(EXTRA, JSON.stringify(extra))
    this.rows += 1
  }

  /** Adds a row of which nothing can be read; its text is kept in `extra`. */
  addJunk(text: string): void {
    this.put(EXTRA, text)
    this.rows += 1
  }

  /** The columns so far; `extra` among them when asked for or needed. */
  fields(withExtra = false): Field[] {
    const fields = [...this.types].map(([name, type]) => ({ name, type }))
    return this.fixed || !(withExtra || this.columns.has(EXTRA)) || this.types.has(EXTRA)
      ? fields
      : [...fields, { name: EXTRA, type: 'string' }]
  }

  /** A Parquet file of `fields`, in that order, with row groups of `groupRows` rows. */
  write(fields: readonly Field[], groupRows: number): Uint8Array<ArrayBuffer> {
    const columnData = fields.map(({ name, type }) => {
      const values = this.columns.get(name) ?? []
      return { name, data: Array.from({ length: this.rows }, (_, row) => stored(values[row], type)) }
    })
    return new Uint8Array(parquetWriteBuffer({ columnData, schema: schemaOf(fields), rowGroupSize: groupRows, statistics: false }))
  }

  private takes(name: string, value: unknown): boolean {
    const type = this.types.get(name)
    if (this.fixed) return type !== undefined && (type === 'string' || joined(type, typeOf(value)) === type)
    if (type === undefined && this.types.size >= MOST_COLUMNS) return false
    this.types.set(name, type === undefined ? typeOf(value) : joined(type, typeOf(value)))
    return true
  }

  private put(name: string, value: unknown): void {
    let column = this.columns.get(name)
    if (!column) this.columns.set(name, (column = []))
    column[this.rows] = value
  }
}

function typeOf(value: unknown): FieldType {
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'double'
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string') ? 'strings' : 'string'
}

function joined(a: FieldType, b: FieldType): FieldType {
  if (a === b) return a
  return (a === 'integer' && b === 'double') || (a === 'double' && b === 'integer') ? 'double' : 'string'
}

function stored(value: unknown, type: FieldType): unknown {
  if (value === undefined) return null
  if (type === 'integer') return BigInt(value as number)
  return type === 'string' && typeof value !== 'string' ? JSON.stringify(value) : value
}

function schemaOf(fields: readonly Field[]): SchemaElement[] {
  return [{ name: 'root', num_children: fields.length }, ...fields.flatMap(schemaElements)]
}

function schemaElements({ name, type }: Field): SchemaElement[] {
  const optional = { name, repetition_type: 'OPTIONAL' } as const
  switch (type) {
    case 'string':
      return [{ ...optional, type: 'BYTE_ARRAY', converted_type: 'UTF8' }]
    case 'integer':
      return [{ ...optional, type: 'INT64' }]
    case 'double':
      return [{ ...optional, type: 'DOUBLE' }]
    case 'boolean':
      return [{ ...optional, type: 'BOOLEAN' }]
    case 'strings':
      return [
        { ...optional, converted_type: 'LIST', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY', converted_type: 'UTF8' },
      ]
  }
}
