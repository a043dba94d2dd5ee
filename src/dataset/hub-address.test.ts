import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseHubAddress } from './hub-address'

const whole = { id: 'org/name', revision: 'main', path: '', config: null, split: null }

describe('the address of a Hub dataset', () => {
  it('is its id, with or without a part', () => {
    expect(parseHubAddress('org/name')).toEqual(whole)
    expect(parseHubAddress('org/name/')).toEqual(whole)
    expect(parseHubAddress('org/na.me-1_x')).toEqual({ ...whole, id: 'org/na.me-1_x' })
    expect(parseHubAddress('org/name?config=a%20b&split=test')).toEqual({ ...whole, config: 'a b', split: 'test' })
    expect(parseHubAddress('hf://datasets/org/name')).toEqual(whole)
  })

  it('is any page of it: the front, a folder of a revision, the viewer', () => {
    expect(parseHubAddress('https://huggingface.co/datasets/org/name')).toEqual(whole)
    expect(parseHubAddress('huggingface.co/datasets/org/name?row=3')).toEqual(whole)
    expect(parseHubAddress('https://huggingface.co/datasets/org/name#readme')).toEqual(whole)
    expect(parseHubAddress('https://huggingface.co/datasets/org/name/tree/refs%2Fconvert%2Fparquet/a%20b/c')).toEqual({
      ...whole,
      revision: 'refs/convert/parquet',
      path: 'a b/c',
    })
    expect(parseHubAddress('https://huggingface.co/datasets/org/name/viewer/small/test?row=3')).toEqual({
      ...whole,
      config: 'small',
      split: 'test',
    })
    expect(parseHubAddress('https://huggingface.co/datasets/mnist/tree/main')).toEqual({ ...whole, id: 'mnist' })
  })

  it('is not that of a file, of a model, of another host or of a path that climbs', () => {
    for (const text of [
      'data/0.parquet',
      'data/manifest.json',
      'localhost/x',
      './data',
      '../data',
      'a/..',
      'https://huggingface.co/datasets/org/name/resolve/main/0.parquet',
      'https://huggingface.co/org/model',
      'https://huggingface.co.evil.example/datasets/org/name',
      'https://h.example/datasets/org/name',
      'https://huggingface.co/datasets/org/%2e%2e%2fname',
      'https://huggingface.co/datasets/%zz/name',
    ])
      expect([text, parseHubAddress(text)]).toEqual([text, null])
  })

  it('is never a failure', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (junk) => {
        expect(() => parseHubAddress(`https://huggingface.co/datasets/${junk}`)).not.toThrow()
      }),
    )
  })
})
