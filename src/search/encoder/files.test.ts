import { describe, expect, it, vi } from 'vitest'
import { ProblemError } from '../../dataset/problem'
import type { ModelLocation } from './encoder'
import { getFile, type FileStores } from './files'
import type { KeptFiles } from './kept'
import { TEST_MODEL } from './model.testing'
import type { ModelFile } from './models'
import { placeOf } from './place'

const FILE: ModelFile = { path: 'onnx/text_model.onnx', bytes: null }
const DEFAULT: ModelLocation = { kind: 'default' }
const FULL_URL = 'https://models.example/test/onnx/text_model.onnx'

function stores(content: string, kept = new Map<string, Uint8Array<ArrayBuffer>>()) {
  const files: KeptFiles = {
    get: (url) => Promise.resolve(kept.get(url) ?? null),
    put: (url, _base, bytes) => Promise.resolve(void kept.set(url, bytes)),
  }
  const fetch = vi.fn<FileStores['fetch']>(() => Promise.resolve(new Response(content)))
  return { fetch, kept: files, urls: kept }
}

function read(bytes: Uint8Array<ArrayBuffer>): string {
  const text = new TextDecoder().decode(bytes)
  if (text.startsWith('bad')) throw new ProblemError({ code: 'model', where: '', detail: 'bad' })
  return text
}

function get(from: FileStores, { location = DEFAULT, file = FILE, anew = false } = {}) {
  return getFile(TEST_MODEL, file, location, read, { signal: new AbortController().signal, anew, onProgress: () => undefined }, from)
}

describe('a file of a model', () => {
  it('is fetched once and kept', async () => {
    const from = stores('content')
    expect(await get(from)).toEqual({ value: 'content', kept: false })
    expect(await get(from)).toEqual({ value: 'content', kept: true })
    expect(from.fetch).toHaveBeenCalledOnce()
    expect(from.fetch.mock.calls[0]?.[0]).toBe(FULL_URL)
  })

  it('is fetched again when the kept copy is bad, of another length, or set aside', async () => {
    const bytes = (text: string) => new TextEncoder().encode(text)
    for (const [copy, options] of [
      ['bad', {}],
      ['old', { file: { ...FILE, bytes: 7 } }],
      ['content', { anew: true }],
    ] as const) {
      const from = stores('content', new Map([[FULL_URL, bytes(copy)]]))
      expect(await get(from, options)).toEqual({ value: 'content', kept: false })
      expect(from.urls.get(FULL_URL)).toEqual(bytes('content'))
    }
  })

  it('is not kept when it is bad', async () => {
    const from = stores('bad')
    await expect(get(from)).rejects.toBeInstanceOf(ProblemError)
    expect(from.urls.size).toBe(0)
  })

  it('comes from picked files by name, and is neither fetched nor kept', async () => {
    const from = stores('content')
    expect(
      await get(from, {
        location: { kind: 'files', files: [new File(['other'], 'tokenizer.json'), new File(['mine'], 'text_model.onnx')] },
      }),
    ).toEqual({ value: 'mine', kept: false })
    expect(from.fetch).not.toHaveBeenCalled()
    expect(from.urls.size).toBe(0)
    await expect(get(from, { location: { kind: 'files', files: [] } })).rejects.toThrow(
      'There is no text_model.onnx among the picked files.',
    )
  })
})

describe('the place of a file', () => {
  it.each([
    ['https://mirror.example/clip', 'https://mirror.example/clip/onnx/text_model.onnx'],
    [' http://localhost:8000/clip/?a#b', 'http://localhost:8000/clip/onnx/text_model.onnx'],
  ])('is below the base %j', (url, full) => {
    expect(placeOf(TEST_MODEL, FILE, { kind: 'base', url })).toMatchObject({ kind: 'url', url: full })
  })

  it.each(['', 'clip', 'javascript:alert(1)', 'file:///etc/passwd', 'https://'])('is not below %j', (url) => {
    expect(() => placeOf(TEST_MODEL, FILE, { kind: 'base', url })).toThrow(ProblemError)
  })
})
