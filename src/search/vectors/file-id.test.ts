import { afterEach, expect, it, vi } from 'vitest'
import { fileId } from './file-id'
import type { VectorRef } from './vector-set'

const at = (url: string): VectorRef => ({ kind: 'npy', ref: { kind: 'remote', name: 'a.npy', url } })
const URLS = ['https://host.test/a.npy?sig=secret', 'https://host.test/b.npy?sig=secret'] as const

afterEach(() => vi.unstubAllGlobals())

it('names a file by what it is, and gives nothing of it away', async () => {
  const id = await fileId(at(URLS[0]), 10)
  expect(id).toMatch(/^[0-9a-f]{32}$/)
  expect(await fileId(at(URLS[0]), 10)).toBe(id)
  for (const other of [fileId(at(URLS[1]), 10), fileId(at(URLS[0]), 11), fileId(at(URLS[0]), 10, 'member')])
    expect(await other).not.toBe(id)
})

it('tells files apart on a page of plain http, where there is no hash and nothing outlives the page', async () => {
  vi.stubGlobal('crypto', {})
  const id = await fileId(at(URLS[0]), 10)
  expect(await fileId(at(URLS[0]), 10)).toBe(id)
  for (const other of [fileId(at(URLS[1]), 10), fileId(at(URLS[0]), 11), fileId(at(URLS[0]), 10, 'member')])
    expect(await other).not.toBe(id)
})
