import { describe, expect, it } from 'vitest'
import { sqlErrorOf } from './sql-error'

/** The part of a text that is marked. */
const marked = (message: string, sql: string, linesBefore = 0) => {
  const { place } = sqlErrorOf(message, sql, linesBefore)
  return place && [sql.slice(place.from, place.to), place.from]
}

describe('sqlErrorOf', () => {
  it('marks what the caret is under, in the line of the text that was written', () => {
    const sql = 'SELECT key\nFORM pairs'
    const message = 'Parser Error: syntax error at or near "pairs"\nLINE 3: FORM pairs\n             ^'
    expect(marked(message, sql, 1)).toEqual(['pairs', 16])
  })

  it('finds the place in a long line of which DuckDB shows a part', () => {
    const sql = `SELECT ${Array.from({ length: 40 }, (_, i) => `key AS k${i}`).join(',')}, nofw FROM pairs`
    const message =
      'Binder Error: Referenced column "nofw" not found in FROM clause!\n' +
      `LINE 1: ...35,key AS k36,key AS k37,key AS k38,key AS k39, nofw FROM pairs\n${' '.repeat(58)}^`
    expect(marked(message, sql)).toEqual(['nofw', sql.indexOf('nofw')])
  })

  it('counts letters of East Asia as DuckDB does, and prefers the name that is named', () => {
    const sql = "select '한국' as x,\tnofw from pairs"
    const message = `Binder Error: Referenced column "nofw" not found\nLINE 1: ${sql}\n${' '.repeat(27)}^`
    expect(marked(message, sql)).toEqual(['nofw', sql.indexOf('nofw')])
  })

  it('goes by the name where there is no line, if it stands there once', () => {
    expect(marked('Binder Error: Referenced column "nofw" not found', 'SUMMARIZE SELECT nofw FROM pairs')).toEqual(['nofw', 17])
    expect(marked('Binder Error: Referenced column "a" not found', 'SELECT a, a')).toBeNull()
    expect(marked('Conversion Error: no number', 'SELECT 1')).toBeNull()
  })

  it('says lack of memory and closed doors in plain words, and leaves advice about settings out', () => {
    const said = (message: string) => sqlErrorOf(message, 'SELECT 1', 0).message
    expect(said('Out of Memory Error: failed to allocate data of size 16.0MB')).toMatch(/^This query needs more memory/)
    expect(said('Permission Error: Scanning CSV files is disabled through configuration')).toMatch(/^The console reaches no files/)
    expect(said('Catalog Error: no "json".\nPlease try installing and loading')).toBe('Catalog Error: no "json".')
  })
})
