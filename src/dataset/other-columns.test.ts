import { describe, expect, it } from 'vitest'
import { otherColumns } from './other-columns'
import { recogniseRoles, type LeafColumn } from './roles'

const leaf = (path: string, type: LeafColumn['type'], rest: Partial<LeafColumn> = {}): LeafColumn => ({
  path,
  type,
  repeated: false,
  ...rest,
})

describe('columns without a role', () => {
  it('are numbers, texts and booleans that no role uses, fields of structs too', () => {
    const columns = [
      leaf('url', 'string'),
      leaf('aesthetic', 'float'),
      leaf('meta.status', 'string', { steps: ['meta', 'status'] }),
      leaf('watermark', 'boolean'),
      leaf('id', 'integer'),
    ]
    expect(otherColumns(columns, recogniseRoles(columns)).map(({ path }) => path)).toEqual(['aesthetic', 'meta.status', 'watermark', 'id'])
  })

  it('are neither lists nor binaries, nor named so that no link or no query can say it', () => {
    const columns = [
      leaf('tags', 'string', { repeated: true }),
      leaf('thumb', 'binary'),
      leaf('when', 'other'),
      leaf('x'.repeat(501), 'integer'),
      leaf('nul\0', 'string'),
      leaf('y'.repeat(500), 'integer'),
    ]
    expect(otherColumns(columns, {}).map(({ path }) => path)).toEqual(['y'.repeat(500)])
  })

  it('are not those that a filter cannot tell apart: of one path, or without a name', () => {
    const columns = [leaf('a.b', 'integer'), leaf('a.b', 'string', { steps: ['a', 'b'] }), leaf('', 'float'), leaf('score', 'float')]
    expect(otherColumns(columns, {})).toEqual([columns[3]])
  })
})
