import { afterEach, expect, it, vi } from 'vitest'
import { forgetModel, keptFiles, keptModels } from './kept'

afterEach(() => vi.unstubAllGlobals())

/** As much of the Cache API as is used. */
function fakeCaches() {
  const entries = new Map<string, Response>()
  const cache = {
    match: (url: string) => Promise.resolve(entries.get(url)?.clone()),
    put: (url: string, response: Response) => Promise.resolve(void entries.set(url, response)),
    keys: () => Promise.resolve([...entries.keys()]),
    delete: (url: string) => Promise.resolve(entries.delete(url)),
  }
  return { open: () => Promise.resolve(cache) }
}

it('keeps files by address, counts them by model and removes a model’s', async () => {
  vi.stubGlobal('caches', fakeCaches())
  await keptFiles.put('https://a.example/m/t.json', 'https://a.example/m/', Uint8Array.of(1, 2))
  await keptFiles.put('https://a.example/m/onnx/t.onnx', 'https://a.example/m/', Uint8Array.of(3, 4, 5))
  await keptFiles.put('https://b.example/t.json', 'https://b.example/', Uint8Array.of(6))
  expect(await keptFiles.get('https://a.example/m/t.json')).toEqual(Uint8Array.of(1, 2))
  expect(await keptModels()).toEqual([
    { base: 'https://a.example/m/', bytes: 5 },
    { base: 'https://b.example/', bytes: 1 },
  ])
  await forgetModel('https://a.example/m/')
  expect(await keptModels()).toEqual([{ base: 'https://b.example/', bytes: 1 }])
  expect(await keptFiles.get('https://a.example/m/t.json')).toBeNull()
})

it('keeps nothing where the browser has no room or no cache, and does not fail', async () => {
  for (const caches of [undefined, { open: () => Promise.reject(new DOMException('Full', 'QuotaExceededError')) }]) {
    vi.stubGlobal('caches', caches)
    await keptFiles.put('https://a.example/t.json', 'https://a.example/', Uint8Array.of(1))
    expect([await keptFiles.get('https://a.example/t.json'), await keptModels()]).toEqual([null, []])
    await forgetModel('https://a.example/')
  }
})
