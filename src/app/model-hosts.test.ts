import { describe, expect, it } from 'vitest'
import { trustModelOf, trustsModelOf } from './model-hosts'

const trusts = (host: string, source: string | null) => trustsModelOf(host, source, 'app.example', 'https://app.example/')

describe('a dataset’s own model', () => {
  it('is read unasked from the app’s own host, from the Hub and from beside its manifest', () => {
    for (const host of ['app.example', 'huggingface.co', 'data.example:8080'])
      expect(trusts(host, 'https://data.example:8080/manifest.json')).toBe(true)
  })

  it('is asked about from any other, however alike', () => {
    for (const host of ['evil.example', 'data.example', 'cdn.huggingface.co', 'huggingface.co.evil.example', 'huggingface.co:8080'])
      expect(trusts(host, 'https://data.example:8080/manifest.json'), host).toBe(false)
  })

  it('is asked about where no manifest lies at an address', () => {
    for (const source of [null, 'local', 'sample', 'org/name', 'https://evil.example/a.parquet', 'https://evil.example/', 'not an address'])
      expect(trusts('evil.example', source), String(source)).toBe(false)
  })

  it('is not asked about twice', () => {
    expect(trusts('models.example', null)).toBe(false)
    trustModelOf('models.example')
    expect(trusts('models.example', null)).toBe(true)
  })
})
