import { expect, it } from 'vitest'
import type { StoredColumn } from '../../engine/rows'
import { columnsRead, namesOf, unfit, usualColumns, type Source } from './choices'

const column = (name: string, bytes = 100): StoredColumn => ({ name, type: { physical: 'BYTE_ARRAY' }, shape: 'value', bytes })
const SOURCE: Source = {
  columns: [column('link'), column('alt'), column('jpg', 5e6), column('punsafe')],
  roles: {
    url: { path: 'link', type: 'string', repeated: false },
    caption: { path: 'alt', type: 'string', repeated: false },
    nsfw: { path: 'punsafe', type: 'string', repeated: false },
  },
  groupRows: 100,
}

it('takes pictures and embeddings along only when they are asked for', () => {
  expect(usualColumns(SOURCE, 1000)).toEqual(['link', 'alt', 'punsafe'])
  expect(usualColumns({ ...SOURCE, columns: [column('jpg', 5e6)] }, 1000)).toEqual(['jpg'])
})

it('gives img2dataset its columns by their roles, under the names it knows', () => {
  const read = columnsRead('img2dataset', SOURCE, new Set())
  expect(read.map(({ name }) => name)).toEqual(['link', 'alt', 'punsafe'])
  expect(namesOf('img2dataset', SOURCE, read)).toEqual(['url', 'caption', 'NSFW'])
})

it('offers img2dataset no list without addresses', () => {
  expect(unfit('img2dataset', SOURCE)).toBeNull()
  expect(unfit('img2dataset', { ...SOURCE, roles: {} })).not.toBeNull()
  expect(unfit('parquet', { ...SOURCE, roles: {} })).toBeNull()
})

it('writes tables in the order of the source, and ids of nothing', () => {
  expect(columnsRead('csv', SOURCE, new Set(['punsafe', 'link'])).map(({ name }) => name)).toEqual(['link', 'punsafe'])
  expect(columnsRead('ids', SOURCE, new Set(['link']))).toEqual([])
})
