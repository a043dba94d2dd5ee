import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statementOf } from './statement'

const kindOf = (sql: string) => {
  const statement = statementOf(sql)
  return 'refused' in statement ? `refused at ${statement.at}` : statement.kind
}

describe('statementOf', () => {
  it.each([
    ['SELECT 1', 'query'],
    ['  -- what is there\n/* all /* of */ it */ with a as (select 1) select * from a ; ', 'query'],
    ['from pairs', 'query'],
    ['(select 1) union (select 2)', 'query'],
    ['VALUES (1), (2)', 'query'],
    ['describe pairs', 'telling'],
    ['SUMMARIZE SELECT * FROM pairs;', 'telling'],
    ['SHOW TABLES', 'telling'],
    ['EXPLAIN SELECT 1', 'telling'],
    ['explain /* it */ analyze select 1', 'telling'],
    [`SELECT ';' AS ";", $$ ; drop $$, $a$;$$;$a$, E'\\';' -- ;`, 'query'],
  ])('runs %s', (sql, kind) => expect(kindOf(sql)).toBe(kind))

  it.each([
    ['', 0],
    [' -- nothing', 0],
    ['DROP TABLE held.rows', 0],
    ['/* select */ INSERT INTO held.rows SELECT 1', 13],
    ["-- select\nCOPY pairs TO 'x'", 10],
    ['EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1', 16],
    ["EXPLAIN COPY pairs TO 'x'", 8],
    ['SELECT 1; DROP TABLE held.rows', 10],
    ["SELECT 'a''; -- '; DROP TABLE held.rows", 19],
    ["SELECT '\\'; DROP TABLE held.rows; --'", 12],
    ["SELECT 1 /* ; */ ; /* -- */ ATTACH 'x'", 28],
    ['SELECT "a""; --"; SET threads = 2', 18],
    ['SELECT $$a$$; PRAGMA version', 14],
    ['SET enable_external_access = true', 0],
    ['PRAGMA version', 0],
    ['INSTALL httpfs', 0],
    ['CALL force_checkpoint()', 0],
    ['"SELECT" 1', 0],
    ["'SELECT' 1", 0],
    ['SELECT 1\0', 8],
  ])('refuses %s', (sql, at) => expect(kindOf(sql)).toBe(`refused at ${at}`))

  it('finds an end to whatever text there is', () => {
    const piece = fc.constantFrom("'", '"', '$$', '$a$', '/*', '*/', '--', '\n', ';', 'E', '\\', ' ', 'select', 'é', '한')
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => void statementOf(pieces.join(''))))
  })
})
