import { LICENCE_FAMILIES } from '../../../pair/licence'
import { NSFW_CLASSES } from '../../../pair/pair'
import type { Copies, CopiedColumn } from '../../copies'
import { fileRows, quoteName, quoteText } from '../literals'

/** A column of `pairs`, and its type in DuckDB. */
export interface ViewColumn {
  readonly name: string
  readonly type: string
}

/** Those that are there whatever the dataset is. */
const OWN: readonly ViewColumn[] = [
  { name: 'key', type: 'BIGINT' },
  { name: 'shard', type: 'BIGINT' },
  { name: 'row', type: 'BIGINT' },
  { name: 'similarity', type: 'DOUBLE' },
  { name: 'nsfw', type: 'VARCHAR' },
  { name: 'licence', type: 'VARCHAR' },
  { name: 'width', type: 'BIGINT' },
  { name: 'height', type: 'BIGINT' },
]

/** The columns of `pairs`. A column of the data whose name is taken gets a number behind it. */
export function viewColumns(columns: readonly CopiedColumn[]): readonly ViewColumn[] {
  const taken = new Set(OWN.map(({ name }) => name))
  const others = columns.map(({ path, kind, integer }) => {
    let name = path
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${path}_${n}`
    taken.add(name.toLowerCase())
    return { name, type: kind === 'values' ? 'VARCHAR' : integer ? 'BIGINT' : 'DOUBLE' }
  })
  return [...OWN, ...others]
}

/** What is held: numbers and codes alone, as the engine has them. */
export function createHeldSql(columns: readonly CopiedColumn[]): readonly string[] {
  const values = columns.map(({ kind }, i) => `, v${i} ${kind === 'range' ? 'DOUBLE' : 'USMALLINT'}`).join('')
  return ['CREATE SCHEMA held', `CREATE TABLE held.rows (key BIGINT, similarity DOUBLE, cell USMALLINT, size UINTEGER${values})`]
}

/** Adds the rows of a file of numbers. */
export function holdSql(columns: readonly CopiedColumn[], fileName: string): string {
  const values = columns.map(({ kind }, i) =>
    kind === 'range' ? `, CASE WHEN v${i} > '-infinity'::DOUBLE THEN v${i} END` : `, v${i}::USMALLINT`,
  )
  return (
    `INSERT INTO held.rows SELECT key::BIGINT, CASE WHEN NOT isnan(similarity) THEN similarity END, cell::USMALLINT, size` +
    `${values.join('')} FROM ${fileRows(fileName)}`
  )
}

/** What people see of it: words in place of codes, NULL for what is unknown. Sizes are wide enough to be multiplied. */
export function createViewSql(columns: readonly CopiedColumn[], place: Copies['place']): string {
  const classes = NSFW_CLASSES.length
  const values = columns.map(({ kind, integer, texts }, i) =>
    kind === 'range' ? (integer ? `try_cast(v${i} AS BIGINT)` : `v${i}`) : texts.length === 0 ? 'NULL::VARCHAR' : oneOf(texts, `v${i} - 1`),
  )
  const expressions = [
    'key',
    `(${place.shard})`,
    `(${place.row})`,
    'similarity',
    oneOf(NSFW_CLASSES, `cell % ${classes} + 1`),
    oneOf(LICENCE_FAMILIES, `cell // ${classes} % ${LICENCE_FAMILIES.length} + 1`),
    'nullif(size >> 16, 0)::BIGINT',
    'nullif(size & 65535, 0)::BIGINT',
    ...values,
  ]
  const named = viewColumns(columns).map(({ name }, i) => `${expressions[i]} AS ${quoteName(name)}`)
  return `CREATE VIEW pairs AS SELECT ${named.join(', ')} FROM held.rows`
}

/** The text at a place counted from 1; NULL elsewhere. 1,000 of them are as fast as four: 63 ms for a million rows, grouped. */
function oneOf(texts: readonly string[], place: string): string {
  return `list_extract([${texts.map(quoteText).join(', ')}], greatest(${place}, 0)::BIGINT)`
}
